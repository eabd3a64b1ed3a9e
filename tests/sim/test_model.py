"""Model-based test (Hypothesis state machine): a real hub on a real file is compared with a small model.

The model has no events. The log refuses batches, or the process dies before or after a commit and restarts
from the file; commands without an answer are sent again under the same id. After every step the mirrors of
the console and of all phones equal what the model predicts.
"""

import asyncio
import tempfile
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
from hypothesis import settings, strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)

from app.core import commands as c
from app.core.commands import Actor, Command
from app.core.rejections import Rejection
from app.core.rules.questions import ASKED_PER_OPEN
from app.core.views import Audience
from app.rooms.hub import Ack, Hub, Reply, RoomLimits
from app.rooms.room import DeltaThrottle
from app.store import Batch, NotSaved
from app.store.sqlite import SqliteLog
from tests.core.sheet import make_sheet
from tests.rooms.parts import ManualClock, RecordingSink, seat
from tests.silent_failures import Expect
from tests.sim.client import fold
from tests.tiers import tries

FACILITATOR = Actor("facilitator", "desk")
PEOPLE = ("anna", "bo", "cilla")
STEPS = ("lobby", "collect", "group", "poll", "done")
LOOKING = ("group", "poll", "done")
VOTING = ("poll", "done")
PER_PARTICIPANT = 4
FATES = ("kept", "kept", "kept", "refused", "died before", "died after")

people = st.sampled_from(PEOPLE)
picks = st.integers(0, 5)
fates = st.sampled_from(FATES)
texts = st.sampled_from(["Hvem ejer planen?", "Hvad nu?", "Hvornår begynder vi?"])


class Died(Exception):
    """The process has died."""


class FatefulLog(SqliteLog):
    fate = "kept"
    died = False

    async def append(self, batch: Batch) -> None:
        fate, self.fate = self.fate, "kept"
        if fate == "refused":
            raise NotSaved("no space left")
        self.died = fate.startswith("died")
        if fate == "died before":
            raise Died
        await super().append(batch)
        if self.died:
            raise Died


@dataclass
class Asked:
    owner: str
    text: str
    edited: bool = False
    place: str | None = None
    state: str = "shown"
    taken_up: bool = False
    answer: str | None = None
    supporters: set[str] = field(default_factory=set)
    held_for: set[str] = field(default_factory=set)


class Mirror:
    """The view and own lane of a seat, folded from its frames."""

    def __init__(self, sink: RecordingSink) -> None:
        self._sink = sink

    @property
    def lanes(self) -> dict[str, Any]:
        lanes: dict[str, Any] = {"view": {}, "mine": {}}
        for frame in self._sink.frames:
            if frame["t"] == "snapshot":
                lanes = {"view": frame["view"], "mine": {}}
            else:
                lanes[frame["lane"]] = fold(lanes[frame["lane"]], frame)
        return lanes


