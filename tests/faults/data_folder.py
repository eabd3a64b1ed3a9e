"""Reads the database and files of a data folder without the server's code."""

import sqlite3
from contextlib import closing
from pathlib import Path


def questions(folder: Path) -> dict[str, list[int]]:
    """The seqs at which each question is stored, by its id."""
    found: dict[str, list[int]] = {}
    with sqlite3.connect(f"file:{folder}/summe.db?mode=ro", uri=True) as connection:
        rows = connection.execute("SELECT command_id, seq FROM events WHERE kind = 'question_asked'")
        for id, seq in rows:
            found.setdefault(id, []).append(seq)
    connection.close()
    return found


def of_command(folder: Path, id: str) -> list[tuple[int, str]]:
    """The seq and kind of each event of a command."""
    with closing(sqlite3.connect(f"file:{folder}/summe.db?mode=ro", uri=True)) as connection:
        rows = connection.execute("SELECT seq, kind FROM events WHERE command_id = ? ORDER BY seq", (id,))
        return rows.fetchall()


def is_sound(folder: Path) -> bool:
    with sqlite3.connect(f"file:{folder}/summe.db?mode=ro", uri=True) as connection:
        sound: bool = connection.execute("PRAGMA integrity_check").fetchone() == ("ok",)
    connection.close()
    return sound


def holds(folder: Path, words: bytes) -> bool:
    """Whether any file of the folder contains these bytes."""
    return any(words in file.read_bytes() for file in folder.rglob("*") if file.is_file())
