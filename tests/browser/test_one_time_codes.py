"""Boards and consoles that open by a one-time code, and URLs from which keys are removed, in Chromium."""

import io
from collections.abc import Callable

import pytest
import zxingcpp
from PIL import Image
from playwright.sync_api import Page, Route, expect

from tests.browser.accessibility import violations
from tests.browser.screens import Screens, wait_until
from tests.client import ConsoleClient
from tests.server import ORGANISER_KEY, Server
from tests.tiers import rest_long

pytestmark = [pytest.mark.browser, pytest.mark.shared_server]

FIELD = "Skriv engangskoden"


def entries(page: Page) -> list[str]:
    """The URLs in the tab's history."""
    devtools = page.context.new_cdp_session(page)
    return [entry["url"] for entry in devtools.send("Page.getNavigationHistory")["entries"]]


def shown_code(page: Page) -> tuple[str, str]:
    """The URL and the one-time code that the open dialog shows."""
    dialog = page.get_by_role("dialog")
    address, letters = dialog.locator("dd.address"), dialog.locator("dd.letters")
    return f"http://{address.inner_text()}", letters.inner_text()


def answer_lost(route: Route) -> None:
    """Let the server have the request, and the page no answer."""
    route.fetch()
    route.abort()


def test_h16_a_board_opens_by_a_code_that_is_typed_and_comes_back_after_a_reload(
    screens: Screens, server: Server
) -> None:
    console = screens.open("console")
    console.get_by_role("button", name="Vis engangskode").click()
    address, code = shown_code(console)
    assert violations(console) == []

    board = screens.open("board", url=address)
    field = board.get_by_label(FIELD)
    expect(field).to_be_focused()
    assert violations(board) == []
    board.keyboard.type(server.code)
    board.keyboard.press("Enter")
    expect(board.get_by_role("alert")).to_have_text("Engangskoden har otte tegn. Her er 6.")
    field.fill("")
    board.keyboard.type("aaaabbbb")
    expect(board.get_by_role("alert")).to_contain_text("Koden virker ikke.")
    field.fill("")
    board.route("**/devices", answer_lost, times=1)
    board.keyboard.type(code.replace("-", "").lower())
    expect(board.get_by_role("alert")).to_contain_text("Serveren svarer ikke lige nu.")
    board.keyboard.press("Enter")
    expect(board.locator(".letters")).to_be_visible()
    expect(console.get_by_role("dialog").get_by_role("status")).to_contain_text("storskærmen er åben")
    board.reload()
    expect(board.locator(".letters")).to_be_visible()
    assert entries(board) == ["about:blank", address]

    late = screens.open("board", url=address)
    late.get_by_label(FIELD).press_sequentially(code)
    expect(late.get_by_role("alert")).to_contain_text("Koden virker ikke.")

    console.get_by_role("dialog").get_by_role("button", name="Luk ude").click()
    expect(board.get_by_role("heading")).to_have_text("Denne storskærm er lukket ude")
    expect(board.get_by_label(FIELD)).to_be_focused()


def test_h16_a_console_opens_by_a_code_that_is_typed(screens: Screens, server: Server) -> None:
    console = screens.open("console", url=f"{server.base}/{server.code}/console")
    expect(console.get_by_role("heading")).to_have_text("Denne styrepult har ingen nøgle")
    assert violations(console) == []
    home = screens.open("console", url=f"{server.base}/#key={ORGANISER_KEY}")
    home.get_by_role("button", name="Engangskode: Styrepult").click()
    address, code = shown_code(home)
    assert violations(home) == []
    assert address == console.url
    console.get_by_label(FIELD).press_sequentially(code)
    expect(console.locator("button.next")).to_be_visible()
    assert entries(console) == ["about:blank", address]


SHARED = "a shared report"


@pytest.mark.parametrize(
    "page_of", rest_long(["/{code}/board", "/", "/{code}/console", "/{code}/report", SHARED])
)
def test_h16_a_page_leaves_the_address_that_its_key_came_by(
    screens: Screens, server: Server, page_of: str
) -> None:
    """The tab keeps the key; history, cookies and what other tabs can read do not."""
    link = f"{server.base}{page_of.format(code=server.code)}#key={ORGANISER_KEY}"
    if page_of == SHARED:
        link = server.post(f"/api/sessions/{server.code}/report-links", {"shows": "all", "days": 7})["link"]
    address, _, key = link.partition("#")
    page = screens.open("console", url=link)
    wait_until(page, "!location.hash")
    if page_of == SHARED:
        expect(page.locator("article.report")).to_be_visible()
    # The same link again, in the tab where the page is open already.
    with page.expect_event("load"):
        page.evaluate(f"location.hash = '{key}'")
    wait_until(page, "!location.hash")
    assert set(entries(page)) == {"about:blank", address}
    assert page.context.cookies() == []
    assert key.removeprefix("key=") not in page.evaluate("JSON.stringify(localStorage) + document.referrer")


def test_h16_screens_that_are_opened_from_home_and_console_come_by_no_address_with_a_key(
    screens: Screens, server: Server, facilitator: ConsoleClient
) -> None:
    visited: list[str] = []

    def follow(page: Page) -> None:
        visited.append(page.url)
        page.on("framenavigated", lambda frame: visited.append(frame.url))

    def opened(page: Page, press: Callable[[], None]) -> Page:
        with page.context.expect_page() as found:
            press()
        return found.value

    home = screens.open("console", url=f"{server.base}/#key={ORGANISER_KEY}")
    home.context.on("page", follow)
    board = opened(home, home.get_by_role("link", name="Åbn: Storskærm").click)
    expect(board.locator(".letters")).to_be_visible()
    assert board.evaluate("Object.keys(sessionStorage)") == [f"summe.{server.code}.board"]
    console = opened(home, home.get_by_role("link", name="Åbn: Styrepult").click)
    own = opened(console, console.get_by_role("button", name="Åbn storskærmen").click)
    expect(own.locator(".letters")).to_be_visible()
    facilitator.enter("done")
    report = opened(console, console.get_by_role("button", name="Åbn rapporten").click)
    expect(report.locator("article.report")).to_be_visible()
    session = f"{server.base}/{server.code}"
    assert set(visited) - {"about:blank"} == {f"{session}/{name}" for name in ("board", "console", "report")}


@pytest.mark.long
def test_h16_an_ended_session_offers_to_renew_all_keys_with_one_press(
    screens: Screens, server: Server, facilitator: ConsoleClient
) -> None:
    board = screens.open("board")
    console = screens.open("console")
    facilitator.enter("done")
    facilitator.do("end_session")
    console.get_by_role("button", name="Forny nøglerne").click()
    expect(console.get_by_role("heading", name="Nøglerne er fornyet")).to_be_visible()
    expect(board.get_by_role("heading")).to_have_text("Sessionen er slut")
    late = screens.open("console")
    expect(late.get_by_role("heading")).to_have_text("Linket gælder ikke mere")


def test_the_remotes_qr_code_holds_the_link_that_stands_beside_it(screens: Screens) -> None:
    console = screens.open("console")
    console.get_by_role("button", name="Vis kode").click()
    dialog = console.get_by_role("dialog")
    link = dialog.locator(".link").inner_text()
    found = zxingcpp.read_barcodes(Image.open(io.BytesIO(dialog.locator(".qr").screenshot())))
    assert [code.text for code in found] == [link]
