"""Rehearsals in Chromium: started from the console or from home, controlled, and deleted."""

import json
import re

import pytest
from playwright.sync_api import Page, expect

from tests.browser.accessibility import WCAG, violations
from tests.browser.screens import Screens
from tests.client import ConsoleClient
from tests.server import ORGANISER_KEY, Server, eventually

pytestmark = pytest.mark.browser

# At least 6 of 30 have joined.
SOME = re.compile(r"\b([6-9]|[12]\d|30) af 30 er med")
TOO_WIDE = "() => document.documentElement.scrollWidth > innerWidth"


def check_accessibility(page: Page) -> None:
    """Assert that the page is accessible and does not scroll sideways."""
    assert violations(page, WCAG) == []
    assert not page.evaluate(TOO_WIDE)


def start_rehearsal(page: Page, *choices: str) -> Page:
    """Start a rehearsal from the real session's lobby; returns the page of the rehearsal's console."""
    page.get_by_role("button", name="Hold generalprøve").click()
    for choice in choices:
        page.get_by_role("radio", name=choice, exact=True).check()
    check_accessibility(page)
    with page.expect_popup() as opened:
        page.get_by_role("button", name="Start prøven").click()
    expect(page.get_by_role("dialog")).to_have_count(0)
    opened.value.wait_for_url("**/console")
    return opened.value


def codes(server: Server) -> list[str]:
    return [entry["code"] for entry in json.loads(server.get("/api/sessions"))]


def questions(server: Server, code: str) -> int:
    return int(json.loads(server.get(f"/api/sessions/{code}"))["questions"])


def test_a_facilitator_rehearses_in_a_new_tab_and_deletes_the_rehearsal(
    screens: Screens, server: Server
) -> None:
    page = screens.open("console")
    rehearsal = start_rehearsal(page, "30", "60 min", "Jeg leder")
    strip = rehearsal.get_by_role("region", name="Generalprøve")
    expect(strip).to_contain_text("af 30 er med")
    assert "key=" not in rehearsal.url
    strip.get_by_role("button", name="10 gange så hurtigt").click()
    expect(strip).to_contain_text(SOME)
    expect(strip).to_contain_text("0 fejl")
    check_accessibility(rehearsal)

    strip.get_by_role("button", name="Sæt prøven på pause").click()
    expect(strip.get_by_role("button", name="Lad prøven gå videre")).to_be_visible()
    code = rehearsal.url.split("/")[3]
    key = rehearsal.evaluate("code => sessionStorage.getItem(`summe.${code}.console`)", code)
    facilitator = ConsoleClient(server, code=code, key=key)
    facilitator.enter("collect")
    facilitator.close()
    strip.get_by_role("button", name="Lad alle skrive på én gang").click()
    eventually(lambda: questions(server, code) >= 3, 20)

    assert sorted(codes(server)) == sorted([server.code, code])
    strip.get_by_role("button", name="Slet prøven").click()
    check_accessibility(rehearsal)
    with rehearsal.expect_event("close"):
        rehearsal.get_by_role("dialog").get_by_role("button", name="Slet prøven").click()
    assert codes(server) == [server.code]
    expect(page.locator("main")).to_have_attribute("data-step", "lobby")
    expect(page.get_by_role("region", name="Generalprøve")).to_have_count(0)


@pytest.mark.long
def test_a_rehearsal_can_be_controlled_from_the_remote(screens: Screens, server: Server) -> None:
    rehearsal = start_rehearsal(screens.open("console"), "30", "8 min", "Lad prøven køre selv")
    code = rehearsal.url.split("/")[3]
    key = rehearsal.evaluate("code => sessionStorage.getItem(`summe.${code}.console`)", code)
    remote = screens.open("remote", url=f"{server.base}/{code}/console#key={key}")
    strip = remote.get_by_role("region", name="Generalprøve")
    expect(strip).to_contain_text("af 30 er med")
    check_accessibility(remote)
    strip.get_by_role("button", name="Styr prøven").click()
    hand = remote.get_by_role("dialog")
    expect(hand).to_contain_text("Prøven kører selv")
    check_accessibility(remote)
    hand.get_by_role("button", name="Send dem hjem").click()
    expect(hand).to_contain_text("Prøven er slut")
    expect(hand).to_contain_text("alle skærme viste det samme")

    hand.get_by_role("button", name="Luk folk ind").click()
    remote.get_by_role("button", name="Start prøven").click()
    expect(strip).to_contain_text("af 120 er med")
    strip.get_by_role("button", name="Styr prøven").click()
    remote.get_by_role("button", name="Slet prøven").click()
    remote.get_by_role("dialog").get_by_role("button", name="Slet prøven").click()
    for page in (remote, rehearsal):
        expect(page.get_by_role("heading", level=1)).to_have_text("Sessionen er slettet")
    assert codes(server) == [server.code]


def test_a_rehearsal_can_be_started_and_deleted_from_home(screens: Screens, server: Server) -> None:
    home = screens.open("console", "en", url=f"{server.base}/#key={ORGANISER_KEY}")
    home.get_by_role("button", name="Hold a rehearsal").click()
    home.get_by_role("radio", name="30", exact=True).check()
    check_accessibility(home)
    with home.expect_popup() as opened:
        home.get_by_role("button", name="Start the rehearsal").click()
    expect(opened.value.get_by_role("region", name="Rehearsal")).to_contain_text("of 30 joined")
    group = home.get_by_role("region", name="Rehearsals")
    group.get_by_role("button", name="Delete the rehearsal").click()
    check_accessibility(home)
    home.get_by_role("dialog").get_by_role("button", name="Delete the rehearsal").click()
    expect(group).to_have_count(0)
    expect(opened.value.get_by_role("heading", level=1)).to_have_text("The session was erased")
    assert codes(server) == [server.code]


@pytest.mark.long
def test_a_fourth_rehearsal_at_the_same_time_is_refused(screens: Screens, server: Server) -> None:
    page = screens.open("console")
    for _ in range(3):
        start_rehearsal(page, "30")
    page.get_by_role("button", name="Hold generalprøve").click()
    page.get_by_role("button", name="Start prøven").click()
    expect(page.get_by_role("alert")).to_have_text(
        "Der er folk i tre prøver allerede. Stop en af dem, eller slet den."
    )
    assert len(codes(server)) == 4
