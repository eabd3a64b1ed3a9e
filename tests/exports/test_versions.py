"""Compatibility: exports of every released version can be imported.

The kept files in `tests/golden/exports` were written by those versions; `python -m tests.golden freeze`
keeps the next one.
"""

import json
from pathlib import Path
from typing import Any

import pytest

from app.exports import export_schema
from app.exports.export_schema import LIFTS, read_export
from app.exports.report_data import VERSION, answer_is_hidden, is_quotable
from app.exports.words import words_in
from tests.golden.files import KEPT_EXPORTS, imported, newest_export, report_path, report_text

every_kept_export = pytest.mark.parametrize(
    "export", KEPT_EXPORTS.values(), ids=[f"version {n}" for n in KEPT_EXPORTS]
)
# Tables whose keys are ids, not field names.
BY_ID = ("poll", "tallies", "following")


def test_every_version_has_a_kept_file_and_every_older_version_a_lift() -> None:
    assert list(LIFTS) == list(range(1, VERSION)), "add the lift from the version before in export_schema.py"
    assert list(KEPT_EXPORTS) == list(range(1, VERSION + 1)), "new? then: python -m tests.golden freeze"


@every_kept_export
def test_a_kept_file_has_the_version_in_its_name(export: Path) -> None:
    assert KEPT_EXPORTS[json.loads(export.read_text())["version"]] == export


@every_kept_export
def test_a_kept_export_is_imported_with_every_question_as_it_was(export: Path) -> None:
    """Except single answers in small groups, which older versions exported."""
    told, now = json.loads(export.read_text())["report"]["questions"], imported(export)
    assert told
    for before, after in zip(told, now["questions"], strict=True):
        if not is_quotable(after) or answer_is_hidden(now, after):
            before["answer"] = None
        if before["text"] is None:
            before["text"] = words_in("da").text_left_out
        assert {name: after[name] for name in before} == before


@every_kept_export
def test_a_kept_export_gives_the_same_report_as_before(export: Path) -> None:
    assert report_text(export) == report_path(export).read_text(), "meant? then: python -m tests.golden"


def fields(value: Any) -> Any:
    """The names of all fields at every depth, without their values."""
    if isinstance(value, dict):
        return {name: fields(inner) for name, inner in value.items()}
    return fields(value[0]) if isinstance(value, list) and value else None


def shape(export: str) -> Any:
    """The fields of an export, with one entry of each table that has ids as keys."""
    data = json.loads(export)
    report = data["report"]
    for name in BY_ID:
        report[name] = [table for table in report[name].values() if isinstance(table, dict)]
    del report["run_sheet"]  # has a format of its own
    return fields(data)


def test_an_export_of_today_has_the_fields_of_its_version() -> None:
    kept = KEPT_EXPORTS[VERSION].read_text()
    assert shape(newest_export()) == shape(kept), "a changed field is a new version: see export_schema.py"


def test_an_old_export_passes_through_every_lift_in_order(monkeypatch: pytest.MonkeyPatch) -> None:
    passed = []

    def lift(version: int) -> Any:
        def lifted(report: dict[str, Any]) -> dict[str, Any]:
            passed.append(version)
            return LIFTS[version](report) if version in LIFTS else report

        return lifted

    for newest, expected in ((VERSION, list(range(1, VERSION))), (VERSION + 2, list(range(1, VERSION + 2)))):
        passed.clear()
        monkeypatch.setattr(export_schema, "VERSION", newest)
        monkeypatch.setattr(export_schema, "LIFTS", {n: lift(n) for n in range(1, newest)})
        read_export(json.loads(KEPT_EXPORTS[1].read_text()))
        assert passed == expected
