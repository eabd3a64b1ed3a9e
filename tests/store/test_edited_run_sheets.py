"""Edited run sheets, in memory, on a real SQLite file and on a real PostgreSQL server."""

import os
from pathlib import Path
from unittest.mock import Mock

import pytest

from app.settings import SHIPPED_SESSIONS
from app.store import Log
from app.store.edited_run_sheets import (
    FOLDER,
    ChangedMeanwhile,
    EditedRunSheets,
    IdTaken,
    Limits,
    SheetFile,
    TooMuch,
    UnknownRunSheet,
    Unusable,
    version_of,
)
from app.store.opening import backups_of
from app.store.run_sheets import Edited, check_folder, faults, sheets
from app.store.sheet_files import take_over
from app.store.sqlite import SqliteLog
from tests.store.test_log_contract import log

__all__ = ["log"]
pytestmark = pytest.mark.asyncio
SMALL = (Path(__file__).parent.parent / "core" / "small.toml").read_text("utf-8")
LIMITS = Limits(size=len(SMALL.encode()) + 100, sheets=1, versions=2, removed=2)
OWN = SMALL.replace('"small"', '"own"')
AT_MS = 1_800_000_000_000


def shelf_on(log: Log, folder: Path, limits: Limits = LIMITS) -> EditedRunSheets:
    """The run sheets of a log, over a folder with one, as a server has them whose clock stands still."""
    (folder / "sessions").mkdir(exist_ok=True)
    (folder / "sessions" / "ours.toml").write_text(SMALL, "utf-8")
    return EditedRunSheets(log.sheet_texts, folder / "data", folder / "sessions", limits, lambda: AT_MS)


@pytest.fixture
def shelf(log: Log, tmp_path: Path) -> EditedRunSheets:
    return shelf_on(log, tmp_path)


async def origins(shelf: EditedRunSheets) -> dict[str, str]:
    return {file.id: file.origin for file in await shelf.all()}


async def test_the_limits_are_kept_and_named(shelf: EditedRunSheets) -> None:
    with pytest.raises(Unusable, match="at most"):
        await shelf.make(SMALL + "#" * 101)
    await shelf.make(OWN)
    with pytest.raises(TooMuch, match="SUMME_RUN_SHEETS"):
        await shelf.make(SMALL.replace('"small"', '"other"'))
    with pytest.raises(TooMuch):
        await shelf.save("small", SMALL + "#", (await shelf.get("small")).version)
    assert await origins(shelf) == {"own": "own", "small": "shipped"}


async def test_of_the_former_versions_the_newest_are_kept_in_order_and_the_shipped_file_is_untouched(
    shelf: EditedRunSheets, tmp_path: Path
) -> None:
    for n in range(4):
        file = await shelf.save("small", f"{SMALL}# {n}\n", (await shelf.get("small")).version)
    former = [await shelf.former("small", version.version_id) for version in await shelf.versions("small")]
    assert former == [f"{SMALL}# {n}\n" for n in (2, 1)]
    assert [version.saved_at_ms for version in await shelf.versions("small")] == [AT_MS + 2, AT_MS + 1]
    assert (file.origin, file.text) == ("edited", f"{SMALL}# 3\n")
    assert (tmp_path / "sessions" / "ours.toml").read_text("utf-8") == SMALL


async def test_saving_the_same_text_again_makes_no_version(shelf: EditedRunSheets) -> None:
    file = await shelf.get("small")
    assert (await shelf.save("small", SMALL.replace("\n", "\r\n"), file.version)).origin == "shipped"
    assert await shelf.versions("small") == []


async def test_of_two_servers_on_one_log_the_second_to_save_is_refused_and_both_see_the_first(
    log: Log, shelf: EditedRunSheets, tmp_path: Path
) -> None:
    (tmp_path / "b").mkdir()
    other = shelf_on(log, tmp_path / "b", Limits(LIMITS.size, 9, 9, 9))
    before = (await shelf.get("small")).version
    await shelf.save("small", SMALL + "# a\n", before)
    with pytest.raises(ChangedMeanwhile):
        await other.save("small", SMALL + "# b\n", before)
    now = await other.get("small")
    assert (now.text, now.origin) == (SMALL + "# a\n", "edited")
    assert (await other.usable()).keys() == {"small"}
    # One that was about to save when the other did is refused by the database.
    await other.make(OWN)
    own = await shelf.get("own")
    await other.save("own", OWN + "# c\n", own.version)
    with pytest.raises(ChangedMeanwhile):
        await shelf._save("own", OWN + "# d\n", own)
    with pytest.raises(IdTaken):
        await shelf.make(OWN)


