"""The accessibility statement: where `/was` leads, and which pages link to it."""

import json
import secrets
from collections.abc import Iterator

import pytest

from app.core.languages import LANGUAGES, Language
from app.settings import Settings, SettingsError
from app.web.accessibility import WORDS
from tests.client import Client
from tests.server import Server
from tests.web.surface import ask

STATEMENT = "https://was.digst.dk/summe-example-dk"


@pytest.fixture(scope="module")
def with_statement(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    server = Server(tmp_path_factory.mktemp("was") / "data", accessibility_url=STATEMENT)
    server.start()
    yield server
    server.stop()


@pytest.mark.process
@pytest.mark.parametrize("method", ["GET", "HEAD"])
@pytest.mark.parametrize(
    "asked", ["/was", "/was?lang=en", "/was?url=https://other.example", "/was?next=//other"]
)
def test_was_leads_to_the_statement_and_nowhere_else(with_statement: Server, method: str, asked: str) -> None:
    answer = ask(with_statement, method, asked)
    assert (answer.status, answer.headers["location"]) == (302, STATEMENT)


@pytest.mark.parametrize("language", LANGUAGES)
def test_without_a_statement_was_says_so_to_a_participant_and_what_to_set_to_the_operator(
    standing_server: Server, language: Language
) -> None:
    answer = ask(standing_server, "GET", f"/was?lang={language}")
    page, words = answer.body.decode(), WORDS[language]
    assert (answer.status, "location" in answer.headers) == (404, False)
    assert page.index(words.help) < page.index("SUMME_ACCESSIBILITY_URL")
    assert (ask(standing_server, "HEAD", "/was").status, "<script" in page) == (404, False)


@pytest.mark.process
@pytest.mark.parametrize("language", LANGUAGES)
def test_the_privacy_page_links_to_the_statement_where_there_is_one(
    with_statement: Server, standing_server: Server, language: Language
) -> None:
    link = f'<a href="/was">{WORDS[language].statement}</a>'
    for server, times in ((with_statement, 1), (standing_server, 0)):
        for path in ("/privacy", f"/{server.code}/privacy"):
            assert ask(server, "GET", f"{path}?lang={language}").body.decode().count(link) == times


@pytest.mark.process
def test_phones_and_pages_are_sent_whether_there_is_a_statement(
    with_statement: Server, standing_server: Server
) -> None:
    for server, expected in ((with_statement, True), (standing_server, None)):
        phone = Client(server, role="phone", token=secrets.token_hex(16), lang="da")
        board = Client(server, role="board", key=server.key("board"))
        assert phone.receive("welcome").get("statement") is expected
        assert "statement" not in board.receive("welcome")
        phone.close()
        board.close()
        assert json.loads(ask(server, "GET", "/-/health").body)["statement"] is bool(expected)


@pytest.mark.parametrize("address", ["", STATEMENT, "http://example.dk:8080/was?a=b#c"])
def test_a_whole_address_is_accepted(address: str) -> None:
    assert Settings.from_env({"SUMME_ACCESSIBILITY_URL": address}).accessibility_url == address


@pytest.mark.parametrize(
    "address",
    [
        "was.digst.dk/example-dk",
        "/was",
        "//was.digst.dk/example-dk",
        "javascript:alert(1)",
        "data:text/html,x",
        "https://",
        "https:///example",
        "https://was.digst.dk/a b",
        "https://was.digst.dk/\r\nSet-Cookie: a=b",
        "https://was.digst.dk/å",
        "https://was.digst.dk:port/",
        "https://[was",
        " ",
    ],
)
def test_anything_but_a_whole_web_address_is_refused_by_name(address: str) -> None:
    with pytest.raises(SettingsError, match=r"SUMME_ACCESSIBILITY_URL=.*should be the address of a page"):
        Settings.from_env({"SUMME_ACCESSIBILITY_URL": address})
