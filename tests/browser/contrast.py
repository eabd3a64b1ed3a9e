"""Contrast of the texts of a page with their background, also on a projector in a bright room.

Colours are the computed ones, of every visible text that is not in or on a drawing. `veil` is the opacity of
a white layer over everything, which simulates a room's light on a projector's picture.
"""

from contextlib import suppress

from playwright.sync_api import Page

from tests.server import eventually

COLOURS = """() => {
  const rgba = (css) => {
    const [r, g, b, a = 1] = css.match(/[\\d.]+/g).map(Number);
    return { rgb: [r, g, b], a };
  };
  const over = ({ rgb, a }, under) => under.map((channel, n) => channel + (rgb[n] - channel) * a);
  const ground = (element) => {
    if (!element) return [255, 255, 255];
    const own = rgba(getComputedStyle(element).backgroundColor);
    return own.a === 1 ? own.rgb : over(own, ground(element.parentElement));
  };
  const texts = [];
  const walk = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  while (walk.nextNode()) {
    const one = walk.currentNode.parentElement, text = walk.currentNode.data.trim();
    const seen = one.checkVisibility({ visibilityProperty: true, opacityProperty: true });
    if (!text || !seen || one.closest("svg, .unseen, :disabled, [role=timer]")) continue;
    let opacity = 1;
    for (let at = one; at; at = at.parentElement) opacity *= Number(getComputedStyle(at).opacity);
    const behind = ground(one), ink = rgba(getComputedStyle(one).color);
    texts.push([text.slice(0, 50), over({ ...ink, a: ink.a * opacity }, behind), behind]);
  }
  return texts;
}"""

Colour = list[float]


def luminance(colour: Colour) -> float:
    linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in (v / 255 for v in colour)]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(one: Colour, other: Colour, veil: float = 0.0) -> float:
    veiled = [[v + (255 - v) * veil for v in colour] for colour in (one, other)]
    dark, light = sorted(luminance(colour) + 0.05 for colour in veiled)
    return light / dark


def faint(page: Page, least: float, veil: float = 0.0) -> list[tuple[str, float]]:
    """The texts with less than this contrast, each with its contrast."""
    found = [(text, round(contrast(ink, ground, veil), 2)) for text, ink, ground in page.evaluate(COLOURS)]
    return [(text, ratio) for text, ratio in found if ratio < least]


def faint_at_rest(page: Page, least: float, veil: float = 0.0) -> list[tuple[str, float]]:
    """The texts with less than this contrast once those that fade in have come."""
    looks: list[list[tuple[str, float]]] = []

    def is_legible() -> bool:
        looks.append(faint(page, least, veil))
        return looks[-1] == []

    with suppress(AssertionError):
        eventually(is_legible)
    return looks[-1]
