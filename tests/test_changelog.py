"""The changelog says what is new to people outside this project, and nothing that they rely on goes."""

import pytest

from tests.golden.names import KINDS, present_names, released_names
from tests.server import ROOT

UNRELEASED = (ROOT / "CHANGELOG.md").read_text().partition("## Unreleased\n")[2].partition("\n## ")[0]


@pytest.mark.parametrize("kind", KINDS)
def test_a_name_that_came_since_the_release_is_in_the_changelog(kind: str) -> None:
    new = set(present_names(kind)) - set(released_names()[kind])
    unsaid = {name for name in new if f"`{name}`" not in UNRELEASED}
    assert not unsaid, f"say in CHANGELOG.md, under Unreleased, what is new with `{'`, `'.join(unsaid)}`"


@pytest.mark.parametrize("kind", KINDS)
def test_no_name_of_a_release_is_gone(kind: str) -> None:
    assert set(released_names()[kind]) <= set(present_names(kind))


def test_the_release_has_names_of_every_kind_and_of_no_other() -> None:
    assert tuple(released_names()) == KINDS


def test_nothing_is_said_twice() -> None:
    """Entries that several changes bring along meet again when these are put on top of each other."""
    entries = [line for line in UNRELEASED.splitlines() if line.startswith("- ")]
    assert [entry for entry in dict.fromkeys(entries) if entries.count(entry) > 1] == []
