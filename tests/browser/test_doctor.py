"""Is everything ready? The organiser's page shows what the doctor finds, and notices a phone that gets through."""

import re

import pytest
from playwright.sync_api import Browser, Locator, Page, expect

from app.core.languages import LANGUAGES, PerLanguage
from tests.browser.accessibility import violations
from tests.browser.screens import Screens
from tests.client import phone
from tests.server import ORGANISER_KEY, Server
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
def screens(chromium: Browser, server: Server) -> Screens:
    return Screens(chromium, server)


def opened(screens: Screens, language: str, kind: str = "console") -> tuple[Page, Locator]:
    """The organiser's page with the dialog open, once the computer has been examined."""
    page = screens.open(kind, language, url=f"{screens.server.base}/#key={ORGANISER_KEY}")
    page.get_by_role("button", name=NAME["da" if language == "da" else "en"]).click()
    dialog = page.get_by_role("dialog")
    expect(dialog.get_by_role("img")).to_be_visible()
    return page, dialog


@pytest.mark.parametrize("language", LANGUAGES)
def test_what_is_found_is_shown_and_a_phone_that_gets_through_is_noticed(
    screens: Screens, server: Server, language: str
) -> None:
    known = "da" if language == "da" else "en"
    page, dialog = opened(screens, language)
    expect(dialog.get_by_role("heading", level=2)).to_have_text(NAME[known])
    expect(dialog.get_by_text(f"127.0.0.1:{server.port}/try", exact=True)).to_be_visible()
    expect(dialog.get_by_text(WAITING[known])).to_be_visible()
    dialog.get_by_text(WELL[known]).click()
    expect(dialog.get_by_text(SHEETS[known])).to_be_visible()
    assert violations(page) == []
    forwarded = {"X-Forwarded-For": "192.168.50.31"}
    assert ask(server, "GET", "/try", None, None, **forwarded).status == 200
    expect(dialog.get_by_text(ARRIVED[known])).to_be_visible()
    expect(dialog.get_by_text(WAITING[known])).to_have_count(0)
    assert screens.errors == []
    screens.close()


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_load_trial_is_refused_while_a_session_has_phones_and_tells_its_result_otherwise(
    screens: Screens, server: Server, language: str
) -> None:
    known = "da" if language == "da" else "en"
    _, dialog = opened(screens, language)
    button = dialog.get_by_role("button", name=TRY[known])
    with phone(server):
        button.click()
        expect(dialog.get_by_role("alert")).to_have_text(REFUSED[known])
    button.click()
    expect(dialog.get_by_text(re.compile(CARRIES[known]))).to_be_visible(timeout=90_000)
    screens.close()
