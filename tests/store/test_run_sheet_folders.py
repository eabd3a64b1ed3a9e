"""Run sheets of one folder: of those with one id only one can be used, and the others say so."""

import shutil
from pathlib import Path

import pytest

from app.store.run_sheets import SHIPPED, check_in_folder, faults, sheets
from tests.server import ROOT

TALK = ROOT / "sessions" / SHIPPED


def usable(folder: Path) -> list[str]:
    return [path.name for path, _ in sheets(folder)]


@pytest.mark.parametrize("copy", ["kopi.toml", "ribe.toml"])
def test_a_copy_of_the_shipped_talk_with_its_id_is_refused_with_file_and_line(
    copy: str, tmp_path: Path
) -> None:
    shutil.copy(TALK, tmp_path)
    shutil.copy(TALK, tmp_path / copy)
    assert usable(tmp_path) == [SHIPPED]
    said = f"{copy}:3: error: id: found 'projektjungle', which {SHIPPED} has too, expected an id of its own"
    assert faults(tmp_path) == [said]
    sheet, (located,) = check_in_folder(tmp_path / copy)
    assert sheet is None
    assert str(located) == f"{tmp_path}/{said}"
    assert check_in_folder(tmp_path / SHIPPED)[0] is not None


def test_of_two_own_sheets_with_one_id_the_first_by_name_is_used(tmp_path: Path) -> None:
    for name in ("b.toml", "a.toml"):
        shutil.copy(TALK, tmp_path / name)
    assert usable(tmp_path) == ["a.toml"]
    assert faults(tmp_path)[0].startswith("b.toml:3: error: id:")


def test_a_copy_with_an_id_of_its_own_is_used_beside_the_talk(tmp_path: Path) -> None:
    shutil.copy(TALK, tmp_path)
    copied = TALK.read_text().replace('id = "projektjungle"', 'id = "ribe"')
    (tmp_path / "ribe.toml").write_text(copied)
    assert usable(tmp_path) == [SHIPPED, "ribe.toml"]
    assert faults(tmp_path) == []
