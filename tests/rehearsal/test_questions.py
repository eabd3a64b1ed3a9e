"""Questions that the simulated audience writes: length, tone, pitfalls, names, seeds, word files."""

import tomllib
from dataclasses import replace
from itertools import islice
from pathlib import Path
from random import Random

import pytest

from app.core.languages import LANGUAGES
from app.core.personal_data import find
from app.core.run_sheet import RunSheet
from app.core.text import clean, graphemes
from app.rehearsal.grammar import spell
from app.rehearsal.questions import Author, Draft, same
from app.store.run_sheets import sheets
from tests.server import ROOT

SHEETS = {sheet.id: sheet for _, sheet in sheets(ROOT / "sessions")}
WORDS = {path.stem: tomllib.loads(path.read_text()) for path in (ROOT / "app/rehearsal/words").glob("*.toml")}
EVERY_SHEET_AND_LANGUAGE = [(id, language) for id, sheet in SHEETS.items() for language in sheet.languages]


def written(sheet: RunSheet, language: str, seed: int = 1, n: int = 300) -> list[Draft]:
    return list(islice(Author(sheet, language, seed).questions(), n))


@pytest.mark.parametrize(("id", "language"), EVERY_SHEET_AND_LANGUAGE)
def test_all_questions_differ_and_are_unchanged_by_cleaning(id: str, language: str) -> None:
    drafts = written(SHEETS[id], language)
    assert len({draft.text for draft in drafts}) == 300
    for draft in drafts:
        assert clean(draft.text) == draft.text
        assert 0 < graphemes(draft.text) <= SHEETS[id].questions.max_graphemes
        assert not set("{}|") & set(draft.text)


@pytest.mark.parametrize(("id", "language"), EVERY_SHEET_AND_LANGUAGE)
def test_questions_differ_in_length_and_tone(id: str, language: str) -> None:
    texts = [draft.text for draft in written(SHEETS[id], language)]
    assert sum(len(text) < 40 for text in texts) > 15
    assert sum(len(text) > 90 for text in texts) > 15
    assert 5 < sum(text[0].islower() for text in texts) < 100
    assert 5 < sum("?" not in text for text in texts) < 150


@pytest.mark.parametrize(("id", "language"), EVERY_SHEET_AND_LANGUAGE)
def test_every_pitfall_has_questions_and_some_questions_have_no_pitfall(id: str, language: str) -> None:
    about = [draft.pitfall for draft in written(SHEETS[id], language)]
    for pitfall in SHEETS[id].pitfalls:
        assert about.count(pitfall.id) > 30
    assert 10 < about.count(None) < 80


@pytest.mark.parametrize(("id", "language"), EVERY_SHEET_AND_LANGUAGE)
def test_example_questions_are_never_repeated_literally(id: str, language: str) -> None:
    texts = [same(draft.text) for draft in written(SHEETS[id], language)]
    for pitfall in SHEETS[id].pitfalls:
        for example in map(same, pitfall.examples[language]):
            assert not any(example in text for text in texts), example


@pytest.mark.parametrize(("id", "language"), EVERY_SHEET_AND_LANGUAGE)
def test_questions_with_names_are_held_and_no_others(id: str, language: str) -> None:
    drafts = written(SHEETS[id], language)
    assert [draft for draft in drafts if bool(find(draft.text)) != draft.personal] == []
    assert 3 < sum(draft.personal for draft in drafts) < 30


def test_a_seed_gives_the_same_questions_and_another_seed_different_ones() -> None:
    sheet = SHEETS["projektjungle"]
    assert written(sheet, "da", seed=5) == written(sheet, "da", seed=5)
    first, second = written(sheet, "da", seed=5), written(sheet, "da", seed=6)
    assert len({d.text for d in first} & {d.text for d in second}) < 100


def test_a_near_duplicate_differs_in_wording_or_punctuation_only() -> None:
    texts = [same(draft.text) for draft in written(SHEETS["projektjungle"], "da")]
    around = [n for n, text in enumerate(texts) if any(other in text for other in texts[:n])]
    assert len(around) > 10


def test_next_questions_are_written_for_the_poll() -> None:
    author = Author(SHEETS["projektjungle"], "da", 1)
    texts = list(islice(author.next_questions(), 100))
    assert len({draft.text for draft in texts}) == 100


def bare_sheet(language: str) -> RunSheet:
    """A run sheet in one language with neither keywords nor examples."""
    sheet = SHEETS["moeder-der-virker"]
    short, causes = {language: "{Ohne} Ziel"}, ({language: "Nur {so}"},)
    return replace(
        sheet,
        languages=(language,),
        pitfalls=tuple(
            replace(p, keywords={}, examples={}, short=short, causes=causes) for p in sheet.pitfalls
        ),
    )


@pytest.mark.parametrize("language", LANGUAGES)
def test_an_author_writes_every_language_with_the_phrases_of_its_word_file_alone(language: str) -> None:
    """Also in a language that has no run sheet yet."""
    sheet = bare_sheet(language)
    drafts = written(sheet, language)
    following = list(islice(Author(sheet, language, 1).next_questions(), 100))
    assert len({draft.text for draft in drafts}) == 300
    assert len({draft.text for draft in following}) == 100
    assert {draft.pitfall for draft in drafts} == {None, *(pitfall.id for pitfall in sheet.pitfalls)}
    personal = [draft for draft in drafts if draft.personal]
    assert personal
    assert [draft.meant for draft in personal if not find(draft.meant, languages=[language])] == []


def test_a_run_sheet_without_keywords_and_examples_still_gives_questions() -> None:
    """Tried with a language that has no word file, and a low limit of length."""
    bare = bare_sheet("xx")
    bare = replace(bare, questions=replace(bare.questions, max_graphemes=20))
    drafts = written(bare, "xx", n=100)
    assert len({draft.text for draft in drafts}) == 100
    assert all(graphemes(draft.text) <= 20 for draft in drafts)


@pytest.mark.parametrize("name", WORDS)
def test_every_phrase_of_the_word_files_can_be_expanded(name: str) -> None:
    """So a mistake in a word file is found here and not in a rehearsal."""
    language = name.rpartition(".")[2]
    given = {key: ["x"] for key in ("k", "s", "c", "t", "cpr", "phone", "birthday")}
    slots = {**WORDS[language]["slots"], **WORDS[name]["slots"], **given}
    lists = {**WORDS[name], **WORDS[name].get("cores", {})}
    for key, phrases in lists.items():
        if key not in ("slots", "cores", "twists", "foreign_keyboard"):
            for phrase in phrases:
                assert "{" not in spell(phrase, slots, Random(1)), phrase


@pytest.mark.parametrize("name", [name for name in WORDS if "." in name])
def test_phrases_of_a_run_sheet_are_about_its_pitfalls(name: str) -> None:
    sheet = SHEETS[name.rpartition(".")[0]]
    assert list(WORDS[name]["cores"]) == [pitfall.id for pitfall in sheet.pitfalls]
    assert Path(name).suffix[1:] in sheet.languages
