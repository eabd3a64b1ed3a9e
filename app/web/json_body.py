"""The JSON of a request's body, which may be large and from anyone: parsed so that the event loop goes on.

Python's parser holds the interpreter's lock for as long as it calls no function of Python, and an object with
very many keys takes it seconds. So it calls one for each object and each whole number, bodies with very many
values in one object or list are refused before they are parsed, and large ones are parsed on a thread.
"""

import asyncio
import json
import re
from typing import Any

# An export of the largest size with thousands of questions has a fifth of this many signs and texts.
MOST_VALUES = 4_000_000
# So many values may follow one another before an object ends; the weights of 20,000 dots are 60,000.
MOST_IN_A_ROW = 100_000
MOST_DIGITS = 100
# Bytes that are parsed at once, on the loop.
AT_ONCE_BYTES = 65_536

# A string, perhaps without its end, or the end of an object. Each byte is looked at once.
_PIECE = re.compile(rb'"[^"\\]*+(?:\\.[^"\\]*+)*+"?|\}', re.DOTALL)


class UnreadableJson(Exception):
    """The body cannot be read; the message says why. What is no JSON at all is a `JSONDecodeError`."""


async def parsed(body: bytes) -> Any:
    """The JSON of a body; raises UnreadableJson and JSONDecodeError."""
    return parse(body) if len(body) <= AT_ONCE_BYTES else await asyncio.to_thread(parse, body)


def parse(body: bytes) -> Any:
    """The same, on the thread that calls it."""
    if _has_many_values(body):
        raise UnreadableJson("The JSON has more values than Summe reads.")
    try:
        return json.loads(body.decode("utf-8-sig"), object_hook=_unchanged, parse_int=_whole_number)
    except UnicodeDecodeError:
        raise UnreadableJson("The JSON is not in UTF-8. Send it, or save the file, in that.") from None
    except RecursionError:
        raise UnreadableJson("The JSON is nested too deeply.") from None


def _has_many_values(body: bytes) -> bool:
    """Whether there are too many in all, or in a row: what is in strings counts in all, never in a row."""
    if len(body) <= MOST_IN_A_ROW:
        return False
    if sum(map(body.count, (b",", b"[", b"{", b"}"))) + body.count(b'"') // 2 > MOST_VALUES:
        return True
    in_a_row = at = 0
    for piece in _PIECE.finditer(body):
        in_a_row += body.count(b",", at, piece.start())
        if in_a_row > MOST_IN_A_ROW:
            return True
        at = piece.end()
        if piece.group() == b"}":
            in_a_row = 0
    return in_a_row + body.count(b",", at) > MOST_IN_A_ROW


def _unchanged(parsed: dict[str, Any]) -> dict[str, Any]:
    return parsed


def _whole_number(digits: str) -> int:
    if len(digits) > MOST_DIGITS:
        raise UnreadableJson(f"A number in the JSON has more than {MOST_DIGITS} digits.")
    return int(digits)
