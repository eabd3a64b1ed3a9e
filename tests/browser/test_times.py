"""Times of day and dates on the screens of a session that has ended, in the way of each language."""

import re

import pytest
from playwright.sync_api import Page, expect

from app.core.languages import LANGUAGES, Language, PerLanguage
from tests.browser.screens import Screens
from tests.client import console, phone
from tests.server import ORGANISER_KEY, Server
from tests.tiers import rest_long
from tests.web.surface import ask

pytestmark = [pytest.mark.browser, pytest.mark.shared_server]

# How a time of day is written, and how it is not. On these screens nothing counts down.
TIMES: PerLanguage[tuple[str, str]] = {
    "da": (r"\d\d\.\d\d", r"\d:\d\d"),
    "en": (r"\d\d:\d\d", r"\d\d\.\d\d"),
}
DAY: PerLanguage[str] = {"da": "24. december 2026", "en": "24 December 2026"}
# By screen: whether it says a time of day, and whether it says the day.
SAYS = {
    "": (False, True),
    "mine": (False, True),
    "board": (False, False),
    "console": (True, False),
    "report": (True, True),
    "home": (False, True),
    "privacy": (False, False),
}


def opened(screens: Screens, server: Server, screen: str, language: Language) -> Page:
    kind = screen if screen in ("board", "console") else "phone" if screen in ("", "mine") else "console"
    key = {"board": server.key("board"), "console": server.key("console")}.get(screen, ORGANISER_KEY)
    path = {"home": "/", "privacy": f"/{server.code}/privacy"}.get(screen, f"/{server.code}/{screen}")
    return screens.open(kind, language, url=f"{server.base}{path}#key={key}")


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("screen", rest_long(SAYS))
def test_a_screen_of_an_ended_session_writes_times_and_dates_in_the_way_of_its_language(
    screens: Screens, server: Server, screen: str, language: Language
) -> None:
    change = b'{"date": "2026-12-24"}'
    assert ask(server, "PATCH", f"/api/sessions/{server.code}", change, ORGANISER_KEY).status == 200
    with console(server) as facilitator, phone(server) as one:
        facilitator.enter("collect")
        one.do("ask_question", text="Hvem holder fast?")
        facilitator.enter("done")
        page = opened(screens, server, screen, language)
        body = page.locator("body")
        says_time, says_day = SAYS[screen]
        right, wrong = TIMES[language]
        if says_time:
            expect(body).to_contain_text(re.compile(right))
        if says_day:
            expect(body).to_contain_text(DAY[language])
        expect(page.locator("main, section, h1").first).to_be_visible()
        said = body.inner_text().replace(f":{server.port}", "")
        assert len(said) > 50  # not an empty page, on which nothing wrong stands either
        assert re.findall(wrong, said) == []
