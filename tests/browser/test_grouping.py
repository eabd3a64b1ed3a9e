"""Grouping one card at a time, and many at once: by keys alone, by mouse, and by touch."""

import re
from typing import Any

import pytest
from playwright.sync_api import Locator, Page, expect

from app.core.languages import LANGUAGES
from tests.browser.accessibility import WCAG, violations
from tests.browser.screens import Screens, wait_until
from tests.browser.tapping import tap
from tests.client import ConsoleClient, console, phone
from tests.server import Server, eventually
from tests.tiers import rest_long

pytestmark = [pytest.mark.browser, pytest.mark.shared_server]

PITFALLS = ["spredt-faegtning", "effekten-udeblev", "oekonomien", "modstand"]
A_DESK = 30
# Longer than a page ignores presses on new controls.
UNSEEN_MS = 400
# Controls that have moved take no tap for a moment (see tapGuard.ts), by a style set on them meanwhile.
NO_TAP_REFUSED = "() => !document.querySelector('button[style*=pointer-events]')"
# Longer than keys count as going on with a text that was typed.
BURST_MS = 800


def enter_questions(server: Server, *texts: str) -> list[str]:
    """Enter questions from as many consoles as the rate limit requires; returns their ids, oldest first."""
    ids = []
    for first in range(0, len(texts), A_DESK):
        with console(server, device=f"d{first}") as desk:
            ids += [desk.do("ask_for_room", text=text) for text in texts[first : first + A_DESK]]
    return ids


def numbered(count: int) -> list[str]:
    return [f"Spørgsmål nummer {n}?" for n in range(count)]


def places(server: Server) -> list[str | None]:
    return [q["pitfall"] for q in sorted(server.export()["questions"], key=lambda q: q["at_ms"])]


def at_work(screens: Screens, kind: str = "console", **options: Any) -> Page:
    page = screens.open(kind, **options)
    expect(page.locator("button.next")).to_be_visible()
    return page


def card(page: Page) -> Locator:
    """The text of the card on the screen, one by one."""
    return page.locator("main .leaf .text")


def button(page: Page, name: str | re.Pattern[str]) -> Locator:
    return page.locator("main").get_by_role("button", name=name)


def marked(page: Page, count: int) -> Locator:
    """The button that says how many are marked."""
    return page.locator("main").get_by_text(f"{count} markeret", exact=False)


# ---- one by one


def test_one_by_one_ten_cards_are_placed_by_number_keys_alone(
    screens: Screens, server: Server, facilitator: ConsoleClient
) -> None:
    enter_questions(server, *numbered(10))
    facilitator.enter("group")
    page = at_work(screens)
    page.keyboard.press("e")
    expect(page.locator("main h1")).to_have_text("1 af 10")
    for n in range(10):
        expect(card(page)).to_have_text(f"Spørgsmål nummer {n}?")
        page.keyboard.press(str(n % 4 + 1))
    expect(page.locator("main h1")).to_have_text("Alle er placeret")
    expect(page.locator("main .end li")).to_contain_text(["3", "3", "2", "2"])
    eventually(lambda: places(server) == [PITFALLS[n % 4] for n in range(10)])
    page.keyboard.press("Control+z")
    expect(card(page)).to_have_text("Spørgsmål nummer 9?")
    page.keyboard.press("e")
    expect(page.locator("main .tray .card")).to_have_count(1)


