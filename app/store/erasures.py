"""The notes of what has been erased, by which it is erased again in a backup that is restored."""

from collections.abc import Iterable
from typing import Any

from sqlalchemy import Connection, select, text
from sqlmodel import SQLModel

from app.store.tables import ErasureRow

_ERASURES: Any = SQLModel.metadata.tables[str(ErasureRow.__tablename__)]
# The id of a session and of a question in it, or "" for the whole session, or `emptied_at` for what was in it
# when it was emptied; "" and the id of a kept example or of kept totals.
Erasure = tuple[str, str]
# No question's id begins with this.
_EMPTIED_AT = "emptied:"
_NOTE = text(
    "INSERT INTO erasures (session_id, question_id) VALUES (:session_id, :question_id) ON CONFLICT DO NOTHING"
)


def emptied_at(seq: int) -> str:
    """What is noted beside the session's id when its event `seq` has emptied it."""
    return f"{_EMPTIED_AT}{seq}"


def emptied_seq(noted: str) -> int | None:
    """The seq that `emptied_at` was given; None for a question's id."""
    return int(noted.removeprefix(_EMPTIED_AT)) if noted.startswith(_EMPTIED_AT) else None


def note(connection: Connection, erasures: Iterable[Erasure]) -> None:
    values = [{"session_id": session_id, "question_id": id} for session_id, id in erasures]
    if values:
        connection.execute(_NOTE, values)


def is_erased(connection: Connection, session_id: str) -> bool:
    """Whether a session with this id has been erased."""
    one = select(_ERASURES.c.session_id).where(
        _ERASURES.c.session_id == session_id, _ERASURES.c.question_id == ""
    )
    return connection.execute(one).first() is not None


def noted(connection: Connection) -> list[Erasure]:
    """All erasures that have been noted."""
    found = connection.execute(select(_ERASURES.c.session_id, _ERASURES.c.question_id))
    return [(row.session_id, row.question_id) for row in found]
