"""Rendering cost of one more question among many: counted in changed DOM nodes, not in time."""

from typing import Any

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.browser.screens import Screens, wait_until
from tests.client import ConsoleClient, console
from tests.server import Server
from tests.tiers import rest_long

pytestmark = [pytest.mark.browser, pytest.mark.shared_server]

AT_REST = "() => document.getAnimations().every(({ playState }) => playState !== 'running')"
# Controls that have moved take no tap for a moment (see tapGuard.ts), by a style set on them meanwhile.
NO_TAP_REFUSED = "() => !document.querySelector('button[style*=pointer-events]')"
# Records every DOM change. A node is named by its first class, or else by its tag.
WATCH = """() => {
  window.touched = [];
  const name = (node) => node.classList?.[0]?.replace(/^x\\w{1,2}$/, "") || node.nodeName.toLowerCase();
  new MutationObserver((records) => {
    for (const { type, attributeName, target, addedNodes, removedNodes } of records) {
      const of = name(target.nodeType === Node.TEXT_NODE ? target.parentElement : target);
      if (type === "characterData") window.touched.push(`text of ${of}`);
      else if (type === "attributes") window.touched.push(`${attributeName} of ${of}`);
      for (const node of addedNodes) window.touched.push(`new in ${of}`);
      for (const node of removedNodes) window.touched.push(`gone from ${of}`);
    }
  }).observe(document, { subtree: true, childList: true, attributes: true, characterData: true });
}"""
MOST_AT_ONCE = """
  window.most = 0;
  new MutationObserver(() => {
    window.most = Math.max(window.most, document.querySelectorAll(".growing").length);
  }).observe(document, { subtree: true, childList: true });
"""
# Records the properties that are animated on tokens.
WATCH_TOKENS = """() => {
  const moved = new Set();
  const look = () => {
    for (const { effect } of document.getAnimations())
      if (effect.target.nodeName === "I")
        for (const frame of effect.getKeyframes()) for (const key of Object.keys(frame)) moved.add(key);
    window.moved = [...moved];
    requestAnimationFrame(look);
  };
  requestAnimationFrame(look);
}"""
# Slows the page's timers sixfold, so that questions are placed between any two ticks.
SLOW_CLOCKS = """() => {
  for (const name of ["setTimeout", "setInterval"]) {
    const real = window[name];
    window[name] = (act, ms, ...rest) => real(act, 6 * ms, ...rest);
  }
}"""
SOON_MS = 50
OF_A_KEYFRAME = {"offset", "computedOffset", "easing", "composite"}
A_DESK = 80
A_LEAF_GROWS = ["new in leaves", "gone from leaves", "new in standing"]


# Stops the page's clock, so that the newest question stays in the clearing during the test.
STAND_STILL = "() => { const now = performance.now(); performance.now = () => now; }"


def ask(server: Server, count: int) -> list[str]:
    """Enter questions for the room from as many consoles as the rate limit requires; returns their ids."""
    ids = []
    for first in range(0, count, A_DESK):
        with console(server, device=f"d{first}") as facilitator:
            for n in range(first, min(first + A_DESK, count)):
                ids.append(facilitator.do("ask_for_room", text=f"Hvad gør vi ved nummer {n}?"))
    return ids


def touched_by_one(server: Server, page: Page, told: Locator) -> Any:
    """The DOM changes that one more question causes, until all animations have ended."""
    count = int(told.inner_text())
    page.evaluate(WATCH)
    ask(server, 1)
    expect(told).to_have_text(str(count + 1))
    wait_until(page, AT_REST)
    return page.evaluate("() => window.touched")


@pytest.mark.parametrize("count", rest_long([60, 12, 130]))
def test_one_more_question_changes_one_number_and_at_most_one_leaf_on_the_board(
    screens: Screens, facilitator: ConsoleClient, count: int
) -> None:
    facilitator.enter("collect")
    ids = ask(screens.server, count)
    facilitator.enter("group")
    facilitator.do("place_questions", ids=ids[:2], pitfall="spredt-faegtning")
    board = screens.open("board")
    in_jungle = board.locator(".left strong")
    expect(in_jungle).to_have_text(str(count - 2))
    wait_until(board, AT_REST)
    grows = A_LEAF_GROWS if count < 110 else []
    assert sorted(touched_by_one(screens.server, board, in_jungle)) == sorted(["text of strong", *grows])