def test_one_by_one_space_puts_a_card_off_enter_follows_the_proposal_and_undo_takes_each_back(
    screens: Screens, server: Server, facilitator: ConsoleClient
) -> None:
    facilitator.enter("collect")
    with phone(server) as person:
        for n in range(3):
            id = person.do("ask_question", text=f"Spørgsmål nummer {n}?")
            if n == 1:
                person.do("propose_pitfall", question_id=id, pitfall=PITFALLS[2])
    facilitator.enter("group")
    page = at_work(screens)
    page.keyboard.press("e")
    expect(card(page)).to_have_text("Spørgsmål nummer 0?")
    page.keyboard.press(" ")
    expect(card(page)).to_have_text("Spørgsmål nummer 1?")
    expect(page.locator("main .places .accepts")).to_contain_text("spørgerens forslag")
    page.keyboard.press("Enter")
    expect(card(page)).to_have_text("Spørgsmål nummer 2?")
    eventually(lambda: places(server) == [None, PITFALLS[2], None])
    undo = button(page, "Fortryd: lagt på plads »Spørgsmål nummer 1?«")
    expect(undo).to_be_visible()
    before = undo.bounding_box()
    page.keyboard.press("Delete")
    # The card that was put off comes last.
    expect(card(page)).to_have_text("Spørgsmål nummer 0?")
    expect(button(page, "Fortryd: skjult »Spørgsmål nummer 2?«")).to_be_visible()
    page.keyboard.press("Control+z")
    dialog = page.get_by_role("dialog")
    dialog.get_by_role("button", name="Fortryd", exact=True).click()
    expect(card(page)).to_have_text("Spørgsmål nummer 2?")
    page.keyboard.press("Control+z")
    expect(card(page)).to_have_text("Spørgsmål nummer 1?")
    eventually(lambda: places(server) == [None] * 3)
    undo = button(page, "Fortryd: gemt til sidst »Spørgsmål nummer 0?«")
    expect(undo).to_be_visible()
    assert undo.bounding_box() == before
    page.keyboard.press("ArrowRight")
    expect(card(page)).to_have_text("Spørgsmål nummer 2?")
    page.keyboard.press("ArrowLeft")
    expect(card(page)).to_have_text("Spørgsmål nummer 1?")


def test_one_by_one_a_card_that_was_moved_elsewhere_stays_and_no_key_moves_it_again(
    screens: Screens, server: Server, facilitator: ConsoleClient
) -> None:
    ids = enter_questions(server, *numbered(2))
    facilitator.enter("group")
    page = at_work(screens)
    page.keyboard.press("e")
    expect(card(page)).to_have_text("Spørgsmål nummer 0?")
    enter_questions(server, "Et nyt?")
    facilitator.do("place_question", question_id=ids[0], pitfall=PITFALLS[3])
    expect(page.locator("main .note")).to_have_text("Kortet ligger nu i Modstand.")
    expect(card(page)).to_have_text("Spørgsmål nummer 0?")
    page.keyboard.press("1")
    page.keyboard.press("Delete")
    expect(page.locator("main .places button").first).to_be_disabled()
    page.keyboard.press("Enter")
    expect(card(page)).to_have_text("Spørgsmål nummer 1?")
    eventually(lambda: places(server) == [PITFALLS[3], None, None])


def test_one_by_one_a_clicked_pitfall_leaves_enter_to_the_next_card(
    screens: Screens, server: Server, facilitator: ConsoleClient
) -> None:
    enter_questions(server, *numbered(3))
    facilitator.enter("group")
    page = at_work(screens)
    button(page, "Ét ad gangen").click()
    page.locator("main .places button").nth(1).click()
    expect(card(page)).to_have_text("Spørgsmål nummer 1?")
    page.keyboard.press("Enter")
    # It has no proposal, so Enter says more about it.
    expect(page.get_by_role("dialog")).to_contain_text("Spørgsmål nummer 1?")
    eventually(lambda: places(server) == [PITFALLS[1], None, None])


@pytest.fixture
def remote(screens: Screens, server: Server, facilitator: ConsoleClient) -> Page:
    """A remote that goes through three cards one by one; the first has a proposal."""
    facilitator.enter("collect")
    with phone(server) as person:
        for n in range(3):
            id = person.do("ask_question", text=f"Spørgsmål nummer {n}?")
            if n == 0:
                person.do("propose_pitfall", question_id=id, pitfall=PITFALLS[2])
    facilitator.enter("group")
    page = at_work(screens, "remote")
    tap(button(page, "Ét ad gangen"), shown=card(page))
    return page


