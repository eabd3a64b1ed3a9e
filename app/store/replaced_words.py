"""Which rows of a log have words of a question that an edit has replaced: the log erases them with the edit.

Nothing reads them any more, and they may be what their asker took back, such as a name or a number.
"""

from app.core.events import WORDINGS, kind_of
from app.core.stored_row import StoredRow

WORDING_KINDS = frozenset(map(kind_of, WORDINGS))


def is_replaced(row: StoredRow, question_id: str, seq: int) -> bool:
    """Whether the row has words of this question that its edit `seq` replaces."""
    return row.text_of == question_id and row.seq < seq and row.kind in WORDING_KINDS
