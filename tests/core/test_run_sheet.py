"""Reading of run sheets: every fault is reported with file, line and key."""

import copy
import json
import tomllib
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import jsonschema
import pytest

from app.core.run_sheet import RunSheet
from app.core.run_sheet_reader import (
    FITS,
    LANGUAGE,
    MANY_FIT,
    Finding,
    read,
    run_sheet_from_dict,
    run_sheet_to_dict,
)
from app.core.run_sheet_schema import keys, schema
from app.core.steps import STEPS, family
from app.store.run_sheets import check
from tests.core.sheet import make_sheet
from tests.golden import session as golden

SESSIONS = Path(__file__).parent.parent.parent / "sessions"
SCHEMA_FILE = SESSIONS / "run-sheet.schema.json"
SHEET = (Path(__file__).parent / "small.toml").read_text()
BROKEN = tomllib.loads((Path(__file__).parent / "broken.toml").read_text())


def broken(name: str) -> str:
    """The small run sheet with one fault."""
    assert SHEET.count(BROKEN[name]["was"]) == 1
    return SHEET.replace(BROKEN[name]["was"], BROKEN[name]["now"])


def line_with(source: str, snippet: str) -> int:
    assert source.count(snippet) == 1, snippet
    return source.count("\n", 0, source.index(snippet)) + 1


@pytest.mark.parametrize("path", sorted(SESSIONS.glob("*.toml")), ids=lambda path: path.stem)
def test_the_shipped_run_sheets_have_no_errors_or_warnings(path: Path) -> None:
    sheet, located = check(path)
    assert [str(one) for one in located] == []
    assert sheet is not None
    assert run_sheet_from_dict(run_sheet_to_dict(sheet)) == sheet
    jsonschema.validate(tomllib.loads(path.read_text()), schema())
    assert path.read_text().startswith("#:schema ./run-sheet.schema.json\n")


def test_the_schema_file_is_up_to_date() -> None:
    assert json.loads(SCHEMA_FILE.read_text()) == schema(), (
        "run: summe schema > sessions/run-sheet.schema.json"
    )
    jsonschema.Draft7Validator.check_schema(schema())


@pytest.mark.parametrize(
    "sheet",
    [
        pytest.param(make_sheet(), id="make_sheet"),
        pytest.param(run_sheet_from_dict(tomllib.loads(SHEET)), id="small.toml"),
        pytest.param(golden.sheet(), id="golden"),
    ],
)
def test_the_sheets_of_the_tests_ask_for_every_step(sheet: RunSheet) -> None:
    assert {family(step) for step in sheet.steps} == set(STEPS)


def test_the_sheet_of_the_golden_session_has_every_key() -> None:
    assert set(run_sheet_to_dict(golden.sheet())) == set(schema()["properties"])


@pytest.fixture
def written(tmp_path: Path) -> Callable[[str], Path]:
    def write(source: str) -> Path:
        file = tmp_path / "sheet.toml"
        file.write_text(source)
        return file

    return write


def test_the_small_run_sheet_is_valid(written: Callable[[str], Path]) -> None:
    sheet, located = check(written(SHEET))
    assert sheet is not None, [str(one) for one in located]
    jsonschema.validate(tomllib.loads(SHEET), schema())


Place = tuple[str | int, ...]


def places(data: Any, place: Place = ()) -> Iterator[tuple[Place, Any]]:
    """Everything in a run sheet with the key at which it stands: tables, lists and values."""
    inner = data.items() if isinstance(data, dict) else enumerate(data) if isinstance(data, list) else ()
    for name, value in inner:
        yield (*place, name), value
        yield from places(value, (*place, name))


def is_by_language(value: Any) -> bool:
    return isinstance(value, dict) and value.keys() == set(golden.sheet().languages)


def faults_of(key: str, change: Callable[[Any, str | int], bool]) -> Iterator[tuple[Place, list[Finding]]]:
    """The place of each change that is made to this key of a whole sheet, and what is found."""
    whole = run_sheet_to_dict(golden.sheet())
    for place, _ in places({key: whole[key]}):
        data = copy.deepcopy(whole)
        holder: Any = data
        for part in place[:-1]:
            holder = holder[part]
        if change(holder, place[-1]):
            sheet, findings = read(data)
            assert sheet is None, f"taken in spite of what stands at {place}"
            yield place, findings


@pytest.mark.parametrize("key", schema()["properties"])
def test_a_value_of_another_kind_is_a_fault_wherever_it_stands(key: str) -> None:
    def to_a_fraction(holder: Any, name: str | int) -> bool:
        holder[name] = 0.5
        return True

    for place, findings in faults_of(key, to_a_fraction):
        named = [finding.key for finding in findings]
        assert any(found and place[: len(found)] == found for found in named), (place, named)


@pytest.mark.parametrize("key", schema()["properties"])
def test_a_text_that_lacks_a_language_is_a_fault(key: str) -> None:
    def to_one_language(holder: Any, name: str | int) -> bool:
        if is_by_language(holder[name]):
            del holder[name]["en"]
            return True
        return False

    for place, findings in faults_of(key, to_one_language):
        assert (*place, "en") in [finding.key for finding in findings]