def test_one_by_one_cards_are_placed_by_taps_on_the_remote(remote: Page, server: Server) -> None:
    for n in range(3):
        tap(
            remote.locator("main .places button").nth(n),
            gone=card(remote).filter(has_text=f"nummer {n}"),
        )
    expect(remote.locator("main h1")).to_have_text("Alle er placeret")
    eventually(lambda: places(server) == PITFALLS[:3])
    tap(button(remote, re.compile("^Fortryd")), shown=card(remote).filter(has_text="nummer 2"))


def drag_over(page: Page, by: int) -> None:
    """Swipe the card sideways by so many pixels, with one finger."""
    box = page.locator("main .leaf").bounding_box()
    assert box
    x, y = box["x"] + box["width"] / 2, box["y"] + box["height"] / 2
    touch = page.context.new_cdp_session(page)
    points = [[{"x": x + by * n / 4, "y": y}] for n in range(5)]
    touch.send("Input.dispatchTouchEvent", {"type": "touchStart", "touchPoints": points[0]})
    for point in points[1:]:
        touch.send("Input.dispatchTouchEvent", {"type": "touchMove", "touchPoints": point})
    touch.send("Input.dispatchTouchEvent", {"type": "touchEnd", "touchPoints": []})


def swipe(page: Page, by: int, gone: Locator) -> None:
    """Swipe until the card has gone: one that has just come takes no touch for a moment."""

    def is_gone() -> bool:
        if gone.count():
            drag_over(page, by)
        return not gone.count()

    eventually(is_gone)


def test_one_by_one_a_swipe_to_the_left_is_later_and_to_the_right_follows_the_proposal(
    remote: Page, server: Server
) -> None:
    first = card(remote).filter(has_text="nummer 0")
    expect(remote.locator("main .swipes")).to_have_text("← Senerefølg forslag →")
    # Too short a way is a change of mind.
    drag_over(remote, -30)
    expect(first).to_be_visible()
    swipe(remote, -150, first)
    expect(card(remote)).to_have_text("Spørgsmål nummer 1?")
    expect(remote.locator("main .swipes")).to_have_text("← Senere")
    drag_over(remote, 150)
    expect(card(remote)).to_have_text("Spørgsmål nummer 1?")
    swipe(remote, -150, card(remote).filter(has_text="nummer 1"))
    swipe(remote, -150, card(remote).filter(has_text="nummer 2"))
    expect(first).to_be_visible()
    swipe(remote, 150, first)
    eventually(lambda: places(server) == [PITFALLS[2], None, None])


@pytest.mark.parametrize("name", rest_long(["Effekten udeblev", "Senere", "Skjul"]))
def test_one_by_one_the_second_tap_of_a_double_tap_does_nothing_to_the_next_card(
    screens: Screens, server: Server, facilitator: ConsoleClient, name: str
) -> None:
    enter_questions(server, *numbered(4))
    facilitator.enter("group")
    page = at_work(screens, "remote")
    tap(button(page, "Ét ad gangen"), shown=card(page))
    wait_until(page, NO_TAP_REFUSED)
    page.clock.install()
    page.clock.pause_at(page.evaluate("Date.now() / 1000 + 1"))
    page.clock.run_for(2 * UNSEEN_MS)
    box = button(page, name).bounding_box()
    assert box
    spot = box["x"] + box["width"] / 2, box["y"] + box["height"] / 2
    page.touchscreen.tap(*spot)
    expect(card(page)).to_have_text("Spørgsmål nummer 1?")
    page.touchscreen.tap(*spot)
    page.clock.run_for(2 * UNSEEN_MS)
    expect(card(page)).to_have_text("Spørgsmål nummer 1?")
    page.touchscreen.tap(*spot)
    page.clock.run_for(UNSEEN_MS)
    expect(card(page)).to_have_text("Spørgsmål nummer 2?")
    # By now the buttons take taps, but not yet a second one in the same place.
    page.touchscreen.tap(*spot)
    page.clock.run_for(2 * UNSEEN_MS)
    expect(card(page)).to_have_text("Spørgsmål nummer 2?")


SMALL_TARGETS = """() => [...document.querySelectorAll('main button')]
  .map((one) => [one.getBoundingClientRect(), one.textContent.trim()])
  .filter(([box]) => box.width && (box.width < 44 || box.height < 44)).map(([, name]) => name)"""
