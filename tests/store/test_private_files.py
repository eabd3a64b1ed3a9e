"""Files of the data folder: written atomically, and accessible to their owner alone."""

import asyncio
import os
import resource
import sqlite3
import stat
import subprocess
import sys
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from sqlalchemy import create_engine

from app.store import BackupError, schema
from app.store.backup import SqliteBackups
from app.store.lock import DataFolderError, FolderLock
from app.store.private_files import mend_modes, write_whole
from app.store.sqlite import SqliteLog
from tests.server import ROOT

KILLED_WHILE_WRITING = """
import os, pathlib, sys
from app.store.private_files import written_whole
with written_whole(pathlib.Path(sys.argv[1])) as unfinished:
    unfinished.write_text("half a k")
    os._exit(0)
"""


@contextmanager
def full_disk(left: int) -> Iterator[None]:
    """Within the block no file of this process can grow beyond so many bytes."""
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (left, hard))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))


def database(path: Path, *words: str) -> bytes:
    """A database of more than sixty kilobytes and these words; returns its bytes."""
    engine = create_engine(f"sqlite:///{path}")
    schema.prepare(engine)
    engine.dispose()
    with closing(sqlite3.connect(path)) as connection, connection:
        connection.execute("CREATE TABLE words (word TEXT)")
        connection.executemany("INSERT INTO words VALUES (?)", [(word,) for word in (*words, "x" * 60_000)])
    return path.read_bytes()


def mode(path: Path) -> int:
    return stat.S_IMODE(path.stat().st_mode)


def test_h14_on_a_full_disk_a_file_is_left_as_it_was_or_absent(tmp_path: Path) -> None:
    path = tmp_path / "secret"
    for before in ([], [path]):
        with full_disk(8), pytest.raises(OSError, match="too large"):
            write_whole(path, "a key that does not fit")
        assert list(tmp_path.iterdir()) == before
        write_whole(path, "the key")
        assert (path.read_text(), mode(path)) == ("the key", 0o600)


@pytest.mark.process
def test_h14_a_file_whose_writing_was_killed_is_absent_and_can_be_written(tmp_path: Path) -> None:
    path = tmp_path / "secret"
    subprocess.run([sys.executable, "-c", KILLED_WHILE_WRITING, path], cwd=ROOT, check=True)
    assert not path.exists()
    write_whole(path, "the key")
    assert [(one, one.read_text()) for one in tmp_path.iterdir()] == [(path, "the key")]


def test_h14_a_backup_that_does_not_fit_leaves_no_file(tmp_path: Path) -> None:
    database(tmp_path / "summe.db")
    with full_disk(20_000), pytest.raises(BackupError, match="could not be written"):
        SqliteBackups(tmp_path / "summe.db").back_up(tmp_path / "copy.db")
    assert [path.name for path in tmp_path.iterdir()] == ["summe.db"]


def test_h14_a_restore_that_does_not_fit_leaves_the_database_as_it_was(tmp_path: Path) -> None:
    before = database(tmp_path / "summe.db", "now")
    database(tmp_path / "copy.db", "then")
    with full_disk(20_000), pytest.raises(BackupError):
        SqliteBackups(tmp_path / "summe.db").restore(tmp_path / "copy.db")
    assert sorted(path.name for path in tmp_path.iterdir()) == ["copy.db", "summe.db"]
    assert (tmp_path / "summe.db").read_bytes() == before


def test_h17_backups_and_restored_databases_are_readable_by_their_owner_alone(tmp_path: Path) -> None:
    database(tmp_path / "summe.db")
    (tmp_path / "summe.db").chmod(0o644)
    backups = SqliteBackups(tmp_path / "summe.db")
    backups.back_up(tmp_path / "copy.db")
    assert mode(tmp_path / "copy.db") == 0o600
    (tmp_path / "copy.db").chmod(0o644)
    backups.restore(tmp_path / "copy.db")
    assert mode(tmp_path / "summe.db") == 0o600


