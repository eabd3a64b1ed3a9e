"""A small run sheet, actors, and the given-when-then builder of the rule tests."""

import tomllib
from collections.abc import Sequence
from copy import copy
from pathlib import Path

from app.core import events as e
from app.core.commands import Actor, Command, Envelope
from app.core.decide import answered_before, decide
from app.core.events import Event, Recorded
from app.core.evolve import begin, evolve
from app.core.rejections import Rejection
from app.core.run_sheet import RunSheet
from app.core.run_sheet_reader import run_sheet_from_dict
from app.core.state import State

FACILITATOR = Actor("facilitator", "desk")
HELPER = Actor("facilitator", "helper")
GROUPER = Actor("grouping", "group-1")
ORGANISER = Actor("organiser")
ANNA = Actor("participant", "anna")
BO = Actor("participant", "bo")
CLOCK = Actor("clock")
T0 = 1_000_000
SMALL = tomllib.loads((Path(__file__).parent / "small.toml").read_text())


def both(text: str) -> dict[str, str]:
    return {"da": text, "en": f"{text} (en)"}


def make_sheet(**questions: object) -> RunSheet:
    """A sheet with short texts, and with every step that `small.toml` asks for."""

    def pitfall(id: str) -> dict[str, object]:
        answer = {"title": both("Svar"), "points": [both("Punkt")]}
        return {
            "id": id,
            "short": {"da": id, "en": id},
            "title": both(id),
            "causes": [both("Årsag")],
            "answer": answer,
        }

    rules: dict[str, object] = {"prompt": both("Hvad?"), **questions}
    return run_sheet_from_dict(
        {
            **{key: value for key, value in SMALL.items() if key not in ("minutes", "notes")},
            "id": "prøve".replace("ø", "o"),
            "title": both("Prøve"),
            "questions": rules,
            "alone": {"prompt": both("Tænk"), "seconds": 30},
            "buzz": {
                "prompts": [both("Fortæl")],
                "turn_seconds": 60,
                "afterwards": both("To par"),
                "pairs": True,
            },
            "pitfalls": [pitfall("en"), pitfall("to")],
            "closing": [both("Slut")],
            "momentum": {
                "question": both("Hvor?"),
                "words": [{"id": word, "word": both(word)} for word in ("a", "b", "c")],
            },
            "poll": {"question": both("Fik du svar?"), "next_question": both("Mere?")},
        }
    )


class Story:
    """A session in memory: given events, then commands, which go through `decide` and `evolve`."""

    def __init__(
        self, sheet: RunSheet | None = None, opened: e.SessionOpened | None = None, at: int = T0
    ) -> None:
        opened = opened or e.SessionOpened("ABCDEF", None, "da", False, sheet or make_sheet())
        self.log = [Recorded(1, 0, at, "organiser:", "", None, opened)]
        self.state: State = begin("s", self.log[0])
        self.now = at

    def copy(self) -> "Story":
        """A story of its own with the same past: a state never changes, and the log is copied."""
        story = copy(self)
        story.log = [*self.log]
        return story

    def given(self, *events: Event, by: Actor = FACILITATOR) -> "Story":
        for event in events:
            self._record(event, by, "", 0, None)
        return self

    def put(
        self, command: Command, by: Actor, *, at: int | None = None, id: str = "", print_: str = ""
    ) -> list[Event] | Rejection | int:
        """The events, the rejection, or the seq of an earlier acknowledgement."""
        self.now = max(self.now + 1, at or 0)
        id = id or f"{self.state.seq:012x}{'0' * 20}"
        envelope = Envelope(id, by, self.now, print_ or repr(command), command)
        before = answered_before(self.state, envelope)
        if before is not None:
            return before
        outcome = decide(self.state, envelope)
        if isinstance(outcome, Rejection):
            return outcome
        for n, event in enumerate(outcome):
            self._record(event, by, id, n, envelope.fingerprint)
        return outcome

    def _record(self, event: Event, by: Actor, id: str, n: int, fingerprint: str | None) -> None:
        recorded = Recorded(self.state.seq + 1, n, self.now, str(by), id, fingerprint, event)
        self.log.append(recorded)
        self.state = evolve(self.state, recorded)


def joined(*people: Actor) -> Sequence[Event]:
    return [e.ParticipantJoined(person.id) for person in people or (ANNA, BO)]


def asked(id: str, by: Actor = ANNA, text: str = "Hvem ejer effekten?") -> Event:
    return e.QuestionAsked(id, by.id, "shown", (), False, None, text)
