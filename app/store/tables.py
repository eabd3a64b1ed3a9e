"""The tables of the log. Milliseconds are declared as 64 bits, for databases that store 32 by default."""

from sqlalchemy import BigInteger
from sqlmodel import Field, SQLModel


class SessionRow(SQLModel, table=True):
    __tablename__ = "sessions"

    session_id: str = Field(primary_key=True)
    code: str = Field(unique=True)
    title: str
    created_at_ms: int = Field(sa_type=BigInteger)
    ended_at_ms: int | None = Field(default=None, sa_type=BigInteger)
    retention_days: int
    rehearsal: bool
    last_seq: int


class EventRow(SQLModel, table=True):
    """An event. `payload` is JSON; participants' words are only in `text`, `text_of` is the question's id."""

    __tablename__ = "events"

    session_id: str = Field(primary_key=True, foreign_key="sessions.session_id")
    seq: int = Field(primary_key=True)
    n_in_command: int
    at_ms: int = Field(sa_type=BigInteger)
    actor: str
    command_id: str
    fingerprint: str | None
    kind: str
    version: int
    payload: str
    text_of: str | None = Field(index=True)
    text: str | None


class ErasureRow(SQLModel, table=True):
    """An erased question, or session where `question_id` is ""; erased again when a backup is restored."""

    __tablename__ = "erasures"

    session_id: str = Field(primary_key=True)
    question_id: str = Field(primary_key=True)