@pytest.mark.parametrize("key", schema()["properties"])
def test_a_key_nobody_knows_is_a_fault_in_every_table(key: str) -> None:
    def with_a_key_more(holder: Any, name: str | int) -> bool:
        if isinstance(holder[name], dict):
            holder[name]["colour"] = "red"
            return True
        return False

    for place, findings in faults_of(key, with_a_key_more):
        assert (*place, "colour") in [finding.key for finding in findings]


@pytest.mark.parametrize("name", BROKEN)
def test_every_fault_is_reported_with_line_key_found_and_expected_value(
    name: str, written: Callable[[str], Path]
) -> None:
    source, how = broken(name), BROKEN[name]
    file = written(source)
    sheet, located = check(file)
    assert sheet is None
    by_key = {".".join(map(str, one.finding.key)): one for one in located}
    assert how["key"] in by_key, [str(one) for one in located]
    one = by_key[how["key"]]
    assert one.line == line_with(source, how["line"]), str(one)
    assert how["found"] in one.finding.found["en"]
    assert how["expected"] in one.finding.expected["en"]
    assert one.finding.expected["da"] != one.finding.expected["en"]
    assert str(one).startswith(f"{file}:{one.line}: error: {how['key']}: found ")


@pytest.mark.parametrize("name", BROKEN)
def test_the_schema_refuses_the_faults_it_can_detect(name: str) -> None:
    data = tomllib.loads(broken(name))
    assert jsonschema.Draft7Validator(schema()).is_valid(data) != BROKEN[name]["schema"]


def test_all_faults_are_reported_at_once(written: Callable[[str], Path]) -> None:
    source = SHEET
    apart = [name for name in BROKEN if name.startswith(("a turn", "the second", "minutes that", "another"))]
    for name in apart:
        source = source.replace(BROKEN[name]["was"], BROKEN[name]["now"])
    _, located = check(written(source))
    assert {BROKEN[name]["key"] for name in apart} <= {".".join(map(str, one.finding.key)) for one in located}


def test_a_doubtful_value_is_a_warning_and_the_run_sheet_can_be_used(
    written: Callable[[str], Path],
) -> None:
    source = SHEET.replace(
        "Andet punkt", "Et punkt, der er så langt, at det næppe kan stå på en tavle i salen"
    )
    sheet, located = check(written(source))
    assert sheet is not None
    assert [one.finding.warning for one in located] == [True]
    assert located[0].line == line_with(source, "Et punkt, der")
    assert "warning: pitfalls.1.answer.points.1.da" in str(located[0])


@pytest.mark.parametrize(
    ("source", "line"), [('format = 1\nid = "x\n', 2), ("a = 1\n\na = 2\n", 3), ("[a\n", 1)]
)
def test_broken_toml_is_reported_with_its_line(
    written: Callable[[str], Path], source: str, line: int
) -> None:
    _, located = check(written(source))
    assert located[0].line == line


def test_a_file_that_is_not_utf8_is_reported(tmp_path: Path) -> None:
    file = tmp_path / "sheet.toml"
    file.write_bytes(b"\xff\xfe")
    assert "UTF-8" in str(check(file)[1][0])
    assert "cannot be read" in str(check(tmp_path / "nowhere.toml")[1][0])


def test_a_run_sheet_is_unchanged_after_storing_it_in_the_log() -> None:
    sheet = make_sheet()
    assert run_sheet_from_dict(run_sheet_to_dict(sheet)) == sheet


def test_a_sheet_that_is_read_is_unchanged_after_storing_it_whatever_has_no_value() -> None:
    whole = run_sheet_to_dict(golden.sheet())
    for place, _ in places(whole):
        data = copy.deepcopy(whole)
        holder: Any = data
        for part in place[:-1]:
            holder = holder[part]
        holder[place[-1]] = None
        sheet, _ = read(data)
        assert sheet is None or run_sheet_from_dict(run_sheet_to_dict(sheet)) == sheet, place


def test_a_sheet_that_does_not_say_what_follows_is_stored_as_an_older_summe_reads_it() -> None:
    stored = run_sheet_to_dict(make_sheet())
    del stored["buzz"]["afterwards"]
    assert run_sheet_to_dict(run_sheet_from_dict(stored))["buzz"] == stored["buzz"]


def is_text(form: dict[str, Any]) -> bool:
    by_language = form.get("patternProperties", {}).get(f"^{LANGUAGE}$", {})
    return bool(by_language.get("type") == "string")


def test_of_every_text_it_is_known_how_much_fits_the_screens() -> None:
    single = {key for key, form, _ in keys(schema()) if is_text(form)}
    in_lists = {key for key, form, _ in keys(schema()) if is_text(form.get("items", {}))}
    assert (single | in_lists) - FITS.keys() == {"pitfalls.short"}, "more is a fault there, no warning"
    assert in_lists == MANY_FIT.keys()


def test_more_than_fits_gives_a_warning_with_numbers() -> None:
    data = tomllib.loads((SESSIONS / "projektjungle.toml").read_text())
    data["title"]["da"] = "a" * (FITS["title"] + 1)
    data["closing"] = [data["closing"][0]] * (MANY_FIT["closing"] + 1)
    sheet, findings = read(data)
    assert sheet is not None
    assert {(one.key, one.found["en"], one.expected["en"], one.warning) for one in findings} == {
        (("title", "da"), "81 characters", "80 or fewer, to fit every screen", True),
        (("closing",), "4 of them", "3 or fewer, to fit every screen", True),
    }
