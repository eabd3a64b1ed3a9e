"""A simulated participant with a phone: writes, supports, votes, and is disconnected now and then.

Acts only on what the phone shows, so that any facilitator can lead the session. An activity is cancelled
when the step changes, except writing. Times in seconds are for a session of an hour; all are multiplied by
`tempo`, which is less than 1 in a shorter one.
"""

import asyncio
from dataclasses import dataclass
from random import Random
from typing import Any

from app.core.commands import ProposePitfall
from app.core.steps import StepFamily, family, may_ask
from app.rehearsal.client import SimClient
from app.rehearsal.mirror import Row
from app.rehearsal.questions import Draft
from app.rehearsal.sim_clock import SimClock

ANSWERS = {"yes": 5, "partly": 3, "no": 2}
LETTERS_PER_SECOND = 3.5
CORNERS = ((7.0, 2.0, 2.0), (2.0, 6.0, 2.0), (2.0, 2.0, 7.0))


@dataclass(frozen=True, slots=True)
class Traits:
    """The traits of a person: what they do and how often.

    `delay_factor` multiplies their delays; `stays_s` is the mean time between two disconnections.
    """

    asks: int
    mends: bool
    withdraws: bool
    proposes: bool
    supports: int
    pairs: bool
    places_dot: bool
    votes: bool
    asks_next: bool
    delay_factor: float
    stays_s: float

    @staticmethod
    def drawn(chance: Random) -> "Traits":
        """Random traits."""

        def happens(share: float) -> bool:
            return chance.random() < share

        return Traits(
            asks=chance.choice([0, 1, 1, 1, 1, 1, 1, 1, 2, 3]),
            mends=happens(0.25),
            withdraws=happens(0.03),
            proposes=happens(0.45),
            supports=chance.choice([0, 0, 1, 2, 3, 5]),
            pairs=happens(0.2),
            places_dot=happens(0.85),
            votes=happens(0.92),
            asks_next=happens(0.3),
            delay_factor=chance.uniform(0.6, 1.8),
            stays_s=chance.uniform(300, 2_400),
        )


@dataclass(slots=True)
class Neighbours:
    """Two who sit beside each other: the digits that the one shows first, for the other to type."""

    digits: str = ""


@dataclass(frozen=True, slots=True)
class Sight:
    """The parts of the screen that choose the activity: when one changes, another activity begins."""

    step: str = ""
    submissions: bool = False
    poll: bool = False

    @property
    def family(self) -> StepFamily | None:
        """None before the first view has come."""
        return family(self.step) if self.step else None


