"""Refusals are said in the language of the page that asks, and in English to scripts."""

import re

import pytest
from starlette.requests import Request

from app.core.languages import LANGUAGES
from app.core.rejections import CODES
from app.web import refusal_words
from tests.server import ORGANISER_KEY, ROOT, Server
from tests.web.test_organiser import call

pytestmark = pytest.mark.shared_server


@pytest.mark.parametrize(
    ("accepted", "query", "language"),
    [
        ("", "", "en"),
        ("da", "", "da"),
        ("da-DK,da;q=0.9,en;q=0.8", "lang=en", "da"),
        ("kl-GL,en;q=0.5", "lang=da", "en"),
        ("", "lang=da", "da"),
        ("\xe6,*", "lang=xx", "en"),
    ],
)
def test_a_refusal_is_in_the_first_known_language_that_is_accepted(
    accepted: str, query: str, language: str
) -> None:
    headers = [(b"accept-language", accepted.encode("latin-1"))]
    request = Request({"type": "http", "headers": headers, "query_string": query.encode()})
    assert refusal_words.language_of(request) == language


def test_every_rejection_has_a_sentence_in_every_language() -> None:
    for code in CODES:
        words = refusal_words.rejected(code)
        assert len({words[language] for language in LANGUAGES}) == len(LANGUAGES), code


def test_no_route_refuses_a_key_or_for_now_in_one_language_only() -> None:
    for path in (ROOT / "app" / "web").glob("*.py"):
        assert not re.search(r'HTTPException\(\s*(403|409|503),\s*(f?"|[A-Z])', path.read_text()), path


def test_a_page_is_refused_in_its_language_and_a_script_in_english(server: Server) -> None:
    path = f"sessions/{server.code}/examples"
    assert call(server, "GET", path)[1]["detail"] == refusal_words.END_BEFORE_KEEPING["en"]
    status, refused = call(server, "GET", path, headers={"Accept-Language": "da"})
    assert (status, refused["detail"]) == (409, refusal_words.END_BEFORE_KEEPING["da"])


@pytest.mark.parametrize(
    ("path", "key", "status"),
    [
        ("sessions/ZZZZZZ", ORGANISER_KEY, 404),
        ("sessions", "wrong", 403),
        ("sessions/ZZZZZZ/report/access", "wrong", 403),
    ],
)
def test_a_wrong_key_or_code_is_refused_in_the_language_of_the_page(
    server: Server, path: str, key: str, status: int
) -> None:
    headers = {"Authorization": f"Bearer {key}"}
    refused = {
        language: call(server, "GET", path, headers={**headers, "Accept-Language": language})
        for language in LANGUAGES
    }
    assert {code for code, _ in refused.values()} == {status}
    assert len({answer["detail"] for _, answer in refused.values()}) == len(LANGUAGES)


def test_a_file_that_cannot_be_imported_is_refused_in_the_language_of_the_page(server: Server) -> None:
    headers = {"Accept-Language": "da"}
    status, refused = call(server, "POST", "sessions/import", {"format": "another"}, headers=headers)
    assert (status, refused["detail"].partition(".")[0]) == (422, "Filen er ikke en JSON-eksport fra Summe")
