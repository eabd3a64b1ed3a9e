"""From rows of the log to events, states, summaries and replays.

Everything here raises UnreadableLog for rows that a newer version has written, and for damaged ones.
"""

from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import contextmanager

from app.core import codec
from app.core.board_replay import moments
from app.core.evolve import evolve, replay
from app.core.session_summary import SessionSummary, summarise
from app.core.state import State
from app.core.stored_row import StoredRow
from app.rooms import frames
from app.rooms.room import Applied
from app.store import Summary


def replayed(session_id: str, rows: Sequence[StoredRow]) -> State:
    """The state that all rows of a session lead to."""
    with _damage_as_unreadable(session_id):
        return replay(session_id, (codec.decode(row) for row in rows))


def following(state: State, rows: Sequence[StoredRow]) -> list[Applied]:
    """The events of rows that follow on a state, each with the state it leads to."""
    applied: list[Applied] = []
    with _damage_as_unreadable(state.session_id):
        for row in rows:
            recorded = codec.decode(row)
            state = evolve(state, recorded)
            applied.append((recorded, state))
    return applied


def summarised(session_id: str, summary: Summary) -> SessionSummary:
    """The summary of a session from the summary that its log gives."""
    counts: Counter[str] = Counter()
    for (kind, version), count in summary.counts.items():
        codec.known(kind, version)
        counts[kind] += count
    with _damage_as_unreadable(session_id):
        decoded = (codec.decode(row) for row in summary.rows)
        return summarise(session_id, decoded, counts, summary.last_at_ms)


def board_moments(last: State, rows: Sequence[StoredRow]) -> Iterator[bytes]:
    """The moments of the replay of a board, as JSON; b"" for each step of the work that leads to none.

    The rows lead to the state `last`. No step takes long, so that others can be let in between.
    """
    with _damage_as_unreadable(last.session_id):
        log = []
        for row in rows:
            log.append(codec.decode(row))
            yield b""
        for moment in moments(last.session_id, log, last):
            yield b"" if moment is None else frames.moment(moment)


@contextmanager
def _damage_as_unreadable(session_id: str) -> Iterator[None]:
    """Raise UnreadableLog in place of the errors that a damaged log causes."""
    try:
        yield
    except (LookupError, ValueError, TypeError) as error:
        raise codec.UnreadableLog(f"the log of session {session_id} is damaged: {error!r}") from error
