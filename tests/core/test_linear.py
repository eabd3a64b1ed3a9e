"""Text rules have linear cost: twice the text is twice the work, for any text. Steps are counted."""

import importlib
import pkgutil
import re
import sys
import unicodedata
from collections.abc import Callable
from types import FrameType, ModuleType
from typing import Any

import pytest
import regex

import app.core
import app.exports
from app.core import personal_data, text as text_rules
from app.core.personal_data import PATTERNS, find
from app.core.rejections import Rejection
from app.core.rules.texts import RAW, readable, readable_title
from app.core.text import clean, graphemes
from app.core.text_limits import MAX_TEXT_BYTES
from app.exports import csv, markdown
from app.exports.markup import tag
from tests.core.backtracking import Counter
from tests.tiers import share

# Units that hostile texts repeat.
UNITS = (
    *"aA1 \n\t@.-'\u200b\u200d\ufe0f\u20e3\u0301\u1100\u1161\u11a8\u2800🏽🇩🔥",
    *("©\u200d", "©\ufe0f\u200d", "©🏽", "👩\u200d👩\u200d", "🇩🇰", "🇩\u200d", "a\u0301", "\u0301\u0316"),
    *(
        "\u0301\u200b",
        "\u0301\u0327\u0316",
        "\u1160\u11a8",
        "1\ufe0f\u20e3",
        "\u0915\u094d",
        "\u200c",
        "\u0645\u200c",
        "\u0645\u064e\u200d",
        "\u064e\u0651\u200d",
        "\u0f67\u0f74\u0f72\u0f7e",
        "\U0001f3f4\U000e0067",
        "\U0001f3f4\U000e0067\U000e0062\U000e0073\U000e007f",
        "\u845b\U000e0100",
        "\u1820\u180b",
        "0",
        " \n",
        "\u0301\u20e3",
    ),
    *(
        "a.",
        "A'",
        "A.",
        "A-",
        "A ",
        "Aa ",
        "Aa-",
        "a@",
        "@a",
        "a@b.",
        "1.",
        "1 ",
        "1-",
        "12 ",
        "vej ",
        "Avej ",
    ),
    *("cpr 1", "tlf 1", "+1", "1 2-", "født den ", "første maj ", "maj 1", "a(at)", "bor på A"),
    *("A.", "Aa, ", "Hansen, Per ", "Per van ", "nygade 1", "mor Aa "),
    *("/*", "/* ", ".5", "1e1", "url(", "url(#a"),
    *("født ", "født1.", "f.", "f.1", "1. maj ", "maj", "fru ", "Fru A", "+45", "00", "Aa Bb ", "Aa A. "),
)
# By flag: texts before and after them, with which its patterns nearly match.
AROUND = {"birth_date": ("f.1", "@"), "email": ("f.1", "@")}
SIZE = 64
# Patterns that are matched against the whole text instead of searched for.
WHOLE = {"_PLACED", "_PLAIN", "_SELECTORS", "_SIZE", "_VIEW_BOX"}
# Patterns whose steps are not counted, each with the reason.
NOT_COUNTED = {"_UNDRAWN": "reads typst's message about characters, not what people write"}


