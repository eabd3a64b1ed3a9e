"""Replies in Chromium: written at the console or at home, seen on phones of those who asked or support."""

import pytest
from playwright.sync_api import Page, expect

from tests.browser.accessibility import violations
from tests.browser.asking import QUESTION, received, send
from tests.browser.screens import Screens
from tests.client import ConsoleClient, phone as seat
from tests.server import ORGANISER_KEY, Server

pytestmark = [pytest.mark.browser, pytest.mark.shared_server]

HOSTILE = "<img src=x onerror=alert(1)> {{7*7}} \u05e9\u05dc\u05d5\u05dd 👩‍👩‍👧 " + "styregruppeansvar" * 20
CAME = "Der er kommet et svar på Min side"


def asking(screens: Screens, facilitator: ConsoleClient) -> Page:
    """A phone that has sent a question."""
    facilitator.enter("collect")
    phone = screens.open("phone")
    send(phone, QUESTION)
    received(phone)
    return phone


def test_a_reply_typed_at_the_console_is_marked_as_new_on_the_askers_phone_and_on_no_others(
    screens: Screens, server: Server, facilitator: ConsoleClient
) -> None:
    phone, other, console = asking(screens, facilitator), screens.open("phone"), screens.open("console")
    facilitator.enter("summary")
    expect(console.get_by_text("Telefoner med")).to_be_visible()
    console.keyboard.press("f")
    console.keyboard.type(QUESTION[:12])
    console.get_by_role("dialog").locator("li .text").click()
    dialog = console.get_by_role("dialog")
    dialog.get_by_role("button", name="Svar …").click()
    dialog.get_by_label("Svaret").fill(f"{HOSTILE}\nRing på 12 34 56 78")
    expect(dialog.get_by_text("Det ligner et telefonnummer:")).to_be_visible()
    dialog.get_by_label("Hvem svarer?").fill("=Projektkontoret <b>")
    assert violations(console) == []
    dialog.get_by_role("button", name="Send svaret").click()
    expect(console.get_by_text("Svaret er sendt.")).to_be_visible()

    phone.get_by_role("button", name=CAME).click()
    expect(phone.get_by_text("Svar fra =Projektkontoret <b>")).to_be_visible()
    expect(phone.get_by_text(HOSTILE[:28])).to_be_visible()
    expect(phone.get_by_text("Nyt", exact=True)).to_be_visible()
    assert phone.evaluate("() => document.documentElement.scrollWidth <= innerWidth")
    phone.get_by_role("button", name="Følg med i salen").click()
    expect(phone.get_by_role("button", name=CAME)).to_be_hidden()
    expect(other.get_by_role("button", name=CAME)).to_be_hidden()

    board = screens.open("board")
    facilitator.enter("done")
    expect(board.get_by_text("Jeres spørgsmål ligger på Min side.")).to_be_visible()
    console.get_by_role("button", name="Lov svar").click()
    expect(board.get_by_text("Svarene kommer på Min side.")).to_be_visible()
    expect(console.get_by_text("Storskærmen lover svar nu")).to_be_visible()
    expect(console.get_by_role("button", name="Tag løftet tilbage")).to_be_visible()
    expect(phone.get_by_text("Svar fra =Projektkontoret <b>")).to_be_visible()
    expect(phone.get_by_text("Nyt", exact=True)).to_be_hidden()
    assert screens.errors == []


def test_the_organiser_replies_to_several_questions_after_the_end_mends_one_and_takes_it_back(
    screens: Screens, server: Server, facilitator: ConsoleClient
) -> None:
    phone = asking(screens, facilitator)
    with seat(server) as second:
        second.do("ask_question", text="Hvem lærer de nye op?")
    facilitator.do("end_session")
    home = screens.open("console", url=f"{server.base}/#key={ORGANISER_KEY}")
    card = home.locator("article", has=home.locator(f"#title-{server.code}"))
    card.get_by_role("button", name="Svar på spørgsmål …").click()
    dialog = home.get_by_role("dialog")
    expect(
        dialog.get_by_text("2 skal følges op, som i rapporten. Ingen har fået et svar bagefter.")
    ).to_be_visible()
    for box in dialog.get_by_role("checkbox").all():
        box.focus()
        home.keyboard.press("Space")
    dialog.get_by_label("Svaret").fill("Det gør styregruppen.")
    dialog.get_by_label("Hvem svarer?").fill("Projektkontoret")
    assert violations(home) == []
    dialog.get_by_role("button", name="Send svaret til 2").press("Enter")
    expect(
        dialog.get_by_text("Ingen skal følges op, som i rapporten. 2 har fået et svar bagefter.")
    ).to_be_visible()
    expect(phone.get_by_text("Det gør styregruppen.")).to_be_visible()

    own = dialog.get_by_role("listitem").filter(has_text=QUESTION)
    own.get_by_role("button", name="Ret svaret").click()
    dialog.get_by_label("Svaret").fill("Det gør direktionen.")
    dialog.get_by_role("button", name="Send svaret").click()
    expect(phone.get_by_text("Det gør direktionen.")).to_be_visible()
    own.get_by_role("button", name="Tag svaret tilbage").click()
    expect(phone.get_by_text("Det gør direktionen.")).to_be_hidden()
    expect(
        dialog.get_by_text("1 skal følges op, som i rapporten. 1 har fået et svar bagefter.")
    ).to_be_visible()
    assert screens.errors == []
