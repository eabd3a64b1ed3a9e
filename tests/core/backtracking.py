"""A backtracking regular expression engine that counts its steps, to measure the work that a text causes.

The real engines do the same work in C, where it cannot be counted. Patterns are parsed by Python's own
parser; properties (`\\p{L}`) and grapheme clusters (`\\X`), which it does not know, are replaced by private
use characters first.
"""

import re
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
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
# Items that match one character or cluster.
_SINGLE = (op.LITERAL, op.NOT_LITERAL, op.IN, op.ANY)

Next = Callable[[int], bool]
# Tries to match at a position, and with each end that it finds what comes next.
Matcher = Callable[[int, Next], bool]
# The position after one character or cluster that matches, else None.
One = Callable[[int], int | None]


@cache
def _is(pattern: str, sign: str) -> bool:
    return regex.fullmatch(pattern, sign) is not None


class Counter:
    """One pattern, and the steps of all searches with it.

    The pattern is compiled to functions once,
    and what a character fits is remembered, since texts repeat few of them.
    """

    def __init__(self, pattern: str, *, any_case: bool = False) -> None:
        self._properties: dict[int, str] = {}
        flags = re.IGNORECASE if any_case else 0
        self._any_case = any_case
        self._groups: dict[int, tuple[int, int]] = {}
        self._text = ""
        self.steps = 0
        self._pattern = self._sequence(_parser.parse(_PROPERTY.sub(self._private, pattern), flags), 1)

    def _private(self, match: re.Match[str]) -> str:
        if match[1] is None:
            return _CLUSTER
        self._properties[_PRIVATE + 1 + len(self._properties)] = match[0]
        return chr(_PRIVATE + len(self._properties))

    def match(self, text: str) -> int:
        """Try to match the whole text; returns the number of steps."""
        with self._beginning(text):
            self._pattern(0, lambda end: end == len(text))
        return self.steps

    def find_all(self, text: str) -> int:
        """Find all matches; returns the number of steps."""
        with self._beginning(text):
            at = 0
            while at <= len(text):
                end = _first_end(self._pattern, at)
                at = at + 1 if end is None else max(at + 1, end)
        return self.steps

    @contextmanager
    def _beginning(self, text: str) -> Iterator[None]:
        """Count from 0, with a recursion limit for this text, and restore the limit afterwards.

        Each repetition of a group recurses some Python frames deeper; these use no C stack. What recurses in
        C, as the JSON of the standard library does, would end the process at such a limit.
        """
        self._text, self.steps = text, 0
        before = sys.getrecursionlimit()
        sys.setrecursionlimit(max(before, 2_000 + 40 * len(text)))
        try:
            yield
        finally:
            sys.setrecursionlimit(before)

    # ---- compiling item by item; `way` is the direction, -1 in a lookbehind

    def _sequence(self, items: Any, way: int) -> Matcher:
        matcher: Matcher | None = None
        for item in reversed(items) if way > 0 else items:
            matcher = self._then(item, way, matcher)
        return matcher or (lambda at, then: then(at))

    def _then(self, item: Any, way: int, rest: Matcher | None) -> Matcher:
        """The item, and after it the rest."""
        if item[0] in _SINGLE:
            one = self._one(item, way)

            def single(at: int, then: Next) -> bool:
                self.steps += 1
                if (end := one(at)) is None:
                    return False
                return rest(end, then) if rest else then(end)

            return single

        matcher = self._item(item, way)

        def both(at: int, then: Next) -> bool:
            self.steps += 1
            return matcher(at, (lambda end: rest(end, then)) if rest else then)

        return both

    def _item(self, item: Any, way: int) -> Matcher:
        code, argument = item
        if code in (op.MAX_REPEAT, op.POSSESSIVE_REPEAT):
            return self._repeat(code, argument, way)
        if code is op.BRANCH:
            branches = [self._sequence(branch, way) for branch in argument[1]]
            return lambda at, then: any(branch(at, then) for branch in branches)
        if code is op.SUBPATTERN:
            return self._group(argument[0], self._sequence(argument[3], way))
        if code is op.GROUPREF:
            return lambda at, then: self._again(argument, at, then)
        if code in (op.ASSERT, op.ASSERT_NOT):
            seen = self._sequence(argument[1], argument[0])
            wanted = code is op.ASSERT
            return lambda at, then: seen(at, lambda _: True) is wanted and then(at)
        assert code is op.AT, code
        at_beginning = argument is op.AT_BEGINNING
        return lambda at, then: at == (0 if at_beginning else len(self._text)) and then(at)

    def _group(self, group: int | None, body: Matcher) -> Matcher:
        if group is None:
            return body

        def matcher(at: int, then: Next) -> bool:
            def close(end: int) -> bool:
                self._groups[group] = (at, end)
                return then(end)

            return body(at, close)

        return matcher

    def _again(self, group: int, at: int, then: Next) -> bool:
        """The text of a group once more."""
        start, end = self._groups[group]
        self.steps += end - start
        return self._text.startswith(self._text[start:end], at) and then(at + end - start)

    def _repeat(self, code: Any, argument: Any, way: int) -> Matcher:
        least, most, body = argument
        if len(body) != 1 or body[0][0] not in _SINGLE:
            matcher = self._sequence(body, way)
            return (
                _repeat_all(matcher, least, most)
                if code is op.POSSESSIVE_REPEAT
                else _repeat(matcher, least, most)
            )
        one = self._one(body[0], way)

        def repeat(at: int, then: Next) -> bool:
            ends = [at]
            while len(ends) <= most and (end := one(ends[-1])) is not None:
                ends.append(end)
            tried = ends[: least - 1 if least else None : -1] if code is op.MAX_REPEAT else ends[-1:]
            return len(ends) > least and any(map(then, tried))

        return repeat

    def _one(self, item: Any, way: int) -> One:
        code, argument = item
        if code is op.LITERAL and argument == _PRIVATE:
            return self._cluster
        fits = cache(lambda sign: self._fits(code, argument, sign))
        before = min(way, 0)

        def one(at: int) -> int | None:
            self.steps += 1
            place = at + before
            return at + way if 0 <= place < len(self._text) and fits(self._text[place]) else None

        return one

    def _cluster(self, at: int) -> int | None:
        """The end of the cluster that begins here; in a flag, the flag characters before it are steps too."""
        self.steps += 1
        if (cluster := _ONE_CLUSTER.match(self._text, at)) is None:
            return None
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


def _first_end(matcher: Matcher, at: int) -> int | None:
    """The end of the first match that begins here."""
    ends: list[int] = []

    def first(end: int) -> bool:
        ends.append(end)
        return True

    return ends[0] if matcher(at, first) else None


def _repeat(matcher: Matcher, least: int, most: int) -> Matcher:
    """As often as possible, and less often if what comes next fails."""

    def again(times: int, at: int, then: Next) -> bool:
        if times < most and matcher(at, lambda end: end != at and again(times + 1, end, then)):
            return True
        return times >= least and then(at)

    return lambda at, then: again(0, at, then)


def _repeat_all(matcher: Matcher, least: int, most: int) -> Matcher:
    """As often as possible, and never less often."""

    def repeat(at: int, then: Next) -> bool:
        times = 0
        while times < most and (end := _first_end(matcher, at)) is not None:
            at, times = end, times + 1
        return times >= least and then(at)

    return repeat
