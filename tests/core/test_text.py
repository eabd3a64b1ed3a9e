"""Cleaning of texts: what is removed, what is kept, and properties that hold for any text."""

import json
import unicodedata
from pathlib import Path
from typing import Any

import pytest
import regex
from hypothesis import example, given, settings, strategies as st

from app.core.text import MAX_LINES, MAX_MARKS, MAX_RUN, _most, clean, clean_line, fits, graphemes, size
from tests.tiers import tries

GOLDEN = Path(__file__).parent.parent / "golden"
VECTORS = json.loads((GOLDEN / "clean.json").read_text())
# Shared with the phone's tests: both must count alike.
COUNTED = json.loads((GOLDEN / "graphemes.json").read_text())

NASTY = (
    "\u0000\u0007\u001b\t\n\r\u000b\u000c\u0085\u00a0\u00ad\u0300\u0301\u030a\u0338\u034f\u061c\u0600"
    "\u1100\u115f\u1160\u1161\u11a8\u17b4\u180b\u180e\u200b\u200c\u200d\u200e\u202e\u2028\u2029\u2060"
    "\u2066\u20dd\u20e3\u2800\u3000\u3164\ud800\udfff\ue000\ufe00\ufe0e\ufe0f\ufeff\uffa0\ufffd\uffff"
    "\U0001d159\U0001f1e9\U0001f1f0\U0001f3fd\U0001f44d\U0001f467\U0001f469\U0001f3f3\U0001f308"
    "\U000e0041\U000e007f\U000e0100aAåøæé1#* .!"
)
# Letters and marks of scripts that stack marks, and characters that may be between marks.
STACKING = (
    "a1 \u0301\u0628\u064e\u0651\u0670\u05e9\u05b8\u05c1\u0e01\u0e49\u0f67\u0f74\u0f72\u1000\u103b\u102f"
    "\u200c\u200d\u20e3\ufe0f"
)
texts = st.one_of(
    st.text(st.characters(), max_size=60),  # includes lone surrogates
    st.text(st.sampled_from(NASTY), max_size=60),
    st.lists(st.sampled_from([vector["raw"] for vector in VECTORS]), max_size=6).map("".join),
)
thorough = settings(max_examples=tries(400))


@pytest.mark.parametrize("vector", VECTORS, ids=lambda vector: vector["note"])
def test_t1_t2_every_text_of_the_vectors_is_cleaned_as_expected(vector: dict[str, str]) -> None:
    assert clean(vector["raw"]) == vector["clean"]


@pytest.mark.parametrize("vector", COUNTED, ids=lambda vector: ascii(vector["text"])[:40])
def test_t2_a_text_is_cleaned_and_counted_as_agreed(vector: dict[str, Any]) -> None:
    assert clean(vector["text"]) == vector["clean"]
    assert graphemes(vector["clean"]) == vector["graphemes"]


@thorough
@given(texts)
def test_t3_cleaning_twice_changes_nothing_more(text: str) -> None:
    once = clean(text)
    assert clean(once) == once
    assert clean_line(clean_line(text)) == clean_line(text)


EVERYDAY = [*map(chr, range(0x20, 0x7F)), *map(chr, range(0xC0, 0x100)), *"‘’“”–—…", "aaaaaaaaaa", "  "]


@thorough
@given(st.lists(st.sampled_from(EVERYDAY), max_size=40).map("".join))
@example("Hvem ejer effekten?")
@example("N" + "e" * MAX_RUN + "j")
@example("N" + "e" * (MAX_RUN + 1) + "j")
def test_t3_an_everyday_text_is_cleaned_like_one_with_unusual_characters(text: str) -> None:
    assert clean(text) == clean("\u200b" + text)


@thorough
@given(texts, st.integers(0, 60))
def test_t2_the_length_limit_counts_graphemes(text: str, most: int) -> None:
    assert fits(text, most) == (graphemes(text) <= most)


@thorough
@given(texts)
@example("\u1100\u1160\u11a8")
@example("\U0001f469\u0301\u200d\U0001f467")
def test_t3_cleaning_never_adds_graphemes(text: str) -> None:
    assert graphemes(clean(text)) <= graphemes(text)


@thorough
@given(texts)
def test_t3_a_cleaned_text_can_be_encoded_and_shown(text: str) -> None:
    kept = clean(text)
    assert size(kept) >= graphemes(kept)  # raises for lone surrogates
    assert kept == kept.strip()
    assert kept.count("\n") < MAX_LINES
    assert "\n\n" not in kept
    assert unicodedata.is_normalized("NFC", kept)
    assert not any(unicodedata.category(sign) in ("Cc", "Cs", "Co") for sign in kept if sign != "\n")
    assert not any(mark * (MAX_MARKS + 1) in kept for mark in ("\u0301", "\u0338"))
    assert not regex.search(r"!{%d}(?!\p{M})" % (MAX_RUN + 1), kept)
    assert "\n" not in clean_line(text)


@thorough
@given(st.lists(st.sampled_from(STACKING), max_size=80).map("".join))
@example("\u0628" + "\u064e\u200d" * 40)
@example("1" + "\u20e3\u0301" * 40)
def test_t3_no_letter_has_more_marks_than_its_script_stacks(text: str) -> None:
    for stack in regex.findall(r"[\p{M}\u200c\u200d]+", clean(text)):
        marks = regex.sub(r"[\u200c\u200d\ufe0e\ufe0f\u20e3]", "", stack)
        assert len(marks) <= max([MAX_MARKS, *(_most(mark) for mark in marks)])


def test_t2_a_number_of_any_length_stays_what_it_is() -> None:
    for number in ("1" + "0" * 11, "0," + "0" * 20 + "1", "\u0660" * 12):
        assert clean(number) == number
    assert clean("x" + "!" * 11) == "x" + "!" * MAX_RUN


@pytest.mark.parametrize(
    "text",
    ["", "   \n\t ", "\u200b\u200d", "\u3164\u2800", "\u0301\u0301", "\U000e0100", "\ufe0f", "\u1160\u115f"],
)
def test_t4_a_text_without_visible_characters_is_empty(text: str) -> None:
    assert clean(text) == ""


def test_t5_long_words_runs_and_line_breaks_are_kept_within_bounds() -> None:
    assert graphemes(clean("x" * 280)) == MAX_RUN
    assert graphemes(clean("ab" * 140)) == 280
    assert clean("🔥" * 300) == "🔥" * MAX_RUN
    assert clean("\n".join("abcdefghij")).count("\n") == MAX_LINES - 1


def test_t6_composed_and_decomposed_are_the_same() -> None:
    assert clean("Åben") == clean("A\u030aben") == clean("\u212bben")


def test_length_counts_graphemes() -> None:
    assert graphemes("blåbærgrød 👩\u200d👩\u200d👧") == 12
