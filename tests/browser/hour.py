"""Drives a whole session state by state, with an audience that speaks the protocol, and takes screenshots.

`python -m tests.browser.hour FOLDER [--questions 60] [--languages da,en] [--screens phone,console,board]
[--states group,walk]` takes a screenshot of every screen in every state, and lays them out on one sheet.
"""

import argparse
import random
import secrets
import tempfile
import tomllib
from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path

from PIL import Image, ImageDraw, ImageFont
from playwright.sync_api import Page, sync_playwright

from app.core.languages import LANGUAGES, PerLanguage, nearest
from app.core.steps import StepFamily, family, walk
from tests.browser.screens import SIZES, Screens, launch, wait_until
from tests.client import Client, ConsoleClient
from tests.server import ROOT, Server

SETTLE_MS = 1_600
# Placed cards land on the board in a wave, which takes some time.
WAVE_MS = 10_000
# Whether everything stands that is not animated for ever.
AT_REST = """() => document.getAnimations().every(({ playState, effect }) =>
  playState !== "running" || effect.getComputedTiming().endTime === Infinity)"""
AT_ONCE = 80
PRESSES_NOW: PerLanguage[str] = {
    "da": "Hvem tager det første skridt på mandag?",
    "en": "Who takes the first step on Monday?",
}
THUMBNAILS = {"phone": (270, 555), "remote": (270, 555), "console": (683, 384), "board": (800, 450)}
FREE_COLUMNS = {"phone": 7, "remote": 7, "console": 3, "board": 2}


class Audience:
    """Participants who ask the run sheet's example questions; each knows the pitfall of its question."""

    def __init__(self, server: Server, size: int, language: str) -> None:
        self.server = server
        self.language = nearest(language)
        self.chance = random.Random(7)
        self.facilitator = ConsoleClient(server, lang=language)
        sheet = tomllib.loads((ROOT / "sessions" / "projektjungle.toml").read_text())
        examples = [(p["id"], text) for p in sheet["pitfalls"] for text in p["examples"][language]]
        self.chance.shuffle(examples)
        wanted = [examples[n % len(examples)] for n in range(size)]
        self.tokens = [secrets.token_hex(16) for _ in wanted]
        self.questions = [text for _, text in wanted]
        self.places = [pitfall for pitfall, _ in wanted]
        self.pitfalls = [p["id"] for p in sheet["pitfalls"]]
        self.ids: list[str] = []

    def person(self, n: int) -> Client:
        client = Client(self.server, role="phone", token=self.tokens[n], lang="da")
        client.receive("snapshot")
        return client

    def each(self, do: str, arguments: Sequence[Mapping[str, object] | None]) -> list[str]:
        """Every participant with arguments sends one command; returns the commands' ids."""
        ids = []
        for n, one in enumerate(arguments):
            if one is not None:
                person = self.person(n)
                ids.append(person.do(do, **one))
                person.close()
        return ids

    def join(self) -> None:
        for n in range(len(self.tokens)):
            self.person(n).close()

    def write(self) -> None:
        self.ids = self.each("ask_question", [{"text": text} for text in self.questions])

    def place(self, share: float) -> None:
        """Place this share of all questions in their pitfalls."""
        wanted = list(zip(self.ids, self.places, strict=True))[: round(len(self.ids) * share)]
        for pitfall in self.pitfalls:
            ids = [id for id, place in wanted if place == pitfall]
            for n in range(0, len(ids), AT_ONCE):
                self.facilitator.do("place_questions", ids=ids[n : n + AT_ONCE], pitfall=pitfall)

    def dots(self) -> None:
        corners = [(8, 2, 2), (2, 7, 2), (2, 2, 8)]
        spread = [
            {"weights": [max(0.2, c + self.chance.gauss(0, 2)) for c in self.chance.choice(corners)]}
            for _ in self.tokens
        ]
        self.each("place_dot", spread)

    def vote(self) -> None:
        answers = self.chance.choices(["yes", "partly", "no"], [5, 3, 2], k=len(self.ids))
        pairs = zip(self.ids, answers, strict=True)
        self.each("answer_poll", [{"question_id": id, "answer": answer} for id, answer in pairs])
        for n in range(min(5, len(self.ids) - 1)):
            person = self.person(n + 1)
            person.do("ask_question", text=PRESSES_NOW[self.language], follows=self.ids[n + 1])
            person.close()


def hour(audience: Audience) -> Iterator[str]:
    """Drive a session through its whole arc; yields the numbered name of each state once it is reached.

    Only one of the walks is entered, that of the second pitfall if it has questions. A step that is not in
    `STATES` is one state.
    """
    facilitator = audience.facilitator
    audience.join()
    walked = next((one for one in audience.pitfalls[1:] if one in audience.places), audience.pitfalls[0])
    left_out = {walk(pitfall) for pitfall in audience.pitfalls} - {walk(walked)}
    arc = [step for step in facilitator.view["sheet"]["it"]["steps"] if step not in left_out]
    for number, step in enumerate(arc, start=1):
        facilitator.enter(step)
        name = f"{number:02}-{family(step)}"
        states = STATES.get(family(step))
        yield from (name + state for state in states(audience)) if states else [name]
    facilitator.do("blank_board")
    yield f"{len(arc) + 1:02}-black"
    facilitator.do("light_board")


