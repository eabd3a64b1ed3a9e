"""A flood by bots: locking, sweeping and hiding on the console, and the pace of new cards on the board."""

import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser.screens import Screens, wait_until
from tests.client import console, phone
from tests.server import Server, eventually
from tests.tiers import rest_long

pytestmark = pytest.mark.browser

BOTS = 30
TEN_MINUTES_MS = 600_000
# Records the time at which each question became readable on the page.
NOTES_ARRIVALS = """() => {
  window.arrivals = [];
  let readable = new Set();
  const look = () => {
    const now = new Set([...document.querySelectorAll(".board article[data-question]")]
      .map((article) => article.dataset.question));
    for (const id of now) if (!readable.has(id)) window.arrivals.push(performance.now());
    readable = now;
  };
  new MutationObserver(look).observe(document.querySelector(".board"), {childList: true, subtree: true});
  look();
}"""


@pytest.fixture
def server(tmp_path: Path) -> Iterator[Server]:
    """A server for which twenty newcomers in a minute are a rush."""
    one = Server(tmp_path / "data", rush=20)
    one.start()
    yield one
    one.stop()


def ask(server: Server, *texts: str) -> None:
    with phone(server) as person:
        for text in texts:
            person.do("ask_question", text=text)


def ten_minutes_later(server: Server) -> None:
    """Restart the server with all events moved ten minutes into the past."""
    server.stop()
    with closing(sqlite3.connect(server.folder / "summe.db")) as database, database:
        database.execute("UPDATE events SET at_ms = at_ms - ?", (TEN_MINUTES_MS,))
    server.start()


def test_s12_a_flood_is_shown_locked_out_and_swept_away_in_two_presses_and_can_be_undone(
    screens: Screens, server: Server
) -> None:
    with console(server) as facilitator:
        facilitator.enter("collect")
    ask(server, "Hvem ejer effekten?", "Hvad når puljen løber ud?")
    ten_minutes_later(server)
    page, board = screens.open("console"), screens.open("board")
    expect(board.locator(".count strong")).to_have_text("2")
    for n in range(BOTS):
        ask(server, f"Køb billige billetter {n}")
    expect(board.locator(".count strong")).to_have_text(str(2 + BOTS))
    expect(page.locator("dt.amber", has_text="Nye det sidste minut")).to_be_visible()

    page.keyboard.press("l")
    page.get_by_role("dialog").get_by_role("button", name="Lås", exact=True).click()
    late = screens.open("phone")
    expect(late.get_by_role("heading", name="Døren er låst lige nu")).to_be_visible()
    page.get_by_role("button", name="De sidste 5 min").click()
    expect(board.locator(".count strong")).to_have_text("2")
    expect(board.get_by_text("Hvem ejer effekten?")).to_be_visible()
    page.locator(".toast button").click()
    expect(board.locator(".count strong")).to_have_text(str(2 + BOTS))


SWEPT_PHONE = {
    "da": {
        "takes": "1 deltager, 0 spørgsmål, 0 stemmer",
        "last minute": "Det sidste minut",
        "heading": "Du røg med ud",
        "again": "Vær med igen",
        "inside": "Du er med",
    },
    "en": {
        "takes": "1 participant, 0 questions, 0 votes",
        "last minute": "The last minute",
        "heading": "You were removed too",
        "again": "Join again",
        "inside": "You are in",
    },
}


@pytest.mark.parametrize("language", rest_long(SWEPT_PHONE))
def test_h11_a_swept_phone_comes_back_with_undo_or_joins_again_by_a_press(
    screens: Screens, server: Server, language: str
) -> None:
    words = SWEPT_PHONE[language]
    page, swept = screens.open("console", language), screens.open("phone", language)
    expect(swept.get_by_text(words["inside"])).to_be_visible()

    def sweep() -> None:
        page.keyboard.press("l")
        expect(page.get_by_role("dialog").get_by_text(words["takes"]).first).to_be_visible()
        page.get_by_role("button", name=words["last minute"]).click()
        expect(page.locator(".toast")).to_contain_text(words["takes"])
        expect(swept.get_by_role("heading", name=words["heading"])).to_be_visible()

    sweep()
    page.locator(".toast button").click()
    expect(swept.get_by_text(words["inside"])).to_be_visible()
    sweep()
    swept.get_by_role("button", name=words["again"]).click()
    expect(swept.get_by_text(words["inside"])).to_be_visible()


