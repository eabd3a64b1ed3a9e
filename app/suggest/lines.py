"""JSON lines from standard input: each a JSON object, checked field by field."""

import json
from collections.abc import Iterator, Mapping
from typing import Any, BinaryIO

# A question has at most a few kilobytes, also with every character escaped.
MOST_BYTES = 100_000


class BadLine(Exception):
    """A line cannot be used; the message names it and says what is expected."""

    def __init__(self, number: int, what: str) -> None:
        super().__init__(f"Line {number}: {what}")


def objects(source: BinaryIO) -> Iterator[tuple[int, Mapping[str, Any]]]:
    """Each line's object with the line's number, as the lines come; raises BadLine."""
    number = 0
    while line := source.readline(MOST_BYTES + 1):
        number += 1
        if len(line) > MOST_BYTES:
            raise BadLine(number, f"it is longer than {MOST_BYTES} bytes; give one question on each line.")
        try:
            found = json.loads(line.decode("utf-8"))
        except UnicodeDecodeError:
            raise BadLine(number, "it is not UTF-8; save the file as UTF-8.") from None
        except (ValueError, RecursionError):  # no JSON, or a number that is too long
            raise BadLine(number, 'it is not JSON; give an object such as {"text": "…"}.') from None
        if not isinstance(found, dict):
            raise BadLine(number, 'it is no JSON object; give one such as {"text": "…"}.')
        yield number, found


def text_of(number: int, line: Mapping[str, Any]) -> str:
    """The field "text", which every line has; raises BadLine."""
    text = line.get("text")
    if not isinstance(text, str):
        raise BadLine(number, '"text" should be the question, between quotes.')
    return text
