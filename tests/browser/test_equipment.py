"""The equipment in Chromium: boards, sound, screens that stay on, remotes, and a server that is down."""

import re
import signal
from collections.abc import Iterator
from typing import Any

import pytest
from playwright.sync_api import Browser, Locator, Page, expect

from tests.browser.accessibility import violations
from tests.browser.screens import Screens
from tests.client import ConsoleClient, console as console_client, phone
from tests.needs import BY_TOOL
from tests.server import Server

pytestmark = pytest.mark.browser

NO_BOARD = "Ingen storskærm er åben"


def equipment(page: Page) -> Locator:
    """Open the equipment's dialog from the rail."""
    page.get_by_role("navigation").get_by_role("button", name="Udstyr").click()
    return page.get_by_role("dialog", name="Udstyr")


def test_a_console_alone_says_in_every_step_that_no_board_is_open(
    screens: Screens, facilitator: ConsoleClient
) -> None:
    console = screens.open("console")
    remote = screens.open("remote")
    for step in facilitator.view["sheet"]["it"]["steps"]:
        facilitator.enter(step)
        expect(console.locator(f"main[data-step='{step}']")).to_be_visible()
        expect(console.get_by_role("navigation").get_by_text(NO_BOARD)).to_be_visible()
        expect(console.get_by_label("Storskærmen", exact=True).get_by_text(NO_BOARD)).to_be_visible()
        expect(remote.locator(".above").get_by_text(NO_BOARD)).to_be_visible()
    board = screens.open("board")
    for page in (console, remote):
        expect(page.get_by_text(NO_BOARD)).to_have_count(0)
    board.close()
    expect(console.get_by_role("navigation").get_by_text(NO_BOARD)).to_be_visible()
    remote.get_by_role("button", name="Udstyr").click()
    expect(remote.get_by_role("dialog", name="Udstyr").get_by_text(NO_BOARD)).to_be_visible()


def test_missing_equipment_can_be_set_up_in_any_step_without_changing_the_step(
    screens: Screens, server: Server, facilitator: ConsoleClient
) -> None:
    facilitator.enter("group")
    console = screens.open("console")
    console.context.grant_permissions(["clipboard-read", "clipboard-write"])
    dialog = equipment(console)
    assert violations(console) == []
    dialog.get_by_role("button", name="Kopiér link").click()
    expect(dialog.get_by_text("Linket er kopieret")).to_be_visible()
    link = console.evaluate("navigator.clipboard.readText()")
    board = screens.open("board", url=link)
    expect(board.get_by_role("heading").first).to_be_visible()
    expect(dialog.get_by_text("Åben", exact=True)).to_be_visible()
    dialog.get_by_role("button", name="English").click()
    expect(board.locator("html")).to_have_attribute("lang", "en")
    again = screens.open("board", url=link)
    expect(again.get_by_role("alert")).to_contain_text("Koden virker ikke.")
    dialog.get_by_role("button", name="Vis kode").click()
    expect(console.get_by_role("dialog", name="Fjernbetjening og adgang")).to_be_visible()
    expect(console.locator("main[data-step='group']")).to_be_visible()


def test_without_a_clipboard_the_equipment_dialog_shows_the_link_to_copy_by_hand(screens: Screens) -> None:
    console = screens.open("console", url="about:blank")
    console.add_init_script("Object.defineProperty(navigator, 'clipboard', { value: undefined })")
    console.goto(screens.server.links["console"])
    dialog = equipment(console)
    dialog.get_by_role("button", name="Kopiér link").click()
    expect(dialog.get_by_label("Link til projektorens computer")).to_have_value(re.compile("/board#invite="))


def test_the_board_answers_whether_the_sound_could_be_heard_and_says_that_it_is_hidden(
    screens: Screens,
) -> None:
    console = screens.open("console")
    dialog = equipment(console)
    press = dialog.get_by_role("button", name="Prøv lyden")
    expect(dialog.get_by_text(NO_BOARD)).to_be_visible()
    press.click()
    expect(dialog.get_by_role("status")).to_have_text("Ikke hørt: Ingen storskærm er åben.")

    board = screens.open("board")  # in a browser of its own, as on the projector's computer
    expect(dialog.get_by_text("Klar på storskærmen")).to_be_visible()
    press.click()
    expect(dialog.get_by_role("status")).to_contain_text("Storskærmen slog gongen.")
    board.keyboard.press("m")
    expect(dialog.get_by_text("Slået fra på storskærmen. Tryk M")).to_be_visible()
    press.click()
    expect(dialog.get_by_role("status")).to_contain_text("Ikke hørt: Lyden er slået fra")
    expect(console.get_by_role("navigation").get_by_text("Storskærmen har ingen lyd")).to_be_visible()

    board.evaluate(HIDES, True)
    expect(console.get_by_role("navigation").get_by_text("Storskærmen er ikke synlig")).to_be_visible()


