"""The notes of what has been erased, by which it is erased again in a backup that is restored."""

from collections.abc import Iterable
from typing import Any

from sqlalchemy import Connection, select, text
from sqlmodel import SQLModel

from app.store.tables import ErasureRow

_ERASURES: Any = SQLModel.metadata.tables[str(ErasureRow.__tablename__)]
# The id of a session and of a question in it, or "" for the whole session; "" and the id of a kept example or
# of kept totals.
Erasure = tuple[str, str]
_NOTE = text(
    "INSERT INTO erasures (session_id, question_id) VALUES (:session_id, :question_id) ON CONFLICT DO NOTHING"
)


def note(connection: Connection, erasures: Iterable[Erasure]) -> None:
    values = [{"session_id": session_id, "question_id": id} for session_id, id in erasures]
    if values:
        connection.execute(_NOTE, values)


def noted(connection: Connection) -> list[Erasure]:
    """All erasures that have been noted."""
    found = connection.execute(select(_ERASURES.c.session_id, _ERASURES.c.question_id))
    return [(row.session_id, row.question_id) for row in found]