def test_s12_all_held_questions_are_hidden_with_one_press(screens: Screens, server: Server) -> None:
    with console(server) as facilitator:
        facilitator.enter("collect")
    page = screens.open("console")
    ask(server, "Hvem ejer effekten?", *(f"Ring på 12 34 56 7{n}" for n in range(4)))
    expect(page.locator("dt", has_text="Holdt tilbage")).to_be_visible()
    page.keyboard.press("l")
    page.get_by_role("button", name="Skjul alle, der er holdt tilbage").click()
    expect(page.locator("dt", has_text="Holdt tilbage")).to_have_count(0)
    expect(page.locator("main li.open, main li", has_text="Hvem ejer effekten?")).not_to_contain_text(
        "Skjult"
    )


def test_h12_everything_new_is_held_by_one_press_on_the_remote_and_let_through_by_one_on_the_console(
    screens: Screens, server: Server
) -> None:
    with console(server) as facilitator:
        facilitator.enter("collect")
    page, remote, board = screens.open("console"), screens.open("remote"), screens.open("board")
    remote.get_by_role("button", name="Hold alt nyt tilbage").click()
    expect(page.get_by_text("Alt nyt bliver holdt tilbage, til du har godkendt det.")).to_be_visible()
    ask(server, "Hvem ejer effekten?", "Hvad når puljen løber ud?")
    expect(page.get_by_role("button", name="Godkend alle 2")).to_be_visible()
    expect(board.get_by_text("Skriv dit spørgsmål på telefonen")).to_be_visible()
    page.get_by_role("button", name="Vis nye igen").click()
    expect(remote.get_by_role("button", name="Hold alt nyt tilbage")).to_have_attribute(
        "aria-pressed", "false"
    )
    page.get_by_role("button", name="Godkend alle 2").click()
    expect(board.locator(".count strong")).to_have_text("2")
    ask(server, "Hvem tager det første skridt?")
    expect(board.locator(".count strong")).to_have_text("3")


def test_h11_a_phone_beyond_the_expected_waits_outside_and_is_let_in_by_one_press(
    chromium: Browser, tmp_path: Path
) -> None:
    server = Server(tmp_path / "few", newcomers_wait_unknown=1)
    server.start()
    hall = Screens(chromium, server)
    first, page = hall.open("phone"), hall.open("console")
    expect(first.get_by_text("Du er med")).to_be_visible()
    late = hall.open("phone", url="about:blank")
    late.clock.install()
    late.goto(server.links["join"])
    expect(late.get_by_role("heading", name="Salen er fuldere end ventet")).to_be_visible()
    first.reload()
    expect(first.get_by_text("Du er med")).to_be_visible()
    expect(page.get_by_text("1 telefon venter udenfor, fordi salen er fuldere end ventet.")).to_be_visible()
    page.get_by_role("button", name="Luk den ind").click()

    def is_in() -> bool:
        late.clock.fast_forward(1_000)  # it asks again by itself, after five seconds or more
        return late.get_by_text("Du er med").is_visible()

    eventually(is_in)
    expect(page.get_by_text("venter udenfor")).to_have_count(0)
    assert hall.errors == []
    hall.close()
    server.stop()


def flood(server: Server, people: int, each: int) -> None:
    for person in range(people):
        ask(server, *(f"Hvad med punkt {person} og {n}?" for n in range(each)))


def arrivals(board: Page) -> list[float]:
    return list(board.evaluate("() => window.arrivals"))


def test_s13_a_flood_is_counted_at_once_and_shown_a_few_cards_a_second_on_the_board(
    screens: Screens, server: Server
) -> None:
    with console(server) as facilitator:
        facilitator.enter("collect")
    board = screens.open("board")
    expect(board.get_by_text("Skriv dit spørgsmål på telefonen")).to_be_visible()
    board.evaluate(NOTES_ARRIVALS)
    flood(server, people=20, each=5)
    expect(board.locator(".count strong")).to_have_text("100")
    wait_until(board, "() => window.arrivals.length >= 8")
    times = arrivals(board)
    for n, first in enumerate(times):
        # Three a second, and one more, since a busy page may render late.
        assert sum(first <= later < first + 1_000 for later in times[n:]) <= 4, times


def test_a_full_session_tells_new_phones_so_and_keeps_those_that_have_joined(
    chromium: Browser, tmp_path: Path
) -> None:
    server = Server(tmp_path / "small", participants_per_session=1)
    server.start()
    hall = Screens(chromium, server)
    first = hall.open("phone")
    expect(first.get_by_text("Du er med")).to_be_visible()
    for language, words in (("da", "Salen er fuld"), ("en", "The room is full")):
        expect(hall.open("phone", language).get_by_role("heading", name=words)).to_be_visible()
    first.reload()
    expect(first.get_by_text("Du er med")).to_be_visible()
    assert hall.errors == []
    hall.close()
    server.stop()