def hostile(unit: str, size: int, around: tuple[str, str] = ("", "")) -> str:
    return around[0] + unit * (size // len(unit)) + around[1]


def more_than_twice(
    work: Callable[[str], int], size: int, turn: int, around: tuple[str, str] = ("", "")
) -> list[Any]:
    """The texts whose work more than doubles when they are twice as long, with the work for both lengths."""
    found = []
    for unit in share(UNITS, turn):
        for ends in {("", ""), around}:
            once, twice = (work(hostile(unit, times * size, ends)) for times in (1, 2))
            if twice > 2.3 * once + 100:
                found.append((unit, ends, once, twice))
    return found


def patterns_of(module: ModuleType) -> dict[str, Any]:
    return {
        name: value for name, value in vars(module).items() if isinstance(value, re.Pattern | regex.Pattern)
    }


def modules_with_patterns() -> list[ModuleType]:
    """All of the core and of the exports, since these read what people write."""
    modules = [
        importlib.import_module(found.name)
        for package in (app.core, app.exports)
        for found in pkgutil.walk_packages(package.__path__, f"{package.__name__}.")
    ]
    return [module for module in modules if patterns_of(module)]


@pytest.mark.parametrize(
    ("module", "name"),
    [
        (module, name)
        for module in modules_with_patterns()
        for name in patterns_of(module)
        if name not in NOT_COUNTED
    ],
    ids=lambda given: given if isinstance(given, str) else given.__name__,
)
def test_h2_a_pattern_takes_twice_the_steps_for_twice_the_text(module: ModuleType, name: str) -> None:
    counter = Counter(patterns_of(module)[name].pattern)
    work = counter.match if name in WHOLE else counter.find_all
    assert more_than_twice(work, SIZE, len(name)) == []


@pytest.mark.parametrize("pattern", PATTERNS, ids=lambda pattern: pattern.flag)
def test_h2_a_sign_of_personal_data_takes_twice_the_steps_for_twice_the_text(
    pattern: personal_data.Pattern,
) -> None:
    counter = Counter(pattern.on_server, any_case=pattern.any_case)
    around = AROUND.get(pattern.flag, ("", ""))
    assert more_than_twice(counter.find_all, SIZE, PATTERNS.index(pattern), around) == []


def lines_of(function: Callable[..., Any], *given: Any) -> int:
    """How many lines of Python are executed until the function returns."""
    lines = 0

    def count(frame: FrameType, event: str, _: Any) -> Any:
        nonlocal lines
        lines += 1
        return count

    sys.settrace(count)
    try:
        function(*given)
    finally:
        sys.settrace(None)
    return lines


RULES: dict[str, Callable[[str], object]] = {
    "clean": clean,
    "graphemes": graphemes,
    "find": lambda text: find(text, ["Aa Bb"]),
    "readable": lambda text: readable(text, 280),
    "readable_title": readable_title,
    "markup": lambda text: str(tag("p", text, title=text)),
    "csv": csv.escape_formula,
    "markdown": markdown.plain,
}


@pytest.mark.parametrize("rule", RULES)
def test_h2_a_rule_runs_twice_the_lines_for_twice_the_text(rule: str) -> None:
    largest = RAW * MAX_TEXT_BYTES if rule in ("clean", "readable") else MAX_TEXT_BYTES
    assert more_than_twice(lambda text: lines_of(RULES[rule], text), largest // 2, len(rule)) == []


def test_h2_a_text_is_clean_after_a_fixed_number_of_passes(monkeypatch: pytest.MonkeyPatch) -> None:
    passes = 0
    once = text_rules._clean_once

    def counted(text: str) -> str:
        nonlocal passes
        passes += 1
        return once(text)

    monkeypatch.setattr(text_rules, "_clean_once", counted)
    for turn, unit in enumerate(UNITS):
        for other in share(UNITS, turn):
            passes = 0
            clean(hostile(unit + other, 8 * len(unit + other)))
            assert passes <= 4, (unit, other)


def test_h2_only_a_bounded_number_of_marks_in_a_row_is_put_in_order(monkeypatch: pytest.MonkeyPatch) -> None:
    """Canonical ordering takes quadratic time in the number of marks."""
    longest = 0

    class Watched:
        @staticmethod
        def normalize(form: Any, text: str) -> str:
            nonlocal longest
            rows = regex.findall(r"\p{M}+", text)
            longest = max(longest, *map(len, rows), 0)
            return unicodedata.normalize(form, text)

    monkeypatch.setattr(text_rules, "unicodedata", Watched)
    for unit in UNITS:
        clean("a" + hostile(unit, 2_000))
    assert 0 < longest <= text_rules.MAX_ORDERED_MARKS


@pytest.mark.parametrize("rule", [lambda text: readable(text, 280), readable_title], ids=["text", "title"])
@pytest.mark.parametrize("unit", [" ", "\u200b", "a", "©\u200d", "\u0301", "🔥"])
def test_h2_a_text_far_beyond_the_limit_is_refused_before_it_is_cleaned(
    rule: Callable[[str], object], unit: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    def never(text: str) -> str:
        raise AssertionError("cleaned")

    monkeypatch.setattr("app.core.rules.texts.clean", never)
    monkeypatch.setattr("app.core.rules.texts.clean_line", never)
    assert rule(hostile(unit, 5_000)) == Rejection("too_long")


def test_h2_a_title_has_a_limit_in_bytes_too() -> None:
    assert readable_title("👩\u200d" * 200 + "👩") == Rejection("too_long")


def test_counting_the_steps_of_a_long_text_leaves_the_recursion_limit_alone() -> None:
    before = sys.getrecursionlimit()
    Counter("(a|b)*").match("ab" * 1_000)
    assert sys.getrecursionlimit() == before
