"""Texts that suggestions learn from: the shipped run sheets' example questions, and questions that fit none.

Measured suggestions improve with varied examples, up to about 40 per pitfall; so their number and their
variety are tested.
"""

from itertools import combinations

import pytest

from app.core.languages import LANGUAGES, Language
from app.core.run_sheet import Pitfall, RunSheet
from app.core.text import clean, graphemes
from app.rehearsal.questions import same
from app.store.run_sheets import sheets
from app.suggest.unrelated import UNRELATED
from tests.server import ROOT

SHEETS = {sheet.id: sheet for _, sheet in sheets(ROOT / "sessions")}
# The fewest examples of each pitfall in each language.
FEWEST = {"projektjungle": 36, "moeder-der-virker": 16}
FEWEST_UNRELATED = 45
# Two texts are nearly alike if they have more than this share of their trigrams in common.
NEARLY_ALIKE = 0.6
CASES = [(id, language) for id, sheet in SHEETS.items() for language in sheet.languages]


def trigrams(text: str) -> frozenset[str]:
    letters = f" {same(text)} "
    return frozenset(letters[n : n + 3] for n in range(len(letters) - 2))


def nearly_alike(texts: list[str]) -> list[tuple[str, str]]:
    """The pairs of texts of which most trigrams are shared (Dice coefficient)."""
    grams = {text: trigrams(text) for text in texts}
    return [
        (a, b)
        for a, b in combinations(texts, 2)
        if 2 * len(grams[a] & grams[b]) > NEARLY_ALIKE * (len(grams[a]) + len(grams[b]))
    ]


def examples(sheet: RunSheet, language: str) -> list[str]:
    return [text for pitfall in sheet.pitfalls for text in pitfall.examples[language]]


@pytest.mark.parametrize(("id", "language"), CASES)
def test_every_pitfall_has_enough_examples(id: str, language: str) -> None:
    def number(pitfall: Pitfall) -> int:
        return len(pitfall.examples[language])

    few = {pitfall.id: number(pitfall) for pitfall in SHEETS[id].pitfalls if number(pitfall) < FEWEST[id]}
    assert few == {}


@pytest.mark.parametrize(("id", "language"), CASES)
def test_no_two_texts_are_nearly_alike_among_examples_and_questions_that_fit_none(
    id: str, language: Language
) -> None:
    assert nearly_alike([*examples(SHEETS[id], language), *UNRELATED[language]]) == []


def test_texts_that_differ_in_a_word_or_in_spelling_are_nearly_alike() -> None:
    asked = "Hvem holder øje, når projektlederen er væk?"
    for other in ("hvem holder oje nar projektlederen er vaek", "Hvem holder øje, når chefen er væk?"):
        assert nearly_alike([asked, other]) == [(asked, other)]
    assert nearly_alike([asked, "Hvem har ansvaret for, at det bliver ved?"]) == []


@pytest.mark.parametrize(("id", "language"), CASES)
def test_every_example_can_be_asked_as_it_stands(id: str, language: str) -> None:
    for text in examples(SHEETS[id], language):
        assert clean(text) == text
        assert graphemes(text) <= SHEETS[id].questions.max_graphemes


@pytest.mark.parametrize("language", LANGUAGES)
def test_enough_questions_fit_none_and_each_can_be_asked_as_it_stands(language: Language) -> None:
    assert len(UNRELATED[language]) >= FEWEST_UNRELATED
    assert [text for text in UNRELATED[language] if clean(text) != text] == []
