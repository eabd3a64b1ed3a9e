"""Every catalogue has every language; mypy finds a missing entry too, except in files read at run time."""

import re
import tomllib
from collections.abc import Mapping
from typing import Any

import pytest

from app.core.languages import DEFAULT, LANGUAGES, NEAREST, SHEET_DEFAULT, PerLanguage
from app.core.personal_signs import SIGNS
from app.exports import words as exports
from app.exports.formats import FORMATS
from app.rehearsal.hall import LEADERS_NAME
from app.suggest.unrelated import UNRELATED
from app.web import privacy_words
from tests.server import ROOT

CATALOGUES: dict[str, Mapping[str, object]] = {
    "PerLanguage": PerLanguage.__annotations__,
    "signs of personal data": SIGNS,
    "words of the exports": exports.WORDS,
    "words of the privacy page": privacy_words.WORDS,
    "name of the simulated leader": LEADERS_NAME,
    "questions that fit none": UNRELATED,
    **{f"labels of {name}": format.labels for name, format in FORMATS.items()},
}


@pytest.mark.parametrize("catalogue", CATALOGUES)
def test_a_catalogue_has_every_language_in_order(catalogue: str) -> None:
    assert tuple(CATALOGUES[catalogue]) == LANGUAGES


def phrases(language: str) -> dict[str, Any]:
    path = ROOT / "app/rehearsal/words" / f"{language}.toml"
    return tomllib.loads(path.read_text()) if path.exists() else {}


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_simulated_audience_writes_every_language(language: str) -> None:
    assert phrases(language).keys() == phrases(DEFAULT).keys()
    assert phrases(language)["slots"].keys() == phrases(DEFAULT)["slots"].keys()


# Lists that may be empty in a language: words that keep their capital, letters that a keyboard lacks.
MAY_BE_EMPTY = {"capitals", "foreign_keyboard"}


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_list_of_the_simulated_audience_is_empty(language: str) -> None:
    lists = phrases(language)
    assert lists.keys() >= MAY_BE_EMPTY
    lists |= {f"slots.{name}": values for name, values in lists.pop("slots").items()}
    assert [name for name, values in lists.items() if not values and name not in MAY_BE_EMPTY] == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_words_of_the_exports_name_their_own_language(language: str) -> None:
    assert exports.words_in(language).language == language


def test_default_and_nearest_languages_are_in_the_list_of_languages() -> None:
    assert {DEFAULT, NEAREST, *SHEET_DEFAULT} <= {*LANGUAGES}
    assert exports.words_in("xx").language == NEAREST


def test_tests_of_every_language_take_the_languages_from_the_list() -> None:
    by_hand = re.compile(r'parametrize\("language", (?:rest_long\()?[\[(]"\w+", ')
    texts = {path.name: path.read_text(encoding="utf-8") for path in (ROOT / "tests").rglob("test_*.py")}
    assert [name for name, text in texts.items() if by_hand.search(text)] == []
