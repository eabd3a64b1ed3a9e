"""The session itself: its title and its end."""

from msgspec.structs import replace

from app.core import commands as c, events as e
from app.core.commands import Envelope
from app.core.events import Recorded
from app.core.rejections import Rejection
from app.core.rules.changes import change_gates
from app.core.rules.registry import Outcome, decides, evolves
from app.core.rules.texts import readable_title
from app.core.state import Stage, State
from app.core.steps import DONE

MAX_SESSION_TITLE_GRAPHEMES = 200


@evolves
def session_opened(state: State, event: e.SessionOpened, recorded: Recorded) -> State:
    raise ValueError("a session is opened once")


@decides
def retitle(state: State, command: c.Retitle, envelope: Envelope) -> Outcome:
    title = readable_title(command.title, MAX_SESSION_TITLE_GRAPHEMES)
    if isinstance(title, Rejection):
        return title
    return [] if title == state.given_title else [e.SessionRetitled(title)]


@evolves
def session_retitled(state: State, event: e.SessionRetitled, recorded: Recorded) -> State:
    return replace(state, given_title=event.title, r_session=recorded.seq)


@decides
def end_session(state: State, command: c.EndSession, envelope: Envelope) -> Outcome:
    return [e.SessionEnded()]


@evolves
def session_ended(state: State, event: e.SessionEnded, recorded: Recorded) -> State:
    stage = Stage(DONE, 0, recorded.at_ms, recorded.seq)
    state = change_gates(state, recorded, submissions=False, poll=False)
    return replace(state, ended=True, stage=stage, r_session=recorded.seq)
