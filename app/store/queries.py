"""The SQL of the log, the same for SQLite and PostgreSQL: one function a method of `Log`, on a connection."""

import json
from collections.abc import Callable, Iterable, Sequence
from typing import Any

from pydantic_core import to_json
from sqlalchemy import ColumnElement, Connection, delete, func, insert, select, update
from sqlmodel import SQLModel

from app.core import codec
from app.core.events import QuestionWithdrawn, Recorded, SessionEmptied
from app.core.stored_row import Payload, StoredRow
from app.store import (
    Batch,
    CodeTaken,
    KeptTotals,
    SeqTaken,
    SessionIdUsed,
    SessionRecord,
    Summary,
    UnknownSession,
    erasures,
    examples,
    totals as kept_totals,
)
from app.store.emptying import KEPT, kept_rows, was_emptied_since
from app.store.erasures import Erasure
from app.store.tables import EventRow, SessionRow

_EVENTS: Any = SQLModel.metadata.tables["events"]
_SESSIONS: Any = SQLModel.metadata.tables["sessions"]
_COLUMNS = [_EVENTS.c[name] for name in StoredRow._fields]
_RECORDS = select(_SESSIONS, kept_totals.are_wanted)
InsertEvents = Callable[[Connection, str, Sequence[StoredRow]], None]


def insert_events(connection: Connection, session_id: str, rows: Sequence[StoredRow]) -> None:
    """Insert the rows of events, in a database of any kind."""
    connection.execute(insert(EventRow), [values_of(session_id, row) for row in rows])


def create(
    connection: Connection,
    record: SessionRecord,
    rows: Sequence[StoredRow],
    insert_events: InsertEvents = insert_events,
) -> None:
    refuse_used(connection, record)
    fields = {column.name: getattr(record, column.name) for column in _SESSIONS.columns}
    connection.execute(insert(SessionRow).values(**fields))
    insert_events(connection, record.session_id, rows)


def refuse_used(connection: Connection, record: SessionRecord) -> None:
    """Raise SessionIdUsed or CodeTaken where the session cannot be created."""
    id = record.session_id
    same = connection.execute(select(_SESSIONS.c.code).where(_SESSIONS.c.session_id == id))
    # One that was erased would be erased again in a backup that is restored.
    if same.first() is not None or erasures.is_erased(connection, id):
        raise SessionIdUsed(id)
    taken = connection.execute(select(_SESSIONS.c.code).where(_SESSIONS.c.code == record.code))
    if taken.first() is not None:
        raise CodeTaken(record.code)


def append(connection: Connection, batch: Batch, insert_events: InsertEvents = insert_events) -> bool:
    """Raise the session's last seq if it is the expected one, and insert the rows.

    The conditional update locks the session's row until the transaction ends, so of several writers one is
    first and the others find another seq. Returns whether words were erased with it.
    """
    of_session = _SESSIONS.c.session_id == batch.session_id
    moved = connection.execute(
        update(SessionRow)
        .where(of_session, _SESSIONS.c.last_seq == batch.expected_seq)
        .values(**changes_of(batch))
    )
    if moved.rowcount == 0:
        raise refusal(connection, batch.session_id)
    if batch.rows:
        insert_events(connection, batch.session_id, batch.rows)
    return erase_words(connection, batch)


def refusal(connection: Connection, session_id: str) -> UnknownSession | SeqTaken:
    """Why a session's row was not updated."""
    known = connection.execute(select(_SESSIONS.c.session_id).where(_SESSIONS.c.session_id == session_id))
    return UnknownSession(session_id) if known.first() is None else SeqTaken(session_id)


def changes_of(batch: Batch) -> dict[str, Any]:
    """The columns of the session's row that a batch changes."""
    changes: dict[str, Any] = {"last_seq": batch.rows[-1].seq if batch.rows else batch.expected_seq}
    if batch.reopened or batch.ended_at_ms is not None:
        changes["ended_at_ms"] = batch.ended_at_ms
    if batch.title is not None:
        changes["title"] = batch.title
    return changes


