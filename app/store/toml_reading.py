"""Reads TOML that anybody may have written: what cannot be read, or is beyond any run sheet, is one error."""

import re
import tomllib
from typing import Any

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
    """The text is no TOML, or what no run sheet holds; the message says what, and where that is known."""


def read_toml(source: str) -> dict[str, Any]:
    """What a text holds; raises NotToml."""
    if (long := _LONG_KEY.search(source)) is not None:
        line = source.count("\n", 0, long.end()) + 1
        raise NotToml(f"a key of more than {MOST_PARTS} parts (at line {line})")
    try:
        data = tomllib.loads(source)
    except RecursionError:
        raise NotToml("lists or tables inside each other too deeply") from None
    except ValueError as error:
        # Besides the library's own: a number of thousands of digits.
        raise NotToml(str(error)) from error
    if _check(data, 0) > MOST_VALUES:
        raise NotToml(f"more than {MOST_VALUES:,} values")
    return data


def _check(value: object, depth: int) -> int:
    """How many values there are in this one; raises NotToml for what JSON or a message cannot carry."""
    if depth > MOST_PARTS:
        raise NotToml("lists or tables inside each other too deeply")
    if isinstance(value, int) and value.bit_length() > _INT_BITS:
        raise NotToml(f"a number of more than {_INT_BITS} bits")
    within = value.values() if isinstance(value, dict) else value if isinstance(value, list) else ()
    return 1 + sum(_check(inner, depth + 1) for inner in within)
