"""Opens the log at a path or a database URL. No layer above the store knows which database it is in."""

from pathlib import Path

from sqlalchemy import make_url
from sqlalchemy.exc import ArgumentError

from app.store import Backups, Log
from app.store.backup import SqliteBackups
from app.store.committer import OnCommit, OnFatal, stop_the_process
from app.store.lock import DataFolderError
from app.store.sqlite import SqliteLog

DATABASE = "summe.db"
LOG_FILES = (DATABASE, f"{DATABASE}-wal", f"{DATABASE}-shm")
SUPPORTED = "Summe keeps its log in a SQLite file: give a path, or sqlite:////path/to/summe.db."


class UnsupportedLog(DataFolderError):
    """No log can be kept at this address; the message says which can."""


def log_address(folder: Path) -> Path:
    """The address of the log in a data folder."""
    return folder / DATABASE


def open_log(
    address: str | Path,
    *,
    queue_size: int = 10_000,
    on_fatal: OnFatal = stop_the_process,
    on_commit: OnCommit = lambda batches, seconds: None,
) -> Log:
    """Open or create the log at a path or an SQLAlchemy URL; raises UnsupportedLog and DataFolderError."""
    return SqliteLog(_path(address), queue_size=queue_size, on_fatal=on_fatal, on_commit=on_commit)


def backups_of(address: str | Path) -> Backups:
    """Backup and restore of the log at this address; raises UnsupportedLog."""
    return SqliteBackups(_path(address))


def _path(address: str | Path) -> Path:
    """The SQLite file at this address; raises UnsupportedLog."""
    if isinstance(address, Path) or "://" not in address:
        return Path(address)
    try:
        url = make_url(address)
    except ArgumentError:
        raise UnsupportedLog(f"This is no address of a database. {SUPPORTED}") from None
    if url.get_backend_name() != "sqlite" or url.database in (None, "", ":memory:"):
        # Only the scheme: the rest of the URL may contain a password.
        raise UnsupportedLog(f"There is no log for {url.drivername}:// here. {SUPPORTED}")
    return Path(str(url.database))
