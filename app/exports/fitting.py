"""How much room a text takes, estimated: a slide has to be laid out without a program that draws it.

Widths are in parts of the size of the letters (em). They are those of Calibri, rounded up, so that other
fonts have room too.
"""

import math
import unicodedata
from collections.abc import Sequence
from typing import Final

_WIDTHS: Final = {
    letter: width
    for width, letters in (
        (0.3, "ijlI.,:;`', ’|"),
        (0.4, 'frtJ!()-[]{}sz/\\"”'),
        (0.5, "cxLaegkvyEFSTYZ#*+<=>?^_~åéä–"),
        (0.58, "bdhnopquBCKPRX0123456789$øö"),
        (0.68, "AVÅDGHNUOQ&Ø"),
        (0.9, "w%mæÆMW@…"),
    )
    for letter in letters
}
_OTHER: Final = 0.65
_WIDE: Final = 1.1
_BOLD: Final = 1.05
# How much of a line a broken word fills at least.
_FILLED: Final = 0.95


def width_of(text: str, *, bold: bool = False) -> float:
    """The width of a text on one line, in em."""
    return sum(map(_width, text)) * (_BOLD if bold else 1)


def _width(letter: str) -> float:
    known = _WIDTHS.get(letter)
    if known is not None:
        return known
    if unicodedata.combining(letter):
        return 0
    return _WIDE if unicodedata.east_asian_width(letter) in "WF" else _OTHER


def lines_of(text: str, room: float, *, bold: bool = False) -> int:
    """How many lines a text takes in a room of so many em; words that are too long for it are broken."""
    return sum(_lines(line, room, bold) for line in text.split("\n"))


def _lines(line: str, room: float, bold: bool) -> int:
    lines, used = 1, 0.0
    space = width_of(" ", bold=bold)
    for word in line.split():
        wide = width_of(word, bold=bold)
        if used and used + space + wide <= room:
            used += space + wide
            continue
        if used:
            lines += 1
        broken = 1 if wide <= room else math.ceil(wide / (room * _FILLED))
        lines += broken - 1
        used = max(0.0, wide - (broken - 1) * room * _FILLED)
    return lines


def largest(text: str, sizes: Sequence[int], width: float, height: float, *, bold: bool = False) -> int:
    """The first of these sizes, from large to small, in which a text fits; the last if it fits in none.

    One in which no word is broken is taken before a larger one that breaks a word.
    """
    fitting = [size for size in sizes if lines_of(text, width / size, bold=bold) * size * LINE <= height]
    longest = max((width_of(word, bold=bold) for word in text.split()), default=0)
    whole = (size for size in fitting if longest * size <= width)
    return next(whole, fitting[0] if fitting else sizes[-1])


# The height of a line, in parts of the size of its letters.
LINE: Final = 1.22
