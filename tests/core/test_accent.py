"""The accent's contrast: what is refused, what is proposed, and that the screens' own colours are checked."""

import colorsys
import random
import re
from pathlib import Path

import pytest

from app.core.accent import GROUNDS, contrast, is_colour, weakness

ROOT = Path(__file__).parent.parent.parent
TOKENS = (ROOT / "frontend/src/pieces/tokens.css").read_text()


def hexed(red: float, green: float, blue: float) -> str:
    return "#" + "".join(f"{round(255 * value):02x}" for value in (red, green, blue))


_CHANCE = random.Random(5)
COLOURS = [hexed(_CHANCE.random(), _CHANCE.random(), _CHANCE.random()) for _ in range(100)]
COLOURS += [hexed(*colorsys.hsv_to_rgb(hue / 24, 1, 1)) for hue in range(24)] + [
    "#ffffff",
    "#000000",
    "#808080",
]


@pytest.mark.parametrize(
    ("one", "other", "ratio"),
    [("#000000", "#ffffff", 21.0), ("#ffffff", "#ffffff", 1.0), ("#777777", "#ffffff", 4.48)],
)
def test_the_contrast_is_that_of_wcag(one: str, other: str, ratio: float) -> None:
    assert contrast(one, other) == contrast(other, one) == pytest.approx(ratio, abs=0.005)


def test_an_accent_is_refused_exactly_if_it_is_too_weak_on_a_ground() -> None:
    for colour in COLOURS:
        strong = all(contrast(colour, ground.colour) >= ground.least for ground in GROUNDS)
        assert (weakness(colour) is None) == strong, colour


def test_the_proposed_colour_passes_and_is_no_darker_than_it_must_be() -> None:
    for colour in COLOURS:
        if (weak := weakness(colour)) is not None:
            assert weakness(weak.nearest) is None, (colour, weak)
            reached = min(contrast(weak.nearest, ground.colour) / ground.least for ground in GROUNDS)
            # A step of one byte of green changes the contrast by less than this.
            assert reached < 1.02, (colour, weak)


def test_the_proposed_colour_has_the_hue_of_the_one_asked_for() -> None:
    for hue in range(24):
        weak = weakness(hexed(*colorsys.hsv_to_rgb(hue / 24, 0.7, 0.95)))
        if weak is not None:
            red, green, blue = (int(weak.nearest[at : at + 2], 16) / 255 for at in (1, 3, 5))
            turned = abs(colorsys.rgb_to_hsv(red, green, blue)[0] - hue / 24)
            # Equal hues of OKLab are at most this far apart in HSV.
            assert min(turned, 1 - turned) < 0.06, (hue, weak)


def test_the_grounds_are_the_colours_of_the_screens() -> None:
    tokens = {"white": "#ffffff"} | dict(re.findall(r"--(\w+): (#[0-9a-f]{6});", TOKENS))
    assert {ground.name: ground.colour for ground in GROUNDS}.items() <= tokens.items()


@pytest.mark.parametrize(
    "value",
    ["0b5d3b", "#0b5d3", "#0b5d3b ", "#0b5d3b\n", "#0b5d3bff", "green", "#0b5d3g", None, 7, "#٠٠٠٠٠٠"],
)
def test_what_is_no_colour_of_six_digits_is_none(value: object) -> None:
    assert not is_colour(value)