class Person:
    """`drafts` are the questions to ask, `next_text` is the next question, `neighbours` two who may pair."""

    def __init__(
        self,
        client: SimClient,
        clock: SimClock,
        tempo: float,
        chance: Random,
        *,
        traits: Traits,
        drafts: list[Draft],
        next_text: str,
        neighbours: "Neighbours",
    ) -> None:
        self.client = client
        self._clock = clock
        self._tempo = tempo
        self._chance = chance
        self._traits = traits
        self._drafts = drafts
        self._next_text = next_text
        self._neighbours = neighbours
        self._habits: list[asyncio.Task[None]] = []
        self._writing: asyncio.Task[None] | None = None
        self._has_written = False
        self._unproposed: dict[str, str | None] = {}
        self._supported = 0
        self._has_dot = False
        self._asked_next = False

    async def live(self) -> None:
        """Take part until the connection is closed for good."""
        self._habits = [asyncio.ensure_future(habit) for habit in (self._follow(), self._wander())]
        try:
            await self.client.run()
        finally:
            await self.stop()

    async def stop(self) -> None:
        """Stop all activities; the phone stays connected."""
        begun, self._habits, writing, self._writing = self._habits, [], self._writing, None
        self.client.come_back()
        await cancel_and_wait(*begun, writing)

    async def ask_now(self, draft: Draft) -> None:
        """Send this question at once, if submissions are open."""
        if self._sight().submissions:
            await self.client.ask("ask_question", text=draft.text)

    # ---- following the screen

    def _sight(self) -> Sight:
        mirror = self.client.mirror
        gates = mirror.row("gates")
        step = str(mirror.row("step").get("step", ""))
        return Sight(step, bool(gates.get("submissions")), bool(gates.get("poll")))

    async def _follow(self) -> None:
        seen = Sight()
        activity: asyncio.Task[None] | None = None
        try:
            while not self.client.closed:
                version, sight = self.client.version, self._sight()
                if sight != seen:
                    seen = sight
                    await cancel_and_wait(activity)
                    activity = asyncio.ensure_future(self._take_part(sight))
                await self.client.news(version)
        finally:
            await cancel_and_wait(activity)

    async def _take_part(self, sight: Sight) -> None:
        if sight.submissions and not self._has_written:
            self._has_written = True
            self._writing = asyncio.ensure_future(self._write())
        match sight.family:
            case "buzz":
                await self._buzz()
            case "group" | "walk":
                await self._among_others()
            case "momentum":
                await self._momentum()
            case "poll" | "done":
                await self._vote()
            case _:
                pass  # Nothing to answer; a test sees that people ask for every command that they have.

    def _own(self, field: str) -> Any:
        """A field of the row about this person; None before it has come."""
        return self.client.mirror.row("me", lane="mine").get(field)

    async def _linger(self, least_s: float, most_s: float) -> None:
        seconds = self._chance.uniform(least_s, most_s) * self._traits.delay_factor
        await self._clock.sleep(seconds * self._tempo)

    async def _wander(self) -> None:
        """Disconnect at random times, as by a lost network or a locked phone, and reconnect later."""
        while True:
            await self._clock.sleep(self._chance.expovariate(1 / self._traits.stays_s) * self._tempo)
            seconds = self._chance.uniform(4, 120) * self._tempo
            self.client.be_away(seconds, politely=self._chance.random() < 0.5)

    # ---- writing

    async def _write(self) -> None:
        await self._linger(8, 120)
        for draft in self._drafts:
            await self._ask(draft)
            await self._linger(20, 200)

    async def _ask(self, draft: Draft) -> None:
        begun_at_ms = self.client.server_ms()
        await self.client.send(t="typing", on=True)
        await self._clock.sleep(len(draft.text) / LETTERS_PER_SECOND * self._tempo)
        await self.client.send(t="typing", on=False)
        id = self.client.new_id()
        if await self.client.ask("ask_question", id=id, text=draft.text, begun_at_ms=begun_at_ms):
            return
        self._unproposed[id] = draft.pitfall
        await self._linger(3, 20)
        if self._own("side"):
            await self.client.ask("share_question", question_id=id, shared=True)
        await self._propose()
        if self._traits.mends and draft.text != draft.meant and self._may_edit(id):
            await self.client.ask("edit_question", question_id=id, text=draft.meant)
        if self._traits.withdraws:
            await self._linger(20, 90)
            await self.client.ask("withdraw_question", question_id=id)
            del self._unproposed[id]

    def _may_edit(self, id: str) -> bool:
        return bool(self.client.mirror.row("mine", id, "mine").get("editable"))

    async def _propose(self) -> None:
        """Propose the pitfalls of the own questions, in steps that allow it."""
        step = self._sight().step
        if not self._traits.proposes or not step or not may_ask(ProposePitfall, step):
            return
        for id, pitfall in list(self._unproposed.items()):
            if pitfall in self.client.mirror.table("pitfalls"):
                self._unproposed[id] = None
                await self.client.ask("propose_pitfall", question_id=id, pitfall=pitfall)

    # ---- activities of the other steps

    async def _buzz(self) -> None:
        if self._traits.pairs and self.client.mirror.row("sheet").get("pairs"):
            await self._linger(5, 60)
            if self._neighbours.digits:
                await self.client.ask("pair_with", code=self._neighbours.digits)
            elif not await self.client.ask("offer_pair", side="left"):
                while not self._own("pair") and not self.client.closed:
                    await self.client.news(self.client.version)
                self._neighbours.digits = self._own("pair")

    async def _among_others(self) -> None:
        await self._linger(4, 60)
        await self._propose()
        visible = self.client.mirror.row("sheet").get("others_visible")
        if not visible or self._supported >= self._traits.supports:
            return
        before = self.client.snapshots
        await self.client.send(t="look", at="others")
        try:
            while self.client.snapshots == before and not self.client.closed:
                await self.client.news(self.client.version)
            await self._support()
        finally:
            await self.client.send(t="look", at=None)

    async def _support(self) -> None:
        own = self.client.mirror.table("mine", "mine")
        others = [id for id in self.client.mirror.table("others") if id not in own]
        wanted = self._traits.supports - self._supported
        for id in self._chance.sample(others, min(wanted, len(others))):
            await self._linger(3, 15)
            self._supported += 1
            await self.client.ask("support_question", question_id=id)
            if self._chance.random() < 0.05:
                await self.client.ask("unsupport_question", question_id=id)

    async def _momentum(self) -> None:
        if self._has_dot or not self._traits.places_dot:
            return
        await self._linger(5, 80)
        self._has_dot = True
        corner = self._chance.choice(CORNERS)
        for _ in range(self._chance.choice([1, 1, 2])):
            weights = [round(max(0.2, self._chance.gauss(share, 1.5)), 3) for share in corner]
            await self.client.ask("place_dot", weights=weights)
            await self._linger(2, 10)

    async def _vote(self) -> None:
        if not self._sight().poll or not self._traits.votes:
            return
        await self._linger(4, 60)
        own = [id for id, row in self.client.mirror.table("mine", "mine").items() if _is_asked_about(row)]
        supported = list(self.client.mirror.table("supported", "mine"))[:2]
        for id in own or supported:
            await self._answer(id)
        if not own and not supported:
            await self.client.ask("answer_poll", question_id="", answer="listened")
        if self._traits.asks_next and not self._asked_next:
            self._asked_next = True
            await self._linger(10, 60)
            await self.client.ask("ask_question", text=self._next_text, follows=own[0] if own else "")

    async def _answer(self, id: str) -> None:
        mirror = self.client.mirror
        answered = mirror.row("mine", id, "mine").get("answer") or mirror.row("supported", id, "mine").get(
            "answer"
        )
        if not answered or self._chance.random() < 0.1:
            (answer,) = self._chance.choices(list(ANSWERS), list(ANSWERS.values()))
            await self.client.ask("answer_poll", question_id=id, answer=answer)
            await self._linger(2, 15)


def _is_asked_about(row: Row) -> bool:
    """Whether the poll asks about this question of the person's own: not a next, held or hidden one."""
    return not row["next"] and row["state"] in ("shown", "merged")


async def cancel_and_wait(*tasks: asyncio.Future[Any] | None) -> None:
    """Cancel tasks and wait until they have ended; raises the first error of any of them."""
    begun = [task for task in tasks if task is not None]
    for task in begun:
        task.cancel()
    for outcome in await asyncio.gather(*begun, return_exceptions=True):
        if isinstance(outcome, Exception):
            raise outcome