@pytest.mark.parametrize("count", rest_long([60, 12, 130]))
def test_one_more_question_in_the_jungle_touches_none_of_the_readable_cards(
    screens: Screens, facilitator: ConsoleClient, count: int
) -> None:
    facilitator.enter("collect")
    ask(screens.server, count)
    board = screens.open("board")
    told = board.locator(".count strong")
    expect(told).to_have_text(str(count))
    board.evaluate(STAND_STILL)
    wait_until(board, AT_REST)
    touched = touched_by_one(screens.server, board, told)
    assert sorted(touched) == sorted(["text of large-number", "text of unseen", *A_LEAF_GROWS])


def test_a_flood_of_questions_animates_a_limited_number_of_leaves_at_once(
    screens: Screens, facilitator: ConsoleClient
) -> None:
    facilitator.enter("collect")
    ask(screens.server, 10)
    board = screens.open("board")
    expect(board.locator(".count strong")).to_have_text("10")
    facilitator.do("freeze_board")
    expect(board.get_by_text("Billedet står stille")).to_be_visible()
    ask(screens.server, 70)
    board.evaluate(f"() => {{{MOST_AT_ONCE}}}")
    facilitator.do("release_board")
    expect(board.locator(".count strong")).to_have_text("80")
    wait_until(board, AT_REST)
    expect(board.locator(".growing")).to_have_count(0)
    assert 0 < board.evaluate("() => window.most") <= 24
    assert board.locator(".leaf").count() >= 60


def test_tokens_are_animated_by_transform_and_opacity_only(
    screens: Screens, facilitator: ConsoleClient
) -> None:
    facilitator.enter("collect")
    ids = ask(screens.server, 70)
    facilitator.enter("group")
    facilitator.do("place_questions", ids=ids[:40], pitfall="spredt-faegtning")
    board = screens.open("board")
    landed = board.locator("header b").first
    expect(landed).to_have_text("40")
    wait_until(board, AT_REST)
    board.evaluate(WATCH_TOKENS)
    facilitator.do("place_questions", ids=ids[40:], pitfall="spredt-faegtning")
    expect(landed).to_have_text("70")
    wait_until(board, AT_REST)
    # `--token` is a colour that is constant over the first half of the animation.
    assert set(board.evaluate("() => window.moved")) - OF_A_KEYFRAME == {"transform", "opacity", "--token"}


def test_placed_questions_land_while_more_are_being_placed(
    screens: Screens, facilitator: ConsoleClient
) -> None:
    facilitator.enter("collect")
    ids = ask(screens.server, 70)
    board = screens.open("board")
    expect(board.locator(".count strong")).to_have_text("70")
    board.evaluate(SLOW_CLOCKS)
    facilitator.enter("group")
    expect(board.locator(".left strong")).to_have_text("70")
    landed = "() => [...document.querySelectorAll('header b')].some((count) => count.textContent !== '0')"
    for id in ids:
        facilitator.do("place_question", question_id=id, pitfall="spredt-faegtning")
        if board.evaluate(landed):
            return
        board.wait_for_timeout(SOON_MS)
    raise AssertionError("nothing landed before all were placed")


def test_one_more_question_changes_numbers_and_at_most_one_card_on_the_console(
    screens: Screens, facilitator: ConsoleClient
) -> None:
    facilitator.enter("collect")
    ids = ask(screens.server, 100)
    facilitator.enter("group")
    facilitator.do("place_questions", ids=ids[:70], pitfall="spredt-faegtning")
    page = screens.open("console")
    in_jungle = page.locator(".left strong")
    expect(in_jungle).to_have_text("30")
    # The rail says so once presence no longer counts the preview as a board; the text moves what is below it.
    expect(page.get_by_role("button", name="Udstyr Ingen storskærm er åben")).to_be_visible()
    wait_until(page, AT_REST)
    wait_until(page, NO_TAP_REFUSED)
    touched = touched_by_one(screens.server, page, in_jungle)
    assert touched.count("new in tray") == 1
    assert len(touched) <= 12, touched
