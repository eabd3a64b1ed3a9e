"""Opens the log at a path or a database URL. No layer above the store knows which database it is in."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from sqlalchemy import URL, make_url
from sqlalchemy.exc import ArgumentError

from app.data_folder import DATABASE
from app.store import Backups, Log, sqlite
from app.store.backup import SqliteBackups
from app.store.committer import OnCommit, OnFatal, stop_the_process
from app.store.lock import PATIENCE_S, DataFolderError, FolderLock
from app.store.postgres_backup import PostgresBackups
from app.store.short_lived import MemoryShortLived, ShortLived

LOG_FILES = (DATABASE, f"{DATABASE}-wal", f"{DATABASE}-shm")
# The names that a URL may have for PostgreSQL; libpq knows both.
POSTGRES = ("postgresql", "postgres")
POSTGRES_URL = "postgresql://USER:PASSWORD@HOST/DATABASE"
SUPPORTED = f"Summe keeps its log in a SQLite file, sqlite:////path/to/summe.db, or in {POSTGRES_URL}."
NO_DRIVER = (
    "The log is to be in PostgreSQL, and its driver is not installed. Install it with: "
    "pip install 'summe-live[postgres]'"
)


class UnsupportedLog(DataFolderError):
    """No log can be kept at this address; the message says which can."""


def log_file(folder: Path) -> Path:
    """The SQLite file of a data folder."""
    return folder / DATABASE


def log_address(folder: Path, database_url: str) -> str | Path:
    """The address of the log: the database's URL if there is one, else the file in the data folder.

    Raises UnsupportedLog when the URL is not one of PostgreSQL.
    """
    if not database_url:
        return log_file(folder)
    if isinstance(_place(database_url), Path):
        raise UnsupportedLog(
            f"SUMME_DATABASE_URL is for {POSTGRES_URL}. Leave it out to keep the log in a SQLite file in the "
            "data folder, SUMME_DATA."
        )
    return database_url


@contextmanager
def locked(folder: Path, database_url: str) -> Iterator[str | Path]:
    """The address of the log, while no other server uses the data folder; raises DataFolderError.

    A shared database needs no lock and no folder: the keys are given, and each append is fenced.
    """
    address = log_address(folder, database_url)
    if not isinstance(address, Path):
        yield address
        return
    lock = FolderLock(folder, PATIENCE_S)
    try:
        yield address
    finally:
        lock.release()


def open_log(
    address: str | Path,
    *,
    queue_size: int = 10_000,
    on_fatal: OnFatal = stop_the_process,
    on_commit: OnCommit = lambda batches, seconds: None,
) -> Log:
    """Open or create the log at a path or an SQLAlchemy URL.

    Raises UnsupportedLog, DataFolderError, and LogUnavailable when a database server cannot be reached now.
    """
    place = _place(address)
    if isinstance(place, Path):
        return sqlite.SqliteLog(place, queue_size=queue_size, on_fatal=on_fatal, on_commit=on_commit)
    _need_driver()
    from app.store.postgres import PostgresLog

    return PostgresLog(place, queue_size=queue_size, on_commit=on_commit)


def open_short_lived(address: str | Path) -> ShortLived:
    """The short-lived values of the processes that keep their log at this address; raises as `open_log`."""
    place = _place(address)
    if isinstance(place, Path):
        return MemoryShortLived()
    _need_driver()
    from app.store.postgres_short_lived import PostgresShortLived

    return PostgresShortLived(place)


def migrate_log(address: str | Path) -> str | None:
    """Bring the tables of a log up to date; returns their version before, None when there were none.

    Of a SQLite file the caller holds the data folder's lock. Raises as `open_log`.
    """
    place = _place(address)
    if isinstance(place, Path):
        return sqlite.migrate(place)
    _need_driver()
    from app.store import postgres

    return postgres.migrate(place)


def erase_again(address: str | Path, before: str) -> int:
    """Carry out in a restored PostgreSQL database what the one before has noted as erased.

    Returns how many erasures had something to erase. Raises as `open_log`.
    """
    restored, noted = _place(address), _place(before)
    if isinstance(restored, Path) or isinstance(noted, Path):
        raise UnsupportedLog(
            f"This is for two PostgreSQL databases, {POSTGRES_URL}: SUMME_DATABASE_URL names the restored "
            "one, and the argument the one before. For a data folder, restoring does it by itself."
        )
    _need_driver()
    from app.store import postgres

    return postgres.erase_again(restored, noted)


def backups_of(address: str | Path) -> Backups:
    """Backup and restore of the log at this address; raises UnsupportedLog."""
    place = _place(address)
    return SqliteBackups(place) if isinstance(place, Path) else PostgresBackups()


def _place(address: str | Path) -> Path | URL:
    """The SQLite file at this address, or the URL of a PostgreSQL database; raises UnsupportedLog."""
    if isinstance(address, Path) or "://" not in address:
        return Path(address)
    try:
        url = make_url(address)
    except (ArgumentError, ValueError):
        raise UnsupportedLog(f"This is no address of a database. {SUPPORTED}") from None
    if url.get_backend_name() in POSTGRES:
        return url
    if url.get_backend_name() != "sqlite" or url.database in (None, "", ":memory:"):
        # Only the scheme: the rest of the URL may contain a password.
        raise UnsupportedLog(f"There is no log for {url.drivername}:// here. {SUPPORTED}")
    return Path(str(url.database))


def _need_driver() -> None:
    """Raise UnsupportedLog when the driver of PostgreSQL, an extra, is not installed."""
    try:
        import psycopg  # noqa: F401  only whether it can be
    except ImportError:
        raise UnsupportedLog(NO_DRIVER) from None
