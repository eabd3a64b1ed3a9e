"""A backtracking regular expression engine that counts its steps, to measure the work that a text causes.

The real engines do the same work in C, where it cannot be counted. Patterns are parsed by Python's own
parser; properties (`\\p{L}`) and grapheme clusters (`\\X`), which it does not know, are replaced by private
use characters first.
"""

import re
import sys
from collections.abc import Callable, Sequence
from functools import cache
from re import _constants as op, _parser  # type: ignore[attr-defined]  # in no stub, and in every CPython since 3.11
from typing import Any

import regex

_PRIVATE = 0xF0000
_CLUSTER = chr(_PRIVATE)
_PROPERTY = re.compile(r"\\p\{([^}]+)\}|\\X")
_FLAG_SIGN = regex.compile(r"\p{Regional_Indicator}*\Z")
_ONE_CLUSTER = regex.compile(r"\X")
_CATEGORIES = {
    op.CATEGORY_DIGIT: r"\d",
    op.CATEGORY_NOT_DIGIT: r"\D",
    op.CATEGORY_SPACE: r"\s",
    op.CATEGORY_NOT_SPACE: r"\S",
    op.CATEGORY_WORD: r"\w",
    op.CATEGORY_NOT_WORD: r"\W",
}

Next = Callable[[int], bool]


@cache
def _is(pattern: str, sign: str) -> bool:
    return regex.fullmatch(pattern, sign) is not None


class Counter:
    """One pattern, and the steps of all searches with it."""

    def __init__(self, pattern: str, *, any_case: bool = False) -> None:
        self._properties: dict[int, str] = {}
        flags = re.IGNORECASE if any_case else 0
        self._any_case = any_case
        self._items = list(_parser.parse(_PROPERTY.sub(self._private, pattern), flags))
        self._groups: dict[int, tuple[int, int]] = {}
        self._text = ""
        self.steps = 0

    def _private(self, match: re.Match[str]) -> str:
        if match[1] is None:
            return _CLUSTER
        self._properties[_PRIVATE + 1 + len(self._properties)] = match[0]
        return chr(_PRIVATE + len(self._properties))

    def match(self, text: str) -> int:
        """Try to match the whole text; returns the number of steps."""
        self._begin(text)
        self._match(self._items, 0, 1, lambda end: end == len(text))
        return self.steps

    def find_all(self, text: str, *, overlapped: bool = False) -> int:
        """Find all matches; returns the number of steps."""
        self._begin(text)
        at = 0
        while at <= len(text):
            end = self._end(self._items, at, 1)
            at = at + 1 if end is None or overlapped else max(at + 1, end)
        return self.steps

    def _begin(self, text: str) -> None:
        self._text, self.steps = text, 0
        # Each repetition of a group recurses some Python frames deeper; these use no C stack.
        sys.setrecursionlimit(max(sys.getrecursionlimit(), 2_000 + 40 * len(text)))

    def _end(self, items: Sequence[Any], at: int, way: int) -> int | None:
        """The end of the first match that begins here."""
        ends: list[int] = []

        def first(end: int) -> bool:
            ends.append(end)
            return True

        return ends[0] if self._match(items, at, way, first) else None

    # ---- matching item by item; `way` is the direction, -1 in a lookbehind

    def _match(self, items: Sequence[Any], at: int, way: int, then: Next) -> bool:
        if not items:
            return then(at)
        item, rest = (items[0], items[1:]) if way > 0 else (items[-1], items[:-1])
        self.steps += 1
        return self._item(item, at, way, lambda end: self._match(rest, end, way, then))

    def _item(self, item: Any, at: int, way: int, then: Next) -> bool:
        code, argument = item
        if code in (op.MAX_REPEAT, op.POSSESSIVE_REPEAT):
            return self._repeat(code, argument, at, way, then)
        if code is op.BRANCH:
            return any(self._match(branch, at, way, then) for branch in argument[1])
        if code is op.SUBPATTERN:
            return self._match(argument[3], at, way, self._closing(argument[0], at, then))
        if code is op.GROUPREF:
            start, end = self._groups[argument]
            self.steps += end - start
            again = self._text.startswith(self._text[start:end], at)
            return again and then(at + end - start)
        if code in (op.ASSERT, op.ASSERT_NOT):
            seen = self._match(argument[1], at, argument[0], lambda _: True)
            return seen is (code is op.ASSERT) and then(at)
        if code is op.AT:
            edge = 0 if argument is op.AT_BEGINNING else len(self._text)
            return at == edge and then(at)
        place = self._one(item, at, way)
        return place is not None and then(place)

    def _closing(self, group: int | None, start: int, then: Next) -> Next:
        def close(end: int) -> bool:
            if group is not None:
                self._groups[group] = (start, end)
            return then(end)

        return close

    def _repeat(self, code: Any, argument: Any, at: int, way: int, then: Next) -> bool:
        least, most, body = argument
        if len(body) == 1 and body[0][0] in (op.LITERAL, op.NOT_LITERAL, op.IN, op.ANY):
            ends = [at]
            while len(ends) <= most and (end := self._one(body[0], ends[-1], way)) is not None:
                ends.append(end)
            tried = ends[: least - 1 if least else None : -1] if code is op.MAX_REPEAT else ends[-1:]
            return len(ends) > least and any(then(end) for end in tried)
        return self._repeat_group(code, argument, at, way, then)

    def _repeat_group(self, code: Any, argument: Any, at: int, way: int, then: Next) -> bool:
        least, most, body = argument
        if code is op.POSSESSIVE_REPEAT:
            times = 0
            while times < most and (end := self._end(body, at, way)) is not None:
                at, times = end, times + 1
            return times >= least and then(at)

        def again(times: int, at: int) -> bool:
            if times < most and self._match(body, at, way, lambda end: end != at and again(times + 1, end)):
                return True
            return times >= least and then(at)

        return again(0, at)

    def _one(self, item: Any, at: int, way: int) -> int | None:
        """The position after one character or cluster if the item matches it."""
        self.steps += 1
        place = at if way > 0 else at - 1
        if not 0 <= place < len(self._text):
            return None
        code, argument = item
        if code is op.LITERAL and argument == _PRIVATE:
            return self._cluster(at)
        return at + way if self._fits(code, argument, self._text[place]) else None

    def _cluster(self, at: int) -> int:
        """The end of the cluster that begins here; in a flag, the flag characters before it are steps too."""
        cluster = _ONE_CLUSTER.match(self._text, at)
        assert cluster is not None
        before = (
            _FLAG_SIGN.search(self._text, 0, at) if _is(r"\p{Regional_Indicator}", self._text[at]) else None
        )
        self.steps += len(cluster[0]) + (len(before[0]) if before else 0)
        return at + len(cluster[0])

    def _fits(self, code: Any, argument: Any, sign: str) -> bool:
        if code is op.IN:
            negated: bool = argument[0][0] is op.NEGATE
            return negated is not any(self._fits(code, one, sign) for code, one in argument[negated:])
        if code is op.LITERAL and argument in self._properties:
            return _is(self._properties[argument], sign)
        if code is op.LITERAL or code is op.NOT_LITERAL:
            same = chr(argument) == sign or (self._any_case and chr(argument).lower() == sign.lower())
            return same is (code is op.LITERAL)
        if code is op.RANGE:
            return ord(sign) in range(argument[0], argument[1] + 1)
        if code is op.CATEGORY:
            return _is(_CATEGORIES[argument], sign)
        assert code is op.ANY, code
        return sign != "\n"
