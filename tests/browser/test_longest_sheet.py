"""A run sheet with the longest texts and largest numbers that `summe check` accepts, on every screen."""

import json
import re
import secrets
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, expect

from app.core.rules.steps import WALK_BEATS
from app.core.run_sheet import MAX_PITFALLS
from app.core.run_sheet_reader import (
    FITS,
    MANY_FIT,
    MAX_SHORT,
    MOST_MINUTES,
    NUMBERS,
    run_sheet_to_dict,
)
from app.core.steps import family, walk
from app.store.run_sheets import check
from tests.browser.screens import LINKS, SIZES, Screens
from tests.client import Client, ConsoleClient
from tests.golden import session as golden
from tests.server import Server, eventually

pytestmark = pytest.mark.browser

LANGUAGES = ("da", "en")
BEATS = {"overview": 1 + MAX_PITFALLS, "walk": WALK_BEATS}
# Long words as they occur in Danish, with short ones between.
WORDS = (
    "Implementeringsudfordringen for kvalitetsudviklingsmedarbejderne i driften og hos de mange "
    "forandringskommunikatører i den offentlige forvaltning "
) * 10
SIZES_MEASURED: dict[str, dict[str, Any]] = {
    "board 1920x1080": {"kind": "board", "viewport": {"width": 1920, "height": 1080}},
    "board 1024x768": {"kind": "board", "viewport": {"width": 1024, "height": 768}},
    "console 1366x768": {"kind": "console", "viewport": {"width": 1366, "height": 768}},
    "phone 360x740": {"kind": "phone", "viewport": {"width": 360, "height": 740}},
    "phone 320x568": {"kind": "phone", "viewport": {"width": 320, "height": 568}},
}

# What fits the narrower of two fits these; the console's texts are the least long, for their width.
LESS_NARROW = ("board 1920x1080", "console 1366x768", "phone 360x740")

# Where every step has a text.
SAYS = {"board": ".step", "console": "main", "phone": "main h1"}

# Texts that are cut off, reach outside the page, or overlap; null while an animation runs. What has arrived
# is drawn first. Questions in a list may be clamped after some lines.
FAULTS = """async () => {
  await new Promise((drawn) => requestAnimationFrame(() => requestAnimationFrame(drawn)));
  await document.fonts.ready;
  if (document.getAnimations().some(({ playState }) => playState === "running")) return null;
  const CUT_ON_PURPOSE = ".line";
  const faults = [], shown = [];
  const texts = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  const range = document.createRange();
  while (texts.nextNode()) {
    const node = texts.currentNode, element = node.parentElement, words = node.data.trim();
    if (!words || !element.checkVisibility({ opacityProperty: true, visibilityProperty: true })) continue;
    if (element.closest(".unseen, .spoken, .bare, svg, script, style, .black, .preview, textarea")) continue;
    range.selectNodeContents(node);
    const named = `${words.slice(0, 40)} (${element.tagName.toLowerCase()}.${element.className})`;
    const slack = 0.3 * parseFloat(getComputedStyle(element).fontSize);
    let boxes = [...range.getClientRects()].filter(({ width }) => width > 1)
      .map(({ left, top, right, bottom }) => ({ left, top, right, bottom }));
    for (let clip = element; clip && boxes.length; clip = clip.parentElement) {
      const style = getComputedStyle(clip);
      if (style.overflowX === "visible" && style.overflowY === "visible") continue;
      if (clip === document.body || clip === document.documentElement) continue;
      const edge = clip.getBoundingClientRect();
      const scrolls = /auto|scroll/.test(style.overflowY) || style.webkitLineClamp !== "none"
        || clip.matches(CUT_ON_PURPOSE);
      // Lines below those that are shown lie askew of a tilted card.
      if (scrolls)
        boxes = boxes.filter(({ top, bottom }) => top >= edge.top - slack && bottom <= edge.bottom + slack);
      if (boxes.some((box) => box.left < edge.left - 2 || box.right > edge.right + 2))
        faults.push(`cut sideways: ${named}`);
      if (!scrolls && boxes.some((box) => box.top < edge.top - slack || box.bottom > edge.bottom + slack))
        faults.push(`cut: ${named}`);
      boxes = boxes.map((box) => ({
        left: Math.max(box.left, edge.left), right: Math.min(box.right, edge.right),
        top: Math.max(box.top, edge.top), bottom: Math.min(box.bottom, edge.bottom),
      })).filter((box) => box.right - box.left > 1 && box.bottom - box.top > 1);
    }
    const scrolled = document.documentElement.scrollHeight > innerHeight + 1;
    const beyond = ({ left, right, bottom }) =>
      left < -1 || right > innerWidth + 1 || (!scrolled && bottom > innerHeight + 1);
    if (boxes.some(beyond))
      faults.push(`outside: ${named}`);
    for (const box of boxes) {
      const lean = (box.bottom - box.top) / 5;
      shown.push({ node, named, ...box, top: box.top + lean, bottom: box.bottom - lean });
    }
  }
  for (const [n, one] of shown.entries())
    for (const other of shown.slice(n + 1))
      if (one.node !== other.node
        && Math.min(one.right, other.right) - Math.max(one.left, other.left) > 2
        && Math.min(one.bottom, other.bottom) - Math.max(one.top, other.top) > 2)
        faults.push(`overlap: ${one.named} and ${other.named}`);
  return [...new Set(faults)];
}"""