async def test_what_is_removed_or_renamed_keeps_its_texts(shelf: EditedRunSheets) -> None:
    await shelf.make(OWN)
    await shelf.save("own", OWN + "#\n", version_of(OWN))
    file = await shelf.rename("own", "new")
    assert (file.origin, len(await shelf.versions("new"))) == ("own", 2)
    await shelf.remove("new")
    assert await origins(shelf) == {"small": "shipped", "new": "removed"}
    assert await shelf.usable() == {"small": (await shelf.get("small")).sheet}
    gone = await shelf.get("new")
    with pytest.raises(UnknownRunSheet):
        await shelf.remove("new")
    back = await shelf.save("new", gone.text, gone.version)
    assert (back.origin, back.text) == ("own", gone.text)
    await shelf.remove("new")
    # Of a shipped one the changes are removed.
    await shelf.save("small", SMALL + "#\n", version_of(SMALL))
    await shelf.remove("small")
    assert ((await shelf.get("small")).origin, len(await shelf.versions("small"))) == ("shipped", 2)


@pytest.mark.parametrize("id", ["", "..", "../sessions/ours", "Small", "former"])
async def test_a_name_that_is_no_run_sheet_is_unknown(shelf: EditedRunSheets, id: str) -> None:
    with pytest.raises(UnknownRunSheet):
        await shelf.get(id)
    with pytest.raises(UnknownRunSheet):
        await shelf.former(id, "0-0123456789abcdef")


async def test_of_the_removed_ones_that_saved_longest_ago_is_deleted_unless_it_has_just_been_removed(
    shelf: EditedRunSheets, log: Log
) -> None:
    for id in ("one", "two", "three"):
        shelf._now_ms = Mock(return_value=AT_MS + 1000 * len(await shelf.all()))
        await shelf.make(SMALL.replace('"small"', f'"{id}"'))
        await shelf.remove(id)
    assert await origins(shelf) == {"small": "shipped", "two": "removed", "three": "removed"}
    assert await log.sheet_texts.former("one") == []
    shelf._now_ms = Mock(return_value=AT_MS - 1000)
    await shelf.make(OWN)
    await shelf.remove("own")
    assert await origins(shelf) == {"small": "shipped", "three": "removed", "own": "removed"}


