"""The tables of the log. Milliseconds are declared as 64 bits, for databases that store 32 by default."""

from sqlalchemy import BigInteger, UniqueConstraint
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
    """An erased question, session where `question_id` is "", or kept text where `session_id` is "".

    A kept text is an example, or totals. For a session that was emptied, `question_id` is
    `erasures.emptied_at`. Erased again when a backup is restored.
    """

    __tablename__ = "erasures"

    session_id: str = Field(primary_key=True)
    question_id: str = Field(primary_key=True)


class ExampleRow(SQLModel, table=True):
    """A question that the organiser has kept as an example of a pitfall of a run sheet.

    It outlives its session's retention; then it has no source any more, neither session nor question.
    """

    __tablename__ = "examples"
    __table_args__ = (UniqueConstraint("session_id", "question_id"),)

    example_id: str = Field(primary_key=True)
    run_sheet_id: str = Field(index=True)
    pitfall_id: str
    language: str
    text: str
    kept_at_ms: int = Field(sa_type=BigInteger)
    session_id: str | None
    question_id: str | None


class RunSheetRow(SQLModel, table=True):
    """A text that a run sheet has, or had before: at most one of those with an id is the current one."""

    __tablename__ = "run_sheets"

    run_sheet_id: str = Field(primary_key=True)
    version_id: str = Field(primary_key=True)
    saved_at_ms: int = Field(sa_type=BigInteger)
    is_current: bool
    text: str


class TotalsWantedRow(SQLModel, table=True):
    """A session whose totals are kept when it is erased, as the organiser has chosen."""

    __tablename__ = "totals_wanted"

    session_id: str = Field(primary_key=True)


class TotalsRow(SQLModel, table=True):
    """The totals of a session that is erased, as JSON; nothing leads from them to the session."""

    __tablename__ = "totals"

    totals_id: str = Field(primary_key=True)
    run_sheet_id: str = Field(index=True)
    kept_at_ms: int = Field(sa_type=BigInteger)
    content: str


# The names of all tables.
TABLES: tuple[str, ...] = tuple(SQLModel.metadata.tables)
