"""Run sheets are read whole, and every fault is told with its place."""

from pathlib import Path

import pytest

from app.core.run_sheet_reader import run_sheet_from_dict, run_sheet_to_dict
from app.store.run_sheets import check
from tests.core.sheet import make_sheet

SESSIONS = Path(__file__).parent.parent.parent / "sessions"


@pytest.mark.parametrize("path", sorted(SESSIONS.glob("*.toml")), ids=lambda path: path.stem)
def test_the_shipped_sheets_have_nothing_to_remark(path: Path) -> None:
    sheet, located = check(path)
    assert [str(one) for one in located] == []
    assert sheet is not None
    assert run_sheet_from_dict(run_sheet_to_dict(sheet)) == sheet


def test_every_fault_names_line_and_key(tmp_path: Path) -> None:
    source = (SESSIONS / "projektjungle.toml").read_text()
    source = source.replace("turn_seconds = 180", "turn_seconds = 5\nturn_secnds = 9")
    source = source.replace('da = "Effekten udeblev"', 'da = "Effekten udeblev desværre"')
    file = tmp_path / "sheet.toml"
    file.write_text(source)
    sheet, located = check(file)
    said = [str(one) for one in located]
    assert sheet is None
    lines = source.split("\n")
    assert any(f":{lines.index('turn_seconds = 5') + 1}: error: buzz.turn_seconds" in one for one in said)
    assert any("did you mean 'turn_seconds'?" in one for one in said)
    assert any("pitfalls.1.short.da" in one and "at most 16" in one for one in said)


def test_broken_toml_is_told_with_its_line(tmp_path: Path) -> None:
    file = tmp_path / "sheet.toml"
    file.write_text('format = 1\nid = "x\n')
    _, located = check(file)
    assert located[0].line == 2


def test_a_small_sheet_survives_the_log() -> None:
    sheet = make_sheet()
    assert run_sheet_from_dict(run_sheet_to_dict(sheet)) == sheet