async def test_what_another_saves_while_one_renames_has_the_new_id(
    log: Log, shelf: EditedRunSheets, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = await shelf.make(OWN)
    (tmp_path / "b").mkdir()
    other = shelf_on(log, tmp_path / "b")
    find, asked = shelf._find, list[str]()

    async def late(id: str) -> SheetFile | None:
        asked.append(id)
        if asked == ["own", "new"]:
            await other.save("own", f"{file.text}# mere\n", file.version)
        return await find(id)

    monkeypatch.setattr(shelf, "_find", late)
    assert (await shelf.rename("own", "new")).text.endswith("# mere\n")
    assert await origins(shelf) == {"new": "own", "small": "shipped"}


@pytest.mark.parametrize("id", ["con", "lpt9"])
async def test_an_id_that_is_a_device_on_windows_is_refused(shelf: EditedRunSheets, id: str) -> None:
    with pytest.raises(Unusable, match="Windows"):
        await shelf.make(SMALL.replace('"small"', f'"{id}"'))
    assert await origins(shelf) == {"small": "shipped"}


async def test_the_sessions_folder_is_read_once_for_the_whole_list(
    shelf: EditedRunSheets, monkeypatch: pytest.MonkeyPatch
) -> None:
    await shelf.make(OWN)
    read = Mock(side_effect=check_folder)
    monkeypatch.setattr("app.store.edited_run_sheets.check_folder", read)
    assert (await origins(shelf)).keys() == {"own", "small"}
    assert read.call_count == 1


async def test_a_logo_of_the_sessions_folder_is_found_from_an_edited_run_sheet(
    shelf: EditedRunSheets, tmp_path: Path
) -> None:
    (tmp_path / "sessions" / "logo.svg").write_text(
        '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 30 10"><path d="M0 10 15 0 30 10Z"/></svg>'
    )
    lines = ['logo = "logo.svg"' if line.startswith("logo = ") else line for line in SMALL.splitlines()]
    file = await shelf.save("small", "\n".join(lines) + "\n", (await shelf.get("small")).version)
    assert file.sheet is not None
    assert file.sheet.logo.startswith("data:image/svg+xml")


async def test_a_backup_has_edited_run_sheets_and_a_restore_brings_them_back(tmp_path: Path) -> None:
    path, copy = tmp_path / "summe.db", tmp_path / "copy.db"
    log = SqliteLog(path)
    shelf = shelf_on(log, tmp_path)
    await shelf.make(OWN)
    await shelf.save("own", OWN + "#\n", version_of(OWN))
    backups_of(path).back_up(copy)
    await shelf.remove("own")
    await log.close()
    backups_of(path).restore(copy)
    log = SqliteLog(path)
    shelf = shelf_on(log, tmp_path)
    assert (await shelf.get("own")).text == OWN + "#\n"
    assert [await shelf.former("own", one.version_id) for one in await shelf.versions("own")] == [OWN]
    await log.close()


def written(folder: Path, text: str) -> Path:
    """A file as it was kept before, saved at AT_MS."""
    folder.mkdir(parents=True, exist_ok=True)
    file = folder / "own.toml"
    file.write_text(text, "utf-8")
    os.utime(file, ns=(AT_MS * 10**6, AT_MS * 10**6))
    return file


async def test_edited_files_of_an_older_data_folder_are_taken_over_once_with_their_history(
    log: Log, shelf: EditedRunSheets, tmp_path: Path
) -> None:
    folder = tmp_path / "data" / FOLDER
    written(folder, OWN + "# 2\n")
    (folder / "former" / "own").mkdir(parents=True)
    (folder / "former" / "own" / f"{AT_MS - 1}-{version_of(OWN)}.toml").write_text(OWN, "utf-8")
    (folder / "broken.toml").write_bytes(b"\xff\x00")
    await take_over(tmp_path / "data", log.sheet_texts)
    file = await shelf.get("own")
    assert (file.origin, file.text, file.saved_at_ms) == ("own", OWN + "# 2\n", AT_MS)
    assert [await shelf.former("own", one.version_id) for one in await shelf.versions("own")] == [OWN]
    assert (await shelf.get("broken")).sheet is None
    assert [path.name for path in folder.iterdir()] == ["moved"]
    await shelf.remove("own")
    await take_over(tmp_path / "data", log.sheet_texts)
    assert (await shelf.get("own")).origin == "removed"
    # Another server's file with the id of one that is there already goes to its history.
    written(folder, OWN + "# other\n")
    await take_over(tmp_path / "data", log.sheet_texts)
    assert (await shelf.get("own")).origin == "removed"
    texts = [await shelf.former("own", one.version_id) for one in await shelf.versions("own")]
    assert {*texts} == {OWN, OWN + "# 2\n", OWN + "# other\n"}


async def test_an_edited_text_that_cannot_be_used_hides_the_shipped_one_and_leaves_the_others_usable(
    tmp_path: Path,
) -> None:
    (tmp_path / "sessions").mkdir()
    (tmp_path / "sessions" / "ours.toml").write_text(SMALL, "utf-8")
    wrong = Edited({"small": SMALL.replace('"small"', '"big"')}, tmp_path)
    assert [sheet.id for _, sheet in sheets(tmp_path / "sessions", wrong)] == []
    assert "expected 'small', as the file is called" in faults(tmp_path / "sessions", wrong)[0]
    read = {
        path.name: sheet for path, sheet, _ in check_folder(SHIPPED_SESSIONS, Edited({"broken": "\ufffd"}))
    }
    assert read.pop("broken.toml") is None
    assert any(read.values())
