"""A talk's own colour and logo on every screen: where they stand, and that nothing lies over anything."""

import socket
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import quote

import pytest
from playwright.sync_api import Browser, Locator, Page, expect

from tests.browser.accessibility import violations
from tests.browser.screens import Screens, wait_until
from tests.browser.test_printouts import faults, print_page
from tests.client import console
from tests.core.logos import svg
from tests.server import ORGANISER_KEY, ROOT, Server, eventually, hold_port
from tests.tiers import rest_rows_long

pytestmark = [pytest.mark.browser, pytest.mark.own_server]

# An orange that just passes, and the widest logo there may be.
ACCENT, DRAWN = "#b25a00", "rgb(178, 90, 0)"
WIDEST = svg('<rect width="200" height="10" fill="#b25a00"></rect>', 'viewBox="0 0 200 10"')
SHEET = ROOT / "sessions" / "projektjungle.toml"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A folder with the shipped talk in a look of its own, and one that cannot be used."""
    sheets = tmp_path / "sheets"
    sheets.mkdir()
    text = '{ da = "Ribe Kommune", en = "Ribe Council" }'
    look = f'accent = "{ACCENT}"\nlogo = "{WIDEST}"\nlogo_text = {text}\n'
    source = SHEET.read_text().replace("\nid = ", f"\n{look}id = ", 1)
    (sheets / SHEET.name).write_text(source)
    (sheets / "weak.toml").write_text(source.replace(ACCENT, "#ffcc00"))
    return sheets


@pytest.fixture
def server(tmp_path: Path, folder: Path) -> Iterator[Server]:
    one = Server(tmp_path / "data", sessions=folder)
    one.start()
    yield one
    one.stop()


@pytest.fixture
def screens(chromium: Browser, server: Server) -> Iterator[Screens]:
    one = Screens(chromium, server)
    yield one
    assert one.errors == []
    one.close()


def logo_of(page: Page, text: str = "Ribe Kommune") -> Locator:
    image = page.get_by_role("img", name=text)
    expect(image).to_be_visible()
    wait_until(page, "[...document.images].every((one) => one.complete && one.naturalWidth)")
    return image


def meet(one: Locator, other: Locator) -> bool:
    a: Any = one.bounding_box()
    b: Any = other.bounding_box()
    sideways = a["x"] < b["x"] + b["width"] and b["x"] < a["x"] + a["width"]
    return bool(sideways and a["y"] < b["y"] + b["height"] and b["y"] < a["y"] + a["height"])


@pytest.mark.parametrize(
    ("language", "text", "own"),
    rest_rows_long([("da", "Ribe Kommune", "Dansk"), ("en", "Ribe Council", "English")]),
)
def test_a_phone_has_the_logo_and_the_colour_from_the_first_page(
    screens: Screens, language: str, text: str, own: str
) -> None:
    phone = screens.open("phone", language)
    logo_of(phone, text)
    expect(phone.get_by_role("button", name=own)).to_have_css("background-color", DRAWN)
    assert violations(phone) == []


def test_a_logo_that_cannot_be_loaded_leaves_no_broken_image(screens: Screens) -> None:
    phone = screens.open("phone", offline_at="**/api/logo/**")
    expect(phone.get_by_role("heading", level=1)).to_be_visible()
    expect(phone.locator("img")).to_have_count(0)
    screens.errors.clear()


@pytest.mark.parametrize(
    ("language", "text"), rest_rows_long([("da", "Ribe Kommune"), ("en", "Ribe Council")])
)
def test_on_the_board_the_logo_lies_over_nothing_at_the_beginning_and_at_the_end(
    screens: Screens, server: Server, language: str, text: str
) -> None:
    with console(server) as desk:
        desk.do("set_board_language", language=language)
        board = screens.open("board")
        logo = logo_of(board, text)
        for of in ("h1", ".subtitle", ".way", ".qr"):
            assert not meet(logo, board.locator(of)), of
        assert not meet(board.locator("header"), board.locator(".way"))
        assert not meet(board.locator(".letters"), board.locator(".count"))
        expect(board.locator(".count strong")).to_have_css("color", DRAWN)
        desk.do("enter_step", was="lobby", to="done")
        heading = board.get_by_role("heading", name={"da": "Tak", "en": "Thank you"}[language])
        expect(heading).to_have_css("color", DRAWN)
        assert not meet(logo_of(board, text), heading)


def test_the_console_keeps_its_own_colours_around_the_preview(screens: Screens) -> None:
    page = screens.open("console")
    logo_of(page)
    assert page.evaluate("getComputedStyle(document.body).getPropertyValue('--accent')") == ""
    shown = "getComputedStyle(document.querySelector('.room.preview')).getPropertyValue('--accent')"
    assert page.evaluate(shown) == ACCENT


def test_the_report_page_has_the_colour_that_its_policy_forbids_in_the_markup(
    screens: Screens, server: Server
) -> None:
    page = screens.open("console", url=f"{server.base}/{server.code}/report#key={server.key('console')}")
    logo_of(page)
    expect(page.locator(".report h2").first).to_have_css("border-top-color", DRAWN)
    assert violations(page) == []


def test_the_sheet_for_the_room_has_room_for_the_widest_logo(screens: Screens) -> None:
    page = print_page(screens, "handout", "Kursus", "hemmelig")
    logo_of(page)
    expect(page.locator(".number").first).to_have_css("background-color", DRAWN)
    assert faults(page) == []


def test_home_names_the_fault_of_a_run_sheet_that_it_does_not_offer(screens: Screens, server: Server) -> None:
    page = screens.open("console", url=f"{server.base}/#key={ORGANISER_KEY}")
    page.get_by_role("button", name="Ny session", exact=True).click()
    page.get_by_text("Drejebøger, der ikke kan bruges").click()
    told = page.locator("details li")
    expect(told).to_have_count(1)
    expect(told).to_contain_text(
        "weak.toml:3: fejl: accent: fundet: #ffcc00, hvis kontrast til #fbf7f0 er 1,41:1"
    )
    expect(told).to_contain_text('den nærmeste farve, der har det, er "#8c6e00"')


# One of each screen: the piece that is loaded alone fails as the screen would.
DRAWN_ALONE = [
    "console/collect, hidden and covered",
    "console/summary, a pitfall skipped",
    "console/group, suggestions",
    "board/summary, a pitfall skipped",
    "board/keys that no console takes",
    "phone/summary, a pitfall skipped",
]


@pytest.fixture
def gallery() -> Iterator[str]:
    """The address of the gallery, which only the developers' server of the screens has."""
    with hold_port() as held:
        port = held.getsockname()[1]
    vite = ROOT / "frontend" / "node_modules" / "vite" / "bin" / "vite.js"
    process = subprocess.Popen(
        [
            Path(sys.executable).with_name("node"),
            vite,
            "--host",
            "127.0.0.1",
            "--port",
            str(port),
            "--strictPort",
        ],
        cwd=ROOT / "frontend",
        stdout=subprocess.DEVNULL,
    )
    try:
        eventually(lambda: _answers(port))
        yield f"http://127.0.0.1:{port}/gallery.html"
    finally:
        process.terminate()
        process.wait()


def _answers(port: int) -> bool:
    with socket.socket() as line:
        return line.connect_ex(("127.0.0.1", port)) == 0


@pytest.mark.long
def test_the_gallery_lists_every_specimen_and_draws_new_ones_without_an_error(
    chromium: Browser, gallery: str
) -> None:
    page = chromium.new_page()
    errors: list[str] = []
    page.on("pageerror", lambda error: errors.append(str(error)))
    page.goto(gallery)
    for path in DRAWN_ALONE:
        section, name = path.split("/", 1)
        expect(page.locator(f"a[href='#{section}/{quote(name)}']")).to_be_visible()
    for path in DRAWN_ALONE:
        page.goto("about:blank")
        page.goto(f"{gallery}#{quote(path)}")
        expect(page.locator("#app > *").first).to_be_visible()
    assert errors == []