def erase_words(connection: Connection, batch: Batch) -> bool:
    """Erase the texts of the questions that the batch withdraws, and note that they were erased.

    So are the texts that edits have replaced; a backup that has them lacks the edit, and has them as the
    question's own, so they are not noted. Examples of the withdrawn ones, and of those of which none may be
    kept any longer, are removed. A batch that empties the session erases all that was in it. Returns whether
    there was anything to erase.
    """
    if batch.empties:
        _empty(connection, batch.session_id, batch.rows[-1].seq)
    if batch.erase_texts_of:
        connection.execute(
            update(EventRow)
            .where(_of_session(batch.session_id), _EVENTS.c.text_of.in_(batch.erase_texts_of))
            .values(text=None, fingerprint=None)
        )
        erasures.note(connection, ((batch.session_id, id) for id in batch.erase_texts_of))
    if batch.replaced:
        connection.execute(
            update(EventRow)
            .where(_EVENTS.c.session_id == batch.session_id, _EVENTS.c.seq.in_(batch.replaced))
            .values(text=None, fingerprint=None)
        )
    of = (*batch.erase_texts_of, *batch.no_examples_of)
    forgotten = bool(of) and examples.forget_questions(connection, batch.session_id, of)
    return bool(batch.erase_texts_of or batch.replaced or forgotten or batch.empties)


def _of_session(session_id: str) -> ColumnElement[bool]:
    """Events of a session that an index of another column finds.

    For several questions SQLite would choose the primary key, and read all events of the session. It has no
    use for that key where the column is part of an expression.
    """
    expression: ColumnElement[str] = _EVENTS.c.session_id.concat("")
    return expression == session_id


def _empty(connection: Connection, session_id: str, seq: int) -> None:
    """Delete what goes of a session that its event `seq` has emptied, and note that it was erased."""
    before = _EVENTS.c.seq < seq
    kept = kept_rows(_rows(connection, session_id, before & _EVENTS.c.kind.in_(KEPT)), seq)
    connection.execute(delete(EventRow).where(_EVENTS.c.session_id == session_id, before))
    insert_events(connection, session_id, kept)
    examples.forget_session(connection, session_id)
    erasures.note(connection, [(session_id, erasures.emptied_at(seq))])


def set_retention(connection: Connection, session_id: str, days: int) -> None:
    of_session = _SESSIONS.c.session_id == session_id
    kept = connection.execute(update(SessionRow).where(of_session).values(retention_days=days))
    if kept.rowcount == 0:
        raise UnknownSession(session_id)


def erase(connection: Connection, session_id: str, keep_examples: bool, totals: KeptTotals | None) -> None:
    _delete_events(connection, session_id)
    erase_record(connection, session_id, keep_examples, totals)


def erase_record(
    connection: Connection, session_id: str, keep_examples: bool, totals: KeptTotals | None
) -> None:
    """As `erase`, without the session's events; nothing reads them any more."""
    if not _delete_record(connection, session_id, keep_examples):
        raise UnknownSession(session_id)
    if totals is not None:
        kept_totals.keep(connection, totals)
    erasures.note(connection, [(session_id, "")])


def _delete_events(connection: Connection, session_id: str) -> None:
    connection.execute(delete(EventRow).where(_EVENTS.c.session_id == session_id))


def _delete_record(connection: Connection, session_id: str, keep_examples: bool) -> bool:
    """Delete a session's record, and its examples or only their source; False when there is none."""
    gone = connection.execute(delete(SessionRow).where(_SESSIONS.c.session_id == session_id))
    # Last: the deletion has waited for transactions that keep examples of the session.
    forget = examples.forget_source if keep_examples else examples.forget_session
    forget(connection, session_id)
    kept_totals.forget_wish(connection, session_id)
    return gone.rowcount > 0


def erase_again(connection: Connection, noted: Iterable[Erasure]) -> int:
    """Carry out erasures in a restored copy; returns how many had something to erase.

    What was kept of a session as an example is noted by itself if it was erased with it; so are kept totals.
    """
    count = 0
    for session_id, id in noted:
        if not session_id:
            count += examples.remove_again(connection, id) or kept_totals.remove_again(connection, id)
        elif (seq := erasures.emptied_seq(id)) is not None:
            count += _empty_again(connection, session_id, seq)
        elif id:
            count += _withdraw_again(connection, session_id, id)
        else:
            _delete_events(connection, session_id)
            count += _delete_record(connection, session_id, keep_examples=True)
        erasures.note(connection, [(session_id, id)])
    return count


