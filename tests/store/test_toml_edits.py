"""Changes to a TOML text: what was asked for is there, and all else is as it was written."""

import difflib
import tomllib
from pathlib import Path
from typing import Any

import pytest

from app.core.run_sheet_reader import Key
from app.settings import SHIPPED_SESSIONS
from app.store.toml_edits import Insert, MoveDown, NotEditable, Put, Remove, edited
from app.store.toml_lines import places
from tests.tiers import share

SMALL = (Path(__file__).parent.parent / "core" / "small.toml").read_text("utf-8")
SHEETS = [SMALL, *(path.read_text("utf-8") for path in sorted(SHIPPED_SESSIONS.glob("*.toml")))]
BOTH = {"da": 'Ny "æske"', "en": "New # box\\"}


def changed_lines(before: str, after: str) -> tuple[list[str], list[str]]:
    """The lines that went, and those that came."""
    lines = list(difflib.ndiff(before.splitlines(), after.splitlines()))
    return [line[2:] for line in lines if line[0] == "-"], [line[2:] for line in lines if line[0] == "+"]


@pytest.mark.parametrize("source", SHEETS)
def test_every_value_of_a_sheet_can_be_changed_and_nothing_but_its_characters_changes(source: str) -> None:
    values = places(source).values
    for key in share(list(values)[:: max(1, len(values) // 20)]):
        begin, end = values[key]
        after = edited(source, Put(key, "X"))
        assert after == f'{source[:begin]}"X"{source[end:]}'


@pytest.mark.parametrize("source", SHEETS)
def test_every_item_of_a_sheet_can_be_removed_moved_and_followed_by_another(source: str) -> None:
    found = places(source)
    items = [key for key in (*found.values, *found.headers) if isinstance(key[-1], int)]
    for key in share(items[:: max(1, len(items) // 8)]):
        assert len(edited(source, Remove(key))) < len(source)
        value: Any = tomllib.loads(source)
        for part in key:
            value = value[part]
        for n in (key[-1], int(key[-1]) + 1):
            assert len(edited(source, Insert((*key[:-1], n), value))) > len(source)
        if (*key[:-1], int(key[-1]) + 1) in {*found.values, *found.headers}:
            assert sorted(edited(source, MoveDown(key))) == sorted(source)


@pytest.mark.parametrize(
    ("key", "value", "line"),
    [
        (("subtitle",), BOTH, 'subtitle = { da = "Ny \\"æske\\"", en = "New # box\\\\" }'),
        (("title", "de"), "Titel", 'title = { da = "En # titel", en = "A title [x]", de = "Titel" }'),
        (("pitfalls", 1, "short", "de"), "Zwei", 'short.de = "Zwei"'),
        (("questions", "per_participant"), 3, "per_participant = 3"),
        (("minutes", "walk:en"), 4, '"walk:en" = 4'),
        (("pitfalls", 0, "keywords", "da"), ["ord"], 'da = ["ord"]'),
        (("momentum", "words", 0, "points"), [BOTH], "points = ["),
    ],
)
def test_a_key_that_is_missing_gets_a_line_where_it_belongs(key: Key, value: object, line: str) -> None:
    gone, came = changed_lines(SMALL, edited(SMALL, Put(key, value)))
    assert line in came
    assert len(gone) <= 1


def test_a_table_that_is_missing_comes_behind_the_table_that_it_belongs_to() -> None:
    after = edited(SMALL, Put(("pitfalls", 0, "keywords", "da"), ["ord"]))
    assert after.index("[pitfalls.keywords]") < after.index('id = "to"')


def test_comments_stay_with_what_they_stand_at() -> None:
    top = "# top\na = 1 # one\n\n"
    first, second = '# about the first\n[[t]]\nid = "x" # x\n', '# about the second\n[[t]]\nid = "y"\n'
    source = f"{top}{first}\n{second}"
    assert edited(source, MoveDown(("t", 0))) == f"{top}{second}\n{first}"
    assert edited(source, Remove(("t", 0))) == top + second
    assert edited(source, Put(("a",), 2)) == source.replace("a = 1", "a = 2")


@pytest.mark.parametrize(
    ("source", "edit"),
    [
        ("a = ", Put(("a",), 1)),
        ("a = 1\n", Put(("a",), None)),
        ("a = 1\n", Remove(("b",))),
        ("a = [1]\n", MoveDown(("a", 0))),
        ("a = 1\n", Insert(("a", 0), 1)),
        ("a = [1]\n", Put(("a", 7), 1)),
        ("[[a]]\nb = 1\n", Insert(("a", 7), {"b": 2})),
    ],
)
def test_a_change_that_cannot_be_made_is_refused(source: str, edit: Put | Remove | MoveDown | Insert) -> None:
    with pytest.raises(NotEditable):
        edited(source, edit)
