"""Questions that are alike: repeated ones are found, and those that differ in what matters are not."""

import random
import tomllib
import tracemalloc
from collections.abc import Iterator
from itertools import combinations
from pathlib import Path
from string import ascii_lowercase

import pytest

from app.suggest.alike import LIKELY, alike
from tests.server import ROOT

QUESTIONS = tomllib.loads((Path(__file__).parent / "repeated.toml").read_text())
GROUPS: list[list[str]] = QUESTIONS["groups"]


def _examples() -> Iterator[str]:
    sheet = tomllib.loads((ROOT / "sessions/projektjungle.toml").read_text())
    for pitfall in sheet["pitfalls"]:
        yield from pitfall["examples"]["da"]


@pytest.fixture(scope="module")
def room() -> tuple[list[str], set[tuple[int, int]]]:
    """Questions among which some are repeated, and the pairs that are."""
    texts = list(_examples())
    repeated = set()
    for group in GROUPS:
        positions = range(len(texts), len(texts) + len(group))
        repeated |= set(combinations(positions, 2))
        texts += group
    return texts, repeated


def likeness(one: str, other: str) -> float:
    pairs = alike([one, other], at_least=0)
    return pairs[0].likeness if pairs else 0.0


def test_the_nearest_of_a_repeated_question_is_nearly_always_its_repetition(
    room: tuple[list[str], set[tuple[int, int]]],
) -> None:
    texts, repeated = room
    nearest: dict[int, tuple[int, int]] = {}
    for pair in alike(texts, at_least=0):
        for text in (pair.a, pair.b):
            nearest.setdefault(text, (pair.a, pair.b))
    asked = {text for pair in repeated for text in pair}
    right = sum(nearest.get(text) in repeated for text in asked)
    assert right >= 0.9 * len(asked)


def test_a_likely_pair_is_a_repetition_more_often_than_not_and_half_of_them_are_found(
    room: tuple[list[str], set[tuple[int, int]]],
) -> None:
    texts, repeated = room
    likely = {(pair.a, pair.b) for pair in alike(texts)}
    assert len(likely & repeated) >= 0.5 * len(likely)
    assert len(likely & repeated) >= 0.5 * len(repeated)


@pytest.mark.parametrize("pair", QUESTIONS["different"], ids=lambda pair: pair[1])
def test_questions_that_differ_in_what_matters_are_no_likely_duplicates(pair: list[str]) -> None:
    assert likeness(*pair) < LIKELY


@pytest.mark.parametrize("pair", QUESTIONS["same"], ids=lambda pair: pair[1])
def test_other_order_slips_and_lacking_letters_do_not_matter(pair: list[str]) -> None:
    assert likeness(*pair) >= LIKELY


def test_pairs_come_once_best_first_with_the_earlier_text_first(
    room: tuple[list[str], set[tuple[int, int]]],
) -> None:
    texts, _ = room
    pairs = alike(texts, at_least=0.1)
    assert all(0 <= pair.a < pair.b < len(texts) and 0.1 <= pair.likeness <= 1 for pair in pairs)
    assert len({(pair.a, pair.b) for pair in pairs}) == len(pairs)
    assert pairs == sorted(pairs, key=lambda pair: -pair.likeness)


def test_the_same_text_twice_is_as_alike_as_can_be() -> None:
    (pair,) = alike(["Hvem ejer effekten?", "Hvem ejer effekten?"])
    assert (pair.a, pair.b) == (0, 1)
    assert pair.likeness > 0.95


@pytest.mark.parametrize("texts", [[], ["Hvem?"], ["", ""], ["😀", "?!"], ["Hvem ejer effekten?", "…"]])
def test_texts_without_words_are_like_no_other(texts: list[str]) -> None:
    assert alike(texts) == []


def test_many_who_write_the_same_give_each_text_a_bounded_number_of_pairs() -> None:
    texts = [f"Hvem ejer effekten efter runde {number}?" for number in range(300)]
    pairs = alike(texts, at_least=0)
    assert len(pairs) <= 10 * len(texts)


def test_vectors_bring_texts_together_that_share_no_word() -> None:
    import numpy as np

    texts = ["Hvem betaler gildet?", "Regningen lander hos os", "Kan man parkere her?"]
    vectors = np.array([[1.0, 0.0], [0.9, 0.436], [-0.6, 0.8]], dtype=np.float32)
    by_words = {(pair.a, pair.b): pair.likeness for pair in alike(texts, at_least=0)}
    with_meaning = {(pair.a, pair.b): pair.likeness for pair in alike(texts, vectors, at_least=0)}
    assert with_meaning[0, 1] > with_meaning[0, 2]
    assert with_meaning[0, 1] > 2 * by_words[0, 1]


def test_texts_of_ever_other_words_are_compared_in_little_memory() -> None:
    rng = random.Random(1)
    texts = [" ".join("".join(rng.choices(ascii_lowercase, k=4)) for _ in range(56)) for _ in range(40)]
    alike(texts[:2])  # loads what it needs
    tracemalloc.start()
    try:
        alike(texts)
        _, most_bytes = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert most_bytes < 20_000_000


def test_a_text_of_very_many_words_is_compared_by_its_first() -> None:
    text = " ".join(f"ord{number}" for number in range(5_000))
    (pair,) = alike([text, f"{text} mere"])
    assert pair.likeness > LIKELY
