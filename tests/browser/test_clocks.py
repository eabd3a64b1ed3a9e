"""Screens that sleep and phones with a wrong clock: they reconnect, and show the server's time."""

import datetime
import re

import pytest
from playwright.sync_api import Page, expect

from tests.browser.asking import QUESTION, received, texts
from tests.browser.page_clock import ONLINE, control_clock, run_clock_until
from tests.browser.screens import Screens
from tests.client import ConsoleClient, phone as seat
from tests.server import Server, eventually

pytestmark = [pytest.mark.browser, pytest.mark.shared_server]

# A browser in the background keeps the page, but neither its timers nor its connections.
HIDE = """() => {
  Object.defineProperty(document, "visibilityState", { value: "hidden", configurable: true });
  document.dispatchEvent(new Event("visibilitychange"));
}"""
SHOW = """() => {
  delete document.visibilityState;
  document.dispatchEvent(new Event("visibilitychange"));
}"""
MINUTE_MS = 60_000


def sleep(page: Page, minutes: int) -> None:
    """Let a device sleep for this long; timers that were due meanwhile fire once, when it wakes."""
    page.evaluate(HIDE)
    page.context.set_offline(True)
    page.clock.fast_forward(minutes * MINUTE_MS)
    page.context.set_offline(False)
    page.evaluate(SHOW)


def test_n11_a_phone_locked_for_ten_minutes_keeps_its_text_and_reconnects_within_three_seconds(
    screens: Screens, server: Server, facilitator: ConsoleClient
) -> None:
    facilitator.enter("collect")
    phone = screens.open("phone")
    control_clock(phone)
    box = phone.locator("textarea")
    box.focus()
    phone.keyboard.type(QUESTION)
    sleep(phone, 10)
    run_clock_until(phone, ONLINE, within_ms=3_000)
    expect(box).to_have_value(QUESTION)
    expect(box).to_be_focused()
    phone.clock.resume()
    phone.get_by_role("button", name="Send").click()
    received(phone)
    assert texts(server) == [QUESTION]


PHONE_CLOCK = ".face [role=timer]"
BOARD_CLOCK = "[role=timer]"


def shown(page: Page, clock: str) -> int:
    """The seconds that a timer shows."""
    minutes, _, seconds = page.locator(clock).inner_text().partition(":")
    return int(minutes) * 60 + int(seconds)


def apart(phone: Page, board: Page, samples: int = 40) -> float:
    """The mean difference between the phone's timer and the board's, read at the same moment.

    A reading counts only if the board shows the same second before and after it.
    """
    differences: list[int] = []
    while len(differences) < samples:
        before, seen = shown(board, BOARD_CLOCK), shown(phone, PHONE_CLOCK)
        if shown(board, BOARD_CLOCK) == before:
            differences.append(abs(seen - before))
        board.wait_for_timeout(50)
    return sum(differences) / samples


def test_n13_a_phone_whose_clock_is_wrong_or_jumps_shows_the_same_time_as_the_board(
    screens: Screens, facilitator: ConsoleClient
) -> None:
    board, phone = screens.open("board"), screens.open("phone")
    phone.clock.install(time=datetime.datetime.now() + datetime.timedelta(days=1))
    phone.reload()
    facilitator.enter("buzz")
    facilitator.do("start_timer")
    for clock, page in ((PHONE_CLOCK, phone), (BOARD_CLOCK, board)):
        expect(page.locator(clock)).to_have_text(re.compile(r"^2:5\d$"))
    eventually(lambda: apart(phone, board) <= 0.5, 30)
    phone.clock.set_system_time(datetime.datetime.now() - datetime.timedelta(hours=1))
    eventually(lambda: apart(phone, board) <= 0.5, 30)


def test_r9_a_board_that_slept_for_half_an_hour_is_up_to_date_within_five_seconds(
    screens: Screens, server: Server, facilitator: ConsoleClient
) -> None:
    board = screens.open("board")
    board.clock.install()
    board.reload()
    expect(board.locator(".letters")).to_be_visible()
    board.clock.pause_at(board.evaluate("Date.now() + 1000"))
    board.context.set_offline(True)
    facilitator.enter("collect")
    with seat(server) as person:
        person.do("ask_question", text=QUESTION)
    sleep(board, 30)
    left_ms = 5_000

    def is_right() -> bool:
        nonlocal left_ms
        if left_ms > 0:
            board.clock.run_for(200)
            left_ms -= 200
        return board.locator("article", has_text=QUESTION).is_visible()

    eventually(is_right, 25)
    expect(board.locator(".count strong")).to_have_text("1")
    expect(board.get_by_text("Venter på net")).to_be_hidden()
