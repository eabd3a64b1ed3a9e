"""Backup and restore of the SQLite database.

A backup is one complete file and may be taken while the server runs; a restore needs it stopped. The
erasures that the current database has recorded are carried out on the copy before it takes its place, so
that a question withdrawn after the backup does not come back.
"""

import json
import sqlite3
from collections.abc import Iterable
from contextlib import closing
from pathlib import Path

from app.core import codec
from app.core.events import QuestionWithdrawn, Recorded
from app.store import BackupError
from app.store.private_files import written_whole

# session_id and question_id; an empty question_id stands for the whole session.
Erasure = tuple[str, str]


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
            with written_whole(target) as copy:
                _copy(self._path, copy)
        except (sqlite3.Error, OSError) as error:
            raise BackupError(f"The backup could not be written to {target}: {error}.") from error

    def restore(self, source: Path) -> int:
        """Replace the database by a backup; returns how many erasures were carried out again.

        The caller holds the folder's lock. Raises BackupError when the file is missing or is not a complete
        database of Summe.
        """
        if not source.is_file():
            raise BackupError(f"There is no file {source}.")
        try:
            with written_whole(self._path) as fresh:
                _copy(source, fresh)
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
    with closing(sqlite3.connect(f"file:{source}?mode=ro", uri=True)) as connection:
        connection.execute("VACUUM INTO ?", (str(target),))


def _erasures(database: Path) -> list[Erasure]:
    if not database.is_file():
        return []
    with closing(sqlite3.connect(database)) as connection:
        known = connection.execute("SELECT 1 FROM sqlite_master WHERE name = 'erasures'").fetchone()
        return connection.execute("SELECT session_id, question_id FROM erasures").fetchall() if known else []


def _erase_again(database: Path, erasures: Iterable[Erasure]) -> int:
    """Carry out erasures on a copy, in one transaction; returns how many had something to erase.

    `secure_delete` overwrites erased text, so that none stays in free pages.
    """
    count = 0
    with closing(sqlite3.connect(database)) as connection:
        connection.execute("PRAGMA secure_delete=ON")
        with connection:
            for session_id, question_id in erasures:
                count += (_erase_question if question_id else _erase_session)(
                    connection, session_id, question_id
                )
                connection.execute("INSERT OR IGNORE INTO erasures VALUES (?, ?)", (session_id, question_id))
        if connection.execute("PRAGMA integrity_check").fetchone() != ("ok",):
            raise sqlite3.DatabaseError("its integrity check fails")
    return count


def _erase_session(connection: sqlite3.Connection, session_id: str, _: str) -> int:
    connection.execute("DELETE FROM events WHERE session_id = ?", (session_id,))
    return connection.execute("DELETE FROM sessions WHERE session_id = ?", (session_id,)).rowcount


def _erase_question(connection: sqlite3.Connection, session_id: str, question_id: str) -> int:
    """Blank a question's texts and append its withdrawal; returns 0 when the copy has no text of it."""
    kept = connection.execute(
        "UPDATE events SET text = NULL, fingerprint = NULL"
        " WHERE session_id = ? AND text_of = ? AND text NOTNULL",
        (session_id, question_id),
    ).rowcount
    if not kept:
        return 0
    seq, at_ms = connection.execute(
        "SELECT seq, at_ms FROM events WHERE session_id = ? ORDER BY seq DESC LIMIT 1", (session_id,)
    ).fetchone()
    gone = Recorded(seq + 1, 0, at_ms, "organiser:", "", None, QuestionWithdrawn(question_id))
    row = codec.encode(gone)
    values = {"session_id": session_id, **row._asdict(), "payload": json.dumps(row.payload)}
    columns = ", ".join(values)
    connection.execute(
        f"INSERT INTO events ({columns}) VALUES ({', '.join('?' * len(values))})",  # noqa: S608  our own names
        tuple(values.values()),
    )
    connection.execute("UPDATE sessions SET last_seq = ? WHERE session_id = ?", (seq + 1, session_id))
    return 1
