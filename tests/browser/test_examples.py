"""Groups of an ended session are kept as examples: looked through at home, counted, taken out, removed."""

import tomllib
from pathlib import Path

import pytest
from playwright.sync_api import Locator, Page, expect

from app.core.languages import LANGUAGES, Language
from tests.browser.accessibility import violations
from tests.browser.screens import Screens
from tests.browser.test_home import card, home
from tests.client import console, phone
from tests.server import Server
from tests.tiers import rest_long

pytestmark = pytest.mark.browser
SHEET = "projektjungle"
OWNER = "Hvem ejer effekten, når jeg er tilbage på mit kontor?"
NAMED = "Hvad siger jeg til hende på tredje sal, som altid spørger?"
CALLED = "Hvem ringer jeg til på 12 34 56 78?"
COFFEE = "Hvorfor er kaffen altid kold?"


@pytest.fixture
def ended(server: Server) -> Server:
    """A session whose questions are grouped, and which has ended."""
    with console(server) as facilitator, phone(server) as one:
        first, second = list(facilitator.view["pitfalls"])[:2]
        facilitator.enter("collect")
        for text, pitfall in ((OWNER, first), (NAMED, first), (CALLED, second), (COFFEE, second)):
            id = one.do("ask_question", text=text)
            if text == CALLED:
                facilitator.do("let_through", question_id=id)
            facilitator.do("place_question", question_id=id, pitfall=pitfall)
        facilitator.do("end_session")
    return server


def open_dialog(page: Page, server: Server, press: str = "Behold som eksempler …") -> Locator:
    card(page, server.code).get_by_role("button", name=press).click()
    return page.get_by_role("dialog")


def row_of(dialog: Locator, text: str) -> Locator:
    return dialog.get_by_role("listitem").filter(has=dialog.page.get_by_role("checkbox", name=text))


def test_groups_are_looked_through_kept_counted_taken_out_and_removed(
    screens: Screens, ended: Server, tmp_path: Path
) -> None:
    page = home(screens)
    expect(page.get_by_role("heading", name="Eksempelspørgsmål")).to_be_hidden()
    dialog = open_dialog(page, ended)
    expect(dialog.get_by_role("checkbox")).to_have_count(3)
    expect(dialog.get_by_text("1 med noget, der ligner persondata")).to_be_visible()
    expect(dialog.get_by_text(CALLED)).to_be_hidden()
    row_of(dialog, COFFEE).get_by_role("checkbox").uncheck()
    named = row_of(dialog, NAMED)
    named.get_by_role("button", name="Ret teksten").click()
    named.get_by_label("Ret teksten").fill("Hvad siger jeg til hende, som altid spørger?")
    choices = row_of(dialog, "hende, som altid").get_by_label("Faldgrube").locator("option")
    other = choices.nth(3).inner_text()
    row_of(dialog, "hende, som altid").get_by_label("Faldgrube").select_option(other)
    dialog.get_by_role("button", name="Behold 2 spørgsmål").click()
    expect(dialog).to_be_hidden()
    expect(page.get_by_role("status").first).to_have_text("2 spørgsmål er beholdt som eksempler.")

    shelf = page.get_by_role("region", name="Eksempelspørgsmål")
    expect(shelf.get_by_role("listitem")).to_contain_text("2 beholdt")
    with page.expect_download() as download:
        shelf.get_by_role("button", name="Hent som fil").click()
    assert download.value.suggested_filename == f"summe-examples-{SHEET}.toml"
    taken = tomllib.loads(Path(download.value.path()).read_text())
    assert [one["examples"]["da"] for one in taken["pitfalls"]] == [
        [OWNER],
        ["Hvad siger jeg til hende, som altid spørger?"],
    ]

    shelf.get_by_role("button", name="Læs og fjern").click()
    reading = page.get_by_role("dialog")
    reading.get_by_role("region", name=other).get_by_role("button", name="Fjern", exact=True).click()
    expect(reading.get_by_role("status")).to_have_text("1 beholdt")
    reading.get_by_role("button", name="Fjern alle").click()
    reading.get_by_role("button", name="Fjern for altid").click()
    expect(shelf).to_be_hidden()
    assert screens.errors == []


def test_what_was_mended_into_personal_data_is_not_kept_and_the_dialog_says_why(
    screens: Screens, ended: Server
) -> None:
    page = home(screens, "en")
    dialog = open_dialog(page, ended, "Keep as examples …")
    row = row_of(dialog, OWNER)
    row.get_by_role("button", name="Mend the text").click()
    row.get_by_label("Mend the text").fill("Skal jeg skrive til bo@example.org?")
    dialog.get_by_role("button", name="Keep 3 questions").click()
    expect(dialog.get_by_role("status")).to_have_text("2 kept, 1 not. See why at each question.")
    refused = row_of(dialog, "bo@example.org")
    expect(refused).to_contain_text("Not kept: it has what looks like personal data.")
    refused.get_by_label("Mend the text").fill("Skal jeg skrive til nogen om det?")
    page.keyboard.press("Escape")
    dialog = open_dialog(page, ended, "Keep as examples …")
    expect(row_of(dialog, "til nogen om det").get_by_role("checkbox")).to_be_checked()
    dialog.get_by_role("button", name="Keep 1 question").click()
    expect(dialog).to_be_hidden()
    shelf = page.get_by_role("region", name="Example questions")
    expect(shelf.get_by_role("listitem")).to_contain_text("3 kept")
    assert screens.errors == []


@pytest.mark.parametrize("language", rest_long(LANGUAGES))
def test_a1_the_dialogs_of_examples_are_accessible(
    screens: Screens, ended: Server, language: Language
) -> None:
    page = home(screens, language)
    press = {"da": ("Behold som eksempler …", "Behold 3 spørgsmål", "Læs og fjern")}
    keep, go, see = press.get(language, ("Keep as examples …", "Keep 3 questions", "Read and remove"))
    dialog = open_dialog(page, ended, keep)
    expect(dialog.get_by_role("checkbox")).to_have_count(3)
    assert violations(page) == []
    dialog.get_by_role("button", name=go).click()
    page.get_by_role("button", name=see).click()
    expect(page.get_by_role("dialog").get_by_role("listitem")).to_have_count(3)
    assert violations(page) == []


def test_a_session_that_goes_on_has_no_button_for_it(screens: Screens, server: Server) -> None:
    with console(server) as facilitator, phone(server) as one:
        facilitator.enter("collect")
        one.do("ask_question", text=OWNER)
    page = home(screens)
    expect(card(page, server.code).get_by_role("button", name="Udelad spørgsmål …")).to_be_visible()
    expect(card(page, server.code).get_by_role("button", name="Behold som eksempler …")).to_be_hidden()
