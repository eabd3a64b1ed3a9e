"""The whole arc without a mouse: once by keyboard, once by touch, with the console as a remote."""

import re
from collections.abc import Callable
from functools import partial

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.browser.screens import Screens
from tests.browser.tapping import tap
from tests.client import console, phone
from tests.server import Server, eventually

pytestmark = [pytest.mark.browser, pytest.mark.shared_server]

QUESTIONS = ["Hvem rydder op efter ildsjælene?", "Er modstand altid dårligt?"]
NEXT = "Hvem tager det første skridt på mandag?"
BOUNCE_MS = 450
ARMED = re.compile(r"\barmed\b")
# More than the number of controls on any page: a control that takes more presses cannot be reached.
MOST_TABS = 80
# The name of the focused control, and the element that covers its middle, if any; null if none has the focus.
FOCUSED = """() => {
  const at = document.activeElement;
  if (!at || at === document.body) return null;
  const { x, y, width, height } = at.getBoundingClientRect();
  const over = document.elementFromPoint(x + width / 2, y + height / 2);
  const isSeen = over && (at.contains(over) || over.contains(at));
  return [at.innerText || at.getAttribute("aria-label"), isSeen ? null : String(over && over.outerHTML)];
}"""


def tab_to(page: Page, wanted: Locator) -> None:
    """Press Tab until the control has the focus."""
    expect(wanted).to_be_visible()
    for _ in range(MOST_TABS):
        if wanted.evaluate("element => element === document.activeElement"):
            return
        page.keyboard.press("Tab")
    raise AssertionError(f"Tab never comes to {wanted}")


def press(page: Page, name: str) -> None:
    button = page.get_by_role("button", name=name, exact=True).first
    tab_to(page, button)
    page.keyboard.press("Enter")


def onward(console: Page, press: Callable[[], None]) -> None:
    """Press Next once, until the step has changed (if it was armed) or the button names another target."""
    upcoming, there = console.locator("button.next"), console.locator("main.work")
    # A press sooner than this counts as a bounce of the one before.
    console.wait_for_timeout(BOUNCE_MS)
    promise, step = upcoming.inner_text(), there.get_attribute("data-step") or ""
    enters = ARMED.search(upcoming.get_attribute("class") or "")
    press()
    if enters:
        expect(there).not_to_have_attribute("data-step", step)
    else:
        expect(upcoming).not_to_have_text(promise, use_inner_text=True)


def go_to(console: Page, step: str, press: Callable[[], None]) -> None:
    """Press Next until the session is in this step."""
    while not re.match(step, console.locator("main.work").get_attribute("data-step") or ""):
        onward(console, press)


def report(server: Server) -> tuple[dict[str, str | None], list[str]]:
    """The pitfall of each question, and the next questions, as exported."""
    questions = server.export()["questions"]
    return (
        {q["text"]: q["pitfall"] for q in questions if not q["next"]},
        [q["text"] for q in questions if q["next"]],
    )


@pytest.mark.half_a_minute
@pytest.mark.long
def test_the_whole_arc_works_by_keyboard_alone(screens: Screens, server: Server) -> None:
    board = screens.open("board", reduced_motion="reduce")
    console, phone = screens.open("console"), screens.open("phone")
    page_down = partial(console.keyboard.press, "PageDown")
    expect(board.locator(".count strong")).to_have_text("1")
    expect(phone.get_by_text("Du er med")).to_be_visible()

    go_to(console, "buzz", page_down)
    press(console, "Start")
    expect(console.get_by_role("button", name="Pause", exact=True)).to_be_visible()
    go_to(console, "collect", page_down)
    expect(phone.locator("textarea")).to_be_visible()
    tab_to(phone, phone.locator("textarea"))
    phone.keyboard.type(QUESTIONS[0])
    press(phone, "Send")
    expect(phone.get_by_role("heading", name="Hvor hører det hjemme?")).to_be_visible()
    tab_to(phone, phone.locator("main button").nth(1))
    phone.keyboard.press("Enter")
    expect(phone.get_by_text("Modtaget")).to_be_visible()
    press(phone, "Skriv et spørgsmål til")
    expect(phone.locator("textarea")).to_be_focused()
    phone.keyboard.type(QUESTIONS[1])
    press(phone, "Send")
    press(phone, "Ved ikke")
    for text in QUESTIONS:
        expect(board.get_by_text(text)).to_be_visible()

    go_to(console, "group", page_down)
    cards = console.locator("main .card .text")
    expect(cards).to_have_count(2)
    tab_to(console, cards.first)
    console.keyboard.press("ArrowRight")
    expect(cards.nth(1)).to_be_focused()
    console.keyboard.press("3")
    expect(cards).to_have_count(1)
    tab_to(console, cards.first)
    console.keyboard.press("Enter")
    expect(cards).to_have_count(0)
    expect(board.locator(".columns article")).to_have_count(2)

    go_to(console, "walk:effekten", page_down)
    press(console, "Vis stort")
    expect(board.get_by_text(QUESTIONS[0])).to_be_visible()
    press(console, "Taget op i salen")
    tab_to(phone, phone.locator("footer [aria-expanded]"))
    phone.keyboard.press("Enter")
    expect(phone.locator("footer").get_by_text(QUESTIONS[0])).to_be_visible()

    go_to(console, "momentum", page_down)
    tab_to(phone, phone.locator("main .word").nth(1))
    phone.keyboard.press("Enter")
    expect(phone.get_by_text("Modtaget")).to_be_visible()
    go_to(console, "poll", page_down)
    press(phone, "Ja")
    expect(phone.get_by_text("Spørgsmål 2 af 2")).to_be_visible()
    press(phone, "Til dels")
    tab_to(phone, phone.locator("textarea"))
    phone.keyboard.type(NEXT)
    press(phone, "Send")
    expect(phone.get_by_text("Tak for dit svar")).to_be_visible()
    go_to(console, "done", page_down)
    expect(phone.get_by_role("button", name="Tag med hjem")).to_be_visible()

    eventually(lambda: report(server)[1] == [NEXT])
    placed = {QUESTIONS[0]: "effekten-udeblev", QUESTIONS[1]: "oekonomien"}
    assert report(server)[0] == placed


