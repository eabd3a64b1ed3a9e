"""Which rows of a session's log stay when it is emptied, and under which seqs.

The rows that stay are numbered again, so that they lead up to the one that empties the session without a gap:
its seq is the next one, as for any append, and every other process finds that the log has changed.
"""

from collections.abc import Sequence

from app.core.events import KEPT_WHEN_EMPTIED, SessionEmptied, kind_of
from app.core.stored_row import StoredRow

EMPTIED = kind_of(SessionEmptied)
KEPT = frozenset(map(kind_of, KEPT_WHEN_EMPTIED))


def kept_rows(rows: Sequence[StoredRow], emptied_seq: int) -> list[StoredRow]:
    """The rows that stay of those before the one with `emptied_seq`, in order, with their new seqs."""
    kept = [row for row in rows if row.seq < emptied_seq and row.kind in KEPT]
    first = emptied_seq - len(kept)
    return [row._replace(seq=seq) for seq, row in enumerate(kept, start=first)]


def was_emptied_since(rows: Sequence[StoredRow], seq: int) -> bool:
    """Whether one of these rows has emptied the session after event `seq`."""
    return any(row.kind == EMPTIED and row.seq > seq for row in rows)
