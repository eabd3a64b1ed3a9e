"""The accent: the one colour that a run sheet may choose, and whether it is strong enough where it is used.

Phones, the board, the report and the print-outs are light only, so one colour is enough. It stands where ink
stands otherwise: grounds of buttons with light text on them, what is chosen, rings, rules and links. It never
fills what is counted and never marks a pitfall, so it may be as near to a pitfall's colour as it likes.
"""

import re
from dataclasses import dataclass

HEX = r"#[0-9a-fA-F]{6}"
_HALVINGS = 20  # of a bisection: far finer than a byte of a colour

Triple = tuple[float, float, float]


@dataclass(frozen=True, slots=True)
class Ground:
    """A colour that lies beside or behind the accent, and the contrast that WCAG 2.2 requires there.

    4.5 for text (1.4.3), which includes light text on the accent; 3 for graphics (1.4.11).
    """

    name: str
    colour: str
    least: float


# tests/core/test_accent.py compares them with the screens' own colours.
GROUNDS = (
    Ground("paper", "#fbf7f0", 4.5),
    Ground("white", "#ffffff", 4.5),
    Ground("tint", "#efe3c4", 3.0),
)


@dataclass(frozen=True, slots=True)
class TooWeak:
    """An accent whose contrast is too low on a ground, and the nearest one that is strong enough on all."""

    contrast: float
    ground: Ground
    nearest: str


def weakness(accent: str) -> TooWeak | None:
    """Where the accent falls furthest below what is required; None if it is strong enough on all grounds."""
    worst = min(GROUNDS, key=lambda ground: contrast(accent, ground.colour) / ground.least)
    if contrast(accent, worst.colour) >= worst.least:
        return None
    return TooWeak(contrast(accent, worst.colour), worst, _nearest(accent))


def is_colour(value: object) -> bool:
    return isinstance(value, str) and re.fullmatch(HEX, value) is not None


def contrast(one: str, other: str) -> float:
    """The contrast of two colours as WCAG defines it, from 1 to 21."""
    darker, lighter = sorted(map(_luminance, (one, other)))
    return (lighter + 0.05) / (darker + 0.05)


def _luminance(colour: str) -> float:
    red, green, blue = _linear(colour)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def _linear(colour: str) -> Triple:
    """The linear light of red, green and blue, each from 0 to 1."""
    red, green, blue = (int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5))
    return _to_linear(red), _to_linear(green), _to_linear(blue)


def _to_linear(value: float) -> float:
    return value / 12.92 if value <= 0.04045 else ((value + 0.055) / 1.055) ** 2.4


def _to_byte(light: float) -> int:
    value = 12.92 * light if light <= 0.0031308 else 1.055 * light ** (1 / 2.4) - 0.055
    return round(255 * min(1.0, max(0.0, value)))


# ---- the nearest colour, in OKLab, where equal distances look equal


def _nearest(accent: str) -> str:
    """The lightest colour of the same hue that is strong enough; it keeps its chroma where sRGB has that."""
    lightness, a, b = _to_oklab(_linear(accent))
    passing, failing = 0.0, lightness
    for _ in range(_HALVINGS):
        middle = (passing + failing) / 2
        if _is_strong(_drawn(middle, a, b)):
            passing = middle
        else:
            failing = middle
    return _drawn(passing, a, b)


def _is_strong(colour: str) -> bool:
    return all(contrast(colour, ground.colour) >= ground.least for ground in GROUNDS)


def _drawn(lightness: float, a: float, b: float) -> str:
    """The colour with this lightness and hue, with as much of the chroma as sRGB has there."""
    least, most = 0.0, 1.0
    if _is_in_gamut(_from_oklab(lightness, a, b)):
        least = most
    for _ in range(_HALVINGS if least < most else 0):
        middle = (least + most) / 2
        inside = _is_in_gamut(_from_oklab(lightness, a * middle, b * middle))
        least, most = (middle, most) if inside else (least, middle)
    light = _from_oklab(lightness, a * least, b * least)
    return "#" + "".join(f"{_to_byte(value):02x}" for value in light)


def _is_in_gamut(light: Triple) -> bool:
    return all(-1e-6 <= value <= 1 + 1e-6 for value in light)


# Björn Ottosson's matrices.
_TO_CONES = (
    (0.4122214708, 0.5363325363, 0.0514459929),
    (0.2119034982, 0.6806995451, 0.1073969566),
    (0.0883024619, 0.2817188376, 0.6299787005),
)
_TO_LAB = (
    (0.2104542553, 0.7936177850, -0.0040720468),
    (1.9779984951, -2.4285922050, 0.4505937099),
    (0.0259040371, 0.7827717662, -0.8086757660),
)
_FROM_LAB = (
    (1.0, 0.3963377774, 0.2158037573),
    (1.0, -0.1055613458, -0.0638541728),
    (1.0, -0.0894841775, -1.2914855480),
)
_FROM_CONES = (
    (4.0767416621, -3.3077115913, 0.2309699292),
    (-1.2684380046, 2.6097574011, -0.3413193965),
    (-0.0041960863, -0.7034186147, 1.7076147010),
)


def _times(matrix: tuple[Triple, Triple, Triple], values: Triple) -> Triple:
    first, second, third = (sum(m * v for m, v in zip(row, values, strict=True)) for row in matrix)
    return first, second, third


def _to_oklab(light: Triple) -> Triple:
    long, medium, short = _times(_TO_CONES, light)
    return _times(_TO_LAB, (long ** (1 / 3), medium ** (1 / 3), short ** (1 / 3)))


def _from_oklab(lightness: float, a: float, b: float) -> Triple:
    long, medium, short = _times(_FROM_LAB, (lightness, a, b))
    return _times(_FROM_CONES, (long**3, medium**3, short**3))