# The names of buttons of the cards that lie outside the window or under the controls.
OUT_OF_SIGHT = """() => [...document.querySelectorAll('main .places button, main .acts button')]
  .filter((one) => {
    const { x, y, width, height } = one.getBoundingClientRect();
    return [y + 2, y + height - 2].some((at) => !one.contains(document.elementFromPoint(x + width / 2, at)));
  }).map((one) => one.textContent.trim())"""


@pytest.mark.parametrize("language", rest_long(LANGUAGES))
@pytest.mark.parametrize("size", rest_long([(360, 740), (390, 844), (1366, 768), (1920, 1080)]))
def test_one_by_one_every_button_is_in_sight_under_the_longest_question(
    screens: Screens, server: Server, facilitator: ConsoleClient, language: str, size: tuple[int, int]
) -> None:
    enter_questions(server, ("Hvordan får vi demenskoordinatorerne med " * 10)[:280])
    for title in ("Tempo", "Kvalitetssikring"):
        facilitator.do("add_pitfall", title=title)
    facilitator.enter("group")
    kind = "remote" if size[0] < 700 else "console"
    page = at_work(screens, kind, language=language, viewport={"width": size[0], "height": size[1]})
    button(page, {"da": "Ét ad gangen", "en": "One by one"}[language]).click()
    expect(page.locator("main .places button")).to_have_count(6)
    eventually(lambda: page.evaluate(OUT_OF_SIGHT) == [])
    if kind == "remote":
        assert page.evaluate(SMALL_TARGETS) == []
    page.evaluate("document.getAnimations().forEach((one) => one.finish())")
    assert violations(page, WCAG) == []
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")


# ---- many at once


def test_shift_and_arrows_mark_a_range_and_ctrl_a_marks_what_is_shown(
    screens: Screens, server: Server, facilitator: ConsoleClient
) -> None:
    enter_questions(server, *numbered(70))
    facilitator.enter("group")
    page = at_work(screens)
    cards = page.locator("main .tray .card")
    expect(cards).to_have_count(60)
    page.keyboard.press("Shift+ArrowRight")
    page.keyboard.press("Shift+ArrowRight")
    expect(marked(page, 3)).to_be_visible()
    page.keyboard.press("Shift+ArrowLeft")
    expect(marked(page, 2)).to_be_visible()
    page.keyboard.press("2")
    eventually(lambda: places(server)[:3] == [PITFALLS[1], PITFALLS[1], None])
    expect(page.locator("main h1")).to_contain_text("68 ikke placeret")
    page.keyboard.press("Control+a")
    expect(marked(page, 60)).to_be_visible()
    page.keyboard.press("Escape")
    expect(page.locator("main").get_by_text("markeret")).to_have_count(0)
    page.keyboard.press("Control+a")
    page.keyboard.press("1")
    expect(cards).to_have_count(8)
    page.keyboard.press("Control+z")
    expect(cards).to_have_count(60)


def test_ctrl_and_shift_clicks_mark_cards_and_a_plain_click_keeps_the_marks(
    screens: Screens, server: Server, facilitator: ConsoleClient
) -> None:
    enter_questions(server, *numbered(6))
    facilitator.enter("group")
    page = at_work(screens)
    texts = page.locator("main .tray .text")
    expect(texts).to_have_count(6)
    texts.nth(1).click()
    texts.nth(3).click(modifiers=["Shift"])
    texts.nth(5).click(modifiers=["ControlOrMeta"])
    expect(marked(page, 4)).to_be_visible()
    texts.nth(2).click(modifiers=["ControlOrMeta"])
    texts.nth(0).click()
    expect(marked(page, 3)).to_be_visible()
    page.locator("main .columns .head").nth(2).click()
    wanted = [None, PITFALLS[2], None, PITFALLS[2], None, PITFALLS[2]]
    eventually(lambda: places(server) == wanted)
    page.get_by_role("button", name="Fortryd", exact=False).first.click()
    eventually(lambda: places(server) == [None] * 6)


