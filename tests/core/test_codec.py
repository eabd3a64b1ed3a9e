"""Decoding of log rows: older event versions are lifted to today's, newer ones are refused."""

from typing import Any

import pytest

from app.core import events as e
from app.core.codec import StoredRow, UnreadableLog, decode
from app.core.run_sheet_reader import run_sheet_to_dict
from tests.core.sheet import make_sheet


def row(kind: str, version: int, **payload: Any) -> StoredRow:
    return StoredRow(1, 0, 5, "organiser:", "", None, kind, version, payload, None, None)


def test_an_opening_event_of_the_first_version_is_lifted_without_date_and_place() -> None:
    sheet = make_sheet()
    payload = {"code": "ABCDEF", "title": None, "language": "da", "rehearsal": True}
    old = decode(row("session_opened", 1, **payload, run_sheet=run_sheet_to_dict(sheet)))
    assert old.event == e.SessionOpened("ABCDEF", None, "da", True, sheet, None, None, None)


@pytest.mark.parametrize(("kind", "version"), [("session_opened", 3), ("session_dreamt", 1)])
def test_rows_of_a_newer_version_are_refused(kind: str, version: int) -> None:
    with pytest.raises(UnreadableLog, match="newer Summe"):
        decode(row(kind, version))


def test_a_log_with_a_step_from_a_newer_version_is_refused() -> None:
    assert decode(row("step_entered", 1, step="walk:modstand")).event == e.StepEntered("walk:modstand")
    with pytest.raises(UnreadableLog, match=r"step 'from-the-future' .* newer Summe"):
        decode(row("step_entered", 1, step="from-the-future"))
