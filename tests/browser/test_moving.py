"""The computer changes network while the session runs: board, console and home in Chromium."""

from collections.abc import Iterator
from pathlib import Path

import pytest
import zxingcpp
from playwright.sync_api import Page, expect

from tests.browser.screens import Screens, wait_until
from tests.browser.test_board import picture
from tests.client import console
from tests.moving_computer import MovingServer
from tests.server import ORGANISER_KEY, eventually

pytestmark = pytest.mark.browser
AT_HOME, IN_HALL = "192.168.1.23", "10.20.4.17"


@pytest.fixture
def server(tmp_path: Path) -> Iterator[MovingServer]:
    one = MovingServer(tmp_path / "data", AT_HOME)
    one.start()
    yield one
    one.stop()


def codes(page: Page) -> list[str]:
    """The QR codes on the page."""
    return [code.text for code in zxingcpp.read_barcodes(picture(page))]


def test_n17_board_and_console_show_the_new_code_and_the_console_says_so(
    screens: Screens, server: MovingServer
) -> None:
    board, desk = screens.open("board"), screens.open("console")
    for page in (board, desk):
        eventually(lambda page=page: codes(page)[0] == f"{server.at(AT_HOME)}/{server.code}")
    server.moves(IN_HALL)
    address = server.at(IN_HALL).removeprefix("http://")
    said = desk.get_by_text(f"Adressen er skiftet til {address}.")
    expect(said).to_be_visible()
    expect(board.locator(".address")).to_have_text(address)
    for page in (board, desk):
        eventually(lambda page=page: codes(page)[0] == f"{server.at(IN_HALL)}/{server.code}")
    desk.get_by_role("button", name="Vis koden på storskærmen").click()
    expect(board.locator(".full")).to_be_visible()
    eventually(lambda: codes(board) == [f"{server.at(IN_HALL)}/{server.code}"])
    desk.get_by_role("button", name="Skjul").click()
    expect(said).to_be_hidden()
    desk.reload()
    expect(desk.get_by_text(address, exact=False).first).to_be_visible()
    expect(said).to_be_hidden()


@pytest.mark.long
def test_n17_a_lost_network_is_said_on_the_console_and_the_board_keeps_its_address(
    screens: Screens, server: MovingServer
) -> None:
    board, desk = screens.open("board"), screens.open("console")
    expect(board.locator(".address")).to_have_text(server.at(AT_HOME).removeprefix("http://"))
    server.moves()
    said = desk.get_by_text("er ikke på noget net")
    expect(said).to_be_visible()
    assert codes(board) == [f"{server.at(AT_HOME)}/{server.code}"]
    server.moves(AT_HOME)
    expect(said).to_be_hidden()
    expect(desk.get_by_text("Adressen er skiftet")).to_be_hidden()


@pytest.mark.long
def test_n17_a_server_started_without_network_has_no_code_until_there_is_one(
    screens: Screens, server: MovingServer
) -> None:
    server.stop()
    server.moves()
    server.start()
    board, desk = screens.open("board"), screens.open("console")
    for step in ("lobby", "collect"):
        if step != "lobby":
            with console(server) as facilitator:
                facilitator.enter(step)
        expect(board.locator(".board img")).to_have_count(0)
    with console(server) as facilitator:
        facilitator.do("show_qr")
        expect(board.get_by_text("Adressen kommer her om lidt")).to_be_visible()
        facilitator.do("hide_qr")
    expect(desk.get_by_text("er ikke på noget net")).to_be_visible()
    assert "127.0.0.1" not in board.locator(".board").inner_text()
    server.moves(IN_HALL)
    expect(board.locator(".qr img")).to_be_visible()
    eventually(lambda: codes(board) == [f"{server.at(IN_HALL)}/{server.code}"])


@pytest.mark.long
def test_a_board_shows_the_address_of_a_server_that_was_restarted_elsewhere(
    screens: Screens, server: MovingServer
) -> None:
    board = screens.open("board")
    expect(board.locator(".address")).to_have_text(server.at(AT_HOME).removeprefix("http://"))
    server.stop()
    server.moves(IN_HALL)
    server.start()
    expect(board.locator(".address")).to_have_text(server.at(IN_HALL).removeprefix("http://"))
    eventually(lambda: codes(board) == [f"{server.at(IN_HALL)}/{server.code}"])


@pytest.mark.long
def test_home_and_print_out_follow_the_address(screens: Screens, server: MovingServer) -> None:
    base = f"{server.base}/#key={ORGANISER_KEY}"
    home = screens.open("console", url=base)
    expect(home.get_by_role("button", name="QR")).to_be_visible()
    sheet = home.context.new_page()
    screens.watch(sheet)
    sheet.goto(base)
    expect(sheet.get_by_role("button", name="QR")).to_be_visible()
    sheet.evaluate(f"location.hash = '#print/handout/{server.code}'")
    expect(sheet.get_by_text(AT_HOME).first).to_be_visible()
    server.moves(IN_HALL)
    expect(home.get_by_text(f"Adressen er skiftet til {server.at(IN_HALL)}.")).to_be_visible()
    expect(sheet.get_by_text(IN_HALL).first).to_be_visible()
    wait_until(sheet, "document.querySelector('.sheet img').complete")
    eventually(lambda: codes(sheet) == [f"{server.at(IN_HALL)}/{server.code}"])
    home.get_by_role("button", name="QR").click()
    expect(home.get_by_role("dialog")).to_contain_text(IN_HALL)