LEAVES = """(has) => {
  document.hasFocus = () => has;
  window.dispatchEvent(new Event(has ? "focus" : "blur"));
}"""


def test_presses_that_go_to_another_window_are_reported_and_so_are_those_that_no_console_takes(
    screens: Screens,
) -> None:
    board = screens.open("board")  # in a browser of its own, as on the projector's computer
    console = screens.open("console")
    trouble = console.get_by_role("navigation").get_by_text("Klikker og tastatur når ikke frem")
    own = console.locator("main").get_by_text("Trykkene når ikke frem")
    console.evaluate(LEAVES, False)
    expect(own).to_be_visible()
    expect(trouble).to_have_count(0)
    console.keyboard.press("PageDown")
    expect(trouble).to_be_visible()
    console.evaluate(LEAVES, True)
    expect(trouble).to_have_count(0)
    board.keyboard.press("PageDown")
    expect(board.get_by_text("Klikkeren når ikke styrepulten fra denne computer")).to_be_visible()


@pytest.mark.long
def test_a_board_that_answered_and_was_reloaded_is_not_reported_as_silent(screens: Screens) -> None:
    board = screens.open("board")
    console = screens.open("console")
    dialog = equipment(console)
    result = dialog.get_by_role("status")
    expect(dialog.get_by_text("Klar på storskærmen")).to_be_visible()
    dialog.get_by_role("button", name="Prøv lyden").click()
    expect(result).to_contain_text("Storskærmen slog gongen.")
    board.reload()
    expect(dialog.get_by_text("Klar på storskærmen")).to_be_visible()
    expect(result).to_have_text("")
    board.close()
    expect(dialog.get_by_text(NO_BOARD)).to_be_visible()
    expect(result).to_have_text("")


@pytest.fixture
def silent(chromium: Browser) -> Iterator[Browser]:
    """A browser that allows no sound before a user gesture, as browsers do by default."""
    browser = chromium.browser_type.launch(
        executable_path=BY_TOOL["chromium-headless-shell"].command(),
        args=["--no-sandbox", "--disable-gpu", "--autoplay-policy=document-user-activation-required"],
    )
    yield browser
    browser.close()


def test_a_board_whose_browser_blocks_sound_is_reported_and_has_sound_after_one_click(
    screens: Screens, server: Server, silent: Browser
) -> None:
    console = screens.open("console")
    board = silent.new_page()
    board.goto(server.links["board"])
    dialog = equipment(console)
    expect(
        dialog.get_by_text("Browseren tillader ikke lyd endnu. Klik én gang på storskærmen", exact=True)
    ).to_be_visible()
    dialog.get_by_role("button", name="Prøv lyden").click()
    expect(dialog.get_by_role("status")).to_contain_text("Ikke hørt: Browseren tillader ikke lyd endnu.")
    board.mouse.click(5, 5)
    expect(dialog.get_by_text("Klar på storskærmen")).to_be_visible()


def test_a_used_remote_code_is_reported_as_used_and_the_remote_is_listed_with_its_connection(
    screens: Screens, server: Server
) -> None:
    console = screens.open("console")
    dialog = equipment(console)
    dialog.get_by_role("button", name="Vis kode").click()
    access = console.get_by_role("dialog", name="Fjernbetjening og adgang")
    link = access.locator(".link").inner_text()
    beside = screens.open("console")  # another console by the facilitator's link uses up no code
    expect(beside.locator("button.next")).to_be_visible()
    expect(access.locator(".entry")).to_have_count(2)
    expect(access.locator(".link")).to_be_visible()
    remote = screens.open("remote", url=link)
    expect(remote.locator("button.next")).to_be_visible()
    expect(access.get_by_role("status")).to_have_text("Koden er brugt, og fjernbetjeningen er forbundet.")
    expect(access.get_by_role("img")).to_have_count(0)
    remote.close()
    expect(access.locator(".entry", has_text="ikke forbundet")).to_be_visible()


KEEPS_AWAKE = """
  window.locks = [];
  Object.defineProperty(navigator, "wakeLock", { value: { request: async () => {
    const lock = { release: async () => { lock.over = true; lock.onrelease?.(); } };
    window.locks.push(lock);
    return lock;
  } } });
"""
KEPT = "window.locks.filter((lock) => !lock.over).length"


