"""The organiser's page shows what the doctor finds, and notices a phone that gets through."""

import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Locator, Page, expect

from app.core.languages import LANGUAGES, Language, PerLanguage
from tests.browser.accessibility import violations
from tests.browser.screens import Screens
from tests.client import phone
from tests.server import ORGANISER_KEY, Server
from tests.tiers import rest_long
from tests.web.surface import ask

pytestmark = pytest.mark.browser

NAME: PerLanguage[str] = {"da": "Er alt klar?", "en": "Is everything ready?"}
WAITING: PerLanguage[str] = {"da": "Venter på en telefon …", "en": "Waiting for a phone …"}
ARRIVED: PerLanguage[str] = {"da": "En telefon er kommet igennem.", "en": "A phone has got through."}
WELL: PerLanguage[str] = {"da": "ting er i orden", "en": "things are in order"}
SHEETS: PerLanguage[str] = {"da": "Drejebøger, der kan bruges: 2", "en": "Run sheets that can be used: 2"}
TRY: PerLanguage[str] = {"da": "Prøv det", "en": "Try it"}
REFUSED: PerLanguage[str] = {
    "da": "Der er telefoner i en session. Prøv, når ingen er forbundet.",
    "en": "A session has phones. Try when none is connected.",
}
CARRIES: PerLanguage[str] = {"da": r"Computeren bærer .*omkring", "en": r"This computer carries .*about"}


@pytest.fixture
def screens(chromium: Browser, server: Server) -> Iterator[Screens]:
    """The server's screens; a refused request is an error of the page, so each test checks them itself."""
    one = Screens(chromium, server)
    yield one
    one.close()


def opened(screens: Screens, language: Language) -> tuple[Page, Locator]:
    """The organiser's page with the dialog open, once the computer has been examined."""
    page = screens.open("console", language, url=f"{screens.server.base}/#key={ORGANISER_KEY}")
    page.get_by_role("button", name=NAME[language]).click()
    dialog = page.get_by_role("dialog")
    expect(dialog.get_by_role("img")).to_be_visible()
    return page, dialog


@pytest.mark.parametrize("language", rest_long(LANGUAGES))
def test_what_is_found_is_shown_and_a_phone_that_gets_through_is_noticed(
    screens: Screens, server: Server, language: Language
) -> None:
    page, dialog = opened(screens, language)
    expect(dialog.get_by_role("heading", level=2)).to_have_text(NAME[language])
    expect(dialog.get_by_text(f"127.0.0.1:{server.port}/try", exact=True)).to_be_visible()
    expect(dialog.get_by_text(WAITING[language])).to_be_visible()
    dialog.get_by_text(WELL[language]).click()
    expect(dialog.get_by_text(SHEETS[language])).to_be_visible()
    assert violations(page) == []
    forwarded = {"X-Forwarded-For": "192.168.50.31"}
    assert ask(server, "GET", "/try", None, None, **forwarded).status == 200
    expect(dialog.get_by_text(ARRIVED[language])).to_be_visible()
    expect(dialog.get_by_text(WAITING[language])).to_have_count(0)
    assert screens.errors == []


# The trial takes both cores for seconds, so one language is enough.
@pytest.mark.parametrize("language", ["da"])
@pytest.mark.long
def test_the_load_trial_is_refused_while_a_session_has_phones_and_shows_its_result_otherwise(
    screens: Screens, server: Server, language: Language
) -> None:
    _, dialog = opened(screens, language)
    button = dialog.get_by_role("button", name=TRY[language])
    with phone(server):
        button.click()
        expect(dialog.get_by_role("alert")).to_have_text(REFUSED[language])
    button.click()
    expect(dialog.get_by_text(re.compile(CARRIES[language]))).to_be_visible(timeout=90_000)
