"""Decoding of log rows: older event versions are lifted to today's, newer ones are refused."""

import json
from typing import Any

import pytest

from app.core import events as e
from app.core.codec import UnreadableLog, decode, encode
from app.core.run_sheet_reader import run_sheet_to_dict
from app.core.stored_row import StoredRow
from tests.core.sheet import both, make_sheet

# The fields of `session_opened` without the run sheet, in the first version, the second and the current one.
OPENED_1 = {"code": "ABCDEF", "title": None, "language": "da", "rehearsal": True}
OPENED_2 = {**OPENED_1, "date": None, "place": None, "expected": None}
OPENED = {**OPENED_2, "subtitle": None, "occasion": None}


def test_no_event_is_a_subclass_of_another_since_events_are_looked_up_by_their_class() -> None:
    assert [below for event in e.Event.__subclasses__() for below in event.__subclasses__()] == []


def row(kind: str, version: int, **payload: Any) -> StoredRow:
    return StoredRow(1, 0, 5, "organiser:", "", None, kind, version, payload, None, None)


def test_an_opening_event_of_the_first_version_is_lifted_without_date_and_place() -> None:
    sheet = make_sheet()
    old = decode(row("session_opened", 1, **OPENED_1, run_sheet=run_sheet_to_dict(sheet)))
    assert old.event == e.SessionOpened("ABCDEF", None, "da", True, sheet, None, None, None)


def test_events_from_before_own_subtitles_are_lifted_without_them() -> None:
    sheet = make_sheet()
    old = decode(row("session_opened", 2, **OPENED_2, run_sheet=run_sheet_to_dict(sheet)))
    assert old.event == e.SessionOpened("ABCDEF", None, "da", True, sheet)
    renamed = decode(row("session_retitled", 1, title="Temadag"))
    assert renamed.event == e.SessionRetitled("Temadag", None, None)


@pytest.mark.parametrize(
    ("kind", "version"), [("session_opened", e.SessionOpened.version + 1), ("session_dreamt", 1)]
)
def test_rows_of_a_newer_version_are_refused(kind: str, version: int) -> None:
    with pytest.raises(UnreadableLog, match="newer Summe"):
        decode(row(kind, version))


@pytest.mark.parametrize(
    ("more", "key"),
    [
        ({"future": {}}, "future"),
        ({"buzz": {"prompts": [both("Fortæl")], "future": 1}}, "buzz.future"),
        ({"minutes": {"from-the-future": 5}}, "minutes.from-the-future"),
    ],
)
def test_a_run_sheet_with_a_key_from_a_newer_version_is_refused(more: dict[str, Any], key: str) -> None:
    opened = row("session_opened", 3, **OPENED, run_sheet={**run_sheet_to_dict(make_sheet()), **more})
    with pytest.raises(UnreadableLog, match=f"key '{key}' .* newer Summe"):
        decode(opened)


def test_a_run_sheet_that_lacks_a_key_is_called_damaged() -> None:
    sheet = run_sheet_to_dict(make_sheet())
    del sheet["title"]
    with pytest.raises(UnreadableLog, match="damaged"):
        decode(row("session_opened", 3, **OPENED, run_sheet=sheet))


def test_a_log_with_a_step_from_a_newer_version_is_refused() -> None:
    assert decode(row("step_entered", 1, step="walk:modstand")).event == e.StepEntered("walk:modstand")
    with pytest.raises(UnreadableLog, match=r"step 'from-the-future' .* newer Summe"):
        decode(row("step_entered", 1, step="from-the-future"))


def test_what_an_import_records_is_read_from_the_log_as_it_was() -> None:
    for event in (
        e.DotsImported(((1_000, 0, 0), (0, 500, 500))),
        e.FiguresImported(9, 8, 7, (6, 5, 4), (3, 2, 1), 1),
        e.SkippedImported(("modstand",)),
    ):
        recorded = e.Recorded(2, 0, 5, "organiser:", "", None, event)
        written = encode(recorded)
        assert decode(written._replace(payload=json.loads(json.dumps(written.payload)))) == recorded
