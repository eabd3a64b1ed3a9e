"""Screens that sleep and phones with a wrong clock: they reconnect, and show the server's time."""

import datetime
import re

import pytest
from playwright.sync_api import Page, expect

from tests.browser.asking import QUESTION, received, texts
from tests.browser.page_clock import ONLINE, control_clock, run_clock_until, sleep
from tests.browser.screens import LINKS, Screens
from tests.client import ConsoleClient, phone as seat
from tests.server import Server, eventually
from tests.tiers import rest_long

pytestmark = [pytest.mark.browser, pytest.mark.shared_server]

MINUTE_MS = 60_000


def test_n11_a_phone_locked_for_ten_minutes_keeps_its_text_and_reconnects_within_three_seconds(
    screens: Screens, server: Server, facilitator: ConsoleClient
) -> None:
    facilitator.enter("collect")
    phone = screens.open("phone", url="about:blank", any_wait=True)
    control_clock(phone, server.links["join"])
    box = phone.locator("textarea")
    box.focus()
    phone.keyboard.type(QUESTION)
    sleep(phone, 10 * MINUTE_MS)
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


def apart(phone: Page, board: Page, samples: int = 20) -> float:
    """The mean difference between the phone's timer and the board's, read at the same moment.

    A reading counts only if the board shows the same second before and after it. Together they take a second.
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
    board, phone = screens.open("board"), screens.open("phone", url="about:blank")
    phone.clock.install(time=datetime.datetime.now() + datetime.timedelta(days=1))
    phone.goto(screens.server.links["join"])
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
    board = screens.open("board", url="about:blank", any_wait=True)
    board.clock.install()
    board.goto(server.links["board"])
    expect(board.locator(".letters")).to_be_visible()
    board.clock.pause_at(board.evaluate("Date.now() / 1000 + 1"))
    board.context.set_offline(True)
    facilitator.enter("collect")
    with seat(server) as person:
        person.do("ask_question", text=QUESTION)
    sleep(board, 30 * MINUTE_MS)
    left_ms = 5_000

    def is_right() -> bool:
        nonlocal left_ms
        if left_ms > 0:
            board.clock.run_for(200)
            left_ms -= 200
        return board.locator("article", has_text=QUESTION).is_visible()

    eventually(is_right, 25)
    expect(board.locator(".count strong")).to_have_text("1")
    expect(board.get_by_text("Ingen forbindelse – prøver igen")).to_be_hidden()


CLOCKS = {"phone": PHONE_CLOCK, "board": BOARD_CLOCK, "console": ".whose + div .time"}


@pytest.mark.parametrize("told", rest_long([True, False]), ids=["hidden", "in-front"])
@pytest.mark.parametrize("screen", rest_long(CLOCKS))
def test_n13_a_countdown_is_right_within_a_second_after_a_sleep(
    screens: Screens, facilitator: ConsoleClient, screen: str, told: bool
) -> None:
    """First offline, by the device's own clocks; then online, by the server's clock, which has not slept."""
    page, clock = screens.open(screen, url="about:blank"), CLOCKS[screen]
    page.clock.install()
    page.goto(screens.server.links[LINKS.get(screen, screen)])
    facilitator.enter("buzz")
    facilitator.do("start_timer")
    expect(page.locator(clock)).to_have_text(re.compile(r"^2:5\d$"))
    page.clock.pause_at(page.evaluate("Date.now() / 1000 + 1"))
    before = shown(page, clock)
    sleep(page, 40_000, told=told, back=False)
    page.clock.run_for(1_000)
    assert before - 42 <= shown(page, clock) <= before - 40
    page.context.set_offline(False)

    def is_the_servers() -> bool:
        page.clock.run_for(200)
        return shown(page, clock) > before - 30

    eventually(is_the_servers, 15)
