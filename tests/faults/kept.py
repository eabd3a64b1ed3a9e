"""What a data folder holds, read without the server's code."""

import sqlite3
from pathlib import Path


def questions(folder: Path) -> dict[str, list[int]]:
    """The seqs at which each question was kept, by its id."""
    found: dict[str, list[int]] = {}
    with sqlite3.connect(f"file:{folder}/summe.db?mode=ro", uri=True) as connection:
        rows = connection.execute("SELECT command_id, seq FROM events WHERE kind = 'question_asked'")
        for id, seq in rows:
            found.setdefault(id, []).append(seq)
    connection.close()
    return found


def is_sound(folder: Path) -> bool:
    with sqlite3.connect(f"file:{folder}/summe.db?mode=ro", uri=True) as connection:
        sound = connection.execute("PRAGMA integrity_check").fetchone() == ("ok",)
    connection.close()
    return sound


def holds(folder: Path, words: bytes) -> bool:
    """Whether the words stand in any file of the folder."""
    return any(words in file.read_bytes() for file in folder.rglob("*") if file.is_file())
