"""The rejections of commands: a closed list of codes.

A rejection is returned, never raised. The server sends only the code; the screens have the sentences.
"""

from dataclasses import dataclass
from typing import Literal, get_args

Code = Literal[
    "wrong_step",
    "closed",
    "not_yours",
    "forbidden",
    "unknown",
    "stale",
    "changed_since",
    "moved",
    "conflict",
    "empty",
    "too_long",
    "too_many",
    "too_fast",
    "used_up",
    "full",
    "locked",
    "removed",
    "waiting",
    "not_saved",
    "invalid",
    "ended",
]

CODES: tuple[Code, ...] = get_args(Code)

MEANINGS: dict[Code, str] = {
    "wrong_step": "The command is not allowed in the session's current step.",
    "closed": "Submissions or the poll are closed.",
    "not_yours": "The question belongs to another participant.",
    "forbidden": "This role may never send this command.",
    "unknown": "A question, pitfall, step, device or command named here does not exist, or no other phone "
    "shows these four digits.",
    "stale": "The step or beat is no longer the `was` named here, or a text has changed since its `seen`.",
    "changed_since": "Something the undone command touched has changed since.",
    "moved": "A question is no longer where its `was` says: another device has moved it, or it was merged or "
    "hidden.",
    "conflict": "The command's id was used before, by another sender or with other arguments.",
    "empty": "Nothing readable is left of the text once it has been cleaned.",
    "too_long": "The text has more graphemes, or more bytes, than allowed.",
    "too_many": "The participant has reached the number of open questions or of all questions asked, "
    "the list is too long, or one of the two phones has a neighbour already.",
    "too_fast": "Too many commands within a short time; the same command may be sent again later.",
    "used_up": "The participant has made as many changes as allowed; own questions can still be withdrawn.",
    "full": "The session or a queue of the server is full at the moment, or all digits for pairs are shown.",
    "locked": "The lobby is locked to newcomers.",
    "removed": "The participant was swept out, and that has not been undone.",
    "waiting": "More have joined than were expected; newcomers wait until the facilitator lets them in.",
    "not_saved": "The database refused the write; the same command may be sent again later.",
    "invalid": "The arguments do not have the documented form.",
    "ended": "The session has ended.",
}


@dataclass(frozen=True, slots=True)
class Rejection:
    """The answer to a command that is not accepted and has changed nothing."""

    code: Code