def button(page: Page, name: str) -> Locator:
    return page.get_by_role("button", name=name, exact=True).first


@pytest.mark.half_a_minute
@pytest.mark.long
def test_the_whole_arc_works_by_touch_alone(screens: Screens, server: Server) -> None:
    board = screens.open("board", reduced_motion="reduce")
    remote, phone = screens.open("remote"), screens.open("phone")
    tap_next = remote.locator(".controls .next").tap
    expect(board.locator(".count strong")).to_have_text("1")
    expect(phone.get_by_text("Du er med")).to_be_visible()

    go_to(remote, "buzz", tap_next)
    tap(button(remote, "Start"), shown=button(remote, "Pause"))
    go_to(remote, "collect", tap_next)
    phone.locator("textarea").tap()
    expect(phone.locator("textarea")).to_be_focused()
    # An on-screen keyboard inserts text without key events.
    phone.keyboard.insert_text(QUESTIONS[0])
    where = phone.get_by_role("heading", name="Hvor hører det hjemme?")
    tap(button(phone, "Send"), shown=where)
    tap(phone.locator("main button").nth(1), gone=where)
    expect(phone.get_by_text("Modtaget")).to_be_visible()
    tap(button(phone, "Skriv et spørgsmål til"), shown=phone.locator("textarea"))
    phone.keyboard.insert_text(QUESTIONS[1])
    tap(button(phone, "Send"), shown=where)
    tap(button(phone, "Ved ikke"), gone=where)
    expect(board.get_by_text(QUESTIONS[1])).to_be_visible()

    go_to(remote, "group", tap_next)
    cards = remote.locator("main .card")
    expect(cards).to_have_count(2)
    for question, chip in zip(QUESTIONS, (1, 2), strict=True):
        card = cards.filter(has_text=question)
        tap(card.locator(".chip").nth(chip), gone=card)
    expect(board.locator(".columns article")).to_have_count(2)

    go_to(remote, "walk:effekten", tap_next)
    for _ in range(4):
        onward(remote, tap_next)
    expect(board.get_by_text(QUESTIONS[0])).to_be_visible()
    taken_up = button(remote, "Taget op i salen")
    tap(taken_up, shown=taken_up.and_(remote.locator("[aria-pressed=true]")))
    tap(
        phone.locator("footer [aria-expanded]"),
        shown=phone.locator("footer").get_by_text(QUESTIONS[0]),
    )
    go_to(remote, "momentum", tap_next)
    tap(phone.locator("main .word").nth(1), shown=phone.get_by_text("Modtaget"))
    go_to(remote, "poll", tap_next)
    tap(button(phone, "Ja"), shown=phone.get_by_text("Spørgsmål 2 af 2"))
    tap(button(phone, "Til dels"), shown=phone.locator("textarea"))
    phone.locator("textarea").tap()
    phone.keyboard.insert_text(NEXT)
    tap(button(phone, "Send"), shown=phone.get_by_text("Tak for dit svar"))
    go_to(remote, "done", tap_next)

    eventually(lambda: report(server)[1] == [NEXT])
    placed = {QUESTIONS[0]: "effekten-udeblev", QUESTIONS[1]: "oekonomien"}
    assert report(server)[0] == placed


def test_at_twice_the_size_nothing_that_has_the_focus_lies_under_next(
    screens: Screens, server: Server
) -> None:
    """A window of 1366 x 768 at 200 %, in the step with the most to tab through."""
    with console(server) as facilitator, phone(server) as one:
        facilitator.enter("collect")
        asked = [one.do("ask_question", text=f"Spørgsmål nummer {n}?") for n in range(1, 6)]
        facilitator.enter("group")
        for id, pitfall in zip(asked, [*facilitator.view["pitfalls"]] * 2, strict=False):
            facilitator.do("place_question", question_id=id, pitfall=pitfall)
    page = screens.open("console", viewport={"width": 683, "height": 384})
    expect(page.get_by_role("button", name="Næste")).to_be_visible()
    seen = set[str]()
    for _ in range(150):
        page.keyboard.press("Tab")
        told = page.evaluate(FOCUSED)
        if told is None:
            break
        name, over = told
        assert over is None, (name, over)
        seen.add(name)
    assert len(seen) > 12, seen
    assert screens.errors == []
