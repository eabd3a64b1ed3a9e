"""Refusals are said in the language of the page that asks, and in English to scripts."""

import re
from typing import Annotated, Any, Literal

import pytest
from pydantic import BaseModel, ConfigDict, Field, ValidationError
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


def test_no_route_refuses_in_one_language_only() -> None:
    for path in (ROOT / "app" / "web").glob("*.py"):
        assert not re.search(r'raise HTTPException\(\s*\d+,\s*(f?"|[A-Z]|str\()', path.read_text()), path


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


class Values(BaseModel):
    """A value for each kind of fault that has words of its own."""

    model_config = ConfigDict(extra="forbid")
    needed: int
    short: Annotated[str, Field(max_length=3)] = ""
    long: Annotated[str, Field(min_length=3)] = "abc"
    few: Annotated[list[int], Field(max_length=1)] = []
    many: Annotated[list[int], Field(min_length=1)] = [1]
    large: Annotated[int, Field(ge=3)] = 3
    small: Annotated[int, Field(le=3)] = 3
    one: Literal["a", "b"] = "a"
    code: Annotated[str, Field(pattern="^[A-Z]+$")] = "A"
    flag: bool = True


@pytest.mark.parametrize(
    ("value", "danish"),
    [
        ({}, "mangler"),
        ({"other": 1}, "kendes ikke"),
        ({"short": "abcd"}, "må højst have 3 tegn"),
        ({"long": "ab"}, "skal have mindst 3 tegn"),
        ({"few": [1, 2]}, "må højst have 1"),
        ({"many": []}, "skal have mindst 1"),
        ({"large": 2}, "skal være mindst 3"),
        ({"small": 4}, "må højst være 3"),
        ({"one": "c"}, "skal være 'a' eller 'b'"),
        ({"code": "a"}, "har ikke den rigtige form"),
        ({"flag": "måske"}, "har ikke den rigtige form"),
    ],
)
def test_what_is_wrong_with_a_value_is_said_in_every_language(value: dict[str, Any], danish: str) -> None:
    with pytest.raises(ValidationError) as raised:
        Values.model_validate(({} if not value else {"needed": 1}) | value)
    (fault,) = raised.value.errors()
    words = refusal_words.unreadable(fault["type"], fault.get("ctx", {}), fault["msg"])
    assert words == {"da": danish, "en": fault["msg"]}


@pytest.mark.parametrize(
    ("method", "path", "body", "danish"),
    [
        ("GET", "sessions/{code}/export.docy", None, "Formatet 'docy' findes ikke"),
        ("GET", "sessions/{code}/export.pdf?separator=comma", None, "pdf har intet skilletegn"),
        ("POST", "sessions", {"run_sheet": "ingen"}, "Drejebogen 'ingen' findes ikke"),
        ("POST", "sessions", {"run_sheet": 7}, "har ikke den rigtige form"),
    ],
)
def test_what_cannot_be_made_or_read_is_refused_in_the_language_of_the_page(
    server: Server, method: str, path: str, body: object, danish: str
) -> None:
    refused = {
        language: call(
            server, method, path.format(code=server.code), body, headers={"Accept-Language": language}
        )
        for language in LANGUAGES
    }
    assert danish in str(refused["da"][1]["detail"])
    assert danish not in str(refused["en"][1]["detail"])
