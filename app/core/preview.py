"""What the screens show of a run sheet in a step, before there is a session: of one that no log has.

Twenty-four people are in it, and they ask what the sheet has for examples; without these there are no
questions.
"""

from collections.abc import Mapping
from itertools import islice

from app.core import commands as c, events as e
from app.core.commands import Actor, Envelope
from app.core.decide import decide
from app.core.events import Event, Recorded
from app.core.evolve import begin, evolve
from app.core.rejections import Rejection
from app.core.rows import SCREEN_ROLES, View
from app.core.run_sheet import RunSheet
from app.core.state import State
from app.core.steps import LOBBY, rules_of
from app.core.views import IT, Audience, mine, show

# No session has it: codes have neither 0 nor 1.
CODE = "SUMM10"
PEOPLE = 24
QUESTIONS_EACH = 2
_LEADER = Actor("organiser")


class _Session:
    """A session in memory alone."""

    def __init__(self, sheet: RunSheet, language: str, now_ms: int) -> None:
        self._now_ms = now_ms
        opened = e.SessionOpened(CODE, None, language, False, sheet, expected=PEOPLE)
        self.state: State = begin("preview", self._recorded(1, opened))

    def happen(self, *events: Event) -> None:
        for event in events:
            self.state = evolve(self.state, self._recorded(self.state.seq + 1, event))

    def ask(self, command: c.Command) -> None:
        """Do what a facilitator asks for; what is refused changes nothing."""
        outcome = decide(self.state, Envelope("", _LEADER, self._now_ms, "", command))
        if not isinstance(outcome, Rejection):
            self.happen(*outcome)

    def _recorded(self, seq: int, event: Event) -> Recorded:
        return Recorded(seq, 0, self._now_ms, str(_LEADER), "", None, event)


def preview(sheet: RunSheet, step: str, beat: int, language: str, now_ms: int) -> Mapping[str, View]:
    """The whole views of phone, board and console in a step and a beat, and `mine` of one who has a phone.

    A step that the sheet does not have is the lobby. The logo's address is the logo itself.
    """
    session = _Session(sheet, language, now_ms)
    people = [f"preview-{n}" for n in range(PEOPLE)]
    session.happen(*(e.ParticipantJoined(person) for person in people))
    step = step if step in sheet.steps else LOBBY
    if step != LOBBY:
        session.happen(*_questions(sheet, step, language, people))
        session.ask(c.EnterStep(session.state.stage.step, step))
    for n in range(beat):
        session.ask(c.NextBeat(n))
    state = session.state
    views: dict[str, View] = {role: show(state, Audience(role, language)) for role in SCREEN_ROLES}
    for view in views.values():
        _put_in_logo(view, sheet)
    return {**views, "mine": mine(state, people[0])}


def _questions(sheet: RunSheet, step: str, language: str, people: list[str]) -> list[Event]:
    """What has happened with questions before the step: asked from collecting on, placed from grouping on."""
    arc = sheet.steps
    collecting = next(one for one in arc if rules_of(one).opens == "submissions")
    if arc.index(step) < arc.index(collecting):
        return []
    happened: list[Event] = []
    for pitfall in sheet.pitfalls:
        examples = pitfall.examples.get(language) or next(iter(pitfall.examples.values()), ())
        for text in islice(examples, QUESTIONS_EACH):
            person = people[len(happened) % len(people)]
            id = f"{pitfall.id}-{len(happened)}"
            happened.append(e.QuestionAsked(id, person, "shown", (), False, None, text))
            if rules_of(step).others:
                happened.append(e.QuestionPlaced(id, pitfall.id, None))
    return happened


def _put_in_logo(view: View, sheet: RunSheet) -> None:
    """Let the logo be its own address: of a session that there is not, no server has it."""
    row = view["session"][IT]
    if row.get("logo"):
        view["session"] = {IT: {**row, "logo": {**row["logo"], "address": sheet.logo}}}