def _withdraw_again(connection: Connection, session_id: str, question_id: str) -> bool:
    """Blank a question's texts and append its withdrawal; False when the copy has no text of it."""
    of_session = _EVENTS.c.session_id == session_id
    kept = connection.execute(
        update(EventRow)
        .where(of_session, _EVENTS.c.text_of == question_id, _EVENTS.c.text.is_not(None))
        .values(text=None, fingerprint=None)
    )
    if kept.rowcount == 0:
        return False
    last = select(_EVENTS.c.seq, _EVENTS.c.at_ms).where(of_session).order_by(_EVENTS.c.seq.desc()).limit(1)
    seq, at_ms = connection.execute(last).one()
    gone = Recorded(seq + 1, 0, at_ms, "organiser:", "", None, QuestionWithdrawn(question_id))
    append(connection, Batch(session_id, seq, (codec.encode(gone),), (question_id,)))
    return True


def _empty_again(connection: Connection, session_id: str, seq: int) -> bool:
    """Empty a session as its event `seq` did; False when the copy lacks it, or has it emptied then or later.

    The event gets that seq again, so that what was asked after it is not taken for what was there before.
    """
    try:
        rows = read(connection, session_id, 0)
    except UnknownSession:
        return False
    if was_emptied_since(rows, seq - 1):
        return False
    last = rows[-1]
    gone = Recorded(max(seq, last.seq + 1), 0, last.at_ms, "organiser:", "", None, SessionEmptied())
    append(connection, Batch(session_id, last.seq, (codec.encode(gone),), reopened=True, empties=True))
    return True


def read(connection: Connection, session_id: str, after_seq: int) -> list[StoredRow]:
    return _rows(connection, session_id, _EVENTS.c.seq > after_seq)


def summary(connection: Connection, session_id: str, kinds: Sequence[str]) -> Summary:
    of_kind = (_EVENTS.c.kind, _EVENTS.c.version)
    figures = (func.count(), func.max(_EVENTS.c.at_ms))
    query = select(*of_kind, *figures).where(*_of_known(session_id)).group_by(*of_kind)
    rows = _rows(connection, session_id, _EVENTS.c.kind.in_(kinds))
    found = [tuple(row) for row in connection.execute(query)]
    if not found:
        raise UnknownSession(session_id)  # erased since its rows were read
    counts = {(kind, version): count for kind, version, count, _ in found}
    return Summary(rows, counts, max(at_ms for *_, at_ms in found))


def sessions(connection: Connection) -> list[SessionRecord]:
    return _records(connection, _RECORDS.order_by(_SESSIONS.c.created_at_ms.desc()))


def find(connection: Connection, code: str) -> SessionRecord | None:
    records = _records(connection, _RECORDS.where(_SESSIONS.c.code == code))
    return records[0] if records else None


def last_seqs(connection: Connection, session_ids: Sequence[str]) -> dict[str, int]:
    columns = (_SESSIONS.c.session_id, _SESSIONS.c.last_seq)
    query = select(*columns).where(_SESSIONS.c.session_id.in_(session_ids))
    return {row.session_id: row.last_seq for row in connection.execute(query)}


def values_of(session_id: str, row: StoredRow) -> dict[str, Any]:
    """The columns of an event's row; the payload as JSON."""
    return {"session_id": session_id, **row._asdict(), "payload": json_of(row.payload)}


def json_of(payload: Payload) -> str:
    """A payload as the log has it."""
    return to_json(payload).decode()


def _records(connection: Connection, query: Any) -> list[SessionRecord]:
    return [SessionRecord(**row._mapping) for row in connection.execute(query)]


def _of_known(session_id: str) -> tuple[ColumnElement[bool], ColumnElement[bool]]:
    """Events of a session that is there: of one that is not, some may be left, or have come already."""
    known = select(_SESSIONS.c.session_id).where(_SESSIONS.c.session_id == session_id).exists()
    return _EVENTS.c.session_id == session_id, known


def _rows(connection: Connection, session_id: str, wanted: ColumnElement[bool]) -> list[StoredRow]:
    of_session = select(*_COLUMNS).where(*_of_known(session_id), wanted)
    rows = [StoredRow(*row) for row in connection.execute(of_session.order_by(_EVENTS.c.seq))]
    # Looked up last: the session may be erased between the two queries.
    known = select(_SESSIONS.c.session_id).where(_SESSIONS.c.session_id == session_id)
    if not rows and connection.execute(known).first() is None:
        raise UnknownSession(session_id)
    return [row._replace(payload=json.loads(str(row.payload))) for row in rows]