def hold_finger(page: Page, on: Locator, until: Locator) -> None:
    box = on.bounding_box()
    assert box
    touch = page.context.new_cdp_session(page)
    at = [{"x": box["x"] + box["width"] / 2, "y": box["y"] + box["height"] / 2}]
    touch.send("Input.dispatchTouchEvent", {"type": "touchStart", "touchPoints": at})
    expect(until).to_be_visible()
    touch.send("Input.dispatchTouchEvent", {"type": "touchEnd", "touchPoints": []})


def test_a_finger_that_rests_on_a_card_begins_marking_and_taps_add_to_it(
    screens: Screens, server: Server, facilitator: ConsoleClient
) -> None:
    enter_questions(server, *numbered(12))
    facilitator.enter("group")
    page = at_work(screens, "remote")
    texts = page.locator("main .tray .text")
    expect(texts).to_have_count(12)
    bar = page.get_by_role("group", name=re.compile("markeret"))
    # This comes a moment after the page, and moves what stands below it.
    expect(page.get_by_text("Ingen storskærm er åben").first).to_be_visible()
    wait_until(page, NO_TAP_REFUSED)
    hold_finger(page, texts.first, marked(page, 1))
    expect(marked(page, 1)).to_be_visible()
    tap(texts.nth(3), shown=marked(page, 2))
    tap(texts.nth(10), shown=marked(page, 3))
    # The pitfalls are in sight here, while the columns are far below.
    tap(bar.get_by_role("button", name="Læg de markerede i Økonomien"), gone=bar)
    wanted = [PITFALLS[2] if n in (0, 3, 10) else None for n in range(12)]
    eventually(lambda: places(server) == wanted)


def test_placing_one_card_by_its_chip_keeps_the_others_marked(
    screens: Screens, server: Server, facilitator: ConsoleClient
) -> None:
    enter_questions(server, *numbered(4))
    facilitator.enter("group")
    page = at_work(screens)
    cards = page.locator("main .tray .card")
    expect(cards).to_have_count(4)
    page.keyboard.press(" ")
    page.keyboard.press("Shift+ArrowRight")
    cards.nth(3).locator(".chip").first.click()
    expect(cards).to_have_count(3)
    expect(marked(page, 2)).to_be_visible()


def test_the_focus_stays_on_its_card_when_others_arrive(
    screens: Screens, server: Server, facilitator: ConsoleClient
) -> None:
    enter_questions(server, *numbered(3))
    facilitator.enter("group")
    page = at_work(screens)
    texts = page.locator("main .tray .text")
    page.keyboard.press("ArrowRight")
    expect(texts.nth(1)).to_be_focused()
    enter_questions(server, "Et nyt?", "Og et til?")
    expect(texts).to_have_count(5)
    expect(texts.nth(1)).to_be_focused()
    page.keyboard.press("f")
    page.keyboard.type("nummer")
    page.keyboard.press("ArrowDown")
    rows = page.get_by_role("dialog").locator("li .text")
    expect(rows.first).to_be_focused()
    enter_questions(server, "Har det her et nummer?")
    expect(rows).to_have_count(4)
    expect(rows.first).to_be_focused()
    expect(rows.first).to_contain_text("nummer 0")


# ---- search

SAID = [
    "Hvem ejer økonomien?",
    "Er der penge til det?",
    "Hvordan hænger Økonomi og faglighed sammen?",
    "Hvor er modet?",
]


def test_all_that_a_search_finds_is_placed_as_one_and_undone_as_one(
    screens: Screens, server: Server, facilitator: ConsoleClient
) -> None:
    enter_questions(server, *SAID)
    facilitator.enter("group")
    page = at_work(screens)
    page.keyboard.press("f")
    page.keyboard.type("OEKONOMI")
    dialog = page.get_by_role("dialog")
    expect(dialog.locator("li")).to_have_count(2)
    put = dialog.get_by_role("group", name="Læg alle 2 i")
    put.get_by_role("button", name="Økonomien").click()
    expect(dialog).to_have_count(0)
    wanted = [PITFALLS[2], None, PITFALLS[2], None]
    eventually(lambda: places(server) == wanted)
    # The server may know before the console does.
    expect(page.get_by_role("button", name="Fortryd: lagt på plads (2)")).to_be_visible()
    page.keyboard.press("Control+z")
    eventually(lambda: places(server) == [None] * 4)


