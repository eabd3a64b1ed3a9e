"""Accessibility: live regions for screen readers, greyscale, reduced motion, forced colours."""

import io
from collections.abc import Iterator
from itertools import combinations, pairwise

import pytest
from PIL import Image, ImageChops, ImageStat
from playwright.sync_api import FloatRect, Page, expect

from tests.browser.asking import online
from tests.browser.hour import Audience
from tests.browser.phone_states import PITFALLS
from tests.browser.screens import Screens, wait_until
from tests.client import ConsoleClient
from tests.server import Server, eventually

pytestmark = [pytest.mark.browser, pytest.mark.shared_server]

# Records every change of a live region, which a screen reader announces.
LISTEN = """() => {
  window.spoken = [];
  const live = '[role=status], [role=alert], [aria-live=polite], [aria-live=assertive]';
  new MutationObserver((changes) => {
    const regions = new Set(changes.map(({ target }) =>
      (target.nodeType === Node.TEXT_NODE ? target.parentElement : target)?.closest(live)));
    for (const region of regions) if (region?.textContent.trim()) spoken.push(region.textContent.trim());
  }).observe(document.body, { subtree: true, childList: true, characterData: true });
}"""
# Records every animated property that moves or resizes something.
WATCH = """() => {
  window.moved = [];
  const STILL = new Set(['opacity', 'visibility', 'color', 'backgroundColor', 'borderColor', 'offset',
    'computedOffset', 'easing', 'composite']);
  const look = () => {
    for (const animation of document.getAnimations())
      if (animation.playState === 'running')
        for (const frame of animation.effect.getKeyframes())
          for (const name of Object.keys(frame).filter((name) => !STILL.has(name)))
            moved.push(`${name} of ${animation.effect.target.outerHTML.slice(0, 80)}`);
    requestAnimationFrame(look);
  };
  look();
}"""


def spoken(page: Page) -> list[str]:
    return list(page.evaluate("window.spoken"))


@pytest.mark.long
def test_a6_sixty_new_cards_are_not_announced_and_the_time_is_at_one_minute_and_at_half_a_minute(
    screens: Screens, server: Server, facilitator: ConsoleClient
) -> None:
    audience = Audience(server, 60, "da")
    audience.join()
    facilitator.enter("collect")
    audience.facilitator.step = "collect"
    pages = {kind: screens.open(kind) for kind in ("board", "console", "phone")}
    expect(pages["board"].locator(".count strong")).to_have_text("0")
    expect(pages["console"].locator("button.next")).to_be_visible()
    online(pages["phone"])
    expect(pages["phone"].locator("textarea")).to_be_visible()
    for page in pages.values():
        page.evaluate(LISTEN)
    audience.write()
    expect(pages["board"].locator(".count strong")).to_have_text("60")
    assert (spoken(pages["board"]), spoken(pages["phone"])) == ([], [])
    # All of this audience joined within a minute, after the lobby: the console announces that, but no cards.
    assert [words for words in spoken(pages["console"]) if "nye det sidste minut" not in words] == []

    phone = pages["phone"]
    facilitator.enter("buzz")
    facilitator.do("start_timer")
    expect(phone.locator(".face [role=timer]")).to_be_visible()
    phone.evaluate("window.spoken.length = 0")
    for seconds, words in ((-115, "Ét minut tilbage"), (-30, "30 sekunder tilbage"), (-30, "Byt!")):
        facilitator.do("move_timer", by_ms=seconds * 1_000)
        eventually(lambda words=words: words in spoken(phone), 20)
    assert spoken(phone) == ["Ét minut tilbage", "30 sekunder tilbage", "Byt!"]


def grey(page: Page, box: FloatRect | None) -> Image.Image:
    """A screenshot of a box of the page in greyscale, scaled to one size."""
    assert box is not None, "it is not on the page"
    # Animations are finished first: a step that is still fading in is paler.
    picture = page.screenshot(clip=box, animations="disabled")
    return Image.open(io.BytesIO(picture)).convert("L").resize((64, 64))


