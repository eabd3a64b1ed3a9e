"""Line numbers of the keys of a TOML file."""

import tomllib
from collections.abc import Iterator
from typing import Any

import pytest

from app.core.run_sheet_reader import Key
from app.store.toml_lines import lines
from tests.core.test_run_sheet import SESSIONS, SHEET

ODD = (
    """\
plain = 1 # a = 2
"quoted = key" = 'it # is' # and = this
dotted.two.three = [ # open
  1, [2,
  3], { a = 4, b = [5] },
]
text = """
    + '"""'
    + """
not = a key
[nor] = this \\"""
    + '"""'
    + """
more"""
    + '"""'
    + """
[table.'of its'.own]
when = 1979-05-27T07:32:00Z
empty = []
none = {}
[[list]]
[[list.deeper]]
a = 1
[[list.deeper]]
a = 2
[[list]]
[list.table]
b = "\\" ] }"
"""
)


def paths(data: Any, key: Key = ()) -> Iterator[Key]:
    if key:
        yield key
    inside = data.items() if isinstance(data, dict) else enumerate(data) if isinstance(data, list) else ()
    for name, value in inside:
        yield from paths(value, (*key, name))


@pytest.mark.parametrize(
    "source", [SHEET, ODD, *(path.read_text() for path in sorted(SESSIONS.glob("*.toml")))], ids=range(4)
)
def test_every_key_path_has_a_line_that_contains_the_key(source: str) -> None:
    found, rows = lines(source), source.split("\n")
    known = set(paths(tomllib.loads(source)))
    assert set(found) == known
    for key, line in found.items():
        named = next(name for name in reversed(key) if isinstance(name, str))
        assert isinstance(key[-1], int) or named in rows[line - 1], (key, rows[line - 1])


def test_lines_are_right_for_toml_that_is_easily_misread() -> None:
    found = lines(ODD)
    assert [
        found[key] for key in (("dotted", "two", "three", 1, 1), ("dotted", "two", "three", 2, "b", 0))
    ] == [5, 5]
    assert found["list", 0, "deeper", 1, "a"] == ODD[: ODD.index("[[list]]\n[list.table]")].count("\n")
    assert found["list", 1, "table", "b"] == ODD[: ODD.index('b = "')].count("\n") + 1
