"""Sessions are compared at home: chosen, kept as figures when one is deleted, saved as a file, removed."""

import json

import pytest
from playwright.sync_api import Page, expect

from app.core.languages import LANGUAGES, Language
from tests.browser.accessibility import violations
from tests.browser.screens import Screens
from tests.browser.test_home import card, home
from tests.server import Server
from tests.tiers import rest_long
from tests.web.compared_sessions import AARHUS, ODENSE, RIBE, SHEET
from tests.web.test_comparison import RENAMED, imported
from tests.web.test_organiser import call

pytestmark = pytest.mark.browser
SWITCH = "Behold anonyme tal, når sessionen slettes"


def compare(page: Page, press: str = "Vælg sessioner") -> None:
    page.get_by_role("link", name=press).click()


def test_a_deleted_session_is_compared_by_its_kept_figures_until_these_are_removed(
    screens: Screens, server: Server
) -> None:
    old, new = imported(server, AARHUS), imported(server, ODENSE)
    page = home(screens)
    deleted = card(page, old)
    deleted.get_by_text("Indstillinger").click()
    deleted.get_by_role("checkbox", name=SWITCH).check()
    expect(page.get_by_role("status").first).to_have_text("Gemt")
    deleted.get_by_role("button", name="Slet", exact=True).click()
    dialog = page.get_by_role("dialog")
    expect(dialog).to_contain_text("De anonyme tal bliver til sammenligning")
    dialog.get_by_role("textbox").fill(old)
    dialog.get_by_role("button", name="Slet for altid").click()
    expect(deleted).to_be_hidden()

    compare(page)
    chosen = page.get_by_role("checkbox")
    expect(chosen).to_have_count(2)
    expect(page.get_by_role("listitem").filter(has_text="kun anonyme tal")).to_contain_text("Aarhus")
    effect = page.get_by_role("table", name=RENAMED)
    first = effect.get_by_role("row", name="Aarhus")
    expect(first.get_by_role("cell")).to_have_text(["12 spørgsmål · 35 %", "6 ja · 3 til dels · 2 nej"])
    expect(first).to_contain_text("hed »Spredt fægtning«")
    expect(effect.get_by_role("row", name="I alt")).to_contain_text("26 spørgsmål · 38 %")
    # Three questions of the second session are hidden, and with them the next fewest and the sums.
    small = page.get_by_role("table", name="Projektet lykkedes, effekten udeblev")
    for name in ("Odense", "I alt"):
        expect(small.get_by_role("row", name=name).get_by_role("cell")).to_have_text(["skjult", "skjult"])
    with page.expect_download() as download:
        page.get_by_role("button", name="Gem som Excel").click()
    assert download.value.suggested_filename == f"summe-comparison-{SHEET}.xlsx"

    # Only of the session that is still there can a report be made.
    report = page.get_by_role("region", name="I en sessions rapport")
    with page.expect_download() as download:
        report.get_by_role("button", name="Webside").click()
    assert download.value.suggested_filename == f"summe-{new}-compared.html"
    assert "1: Projektjunglen, Aarhus" in download.value.path().read_text()

    chosen.first.uncheck()
    expect(page.get_by_text("Vælg mindst to.")).to_be_visible()
    page.get_by_role("button", name="Fjern de anonyme tal: Projektjunglen").click()
    page.get_by_role("dialog").get_by_role("button", name="Fjern for altid").click()
    expect(page.get_by_text("Her er ikke to sessioner med samme drejebog")).to_be_visible()
    listed = json.loads(server.get("/api/comparisons"))
    assert [one["id"] for sheet in listed for one in sheet["sessions"]] == [new]
    assert screens.errors == []


@pytest.mark.parametrize("language", rest_long(LANGUAGES))
def test_a1_the_page_that_compares_is_accessible_and_fits_a_phone(
    screens: Screens, server: Server, language: Language
) -> None:
    old, *_ = (imported(server, one) for one in (AARHUS, ODENSE, RIBE))
    assert call(server, "PATCH", f"sessions/{old}", {"keep_totals": True})[0] == 200
    assert call(server, "DELETE", f"sessions/{old}")[0] == 204
    page = home(screens, language)
    compare(page, {"da": "Vælg sessioner", "en": "Choose sessions"}[language])
    expect(page.get_by_role("table")).to_have_count(7)
    # A figure that only its own size can have hidden says so.
    few = {"da": "færre end fem", "en": "fewer than five"}[language]
    answers = {"da": f"{few} svar", "en": f"{few} answers"}[language]
    small = page.get_by_role("table").first.get_by_role("row", name="Ribe")
    expect(small.get_by_role("cell")).to_have_text([few, few, answers])
    assert violations(page) == []
    page.set_viewport_size({"width": 320, "height": 640})
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    assert violations(page) == []
    assert screens.errors == []