def test_a10_columns_are_distinguishable_in_greyscale_by_number_name_and_shape(
    screens: Screens, facilitator: ConsoleClient
) -> None:
    facilitator.enter("group")
    board = screens.open("board")
    heads = board.locator(".columns svg:visible")
    expect(heads).to_have_count(4)
    shapes = [grey(board, head.bounding_box()) for head in heads.all()]
    for one, other in combinations(shapes, 2):
        # Small differences of brightness do not count.
        difference = ImageChops.difference(one, other).point(lambda value: 255 if value > 96 else 0)
        assert ImageStat.Stat(difference).mean[0] > 255 * 0.05
    assert [head.text_content() for head in heads.all()] == ["1", "2", "3", "4"]


@pytest.fixture
def placing(server: Server, facilitator: ConsoleClient) -> Iterator[Audience]:
    """An audience that has asked six questions, in the step in which they are placed."""
    audience = Audience(server, 6, "da")
    audience.join()
    facilitator.enter("collect")
    audience.write()
    facilitator.enter("group")
    yield audience
    audience.facilitator.close()


def test_a11_cards_only_fade_when_reduced_motion_is_preferred(
    screens: Screens, facilitator: ConsoleClient, placing: Audience
) -> None:
    still, moving = (
        screens.open("board", reduced_motion=preference) for preference in ("reduce", "no-preference")
    )
    phone = screens.open("phone", reduced_motion="reduce")
    for board in (still, moving):
        expect(board.get_by_text("6 ikke placeret endnu")).to_be_visible()
    online(phone)
    for page in (still, moving, phone):
        page.evaluate(WATCH)
    placing.place(1.0)
    for board in (still, moving):
        expect(board.locator(".columns article")).to_have_count(6)
    wait_until(moving, "window.moved.length > 0")
    facilitator.enter(f"walk:{PITFALLS[0]}")
    for beat in range(2):
        facilitator.do("next_beat", was=beat)
    expect(phone.get_by_text("Langsigtet strategi")).to_be_visible()
    expect(still.get_by_text("Langsigtet strategi").first).to_be_visible()
    assert still.evaluate("[...new Set(window.moved)]") == []
    assert phone.evaluate("[...new Set(window.moved)]") == []


def test_a11_controls_and_chart_parts_keep_their_edges_with_forced_colors(
    screens: Screens, server: Server, facilitator: ConsoleClient, placing: Audience
) -> None:
    placing.place(1.0)
    phone, board = (screens.open(kind, forced_colors="active") for kind in ("phone", "board"))
    edges = """() => [...document.querySelectorAll('button, textarea')]
      .filter((one) => one.checkVisibility() && !one.closest('.unseen'))
      .filter((one) => {
        const { borderTopWidth, borderTopStyle, textDecorationLine } = getComputedStyle(one);
        return (parseFloat(borderTopWidth) < 1 || borderTopStyle === 'none') && textDecorationLine === 'none';
      }).map((one) => one.textContent.trim() || one.ariaLabel)"""
    for step in ("group", "momentum", "poll"):
        facilitator.enter(step)
        expect(phone).to_have_title(
            {"group": "Sortér", "momentum": "Momentum", "poll": "Fik du svar?"}[step] + " · Summe"
        )
        assert phone.evaluate(edges) == [], step
    placing.vote()
    expect(board.locator(".wide [role=img]")).to_be_visible()
    wait_until(board, "document.getAnimations().every(({ playState }) => playState !== 'running')")
    parts = [part.bounding_box() for part in board.locator(".wide i").all()]
    looks = [grey(board, box) for box in parts if box and box["width"] > 4]
    assert len(looks) >= 2
    for one, other in pairwise(looks):
        assert ImageStat.Stat(ImageChops.difference(one, other)).mean[0] > 20
