"""Submissions: whether new questions are accepted, and the grace period after closing."""

from app.core import commands as c, events as e
from app.core.commands import Envelope
from app.core.events import Recorded
from app.core.rules.changes import change_gates
from app.core.rules.registry import Outcome, decides, evolves
from app.core.state import GRACE_MS, State


@decides
def open_submissions(state: State, command: c.OpenSubmissions, envelope: Envelope) -> Outcome:
    return [] if state.gates.submissions else [e.SubmissionsOpened()]


@evolves
def submissions_opened(state: State, event: e.SubmissionsOpened, recorded: Recorded) -> State:
    return change_gates(state, recorded, submissions=True, closed_at_ms=None)


@decides
def close_submissions(state: State, command: c.CloseSubmissions, envelope: Envelope) -> Outcome:
    return [e.SubmissionsClosed()] if state.gates.submissions else []


@evolves
def submissions_closed(state: State, event: e.SubmissionsClosed, recorded: Recorded) -> State:
    return change_gates(state, recorded, submissions=False, closed_at_ms=recorded.at_ms)


def lets_in(state: State, begun_at_ms: int | None, at_ms: int) -> bool:
    """Whether a question is accepted: submissions are open, or it was begun before they closed.

    In the second case it must arrive within the grace period, `GRACE_MS`.
    """
    gates = state.gates
    if gates.submissions:
        return True
    return (
        gates.closed_at_ms is not None
        and begun_at_ms is not None
        and begun_at_ms <= gates.closed_at_ms
        and at_ms <= gates.closed_at_ms + GRACE_MS
    )
