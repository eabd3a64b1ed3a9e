"""Reads TOML that anybody may have written: what cannot be read, or is beyond any run sheet, is one error."""

import re
import tomllib
from typing import Any

from app.core import run_sheet_faults as words
from app.core.run_sheet_faults import Worded

# The deepest key of a run sheet has six parts.
MOST_PARTS = 16
# Of keys, tables and items: a run sheet with thousands of examples has fewer, and each takes time to read.
MOST_VALUES = 10_000
_INT_BITS = 64
# Parts and rows of them have an end, so that no text takes long.
_PART = r"""(?:[\w-]++|"(?:[^"\\\n]|\\.){0,100}+"|'[^'\n]{0,100}+')"""
# What a key of many parts takes to read grows with their square: it is found before the text is read.
_NEXT = rf"(?:[ \t]{{0,9}}+\.[ \t]{{0,9}}+{_PART})"
# A text, such as a drawing, may have dots too: what is no key to the end is taken for one from 200 parts on.
# Keys are sought only where one may begin: from every part of a row it would take seconds, in which no other
# thread can work.
_LONG_KEY = re.compile(
    rf"(?:\A|[\n\[{{,])[ \t]*+{_PART}"
    rf"(?:{_NEXT}{{{MOST_PARTS},200}}+[ \t]{{0,9}}+[=\]]|{_NEXT}{{200}}+)"
)


class NotToml(Exception):
    """The text is no TOML, or what no run sheet holds: `found` says what, and where that is known.

    `line` counts from 1; None where it is not known.
    """

    def __init__(self, found: Worded, line: int | None = None) -> None:
        super().__init__(found["en"])
        self.found = found
        self.line = line


def read_toml(source: str) -> dict[str, Any]:
    """What a text holds; raises NotToml."""
    if (long := _LONG_KEY.search(source)) is not None:
        line = source.count("\n", 0, long.end()) + 1
        raise NotToml(words.a_key_of_many_parts(MOST_PARTS, line), line)
    try:
        data = tomllib.loads(source)
    except RecursionError:
        raise NotToml(words.NESTED_TOO_DEEPLY) from None
    except tomllib.TOMLDecodeError as error:
        at = re.search(r"\(at line (\d+),", str(error))
        raise NotToml(words.what_toml_says(str(error)), int(at[1]) if at else None) from error
    except ValueError as error:
        # Python converts no number of thousands of digits.
        raise NotToml(words.TOO_MANY_DIGITS) from error
    if _check(data, 0) > MOST_VALUES:
        raise NotToml(words.more_than_values(MOST_VALUES))
    return data


def _check(value: object, depth: int) -> int:
    """How many values there are in this one; raises NotToml for what JSON or a message cannot carry."""
    if depth > MOST_PARTS:
        raise NotToml(words.NESTED_TOO_DEEPLY)
    if isinstance(value, int) and value.bit_length() > _INT_BITS:
        raise NotToml(words.a_number_of_many_bits(_INT_BITS))
    within = value.values() if isinstance(value, dict) else value if isinstance(value, list) else ()
    return 1 + sum(_check(inner, depth + 1) for inner in within)
