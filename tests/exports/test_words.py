"""The words of the exports: what the type checker cannot check for every language."""

from dataclasses import fields
from string import Formatter
from typing import Any, get_args, get_type_hints

import pytest

from app.core.languages import DEFAULT, LANGUAGES
from app.exports.words import Words, words_in

# Arguments that occur in no sentence by themselves.
NUMBERS = (4_711, 8_153)
WORD = "qxyz"


def arguments(function: Any) -> list[int | str]:
    """A distinct argument for each parameter of a field's type."""
    numbers = iter(NUMBERS)
    return [WORD if parameter is str else next(numbers) for parameter in get_args(function)[0]]


def shape(value: Any, type_: Any) -> Any:
    """What must be equal in every language: placeholders, keys, length, or the arguments shown."""
    if isinstance(value, str):
        return {name for _, name, _, _ in Formatter().parse(value) if name is not None}
    if isinstance(value, dict):
        return {key: shape(inner, str) for key, inner in value.items()}
    if isinstance(value, tuple):
        return [shape(inner, str) for inner in value]
    assert callable(value), "a kind of field that has no shape yet"
    given = arguments(type_)
    said = value(*given)
    return [str(one) in said for one in given]


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_field_has_the_placeholders_keys_and_length_of_the_danish_one(language: str) -> None:
    types = get_type_hints(Words)
    for field in (one.name for one in fields(Words) if one.name != "language"):
        words, danish = getattr(words_in(language), field), getattr(words_in(DEFAULT), field)
        assert words, field
        assert shape(words, types[field]) == shape(danish, types[field]), field
