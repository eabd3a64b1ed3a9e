"""`python -m bench.grouping [--questions 120] [--suggest base]`: how many presses it takes to group a hall's questions.

The questions are a rehearsal's; each has the pitfall that it was written for. A facilitator who never has to think
puts each there: by keys, by mouse, and by taps one by one on the remote, with suggestions and without. With them,
keys and mouse first take all certain ones but those that are wrong, which are unticked by one press each. The
seconds are those of the screen alone: the next press comes once the next card is there, and by hand not sooner than
the page takes a second press in the same place for a new one.
"""

import argparse
import tempfile
import time
from collections.abc import Callable, Mapping
from itertools import islice
from pathlib import Path

from playwright.sync_api import Page, expect, sync_playwright

from app.core.run_sheet import RunSheet
from app.rehearsal.questions import Author
from app.store.run_sheets import load
from tests.browser.screens import Screens, launch, wait_until
from tests.client import ConsoleClient, phone
from tests.server import DEFAULT_SHEET, ROOT, Server

SEED = 7
# Sooner than this, a second press in the same place is ignored (frontend/src/pieces/tapGuard.ts).
AGAIN_MS = 750
# Nothing new is suggested for so long once the suggestions of all cards have come.
SETTLED_MS = 5_000
# The id of the card at which the console is, in the tray or one by one.
AT = """() => (document.querySelector("main .leaf[id], main .tray .selected .text")?.id ?? "").slice(5)"""
IS_PAST = f"""(id) => ({AT})() !== id"""
# The names of the pitfalls that are suggested for a card of the tray, the first one first.
OFFERED = """(id) => [...document.getElementById(`card-${id}`).closest(".card").querySelectorAll(".offer")]
  .map((offer) => offer.getAttribute("aria-label"))"""


class Facilitator:
    """Knows where each question belongs, and counts the presses that it takes to put it there."""

    def __init__(self, page: Page, sheet: RunSheet, places: Mapping[str, str]) -> None:
        self.presses = 0
        self._page = page
        self._names = {pitfall.id: pitfall.short["da"] for pitfall in sheet.pitfalls}
        self._numbers = {pitfall.id: number for number, pitfall in enumerate(sheet.pitfalls, 1)}
        self._places = places

    def key(self, key: str) -> None:
        self.presses += 1
        self._page.keyboard.press(key)

    def by_keys(self, id: str) -> None:
        place = self._places[id]
        right = [self._names[place] in (offer or "") for offer in self._page.evaluate(OFFERED, id)]
        self.key(
            "Enter" if right[:1] == [True] else "a" if right[1:2] == [True] else str(self._numbers[place])
        )

    def by_mouse(self, id: str) -> None:
        self._page.wait_for_timeout(AGAIN_MS)
        self.presses += 1
        chips = self._page.locator(f"main .card:has(#card-{id}) .chips .chip")
        chips.nth(self._numbers[self._places[id]] - 1).click()

    def by_taps(self, id: str) -> None:
        self._page.wait_for_timeout(AGAIN_MS)
        self.presses += 1
        self._page.locator("main .places button").nth(self._numbers[self._places[id]] - 1).tap()

    def one_by_one(self) -> None:
        self.presses += 1
        self._page.get_by_role("button", name="Ét ad gangen").tap()

    def take_certain(self, texts: Mapping[str, str]) -> None:
        """Take all certain ones but the wrong ones, and say how many of them there were."""
        self.key("t")
        dialog = self._page.get_by_role("dialog")
        wrong = 0
        sections = dialog.locator("section")
        for section in sections.all():
            heading = section.locator("h3 .stretch").inner_text()
            for row in section.locator("li").all():
                text = row.locator("bdi").inner_text()
                if self._names[self._places[texts[text]]] != heading:
                    row.locator("bdi").click()
                    wrong += 1
        certain = dialog.get_by_role("checkbox").count()
        print(f"  certain: {certain}, of which wrong: {wrong}")
        self.presses += wrong
        self.key("Enter")
        left = len(self._places) - certain + wrong
        expect(self._page.locator("main h1")).to_contain_text(f"{left} ikke placeret" if left else "Alle")

    def until_all_are_placed(self, place: Callable[[str], None]) -> None:
        while id := self._page.evaluate(AT):
            place(id)
            wait_until(self._page, IS_PAST, id)


def group(screens: Screens, way: str, suggest: str, sheet: RunSheet, count: int) -> None:
    """Send the questions, group them in this way, and print what it took."""
    server = screens.server
    drafts = (draft for draft in Author(sheet, "da", SEED).questions() if draft.pitfall)
    facilitator = ConsoleClient(server)
    facilitator.enter("collect")
    places: dict[str, str] = {}
    texts: dict[str, str] = {}
    for draft in islice(drafts, count):
        with phone(server) as person:
            id = person.do("ask_question", text=draft.text)
        places[id], texts[draft.text] = str(draft.pitfall), id
    facilitator.enter("group")
    page = screens.open("remote" if way == "taps" else "console")
    page.locator("main .tray .card").first.wait_for()
    if suggest != "off":
        page.locator("main .tray .offer").first.wait_for()
        page.wait_for_timeout(SETTLED_MS)
    hands = Facilitator(page, sheet, places)
    begun = time.perf_counter()
    if way == "taps":
        hands.one_by_one()
    elif suggest != "off":
        hands.take_certain(texts)
    ways = {"keys": hands.by_keys, "mouse": hands.by_mouse, "taps": hands.by_taps}
    hands.until_all_are_placed(ways[way])
    took = time.perf_counter() - begun
    print(f"{way:6} suggestions {suggest:5} {hands.presses:4} presses {took:7.1f} s", flush=True)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--questions", type=int, default=120)
    parser.add_argument("--suggest", choices=["base", "auto"], default="base")
    given = parser.parse_args()
    sheet = load(ROOT / "sessions" / f"{DEFAULT_SHEET}.toml")
    with sync_playwright() as playwright:
        browser = launch(playwright)
        for way in ("keys", "mouse", "taps"):
            for suggest in ("off", given.suggest):
                with tempfile.TemporaryDirectory() as folder:
                    server = Server(Path(folder), suggest=suggest)
                    server.start()
                    screens = Screens(browser, server)
                    group(screens, way, suggest, sheet, given.questions)
                    screens.close()
                    server.stop()
        browser.close()


if __name__ == "__main__":
    main()
