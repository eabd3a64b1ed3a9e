"""The talk's own exercise, as its run sheet asks for it: a minute alone on paper, the buzz, and pairs."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import expect

from tests.browser.delay import Delay
from tests.browser.screens import Screens, wait_until
from tests.browser.tapping import boxes
from tests.client import ConsoleClient
from tests.server import ROOT, Server

AFTERWARDS = "Bagefter hører vi to par."
# Whether a phone has no command left that waits for its answer.
ALL_ANSWERED = "() => !Object.keys(localStorage).some((key) => /\\.out\\.(?!emptied)/.test(key))"


@pytest.fixture
def server(tmp_path: Path) -> Iterator[Server]:
    """On a run sheet as shipped, with what it has in comments, and with pairs."""
    sheets = tmp_path / "sheets"
    sheets.mkdir()
    shipped = (ROOT / "sessions" / "projektjungle.toml").read_text()
    asked = re.sub(r"^# (?=\[alone\]|prompt = |afterwards = )", "", shipped, flags=re.M)
    (sheets / "projektjungle.toml").write_text(asked.replace("[buzz]\n", "[buzz]\npairs = true\n"))
    one = Server(tmp_path / "data", sessions=sheets)
    one.start()
    yield one
    one.stop()


def test_the_exercise_is_led_by_next_and_every_screen_says_what_it_is(
    screens: Screens, facilitator: ConsoleClient
) -> None:
    facilitator.enter("alone")
    console, board, phone = (screens.open(kind) for kind in ("console", "board", "phone"))
    expect(board.get_by_text("På papir")).to_be_visible()
    expect(phone.get_by_role("heading", name="For dig selv, på papir")).to_be_visible()
    expect(phone.get_by_role("timer")).to_have_text("1:00")
    console.keyboard.press("PageDown")
    expect(console.get_by_role("button", name="Pause", exact=True)).to_be_visible()
    console.get_by_role("button", name="Slut nu").click()
    expect(board.get_by_text("Så taler I sammen")).to_be_visible()
    expect(phone.get_by_role("main").get_by_text("Tiden er gået").first).to_be_visible()

    facilitator.enter("buzz")
    console.get_by_role("button", name="2 × 5 min").click()
    expect(board.get_by_text("2 × 5 min")).to_be_visible()
    expect(board.get_by_text("I kan forbinde jeres telefoner")).to_be_visible()
    expect(board.get_by_text(AFTERWARDS)).to_be_visible()
    expect(phone.get_by_text(f"2 × 5 min. {AFTERWARDS}")).to_be_visible()
    console.keyboard.press("PageDown")
    expect(board.get_by_text("Den til venstre fortæller")).to_be_visible()
    expect(board.get_by_text(AFTERWARDS)).to_have_count(0)
    console.get_by_role("button", name="Byt nu").click()
    console.get_by_role("button", name="Slut nu").click()
    expect(board.get_by_role("timer")).to_have_text("Tak!")
    expect(console.get_by_text(f"Sig tak. Salen har læst: »{AFTERWARDS}«")).to_be_visible()


def test_two_neighbours_link_their_phones_and_ask_a_question_together(
    screens: Screens, server: Server, facilitator: ConsoleClient
) -> None:
    facilitator.enter("buzz")
    console, other, third = (screens.open(kind) for kind in ("console", "phone", "phone"))
    one = screens.open("phone", url="about:blank")
    delay = Delay(one)
    one.goto(server.links["join"])
    one.get_by_role("button", name="Til højre", exact=True).click()
    digits = one.locator(".digits").inner_text().replace(" ", "")
    for phone in (other, third):
        phone.get_by_label("Den anden taster cifrene").fill(digits)
        phone.get_by_label("Den anden taster cifrene").press("Enter")
        if phone is third:
            expect(phone.get_by_text("Den telefon er allerede forbundet med en anden")).to_be_visible()
            expect(phone.get_by_text("kom ikke med")).to_have_count(0)
        else:
            expect(phone.get_by_text("Du sidder til højre.")).to_be_visible()
    expect(one.get_by_text("Du begynder")).to_be_visible()
    expect(other.get_by_text("Din nabo begynder")).to_be_visible()
    expect(other.locator("main")).to_have_js_property("scrollTop", 0)
    expect(console.get_by_text("1 par har forbundet telefoner")).to_be_visible()

    # The text box opens by itself; on the phone that leaves it untouched it makes way for what comes.
    facilitator.do("start_timer")
    console.get_by_role("button", name="Byt nu").click()
    console.get_by_role("button", name="Slut nu").click()
    expect(other.get_by_role("textbox")).to_be_visible()
    facilitator.enter("collect")
    one.get_by_role("textbox").fill("Hvem rydder op efter os?")
    one.get_by_role("button", name="Send", exact=True).click()
    one.get_by_role("button", name="Ved ikke").click()
    delay.hold()
    one.get_by_role("button", name="Gør det til jeres fælles").click()
    expect(one.get_by_text("I bliver begge spurgt til sidst")).to_be_visible()
    before = boxes(one)
    assert delay.connections == 1, "the phone waited for the server"
    delay.release()
    wait_until(one, ALL_ANSWERED)
    assert boxes(one) == before
    expect(other.get_by_text("Din nabo skrev det")).to_be_visible()
    expect(other.get_by_role("button", name="Træk tilbage")).to_have_count(0)

    facilitator.enter("poll")
    for phone, answer in ((one, "Ja"), (other, "Nej")):
        phone.get_by_role("button", name=answer, exact=True).click()
        expect(phone.get_by_text("Tak for dit svar").or_(phone.get_by_role("textbox"))).to_be_visible()
    facilitator.enter("done")
    expect(other.get_by_text("Vores spørgsmål")).to_be_visible()
    expect(other.get_by_text("Du svarede: Nej")).to_be_visible()
    expect(one.get_by_text("Du svarede: Ja")).to_be_visible()