def _overview(audience: Audience) -> Iterator[str]:
    for beat in range(len(audience.pitfalls)):
        audience.facilitator.do("next_beat", was=beat)
        if beat == 1:
            yield "-two"
    yield ""


def _buzz(audience: Audience) -> Iterator[str]:
    facilitator = audience.facilitator
    yield "-idle"
    facilitator.do("start_timer")
    facilitator.do("move_timer", by_ms=-46_000)
    yield ""
    facilitator.do("swap_turn")
    facilitator.do("move_timer", by_ms=-172_000)
    yield "-last-seconds"


def _collect(audience: Audience) -> Iterator[str]:
    yield "-empty"
    audience.write()
    yield ""


def _group(audience: Audience) -> Iterator[str]:
    yield "-empty"
    audience.place(0.7)
    yield ""
    audience.place(1.0)
    yield "-all"


def _walk(audience: Audience) -> Iterator[str]:
    # Where no question was asked, none comes into focus.
    names = ("title", "causes", "answer", "questions", *(["focus"] if audience.places else []))
    for beat, name in enumerate(names):
        if beat:
            audience.facilitator.do("next_beat", was=beat - 1)
        yield f"-{beat + 1}-{name}"


def _momentum(audience: Audience) -> Iterator[str]:
    yield "-empty"
    audience.dots()
    yield ""


def _poll(audience: Audience) -> Iterator[str]:
    yield "-empty"
    audience.vote()
    yield ""


# By step: a function that reaches its states in turn, and yields the ending of each state's name.
STATES: dict[StepFamily, Callable[[Audience], Iterator[str]]] = {
    "overview": _overview,
    "buzz": _buzz,
    "collect": _collect,
    "group": _group,
    "walk": _walk,
    "momentum": _momentum,
    "poll": _poll,
}


def open_screens(screens: Screens, audience: Audience, language: str, wanted: list[str]) -> dict[str, Page]:
    """The pages to take pictures of; the phone is the first person of the audience."""
    server = screens.server
    pages = {kind: screens.open(kind, language) for kind in wanted if kind != "phone"}
    if "phone" in wanted:
        phone = screens.open("phone", language, url=f"{server.base}/")
        phone.evaluate(
            "([k, v]) => localStorage.setItem(k, v)", [f"summe.{server.code}.token", audience.tokens[0]]
        )
        phone.goto(server.links["join"])
        pages["phone"] = phone
    return pages


def contact_sheet(folder: Path, kind: str, pictures: list[Path]) -> None:
    """All pictures of one kind of screen on one sheet, with their names."""
    width, height = THUMBNAILS[kind]
    columns = FREE_COLUMNS[kind]
    rows = -(-len(pictures) // columns)
    sheet = Image.new("RGB", (columns * (width + 12), rows * (height + 34)), "#777")
    draw = ImageDraw.Draw(sheet)
    for n, path in enumerate(pictures):
        x, y = n % columns * (width + 12), n // columns * (height + 34)
        with Image.open(path) as picture:
            sheet.paste(picture.convert("RGB").resize((width, height)), (x, y + 24))
        draw.text((x + 4, y + 4), path.stem, fill="#fff", font=ImageFont.load_default(14))
    sheet.save(folder / f"sheet-{kind}.png")


def take(
    folder: Path, questions: int, languages: list[str], wanted: list[str], states: list[str]
) -> list[str]:
    """Take all pictures; returns the errors of the pages."""
    folder.mkdir(parents=True, exist_ok=True)
    pictures: dict[str, list[Path]] = {kind: [] for kind in wanted}
    errors: list[str] = []
    with sync_playwright() as playwright:
        browser = launch(playwright)
        for language in languages:
            with tempfile.TemporaryDirectory() as data:
                server = Server(Path(data))
                server.start()
                audience = Audience(server, questions, language)
                audience.facilitator.do("set_board_language", language=language)
                screens = Screens(browser, server)
                pages = open_screens(screens, audience, language, wanted)
                for state in hour(audience):
                    if states and not any(name in state for name in states):
                        continue
                    wave = state.endswith(("-group", "-group-all"))
                    next(iter(pages.values())).wait_for_timeout(WAVE_MS if wave else SETTLE_MS)
                    for kind, page in pages.items():
                        wait_until(page, AT_REST)
                        path = folder / f"{kind}-{state}-{language}.png"
                        page.screenshot(path=str(path))
                        pictures[kind].append(path)
                errors += screens.errors
                for page in pages.values():
                    page.context.close()
                server.stop()
        browser.close()
    for kind, paths in pictures.items():
        if paths:
            contact_sheet(folder, kind, paths)
    return errors


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--questions", type=int, default=60)
    parser.add_argument("--languages", default=",".join(LANGUAGES))
    parser.add_argument("--screens", default=",".join(SIZES))
    parser.add_argument("--states", default="", help="parts of state names; all when empty")
    given = parser.parse_args()
    states = [name for name in given.states.split(",") if name]
    errors = take(given.folder, given.questions, given.languages.split(","), given.screens.split(","), states)
    for error in errors:
        print(error)
    raise SystemExit(bool(errors))


if __name__ == "__main__":
    main()