def test_found_questions_are_marked_by_keys_and_placed_by_a_figure_once_the_search_is_closed(
    screens: Screens, server: Server, facilitator: ConsoleClient
) -> None:
    enter_questions(server, *SAID)
    facilitator.enter("group")
    page = at_work(screens)
    page.keyboard.press("f")
    page.keyboard.type("er")
    page.keyboard.press("ArrowDown")
    page.keyboard.press(" ")
    page.keyboard.press("Shift+ArrowDown")
    expect(page.get_by_role("dialog").get_by_text("2 markeret").first).to_be_visible()
    page.keyboard.press("Control+a")
    expect(page.get_by_role("dialog").get_by_text("4 markeret").first).to_be_visible()
    page.keyboard.press("ArrowUp")
    page.keyboard.press(" ")
    page.keyboard.press("Escape")
    expect(marked(page, 3)).to_be_visible()
    page.wait_for_timeout(BURST_MS)
    page.keyboard.press("4")
    eventually(lambda: places(server) == [None, PITFALLS[3], PITFALLS[3], PITFALLS[3]])


def test_filters_show_what_is_not_placed_supported_held_or_merged_and_cover_what_is_held(
    screens: Screens, server: Server, facilitator: ConsoleClient
) -> None:
    facilitator.enter("collect")
    ids = enter_questions(server, *SAID)
    with phone(server) as person:
        person.do("ask_question", text="Hvad gør vi, når fru Hansen ringer på 12 34 56 78?")
        facilitator.enter("group")
        person.do("support_question", question_id=ids[3])
    facilitator.do("place_question", question_id=ids[3], pitfall=PITFALLS[3])
    facilitator.do("merge_questions", ids=[ids[2]], into=ids[0])
    page = at_work(screens)
    page.keyboard.press("f")
    dialog = page.get_by_role("dialog")
    rows = dialog.locator("li")
    expected = {
        "Ikke placeret": [SAID[0], SAID[1]],
        "Flere vil vide det": [SAID[3]],
        "Holdt tilbage": ["Teksten er dækket."],
        "Lagt sammen": [SAID[0], SAID[2]],
    }
    for name, texts in expected.items():
        one = dialog.get_by_role("button", name=name, exact=True).first
        one.click()
        expect(rows).to_have_count(len(texts))
        expect(rows).to_contain_text(texts)
        one.click()
    expect(rows).to_have_count(0)
    dialog.get_by_role("textbox").fill("hansen")
    expect(dialog.get_by_text("Ingen spørgsmål med de ord.")).to_be_visible()


SHORTCUTS = "bpqe 12340tmlnhf"


def test_text_typed_on_after_the_search_has_closed_is_no_shortcut(
    screens: Screens, server: Server, facilitator: ConsoleClient
) -> None:
    enter_questions(server, *SAID)
    facilitator.enter("group")
    page = at_work(screens)
    expect(page.locator("main .tray .card")).to_have_count(4)
    before = server.export()
    page.locator("main .tray .text").first.click()
    page.keyboard.press("f")
    page.keyboard.type("penge")
    page.keyboard.press("Escape")
    page.keyboard.type(SHORTCUTS)
    for key in ("Backspace", "Delete", "Enter"):
        page.keyboard.press(key)
    expect(page.get_by_role("dialog")).to_have_count(0)
    expect(page.get_by_role("button", name="Sort B")).to_have_attribute("aria-pressed", "false")
    assert server.export() == before
    # After a pause keys mean again what they did.
    page.wait_for_timeout(BURST_MS)
    page.keyboard.press("1")
    eventually(lambda: places(server)[0] == PITFALLS[0])


