"""The simulated facilitator, who leads a session from a console within the given minutes.

Goes through the arc of the run sheet, each step for its planned share of the time; groups questions one by
one and then in batches, as a facilitator would; releases some that were held. As soon as another facilitator
changes the step or the beat, this one stops leading.
"""

import asyncio
from collections.abc import Iterator
from random import Random
from typing import Any

from app.core.commands import StartTimer
from app.core.run_sheet import Pitfall, RunSheet
from app.core.steps import family, may_ask
from app.rehearsal.client import SimClient
from app.rehearsal.questions import same
from app.rehearsal.sim_clock import SimClock
from app.rehearsal.statistics import Statistics

UNPLANNED_MINUTES = 4
SHARE_OF_THE_HOUR = 0.94
BY_HAND = 12
HANDFUL = 40
LEFT_IN_THE_TRAY = 0.5
STEM = 5
LEAST_TURN_S = 10


class HandedOver(Exception):
    """Another facilitator leads now, or this console was disconnected for good."""


class Leader:
    """Only the words of each pitfall are taken from `sheet`; everything else is read from the console."""

    def __init__(
        self,
        client: SimClient,
        clock: SimClock,
        statistics: Statistics,
        sheet: RunSheet,
        minutes: float,
        chance: Random,
    ) -> None:
        self.client = client
        self._clock = clock
        self._statistics = statistics
        self._chance = chance
        self._seconds = minutes * 60 * SHARE_OF_THE_HOUR
        self._stems = {pitfall.id: set(_stems(pitfall)) for pitfall in sheet.pitfalls}
        self._left_in_tray: set[str] = set()
        self._step_ends_at = 0.0

    async def lead(self) -> None:
        """Lead from the current step to the end of the arc, or until another facilitator takes over."""
        try:
            while not self._step():
                await self._news()
            self._statistics.leading = True
            self._step_ends_at = self._clock.now()
            for step, seconds in self._schedule():
                self._step_ends_at += seconds
                await self._enter(step)
                await self._work(step, seconds)
        except HandedOver:
            pass
        finally:
            self._statistics.leading = False

    async def _work(self, step: str, seconds: float) -> None:
        match family(step):
            case "group":
                await self._group(seconds)
            case "walk":
                await self._walk(seconds)
            case "poll":
                await self._poll(seconds)
            case _ if may_ask(StartTimer, step):
                await self._count_down(seconds)
            case _:
                await self._beat_by_beat(seconds)

    def _schedule(self) -> Iterator[tuple[str, float]]:
        sheet = self.client.mirror.row("sheet")
        steps = sheet["steps"]
        minutes = {step: sheet["minutes"].get(step, UNPLANNED_MINUTES) for step in steps}
        whole = sum(minutes.values()) or 1
        for step in steps[steps.index(self._step()) :]:
            yield step, self._seconds * minutes[step] / whole

    def _step(self) -> str:
        return str(self.client.mirror.row("step").get("step", ""))

    async def _enter(self, step: str) -> None:
        was = self._step()
        if was != step:
            await self._do("enter_step", was=was, to=step)
        while self._step() != step:
            await self._news()

    async def _news(self) -> None:
        """Wait for the next change of the console; raises HandedOver when it was disconnected for good."""
        if self.client.closed:
            raise HandedOver
        await self.client.news(self.client.version)

    async def _do(self, do: str, **args: Any) -> bool:
        """Send a command; False when it is rejected. Raises HandedOver when another command came first."""
        code = await self.client.ask(do, **args)
        if code == "stale":
            raise HandedOver
        return not code

    async def _wait(self, seconds: float) -> None:
        """Wait so many rehearsed seconds, but not beyond the step's planned end; raises HandedOver."""
        left = min(seconds, self._step_ends_at - self._clock.now())
        where = self._position()
        passing = asyncio.ensure_future(self._clock.sleep(left))
        try:
            while not passing.done():
                news = asyncio.ensure_future(self.client.news(self.client.version))
                await asyncio.wait({passing, news}, return_when=asyncio.FIRST_COMPLETED)
                news.cancel()
                if self.client.closed or self._position() != where:
                    raise HandedOver
        finally:
            passing.cancel()

    def _position(self) -> tuple[str, int]:
        row = self.client.mirror.row("step")
        return str(row["step"]), int(row["beat"])

    async def _next_beat(self) -> bool:
        row = self.client.mirror.row("step")
        if not await self._do("next_beat", was=row["beat"]):
            return False
        while self.client.mirror.row("step")["beat"] == row["beat"] and self._step() == row["step"]:
            await self._news()
        return True

    # ---- the steps

    async def _beat_by_beat(self, seconds: float) -> None:
        """What every step without work of its own takes; most have a single beat."""
        beats = self.client.mirror.row("step")["beats"]
        for _ in range(beats - 1):
            await self._wait(seconds / beats)
            await self._next_beat()
        await self._wait(seconds / beats)

    async def _count_down(self, seconds: float) -> None:
        turns = self.client.mirror.row("timer")["turns"]
        turn_s = max(LEAST_TURN_S, round(seconds / turns))
        await self._do("set_turn_length", seconds=min(turn_s, 1_800))
        await self._do("start_timer")
        for _ in range(turns):
            await self._wait(seconds / turns)
            if self.client.mirror.row("timer")["phase"] != "over":
                await self._do("swap_turn")

    async def _group(self, seconds: float) -> None:
        await self._wait(seconds / 4)
        await self._look_through_held()
        by_hand = self._unplaced()[:BY_HAND]
        for id in by_hand:
            if (pitfall := self._pitfall_of(id)) is not None:
                await self._do("place_question", question_id=id, pitfall=pitfall)
            await self._wait(seconds / 2 / BY_HAND)
        await self._place_all()
        await self._merge_the_same()
        await self._do("close_submissions")
        await self._wait(seconds / 4)

    async def _walk(self, seconds: float) -> None:
        await self._place_all()
        for _ in range(3):
            await self._wait(seconds / 7)
            await self._next_beat()
        for _ in range(3):
            await self._wait(seconds / 7)
            if not await self._next_beat():
                break
        await self._wait(seconds / 7)

    async def _poll(self, seconds: float) -> None:
        await self._wait(seconds * 2 / 3)
        flags = self.client.mirror.table("flags")
        words = self.client.mirror.table("questions")
        waiting = [id for id, row in words.items() if row["next"] and flags[id]["why"] == ["next"]]
        for id in waiting[:6]:
            await self._do("let_through", question_id=id)
        await self._wait(seconds / 3)

    # ---- the questions

    async def _look_through_held(self) -> None:
        flags = self.client.mirror.table("flags")
        for id in [id for id, row in flags.items() if row["state"] == "held" and not row["proposed"]]:
            await self._do(
                self._chance.choice(["hide_question", "hide_question", "let_through"]), question_id=id
            )

    def _unplaced(self) -> list[str]:
        flags = self.client.mirror.table("flags")
        places = self.client.mirror.table("places")
        shown = (id for id, row in flags.items() if row["state"] == "shown" and id not in self._left_in_tray)
        return [id for id in shown if places[id]["pitfall"] is None]

    async def _place_all(self) -> None:
        by_pitfall: dict[str, list[str]] = {}
        for id in self._unplaced():
            pitfall = self._pitfall_of(id)
            if pitfall is None:
                self._left_in_tray.add(id)
            else:
                by_pitfall.setdefault(pitfall, []).append(id)
        for pitfall, ids in by_pitfall.items():
            batch = self.client.new_id()
            for first in range(0, len(ids), HANDFUL):
                some = ids[first : first + HANDFUL]
                await self._do("place_questions", ids=some, pitfall=pitfall, batch=batch)

    def _pitfall_of(self, id: str) -> str | None:
        """The pitfall its asker proposed, else one it shares most words with.

        Without any shared word, None or a random pitfall.
        """
        proposed = self.client.mirror.row("flags", id).get("proposed")
        if proposed:
            return str(proposed)
        words = set(_stems_in(self.client.mirror.row("questions", id).get("text", "")))
        fits = {pitfall: len(words & stems) for pitfall, stems in self._stems.items()}
        best = max(fits.values())
        if not best and self._chance.random() < LEFT_IN_THE_TRAY:
            return None
        return self._chance.choice([pitfall for pitfall, n in fits.items() if n == best])

    async def _merge_the_same(self) -> None:
        """Merge questions that differ only in punctuation and capitals."""
        alike: dict[str, list[str]] = {}
        for id, row in self.client.mirror.table("questions").items():
            if self.client.mirror.row("flags", id).get("state") == "shown":
                alike.setdefault(same(row["text"]), []).append(id)
        for first, *others in alike.values():
            if others:
                await self._do("merge_questions", ids=others[:HANDFUL], into=first)


def _stems(pitfall: Pitfall) -> Iterator[str]:
    texts = [*pitfall.title.values(), *(text for cause in pitfall.causes for text in cause.values())]
    for words in (*pitfall.keywords.values(), *pitfall.examples.values()):
        texts += words
    for text in texts:
        yield from _stems_in(text)


def _stems_in(text: str) -> Iterator[str]:
    for word in text.lower().split():
        letters = same(word)
        if len(letters) >= STEM:
            yield letters[:STEM]