def test_h17_modes_of_a_folder_and_its_files_are_mended_once_and_logged(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    folder, other = tmp_path / "data", tmp_path / "other"
    folder.mkdir(mode=0o755)
    for path in (folder / "summe.db", folder / "notes.txt", other):
        path.touch(mode=0o644)
    (folder / "linked").symlink_to(other)
    for _ in range(2):
        mend_modes(folder, ("summe.db", "linked", "missing"))
    assert mode(folder) == 0o700
    assert mode(folder / "summe.db") == 0o600
    assert mode(folder / "notes.txt") == mode(other) == 0o644
    assert [record.getMessage() for record in caplog.records] == [
        f"{folder} is closed to other users now: its mode was 755 and is 700",
        f"{folder / 'summe.db'} is closed to other users now: its mode was 644 and is 600",
    ]


def test_h17_a_folder_that_all_users_share_is_left_open_with_a_warning(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    tmp_path.chmod(0o1777)
    mend_modes(tmp_path, ())
    assert mode(tmp_path) == 0o1777
    assert "give Summe one of its own" in caplog.text


# ---- root in the data folder of a service

SERVICE = 65534
needs_root = pytest.mark.skipif(os.geteuid() != 0, reason="not run here: giving files to a user needs root")


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """The data folder of a service that runs as a user of its own."""
    folder = tmp_path / "data"
    folder.mkdir(mode=0o700)
    os.chown(folder, SERVICE, SERVICE)
    return folder


def owners(folder: Path) -> dict[str, int]:
    return {path.name: path.stat().st_uid for path in folder.iterdir()}


@needs_root
@pytest.mark.parametrize("is_first", [True, False])
def test_a_database_that_root_restores_belongs_to_the_user_of_the_data_folder(
    folder: Path, tmp_path: Path, is_first: bool
) -> None:
    database(tmp_path / "copy.db")
    if not is_first:
        database(folder / "summe.db")
        os.chown(folder / "summe.db", SERVICE, SERVICE)
    lock = FolderLock(folder)
    SqliteBackups(folder / "summe.db").restore(tmp_path / "copy.db")
    lock.release()
    assert owners(folder) == {"lock": SERVICE, "summe.db": SERVICE}


@needs_root
def test_files_that_a_server_of_root_makes_belong_to_the_user_of_the_data_folder(folder: Path) -> None:
    lock = FolderLock(folder)
    write_whole(folder / "secret", "a key")
    log = SqliteLog(folder / "summe.db")
    asyncio.run(log.close())
    lock.release()
    assert owners(folder) == {"lock": SERVICE, "secret": SERVICE, "summe.db": SERVICE}


@needs_root
def test_a_backup_that_root_writes_into_the_folder_of_another_user_is_root_s(
    folder: Path, tmp_path: Path
) -> None:
    database(tmp_path / "summe.db")
    SqliteBackups(tmp_path / "summe.db").back_up(folder / "copy.db")
    assert owners(folder) == {"copy.db": 0}


@needs_root
def test_a_lock_that_is_a_link_to_nothing_is_refused_and_makes_no_file(folder: Path, tmp_path: Path) -> None:
    (folder / "lock").symlink_to(tmp_path / "elsewhere")
    with pytest.raises(DataFolderError, match="cannot be written"):
        FolderLock(folder)
    assert not (tmp_path / "elsewhere").exists()


@needs_root
def test_a_database_of_another_user_is_refused_with_that_reason(folder: Path) -> None:
    database(folder / "summe.db")
    with TemporaryDirectory() as open_to_all:
        Path(open_to_all).chmod(0o755)
        moved = folder.rename(Path(open_to_all) / "data")
        os.seteuid(SERVICE)
        try:
            with pytest.raises(
                DataFolderError, match=r"summe.db cannot be read \(Permission denied\).*chown"
            ):
                SqliteLog(moved / "summe.db")
        finally:
            os.seteuid(0)
