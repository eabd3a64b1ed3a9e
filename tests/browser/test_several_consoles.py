"""Two consoles at once: who moved what, one card for two, and a helper who only groups."""

from typing import Any

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.browser.accessibility import violations
from tests.browser.delay import Delay
from tests.browser.screens import Screens
from tests.browser.test_console import PITFALLS, ask, places, with_cards
from tests.client import ConsoleClient
from tests.server import Server, eventually

pytestmark = [pytest.mark.browser, pytest.mark.shared_server]
REMOTE = {"width": 390, "height": 844}
SHORT = ["Spredt fægtning", "Effekten udeblev"]


def card(page: Page, text: str) -> Locator:
    return page.locator("[data-card]", has_text=text)


def delayed(screens: Screens, server: Server) -> tuple[Page, Delay]:
    """A console whose frames from the server can be held back."""
    page = screens.open("console", url="about:blank")
    delay = Delay(page)
    page.goto(server.links["console"])
    expect(page.locator("button.next")).to_be_visible()
    return page, delay


def invited(screens: Screens, console: Page, name: str, kind: str = "console", **options: Any) -> Page:
    """A helper's console, opened by the link of an invitation that the facilitator has made for this name."""
    console.keyboard.press("Escape")
    console.get_by_role("button", name="Vis kode").click()
    dialog = console.get_by_role("dialog")
    dialog.get_by_role("button", name="Kun sortering").click()
    field = dialog.get_by_label("Hjælperens navn")
    shown = dialog.locator(".link")
    before = shown.inner_text()
    field.fill(name)
    field.press("Tab")
    expect(shown).not_to_have_text(before)
    assert violations(console) == []
    page = screens.open(kind, url=shown.inner_text(), **options)
    expect(page.get_by_text("Du sorterer")).to_be_visible()
    console.keyboard.press("Escape")
    return page


def test_place6_group1_a_console_shows_what_a_helper_has_just_moved_and_the_helper_has_only_the_cards(
    screens: Screens, server: Server, facilitator: ConsoleClient
) -> None:
    console = screens.open("console")
    helper = invited(screens, console, "Mette")
    ids = with_cards(server, facilitator, 2)
    ask(server, "Hvad med 010190-1234?")

    card(helper, "nummer 0").click()
    helper.keyboard.press("1")
    expect(console.get_by_label("Det har andre lige gjort")).to_contain_text(
        f"Mette lagde »Spørgsmål nummer 0?« i {SHORT[0]}"
    )
    expect(console.locator(".columns section").first.locator(".small")).to_contain_text("Mette")
    assert places(server)["Spørgsmål nummer 0?"] == PITFALLS[0]

    # What a helper may not do is not there, neither as a button nor as a key.
    expect(console.locator("button.next")).to_be_visible()
    for absent in ("button.next", "nav.rail", "aside"):
        expect(helper.locator(absent)).to_have_count(0)
    expect(helper.get_by_text("holdt tilbage")).to_have_count(0)
    expect(helper.get_by_role("button", name="Ret faldgruber")).to_have_count(0)
    for key in ("b", "q", "p", "n", "l", "PageDown", "PageDown", "Delete"):
        helper.keyboard.press(key)
    card(helper, "nummer 1").locator("..").get_by_role("button", name="Mere om spørgsmålet").click()
    dialog = helper.get_by_role("dialog")
    expect(dialog.get_by_role("button", name="Læg til side")).to_be_visible()
    for name in ("Skjul", "Ret", "Vis stort", "Udelad af rapporten", "Taget op i salen", "Svar …"):
        expect(dialog.get_by_role("button", name=name, exact=True)).to_have_count(0)
    assert violations(helper) == []
    dialog.get_by_role("button", name="Læg til side").click()
    helper.keyboard.press("Escape")
    facilitator.do("mark_taken_up", question_id=ids[1])
    row = next(q for q in server.export()["questions"] if q["text"] == "Spørgsmål nummer 1?")
    assert row["parked"]
    assert facilitator.ask("enter_step", was="group", to="collect")["t"] == "ack"


def test_group1_a_helpers_console_is_the_same_in_every_step_and_closes_when_it_is_locked_out(
    screens: Screens, server: Server, facilitator: ConsoleClient
) -> None:
    console = screens.open("console")
    helper = invited(screens, console, "Ali", kind="remote", viewport=REMOTE)
    with_cards(server, facilitator, 1)
    facilitator.enter(f"walk:{PITFALLS[0]}")
    expect(helper.get_by_text("Salen er ved:")).to_contain_text(SHORT[0])
    expect(card(helper, "nummer 0")).to_be_visible()
    expect(helper.get_by_role("button", name="Fortryd")).to_be_visible()
    assert violations(helper) == []
    helper.reload()
    expect(helper.get_by_text("Du sorterer")).to_be_visible()
    facilitator.enter("lobby")
    console.get_by_role("button", name="Vis kode").click()
    entry = console.get_by_role("dialog").locator("li", has_text="Ali")
    expect(entry).to_contain_text("kun sortering")
    entry.get_by_role("button", name="Luk ude").click()
    expect(helper.get_by_role("heading")).to_have_text("Denne enhed er lukket ude")


def test_place5_of_two_who_move_a_card_at_once_the_later_is_told_where_it_is_and_may_move_it_anyway(
    screens: Screens, server: Server, facilitator: ConsoleClient
) -> None:
    one, other = with_cards(server, facilitator, 2)
    console, delay = delayed(screens, server)
    card(console, "nummer 0").click()
    delay.hold()
    facilitator.do("place_questions", ids=[one], pitfall=PITFALLS[0])
    console.keyboard.press("2")
    delay.release()
    told = console.locator(".meanwhile")
    expect(told).to_contain_text(f"»Spørgsmål nummer 0?« i {SHORT[0]}, før du nåede det.")
    assert violations(console) == []
    assert places(server)["Spørgsmål nummer 0?"] == PITFALLS[0]
    told.get_by_role("button", name=f"Flyt alligevel til {SHORT[1]}").click()
    expect(told.locator("p")).to_have_count(0)
    eventually(lambda: places(server)["Spørgsmål nummer 0?"] == PITFALLS[1])

    # Of several, only the one that another was quicker to move stays where it is.
    for text in ("nummer 0", "nummer 1"):
        console.locator(".columns button" if text == "nummer 0" else "[data-card]", has_text=text).click()
        console.keyboard.press(" ")
    delay.hold()
    facilitator.do("place_questions", ids=[one], pitfall=PITFALLS[2])
    console.keyboard.press("4")
    delay.release()
    expect(told.locator("p")).to_be_visible()
    eventually(lambda: places(server)["Spørgsmål nummer 1?"] == PITFALLS[3])
    assert places(server)["Spørgsmål nummer 0?"] == PITFALLS[2]
    told.get_by_role("button", name="Lad det ligge").click()
    expect(told.locator("p")).to_have_count(0)
    facilitator.do("hide_question", question_id=other)


def test_place1_undo_on_one_console_leaves_what_another_has_done(
    screens: Screens, server: Server, facilitator: ConsoleClient
) -> None:
    with_cards(server, facilitator, 2)
    two = [screens.open("console") for _ in range(2)]
    for n, page in enumerate(two):
        card(page, f"nummer {n}").click()
        page.keyboard.press("1")
        expect(card(page, f"nummer {n}")).to_have_count(0)
    two[0].keyboard.press("Control+z")
    eventually(lambda: places(server)["Spørgsmål nummer 0?"] is None)
    assert places(server)["Spørgsmål nummer 1?"] == PITFALLS[0]