class HubModel(RuleBasedStateMachine):
    def __init__(self) -> None:
        super().__init__()
        self.runner = asyncio.Runner()
        self.folder = tempfile.TemporaryDirectory()
        self.clock = ManualClock()
        self.step, self.open, self.poll, self.holding = "lobby", False, False, False
        self.held_people: set[str] = set()
        self.asked = dict.fromkeys(PEOPLE, 0)
        self.questions: dict[str, Asked] = {}
        self.heard: list[tuple[str, Actor, Command, Ack]] = []
        self.ids = iter(range(1, 10_000))
        self.runner.run(self._begin())

    def teardown(self) -> None:
        self.runner.run(self._go())
        self.runner.close()
        self.folder.cleanup()

    # ---- the hub

    async def _begin(self) -> None:
        self._open_log()
        sheet = make_sheet(per_participant=PER_PARTICIPANT)
        await self.hub.open("s", code="MODEL", sheet=sheet, language="da")
        for person in PEOPLE:
            await self.hub.ask("s", Actor("participant", person), "", "", c.Join())
        await self._sit()

    def _open_log(self) -> None:
        self.log = FatefulLog(Path(self.folder.name) / "summe.db")
        limits = RoomLimits(throttle=DeltaThrottle(phone_s=0, screen_s=0, presence_s=3_600))
        self.hub = Hub(self.log, self.clock, limits)

    async def _sit(self) -> None:
        room = await self.hub.room("MODEL")
        assert room is not None
        facilitator, sink = seat(Audience("console", "da"))
        room.join(facilitator)
        self.facilitator = Mirror(sink)
        self.phones = {}
        for person in PEOPLE:
            phone, sink = seat(Audience("phone", "da"), person)
            room.join(phone)
            self.phones[person] = Mirror(sink)

    async def _go(self) -> None:
        await self.hub.close()
        await self.log.close()

    async def _restart(self) -> None:
        await self._go()
        self._open_log()
        await self._sit()

    async def _ask(self, id: str, actor: Actor, command: Command, fate: str) -> Reply:
        """Send a command until it is accepted or rejected, across restarts."""
        self.log.fate = fate
        answer = await self.hub.ask("s", actor, id, repr(command), command)
        self.log.fate = "kept"
        if self.log.died:
            assert isinstance(await self.hub.crashed, Died)
            await self._restart()
        if answer == Rejection("not_saved"):
            answer = await self.hub.ask("s", actor, id, repr(command), command)
        return answer

    def ask(self, who: str, command: Command, fate: str, *, allowed: bool) -> tuple[str, bool]:
        """Send a command; returns its id and whether it was accepted, which the model must predict."""
        actor = FACILITATOR if who == "desk" else Actor("participant", who)
        id = f"{next(self.ids):032x}"
        answer = self.runner.run(self._ask(id, actor, command, fate))
        assert isinstance(answer, Ack) == allowed, (command, answer)
        if isinstance(answer, Ack):
            self.heard.append((id, actor, command, answer))
        return id, allowed

    def pick(self, n: int) -> str:
        """An existing question's id, or an unknown one."""
        return list(self.questions)[n] if n < len(self.questions) else "f" * 32

    @initialize(step=st.sampled_from(STEPS[2:]))
    def everybody_has_asked_something(self, step: str) -> None:
        self.moves_the_room("here", "collect", "kept")
        for person in PEOPLE:
            self.asks(person, "Hvad nu?", "kept")
        self.moves_the_room("here", step, "kept")

    # ---- commands of participants

    @rule(person=people, text=texts, fate=fates)
    def asks(self, person: str, text: str, fate: str) -> None:
        own = [q for q in self.questions.values() if q.owner == person]
        has_room = len(own) < PER_PARTICIPANT and self.asked[person] < PER_PARTICIPANT * ASKED_PER_OPEN
        id, allowed = self.ask(person, c.AskQuestion(text), fate, allowed=self.open and has_room)
        if allowed:
            self.asked[person] += 1
            self.questions[id] = Asked(person, text)
            self.judge(self.questions[id])

    def judge(self, question: Asked) -> None:
        """Hold a question with a new text where needed; earlier reasons for holding it are kept."""
        kept = question.held_for if question.state == "held" else set()
        everything = {"everything"} if self.holding else set()
        asker = {"asker"} if question.owner in self.held_people else set()
        question.held_for = kept | everything | asker
        if question.state != "hidden":
            question.state = "held" if question.held_for else "shown"

    @rule(person=people, n=picks, text=texts, fate=fates)
    def edits(self, person: str, n: int, text: str, fate: str) -> None:
        question = self.questions.get(self.pick(n))
        allowed = question is not None and question.owner == person
        self.ask(person, c.EditQuestion(self.pick(n), text), fate, allowed=allowed)
        if question is not None and allowed and question.text != text:
            question.text, question.edited = text, True
            self.judge(question)

    @rule(person=people, n=picks, fate=fates)
    def withdraws(self, person: str, n: int, fate: str) -> None:
        question = self.questions.get(self.pick(n))
        allowed = question is not None and question.owner == person
        self.ask(person, c.WithdrawQuestion(self.pick(n)), fate, allowed=allowed)
        if allowed:
            del self.questions[self.pick(n)]

    @rule(person=people, n=picks, on=st.booleans(), fate=fates)
    def supports(self, person: str, n: int, on: bool, fate: str) -> None:
        question = self.questions.get(self.pick(n))
        allowed = self.step in LOOKING and question is not None
        if on:
            allowed = (
                allowed and question is not None and question.state == "shown" and question.owner != person
            )
        command = c.SupportQuestion(self.pick(n)) if on else c.UnsupportQuestion(self.pick(n))
        self.ask(person, command, fate, allowed=allowed)
        if question is not None and allowed:
            (question.supporters.add if on else question.supporters.discard)(person)

    @rule(person=people, n=picks, answer=st.sampled_from(["yes", "partly", "no"]), fate=fates)
    def votes(self, person: str, n: int, answer: Any, fate: str) -> None:
        question = self.questions.get(self.pick(n))
        asked_none = all(q.owner != person for q in self.questions.values())
        allowed = (
            self.step in VOTING
            and self.poll
            and question is not None
            and (question.owner == person or (asked_none and person in question.supporters))
        )
        self.ask(person, c.AnswerPoll(self.pick(n), answer), fate, allowed=allowed)
        if question is not None and allowed and question.owner == person:
            question.answer = answer

    # ---- commands of the facilitator

    @rule(was=st.sampled_from((*STEPS, "here", "here", "here")), to=st.sampled_from(STEPS), fate=fates)
    def moves_the_room(self, was: str, to: str, fate: str) -> None:
        was = self.step if was == "here" else was
        _, allowed = self.ask("desk", c.EnterStep(was, to), fate, allowed=to == self.step or was == self.step)
        if allowed and to != self.step:
            self.step = to
            self.open = self.open or to == "collect"
            self.poll = self.poll or to == "poll"

    @rule(n=picks, place=st.sampled_from(["en", "to", "ingen af dem", None]), fate=fates)
    def places(self, n: int, place: str | None, fate: str) -> None:
        question = self.questions.get(self.pick(n))
        allowed = question is not None and place != "ingen af dem"
        self.ask("desk", c.PlaceQuestion(self.pick(n), place), fate, allowed=allowed)
        if question is not None and allowed:
            question.place = place

    @rule(n=picks, hide=st.booleans(), fate=fates)
    def hides_or_shows(self, n: int, hide: bool, fate: str) -> None:
        question = self.questions.get(self.pick(n))
        command = c.HideQuestion(self.pick(n)) if hide else c.ShowQuestion(self.pick(n))
        self.ask("desk", command, fate, allowed=question is not None)
        if question is not None and (hide or question.state == "hidden"):
            question.state = "hidden" if hide else "shown"

    @rule(n=picks, fate=fates)
    def lets_through(self, n: int, fate: str) -> None:
        question = self.questions.get(self.pick(n))
        self.ask("desk", c.LetThrough(self.pick(n)), fate, allowed=question is not None)
        if question is not None and question.state == "held":
            question.state = "shown"

    @rule(fate=fates)
    def lets_all_through(self, fate: str) -> None:
        self.ask("desk", c.LetAllThrough(), fate, allowed=True)
        for question in self.questions.values():
            if question.state == "held" and question.held_for == {"everything"}:
                question.state = "shown"

    @rule(hold=st.booleans(), fate=fates)
    def holds_everything_or_stops(self, hold: bool, fate: str) -> None:
        self.ask("desk", c.StartHolding() if hold else c.StopHolding(), fate, allowed=True)
        self.holding = hold

    @rule(n=picks, fate=fates)
    def hides_all_from(self, n: int, fate: str) -> None:
        question = self.questions.get(self.pick(n))
        self.ask("desk", c.HideAllFrom(self.pick(n)), fate, allowed=question is not None)
        if question is not None:
            self.held_people.add(question.owner)
            for one in self.questions.values():
                if one.owner == question.owner:
                    one.state = "hidden"

    @rule(n=picks, fate=fates)
    def stops_holding_from(self, n: int, fate: str) -> None:
        question = self.questions.get(self.pick(n))
        self.ask("desk", c.StopHoldingFrom(self.pick(n)), fate, allowed=question is not None)
        if question is not None:
            self.held_people.discard(question.owner)

    @rule(n=picks, taken_up=st.booleans(), fate=fates)
    def marks(self, n: int, taken_up: bool, fate: str) -> None:
        question = self.questions.get(self.pick(n))
        self.ask("desk", c.MarkTakenUp(self.pick(n), taken_up), fate, allowed=question is not None)
        if question is not None:
            question.taken_up = taken_up

    @rule(open=st.booleans(), fate=fates)
    def opens_or_closes(self, open: bool, fate: str) -> None:
        command = c.OpenSubmissions() if open else c.CloseSubmissions()
        self.ask("desk", command, fate, allowed=True)
        self.open = open

    # ---- faults

    @precondition(lambda self: self.heard)
    @rule(n=st.integers(0, 1_000), fate=fates)
    def a_late_copy_arrives_of_a_question_that_was_acknowledged(self, n: int, fate: str) -> None:
        asked = [one for one in self.heard if isinstance(one[2], c.AskQuestion)]
        if asked:
            id, actor, command, answer = asked[n % len(asked)]
            assert self.runner.run(self._ask(id, actor, command, fate)) == answer
            other = c.AskQuestion("Noget andet?")
            erased = id not in self.questions or self.questions[id].edited
            # With the words of a question their fingerprint is erased, so other words are not noticed.
            expected = answer if erased else Rejection("conflict")
            assert self.runner.run(self._ask(id, actor, other, fate)) == expected

    @rule()
    def it_starts_again(self) -> None:
        self.runner.run(self._restart())

    # ---- invariants

    @invariant()
    def console_and_phones_show_the_model(self) -> None:
        view = self.facilitator.lanes["view"]
        assert view["step"]["it"]["step"] == self.step
        assert (view["gates"]["it"]["submissions"], view["gates"]["it"]["poll"]) == (self.open, self.poll)
        assert view["door"]["it"]["holding"] == self.holding
        assert {
            id: (
                row["text"],
                view["places"][id]["pitfall"],
                view["flags"][id]["state"],
                view["flags"][id]["taken_up"],
                view["flags"][id]["asker_held"],
                view.get("support", {}).get(id, {"n": 0})["n"],
            )
            for id, row in view.get("questions", {}).items()
        } == {
            id: (q.text, q.place, q.state, q.taken_up, q.owner in self.held_people, len(q.supporters))
            for id, q in self.questions.items()
        }
        for person, phone in self.phones.items():
            rows = phone.lanes["mine"].get("mine", {})
            assert {id: (row["text"], row["pitfall"], row["answer"]) for id, row in rows.items()} == {
                id: (q.text, q.place, q.answer) for id, q in self.questions.items() if q.owner == person
            }

    @invariant()
    def the_file_tells_the_same(self) -> None:
        rows = self.runner.run(self.log.read("s"))
        assert [row.seq for row in rows] == list(range(1, len(rows) + 1))
        asked = [row.command_id for row in rows if row.kind == "question_asked"]
        assert len(asked) == len(set(asked))
        assert set(self.questions) <= set(asked)


@pytest.mark.half_a_minute
def test_r1_commands_in_any_order_give_what_the_model_predicts(
    expect_error: Expect,
) -> None:
    expect_error("not saved: no space left")
    run_state_machine_as_test(HubModel, settings=settings(max_examples=tries(40), stateful_step_count=40))