def test_every_key_in_the_search_field_belongs_to_the_text(
    screens: Screens, server: Server, facilitator: ConsoleClient
) -> None:
    enter_questions(server, *SAID)
    facilitator.enter("group")
    page = at_work(screens)
    before = server.export()
    page.keyboard.press("f")
    page.keyboard.type(SHORTCUTS)
    field = page.get_by_role("dialog").get_by_role("textbox")
    expect(field).to_have_value(SHORTCUTS)
    page.keyboard.press("Control+a")
    page.keyboard.press("Delete")
    expect(field).to_have_value("")
    assert server.export() == before


@pytest.mark.parametrize("kind", ["console", "remote"])
def test_the_search_with_many_marked_is_accessible_on_every_screen(
    screens: Screens, server: Server, facilitator: ConsoleClient, kind: str
) -> None:
    enter_questions(server, *SAID)
    facilitator.enter("group")
    page = at_work(screens, kind)
    if kind == "remote":
        tap(button(page, "Find"), shown=page.get_by_role("dialog"))
    else:
        page.keyboard.press("f")
    dialog = page.get_by_role("dialog")
    dialog.get_by_role("textbox").fill("er")
    dialog.get_by_role("button", name="Markér alle 4").click()
    expect(dialog.get_by_text("4 markeret").first).to_be_visible()
    page.evaluate("document.getAnimations().forEach((one) => one.finish())")
    assert violations(page, WCAG) == []
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")


# ---- what stands still, and what is in sight

# Whether all of the selected card is in sight in the tray, with what is suggested at its foot.
IN_SIGHT = """() => {
  const [tray, card] = [".tray", ".tray .selected"].map((one) =>
    document.querySelector(one).getBoundingClientRect());
  return card.top >= tray.top && card.bottom <= tray.bottom;
}"""
LONG = "Hvordan får vi øje på, hvad alle de andre allerede har prøvet af i de sidste ti år, før vi begynder?"
# The controls of one by one that lie, in part, under the line that says what has happened.
COVERED = """() => {
  const line = document.querySelector(".toast p").getBoundingClientRect();
  return [...document.querySelectorAll("main button")].filter((control) => {
    const box = control.getBoundingClientRect();
    return box.left < line.right && box.right > line.left && box.top < line.bottom && box.bottom > line.top;
  }).map((control) => control.textContent);
}"""


def test_by_keys_all_of_the_selected_card_is_in_sight(
    screens: Screens, server: Server, facilitator: ConsoleClient
) -> None:
    enter_questions(server, *numbered(30))
    facilitator.enter("group")
    page = at_work(screens)
    expect(page.locator("main .tray .card")).to_have_count(30)
    page.keyboard.press("ArrowRight")
    for key, count in [("ArrowDown", 30)] * 3 + [("3", 29), ("ArrowDown", 29), ("4", 28), ("ArrowUp", 28)]:
        page.keyboard.press(key)
        expect(page.locator("main .tray .card")).to_have_count(count)
        wait_until(page, IN_SIGHT)


def test_a_text_wraps_no_differently_once_its_card_is_marked(
    screens: Screens, server: Server, facilitator: ConsoleClient
) -> None:
    enter_questions(server, LONG, *numbered(2))
    facilitator.enter("group")
    page = at_work(screens)
    texts = page.locator("main .tray .text")
    expect(texts).to_have_count(3)
    before = [text.bounding_box() for text in texts.all()]
    page.keyboard.press("Control+a")
    expect(marked(page, 3)).to_be_visible()
    assert [text.bounding_box() for text in texts.all()] == before


@pytest.mark.parametrize("language", rest_long(LANGUAGES))
def test_one_by_one_what_undo_says_covers_no_button(
    screens: Screens, server: Server, facilitator: ConsoleClient, language: str
) -> None:
    enter_questions(server, LONG, *numbered(2))
    facilitator.enter("group")
    page = at_work(screens, language=language)
    page.keyboard.press("e")
    expect(card(page)).to_have_text(LONG)
    page.keyboard.press("2")
    expect(card(page)).not_to_have_text(LONG)
    expect(button(page, re.compile("^(Fortryd|Undo): "))).to_be_visible()
    page.keyboard.press("Control+z")
    expect(page.locator(".toast p")).to_be_visible()
    assert page.evaluate(COVERED) == []
