"""Backup and restore of the SQLite database.

A backup is one complete file and may be taken while the server runs; a restore needs it stopped. The
erasures that the current database has recorded are carried out on the copy before it takes its place, so
that a question withdrawn after the backup does not come back.
"""

import sqlite3
from collections.abc import Iterable, Iterator
from contextlib import closing, contextmanager
from pathlib import Path

from sqlalchemy import URL, Connection, create_engine, inspect
from sqlalchemy.exc import DBAPIError
from sqlalchemy.pool import NullPool

from app.store import BackupError, erasures, leftovers, queries, sqlite
from app.store.erasures import Erasure
from app.store.lock import DataFolderError
from app.store.private_files import written_whole
from app.store.schema import WrongSchema


class SqliteBackups:
    """Backup and restore of the database in this file."""

    def __init__(self, path: Path) -> None:
        self._path = path

    def back_up(self, target: Path) -> None:
        """Write a copy of the database; raises BackupError when there is none, or `target` exists."""
        if not self._path.is_file():
            raise BackupError(
                f"There is no database in {self._path.parent}; set SUMME_DATA to the server's data folder."
            )
        if target.exists():
            raise BackupError(f"{target} exists already; name a file that does not.")
        try:
            with written_whole(target, in_data_folder=False) as copy:
                _copy(self._path, copy)
                with _opened(copy) as connection:
                    # Of a session that was erased a moment ago, the events may be there still.
                    connection.exec_driver_sql("PRAGMA secure_delete=ON")
                    leftovers.delete_all(connection)
                    connection.commit()
        except (sqlite3.Error, OSError) as error:
            raise BackupError(f"The backup could not be written to {target}: {error}.") from error

    def restore(self, source: Path) -> int:
        """Replace the database by a backup, brought up to date; returns how many erasures were repeated.

        The caller holds the folder's lock. Raises BackupError when the file is missing or is not a complete
        database of Summe, and WrongSchema when it is of a newer Summe.
        """
        if not source.is_file():
            raise BackupError(f"There is no file {source}.")
        try:
            with written_whole(self._path) as fresh:
                _copy(source, fresh)
                _bring_up_to_date(fresh)
                count = _erase_again(fresh, _erasures(self._path))
                for ending in ("-wal", "-shm"):
                    self._path.with_name(f"{self._path.name}{ending}").unlink(missing_ok=True)
        except sqlite3.Error as error:
            raise BackupError(f"{source} is no whole database of Summe: {error}.") from error
        except OSError as error:
            raise BackupError(f"The database could not be written to {self._path}: {error}.") from error
        return count


def _copy(source: Path, target: Path) -> None:
    """Copy a database into an empty file."""
    with closing(sqlite3.connect(f"{source.absolute().as_uri()}?mode=ro", uri=True)) as connection:
        connection.execute("VACUUM INTO ?", (str(target),))


def _bring_up_to_date(database: Path) -> None:
    """Migrate a copy, which may be of an older version; raises sqlite3.Error, and WrongSchema for a newer."""
    try:
        before = sqlite.migrate(database)
    except WrongSchema:
        raise
    except DataFolderError as error:
        raise sqlite3.DatabaseError("its tables are others") from error
    if before is None:
        raise sqlite3.DatabaseError("it has no tables")


def _erasures(database: Path) -> list[Erasure]:
    if not database.is_file():
        return []
    with _opened(database) as connection:
        return erasures.noted(connection) if inspect(connection).has_table("erasures") else []


def _erase_again(database: Path, noted: Iterable[Erasure]) -> int:
    """Carry out erasures on a copy, in one transaction; returns how many had something to erase.

    `secure_delete` overwrites erased text, so that none stays in free pages.
    """
    with _opened(database) as connection:
        connection.exec_driver_sql("PRAGMA secure_delete=ON")
        leftovers.delete_all(connection)
        count = queries.erase_again(connection, noted)
        connection.commit()
        if connection.exec_driver_sql("PRAGMA integrity_check").scalar() != "ok":
            raise sqlite3.DatabaseError("its integrity check fails")
    return count


@contextmanager
def _opened(database: Path) -> Iterator[Connection]:
    """A connection to a SQLite file; raises sqlite3.Error."""
    engine = create_engine(URL.create("sqlite", database=str(database)), poolclass=NullPool)
    try:
        with engine.connect() as connection:
            yield connection
    except DBAPIError as error:
        raise error.orig or error from None