def test_board_and_console_keep_their_screens_on_and_phones_where_they_are_used(
    screens: Screens, facilitator: ConsoleClient
) -> None:
    def opened(kind: str) -> Page:
        page = screens.open(kind, url="about:blank")
        page.add_init_script(KEEPS_AWAKE)
        page.goto(screens.server.links[{"phone": "join"}.get(kind, kind)])
        return page

    board, console, person = opened("board"), opened("console"), opened("phone")
    dialog = equipment(console)
    expect(dialog.get_by_text("Storskærmen holdes tændt. Styrepulten holdes tændt.")).to_be_visible()
    kept: list[tuple[str, Any]] = []
    for step in ["buzz", "group", "collect"]:
        facilitator.enter(step)
        expect(person.locator("main h1").first).to_be_visible()
        expect(console.locator(f"main[data-step='{step}']")).to_be_attached()
        person.wait_for_timeout(0)
        kept.append((step, person.evaluate(KEPT)))
    assert board.evaluate(KEPT) == console.evaluate(KEPT) == 1
    assert kept == [("buzz", 1), ("group", 0), ("collect", 1)]
    board.evaluate("window.locks[0].release()")
    expect(dialog.get_by_text("Storskærmen kan gå i sort.")).to_be_visible()
    expect(dialog.get_by_text("Slå pauseskærm og dvale fra på den computer.")).to_be_visible()
    board.evaluate("document.dispatchEvent(new Event('visibilitychange'))")
    expect(dialog.get_by_text("Storskærmen holdes tændt.")).to_be_visible()


HIDES = """(hidden) => {
  Object.defineProperty(document, "hidden", { value: hidden, configurable: true });
  document.dispatchEvent(new Event("visibilitychange"));
}"""


@pytest.mark.long
def test_sleeping_and_departed_phones_are_not_counted_as_without_connection(
    screens: Screens, server: Server
) -> None:
    console = screens.open("console")
    figures = console.get_by_label("Storskærmen", exact=True).locator("dl")
    sleeping, gone = screens.open("phone"), screens.open("phone")
    for page in (sleeping, gone):
        expect(page.get_by_role("heading").first).to_be_visible()
    with phone(server) as lost:
        expect(figures).to_contain_text("Forbundet nu 3")
        sleeping.evaluate(HIDES, True)
        gone.evaluate(HIDES, True)
        gone.close()
        expect(figures).to_contain_text("Slukket eller gået 2")
        assert "Ikke forbundet" not in figures.inner_text()
        lost.close()
        expect(figures).to_contain_text("Ikke forbundet lige nu 1")
    expect(figures.locator(".amber")).to_have_count(0)
    sleeping.evaluate(HIDES, False)
    expect(figures).to_contain_text("Slukket eller gået 1")


def test_next_says_that_it_waits_while_the_server_is_away_and_then_moves_once(
    screens: Screens, server: Server, facilitator: ConsoleClient
) -> None:
    facilitator.enter("overview")
    console = screens.open("console")
    button = console.locator("button.next")
    expect(button).to_be_visible()
    server.stop(signal.SIGKILL)
    button.click()
    expect(button).to_contain_text("Venter på serveren")
    expect(button).to_contain_text("Esc annullerer")
    expect(console.locator(".above")).to_contain_text("1 tryk venter")
    console.wait_for_timeout(500)  # a press sooner than this counts as a bounce
    button.click()
    expect(console.locator(".above")).to_contain_text("1 tryk venter")
    server.start()
    expect(button).not_to_contain_text("Venter på serveren")
    with console_client(server, "late") as late:
        assert late.view["step"]["it"]["beat"] == 1


@pytest.mark.long
def test_outdated_figures_are_dimmed_and_dated_on_console_and_board(
    screens: Screens, server: Server, facilitator: ConsoleClient
) -> None:
    facilitator.enter("collect")
    console, board = screens.open("console"), screens.open("board")
    count = board.locator(".large-number")
    expect(count).to_have_css("opacity", "1")
    expect(console.get_by_text("Tallene er fra")).to_have_count(0)
    server.stop(signal.SIGKILL)
    expect(board.get_by_text(re.compile(r"Tallene er fra \d\d[.:]\d\d"))).to_be_visible()
    expect(count).to_have_css("opacity", "0.55")
    expect(console.get_by_text(re.compile(r"^Tallene er fra \d\d[.:]\d\d"))).to_be_visible()
    expect(console.locator("main [data-figures]").first).to_have_css("opacity", "0.55")
    server.start()
    expect(count).to_have_css("opacity", "1")
    expect(board.get_by_text("Tallene er fra")).to_have_count(0)


def test_after_the_end_screens_without_a_key_ask_for_no_code(
    screens: Screens, server: Server, facilitator: ConsoleClient
) -> None:
    board, console, other = screens.open("board"), screens.open("console"), screens.open("console")
    facilitator.enter("done")
    facilitator.do("end_session")
    expect(other.get_by_role("heading", name="Sessionen er slut")).to_be_visible()
    console.get_by_role("button", name="Forny nøglerne").click()
    expect(board.get_by_role("heading")).to_have_text("Sessionen er slut")
    for page in (console, other):
        expect(page.get_by_role("heading", name="Nøglerne er fornyet")).to_be_visible()
    for page in (board, console, other):
        expect(page.get_by_label("Skriv engangskoden")).to_have_count(0)
