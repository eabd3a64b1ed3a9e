"""Edited run sheets on disk: limits, history, file modes, and files that another program has changed."""

import stat
from contextlib import AbstractContextManager
from pathlib import Path
from unittest.mock import Mock

import pytest

from app.platform.files import HAS_MODES
from app.store.edited_run_sheets import EditedRunSheets, Limits, NotSaved, TooMuch, UnknownRunSheet, Unusable
from app.store.run_sheets import check_folder, faults, sheets

SMALL = (Path(__file__).parent.parent / "core" / "small.toml").read_text("utf-8")
LIMITS = Limits(size=len(SMALL.encode()) + 100, sheets=1, versions=2)


@pytest.fixture
def shelf(tmp_path: Path) -> EditedRunSheets:
    (tmp_path / "sessions").mkdir()
    (tmp_path / "sessions" / "ours.toml").write_text(SMALL, "utf-8")
    return EditedRunSheets(tmp_path / "data", tmp_path / "sessions", LIMITS)


def test_the_limits_are_kept_and_named(shelf: EditedRunSheets) -> None:
    with pytest.raises(Unusable, match="at most"):
        shelf.make(SMALL + "#" * 101)
    shelf.make(SMALL.replace('"small"', '"own"'))
    with pytest.raises(TooMuch, match="SUMME_RUN_SHEETS"):
        shelf.make(SMALL.replace('"small"', '"other"'))
    with pytest.raises(TooMuch):
        shelf.save("small", SMALL + "#", shelf.get("small").version)


def test_of_the_former_versions_the_newest_are_kept_and_all_files_are_private(
    shelf: EditedRunSheets,
) -> None:
    for n in range(4):
        shelf.save("small", f"{SMALL}# {n}\n", shelf.get("small").version)
    former = [shelf.former("small", version.version_id) for version in shelf.versions("small")]
    assert former == [f"{SMALL}# {n}\n" for n in (2, 1)]
    files = [path for path in shelf.folder.rglob("*") if path.is_file()]
    assert len(files) == 4
    if HAS_MODES:
        assert {stat.S_IMODE(path.stat().st_mode) for path in files} == {0o600}
    assert (shelf.sessions / "ours.toml").read_text("utf-8") == SMALL


def test_saving_the_same_text_again_makes_no_version(shelf: EditedRunSheets) -> None:
    file = shelf.get("small")
    assert shelf.save("small", SMALL.replace("\n", "\r\n"), file.version).origin == "shipped"
    assert shelf.versions("small") == []


def test_an_edited_file_with_another_id_than_its_name_is_a_fault_and_hides_the_shipped_one(
    shelf: EditedRunSheets,
) -> None:
    shelf.save("small", SMALL + "#\n", shelf.get("small").version)
    (shelf.folder / "small.toml").write_text(SMALL.replace('"small"', '"big"'), "utf-8")
    assert [sheet.id for _, sheet in sheets(shelf.sessions, shelf.folder)] == []
    assert "expected 'small', as the file is called" in faults(shelf.sessions, shelf.folder)[0]
    assert shelf.get("small").sheet is None


@pytest.mark.parametrize("id", ["", "..", "../sessions/ours", "Small", "former"])
def test_a_name_that_is_no_run_sheet_is_unknown(shelf: EditedRunSheets, id: str) -> None:
    with pytest.raises(UnknownRunSheet):
        shelf.get(id)
    with pytest.raises(UnknownRunSheet):
        shelf.former(id, "0-0123456789abcdef")


def test_what_another_saves_while_one_renames_has_the_new_id(
    shelf: EditedRunSheets, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = shelf.make(SMALL.replace('"small"', '"own"'))
    other = EditedRunSheets(shelf.folder.parent, shelf.sessions, LIMITS)
    alone = shelf._alone

    def late() -> AbstractContextManager[None]:
        other.save("own", f"{file.text}# mere\n", file.version)
        return alone()

    monkeypatch.setattr(shelf, "_alone", late)
    assert shelf.rename("own", "new").text.endswith("# mere\n")


@pytest.mark.parametrize("id", ["con", "nul", "aux", "prn", "com1", "lpt9"])
def test_an_id_that_is_a_device_on_windows_is_refused(shelf: EditedRunSheets, id: str) -> None:
    with pytest.raises(Unusable, match="Windows"):
        shelf.make(SMALL.replace('"small"', f'"{id}"'))
    assert not shelf._path(id).exists()


def test_the_sessions_folder_is_read_once_for_the_whole_list(
    shelf: EditedRunSheets, monkeypatch: pytest.MonkeyPatch
) -> None:
    shelf.make(SMALL.replace('"small"', '"own"'))
    read = Mock(side_effect=check_folder)
    monkeypatch.setattr("app.store.edited_run_sheets.check_folder", read)
    assert [file.id for file in shelf.all()] == ["own", "small"]
    assert read.call_count == 1


def test_a_folder_that_cannot_be_written_is_said_and_nothing_is_lost(shelf: EditedRunSheets) -> None:
    shelf.folder.parent.mkdir()
    shelf.folder.write_text("in the way")
    with pytest.raises(NotSaved, match="cannot be written"):
        shelf.make(SMALL.replace('"small"', '"own"'))
    assert [file.id for file in shelf.all()] == ["small"]


def test_a_logo_of_the_sessions_folder_is_found_from_an_edited_run_sheet(shelf: EditedRunSheets) -> None:
    (shelf.sessions / "logo.svg").write_text(
        '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 30 10"><path d="M0 10 15 0 30 10Z"/></svg>'
    )
    lines = ['logo = "logo.svg"' if line.startswith("logo = ") else line for line in SMALL.splitlines()]
    file = shelf.save("small", "\n".join(lines) + "\n", shelf.get("small").version)
    assert file.sheet is not None
    assert file.sheet.logo.startswith("data:image/svg+xml")
