"""The privacy page: language, contact, retention and sections."""

import json
import re
import time
import urllib.error
import urllib.request
from pathlib import Path

import pytest

from app.core.languages import DEFAULT, LANGUAGES, Language
from app.web.privacy_words import WORDS
from tests.client import console
from tests.server import Server


def read(server: Server, path: str, accepted: str = "") -> tuple[str, str]:
    """The page's language and its HTML."""
    request = urllib.request.Request(server.base + path, headers={"Accept-Language": accepted})
    with urllib.request.urlopen(request) as answer:
        page = answer.read().decode()
    found = re.search(r'<html lang="(\w+)"', page)
    assert found is not None
    return found[1], page


@pytest.mark.parametrize(
    ("path", "accepted", "language"),
    [
        ("/privacy", "", "da"),
        ("/privacy", "en-GB,en;q=0.9", "en"),
        ("/privacy", "xx,da;q=0.8,en;q=0.5", "da"),
        ("/privacy?lang=en", "da", "en"),
    ],
)
def test_the_language_is_the_requested_one_or_the_browsers(
    standing_server: Server, path: str, accepted: str, language: str
) -> None:
    assert read(standing_server, path, accepted)[0] == language


@pytest.mark.process
def test_the_page_names_the_contact_and_the_retention_of_the_session(tmp_path: Path) -> None:
    server = Server(tmp_path / "data", contact="Foreningen <b>Ribe</b>, data@example.org", retention_days=17)
    server.start()
    for path in ("/privacy", f"/{server.code}/privacy", f"/{server.code.lower()}/privacy?lang=en"):
        _, page = read(server, path)
        assert "Foreningen &lt;b&gt;Ribe&lt;/b&gt;, data@example.org" in page
        assert "17 da" in page
        assert "<script" not in page
    with pytest.raises(urllib.error.HTTPError, match="404"):
        read(server, "/ABCDEF/privacy")
    server.stop()


def test_how_long_a_session_is_kept_is_said_to_everyone_with_its_code(server: Server) -> None:
    def retention() -> dict[str, int | None]:
        with urllib.request.urlopen(f"{server.base}/api/retention/{server.code.lower()}") as answer:
            found: dict[str, int | None] = json.load(answer)
        return found

    assert retention() == {"days_after_end": 30, "erased_at_ms": None}
    with console(server) as facilitator:
        facilitator.do("end_session")
    erased_at_ms = retention()["erased_at_ms"]
    assert erased_at_ms is not None
    assert erased_at_ms > time.time() * 1000


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_page_has_the_same_sections_in_every_language(
    standing_server: Server, language: Language
) -> None:
    parts = WORDS[language].parts("", 30)
    assert [len(texts) for _, texts in parts] == [len(texts) for _, texts in WORDS[DEFAULT].parts("", 30)]
    _, page = read(standing_server, f"/privacy?lang={language}")
    others = [(other, WORDS[other].name) for other in LANGUAGES if other != language]
    assert re.findall(r'<a href="\?lang=(\w+)"[^>]*>(\w+)</a>', page) == others
