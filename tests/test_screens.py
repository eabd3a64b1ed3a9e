"""The screens use all that the server offers: every command has a button, every field of a row is read.

Neither the compiler nor another test notices a button or mark that was forgotten. The flags that a
facilitator sets are in tables that do not compile unless complete: `console/flags.ts`, `words/flags.ts`.
"""

import re
from pathlib import Path
from typing import Any, get_args, get_type_hints

import pytest

from app.core import rows
from app.core.commands import BY_NAME, PARTICIPANT
from app.core.events import QUESTION_FLAGS
from app.core.rows import ConsoleFlagsRow, FlagsRow

SOURCE = Path(__file__).parent.parent / "frontend" / "src"
EXPORTS = Path(__file__).parent.parent / "app" / "exports"
# Commands of the public protocol that no screen sends, with the reason.
WITHOUT_A_BUTTON = {
    "place_question": "the console places by place_questions, one as well as many",
}
# Fields of rows that no screen reads, with the reason.
NOT_READ = {
    "sheet.per_participant": "the phone says it when the server rejects a question",
}
NOT_DRAWN: dict[str, dict[str, str]] = {
    "board": {},
    "console": {},
}


def source(*folders: str) -> str:
    """The code in these folders, without specimens, tests and generated files."""
    files = (file for folder in folders for file in (SOURCE / folder).rglob("*.*"))
    made_up = ("specimens.ts", ".test.ts", ".generated.ts")
    return "\n".join(file.read_text() for file in files if not file.name.endswith(made_up))


def test_every_command_is_asked_for_by_a_screen() -> None:
    code = source("phone", "console", "live")
    assert {command for command in BY_NAME if f'"{command}"' not in code} == WITHOUT_A_BUTTON.keys()


@pytest.mark.parametrize(("screen", "row"), [("board", FlagsRow), ("console", ConsoleFlagsRow)])
def test_every_field_of_a_flags_row_is_read_by_the_screen(screen: str, row: type) -> None:
    code = source(screen)
    fields = row.__annotations__.keys() - {*QUESTION_FLAGS, "r"}
    missing = {field for field in fields if f".{field}" not in code}
    assert missing == NOT_DRAWN[screen].keys()


def test_simulated_people_ask_for_every_command_that_people_have() -> None:
    """A step whose command they do not know would stay empty in every rehearsal."""
    people = (SOURCE.parent.parent / "app" / "rehearsal" / "person.py").read_text()
    commands = (name for name, one in BY_NAME.items() if one.by == PARTICIPANT)
    assert [command for command in commands if f'"{command}"' not in people] == []


def rows_of(tables: Any) -> dict[str, Any]:
    """The type of the rows by table."""
    return {table: get_args(hint)[1] for table, hint in get_type_hints(tables).items()}


def test_every_field_of_a_row_is_read_by_one_of_the_screens_that_get_it() -> None:
    """The field's name is searched for as a word, which does not show that it is read from the right row."""
    got = {
        "phone": {**rows_of(rows.PhoneTables), **rows_of(rows.OwnTables)},
        "board": rows_of(rows.BoardTables),
        "console": rows_of(rows.ConsoleTables),
    }
    fields = set()
    read = set()
    for screen, tables in got.items():
        words = set(re.findall(r"\w+", source(screen, "live", "pieces")))
        for table, row in tables.items():
            names = get_type_hints(row).keys() - {"r"}
            fields |= {f"{table}.{name}" for name in names}
            read |= {f"{table}.{name}" for name in names & words}
    assert fields - read == NOT_READ.keys()


def test_no_style_sheet_lets_a_browser_darken_its_light_colours() -> None:
    styles = [*SOURCE.rglob("*.css"), *SOURCE.rglob("*.svelte"), *EXPORTS.glob("*.css")]
    found = {
        (path.name, scheme)
        for path in styles
        for scheme in re.findall(r"color-scheme: ([a-z ]+);", path.read_text(encoding="utf-8"))
    }
    assert {scheme for _, scheme in found} == {"only light", "dark"}, found
    assert ("report.css", "only light") in found