def text(most: int, own: str = "") -> dict[str, str]:
    """A text of so many characters, in both languages; it begins with `own`, which makes it unique."""
    words = f"{own} {WORDS}".strip()[:most]
    return dict.fromkeys(LANGUAGES, words[:-1] + "e" if words.endswith(" ") else words)


def short_word(own: str) -> dict[str, str]:
    """One word of the maximum length of a short name."""
    return dict.fromkeys(LANGUAGES, f"{own}Kvalitetssikring"[:MAX_SHORT])


def texts(name: str) -> list[dict[str, str]]:
    return [text(FITS[name], f"{chr(65 + n)}{n}") for n in range(MANY_FIT[name])]


def longest(value: Any, key: str = "", own: str = "") -> Any:
    """What stands at a key of a run sheet, with all texts, lists and numbers in it at their largest."""
    name = key.rpartition(".")[2]
    if isinstance(value, list):
        if key in MANY_FIT:
            return texts(key)
        many = (value * MAX_PITFALLS)[:MAX_PITFALLS] if key == "pitfalls" else value
        return [longest(item, key, str(n)) for n, item in enumerate(many)]
    if isinstance(value, dict):
        if value.keys() == set(LANGUAGES):
            return short_word(own) if FITS.get(key, MAX_SHORT) == MAX_SHORT else text(FITS[key], own)
        return {inner: longest(item, f"{key}.{inner}".lstrip("."), own) for inner, item in value.items()}
    if name == "id":
        return f"id-{own}"
    return NUMBERS[name][1] if name in NUMBERS else value


def longest_sheet() -> dict[str, Any]:
    """A run sheet with every key there is, at its largest."""
    whole = run_sheet_to_dict(golden.sheet())
    sheet = longest({key: value for key, value in whole.items() if key != "notes"})
    steps = ["lobby", "overview", "buzz", "collect", "group", *(walk(one["id"]) for one in sheet["pitfalls"])]
    return {
        **sheet,
        "id": "projektjungle",
        "questions": {**sheet["questions"], "moderation": "none"},
        "minutes": dict.fromkeys(steps, MOST_MINUTES),
    }


def toml(data: Any) -> str:
    """A value as TOML, with inline tables."""
    if isinstance(data, dict):
        return "{ " + ", ".join(f"{json.dumps(key)} = {toml(value)}" for key, value in data.items()) + " }"
    if isinstance(data, list):
        return "[" + ", ".join(map(toml, data)) + "]"
    return json.dumps(data, ensure_ascii=False)


def write_sheet(file: Path, sheet: dict[str, Any]) -> None:
    file.write_text("".join(f"{key} = {toml(value)}\n" for key, value in sheet.items()))


@pytest.fixture
def sheet_file(tmp_path: Path) -> Path:
    (tmp_path / "sheets").mkdir()
    file = tmp_path / "sheets" / "projektjungle.toml"
    write_sheet(file, longest_sheet())
    return file


@pytest.fixture
def server(sheet_file: Path, tmp_path: Path) -> Iterator[Server]:
    one = Server(tmp_path / "data", sessions=sheet_file.parent)
    one.start()
    yield one
    one.stop()


class Arrived:
    """How many of the session's events a page's view has; made before the page connects."""

    def __init__(self, page: Page) -> None:
        self._page = page
        self._seq = 0
        page.on("websocket", lambda line: line.on("framereceived", self._take))

    def _take(self, text: str | bytes) -> None:
        frame = json.loads(text)
        if frame["t"] == "snapshot" or (frame["t"] == "delta" and frame["lane"] == "view"):
            self._seq = frame["seq"]

    def wait_for(self, client: Client) -> None:
        """Wait for what the client's last command has changed of the view."""

        def has_come() -> bool:
            self._page.evaluate("null")  # frames are taken while Playwright's loop runs
            return self._seq >= client.seq

        eventually(has_come)


def faults(page: Page) -> list[str]:
    """The layout faults of a page, once no animation runs on it."""
    looks: list[list[str] | None] = []

    def at_rest() -> bool:
        looks.append(page.evaluate(FAULTS))
        return looks[-1] is not None

    eventually(at_rest)
    return looks[-1] or []


def ask_questions(server: Server, pitfalls: list[str], facilitator: ConsoleClient) -> dict[str, list[str]]:
    """Ask and place three questions per pitfall: of 60, of 280 and of the most characters allowed."""
    ids: dict[str, list[str]] = {pitfall: [] for pitfall in pitfalls}
    for n, pitfall in enumerate(pitfalls):
        for most in (60, 280, NUMBERS["max_graphemes"][1]):
            person = Client(server, role="phone", token=secrets.token_hex(16), lang="da")
            person.receive("snapshot")
            id = person.do("ask_question", text=text(most, f"Spørgsmål {n} af {most}:")["da"].strip())
            facilitator.do("place_question", question_id=id, pitfall=pitfall)
            ids[pitfall].append(id)
            person.close()
    return ids


