"""The talk's own exercise, as its run sheet asks for it: a minute alone on paper, then the buzz."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import expect

from tests.browser.screens import Screens
from tests.client import ConsoleClient
from tests.server import ROOT, Server

AFTERWARDS = "Bagefter hører vi to par."


@pytest.fixture
def server(tmp_path: Path) -> Iterator[Server]:
    """On a run sheet as shipped, with what it has in comments."""
    sheets = tmp_path / "sheets"
    sheets.mkdir()
    shipped = (ROOT / "sessions" / "projektjungle.toml").read_text()
    asked = re.sub(r"^# (?=\[alone\]|prompt = |afterwards = )", "", shipped, flags=re.M)
    (sheets / "projektjungle.toml").write_text(asked)
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
    expect(board.get_by_text(AFTERWARDS)).to_be_visible()
    expect(phone.get_by_text(f"2 × 5 min. {AFTERWARDS}")).to_be_visible()
    console.keyboard.press("PageDown")
    expect(board.get_by_text("Den til venstre fortæller")).to_be_visible()
    expect(board.get_by_text(AFTERWARDS)).to_have_count(0)
    console.get_by_role("button", name="Byt nu").click()
    console.get_by_role("button", name="Slut nu").click()
    expect(board.get_by_role("timer")).to_have_text("Tak!")
    expect(console.get_by_text(f"Sig tak. Salen har læst: »{AFTERWARDS}«")).to_be_visible()