def states(facilitator: ConsoleClient, server: Server) -> Iterator[str]:
    """Drive the session through every step; yields each state.

    Of the beats of the overview it yields the first two and the last, which has most; of the walks the
    first with all beats and questions, and the last, which is as long, with its title and longest question.
    """
    arc = facilitator.view["sheet"]["it"]["steps"]
    walks = [step for step in arc if family(step) == "walk"]
    asked: dict[str, list[str]] = {}
    for step in arc:
        if step in walks[1:-1]:
            continue
        facilitator.enter(step)
        yield step
        if step == "collect":
            asked = ask_questions(server, [walk.partition(":")[2] for walk in walks], facilitator)
            yield f"{step}, with questions"
        is_repeated = step == walks[-1]
        beats = BEATS.get(family(step), 1)
        for beat in range(1, beats):
            facilitator.do("next_beat", was=beat - 1)
            if not is_repeated and (family(step) == "walk" or beat in (1, beats - 1)):
                yield f"{step}, beat {beat}"
        ids = asked.get(step.partition(":")[2], [])
        for id in ids[-1:] if is_repeated else ids:
            facilitator.do("spotlight", question_id=id)
            yield f"{step}, a question"


# What lists say twice, and how many times each screen shows it in which state; phones and the board show
# causes and answer together.
TWICE = {"da": "Det samme", "en": "The same"}
EQUAL_TEXTS: dict[str, dict[str, int]] = {
    "buzz": {"phone": 2, "console": 2},
    "first walk, beat 1": {"phone": 2, "board": 2, "console": 2},
    "first walk, beat 2": {"phone": 4, "board": 4, "console": 2},
    "summary": {"phone": 2, "board": 2, "console": 2},
}


@pytest.fixture
def equal_texts(sheet_file: Path) -> None:
    """Let every list of texts say the same twice."""
    sheet, twice = longest_sheet(), [TWICE, TWICE]
    sheet["closing"] = sheet["buzz"]["prompts"] = twice
    for pitfall in sheet["pitfalls"]:
        pitfall["causes"] = pitfall["answer"]["points"] = twice
    write_sheet(sheet_file, sheet)


@pytest.mark.usefixtures("equal_texts")
@pytest.mark.long
def test_equal_texts_in_a_list_of_a_run_sheet_are_all_shown(
    chromium: Browser, server: Server, facilitator: ConsoleClient
) -> None:
    screens = Screens(chromium, server)
    pages = {kind: screens.open(kind, reduced_motion="reduce") for kind in ("phone", "board", "console")}
    for state, wanted in EQUAL_TEXTS.items():
        step, _, beat = state.partition(", beat ")
        if step == "first walk":
            step = next(one for one in facilitator.arc() if one.startswith("walk:"))
        if facilitator.step != step:
            facilitator.enter(step)
        if beat:
            facilitator.do("next_beat", was=int(beat) - 1)
        for kind, count in wanted.items():
            lines = pages[kind].locator("li:not(.preview li), p:not(.preview p)").filter(visible=True)
            shown = lines.filter(has_text=TWICE["da"])
            expect(shown, f"{kind}, {state}").to_have_count(count)
    assert screens.errors == []
    screens.close()


def test_the_longest_sheet_is_taken_without_a_warning(sheet_file: Path) -> None:
    sheet, located = check(sheet_file)
    assert [str(one) for one in located] == []
    assert sheet is not None


@pytest.mark.half_a_minute
@pytest.mark.parametrize(
    "measured",
    [pytest.param(size, marks=pytest.mark.long if size in LESS_NARROW else ()) for size in SIZES_MEASURED],
)
def test_no_text_of_the_longest_sheet_is_cut_or_lies_over_another(
    chromium: Browser, server: Server, facilitator: ConsoleClient, measured: str
) -> None:
    screens = Screens(chromium, server)
    kind, viewport = SIZES_MEASURED[measured]["kind"], SIZES_MEASURED[measured]["viewport"]
    options = {**SIZES[kind], "viewport": viewport, "reduced_motion": "reduce"}
    page = screens.open(kind, url="about:blank", **options)
    arrived = Arrived(page)
    page.goto(server.links[LINKS.get(kind, kind)])
    found: dict[str, list[str]] = {}
    for state in states(facilitator, server):
        step = facilitator.step
        # Where questions lie is nothing that a phone is sent.
        if state != "collect, with questions":
            arrived.wait_for(facilitator)
        if state == step:
            # A page that has just been loaded has the session's first frame before it has drawn it.
            expect(page.locator(SAYS[kind]).filter(has_text=re.compile(r"\S")).first, state).to_be_attached()
        there = faults(page)
        if there:
            found[state] = there
    screens.close()
    assert found == {}
