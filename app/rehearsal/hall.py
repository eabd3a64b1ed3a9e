"""Runs all simulated people of a rehearsal in one event loop, and compares their screens at the end.

They join in a wave, some of them late, and take part. When the time is up, all stop, wait for the answers to
their commands, and compare the digests of their screens with the server's.
"""

import asyncio
import contextlib
import secrets
from collections.abc import Coroutine
from itertools import islice
from random import Random
from typing import Any

from app.core.languages import PerLanguage, nearest
from app.core.steps import family
from app.rehearsal.client import SimClient
from app.rehearsal.leader import Leader
from app.rehearsal.person import Neighbours, Person, Traits, cancel_and_wait
from app.rehearsal.plan import Plan
from app.rehearsal.questions import Author
from app.rehearsal.sim_clock import SimClock
from app.rehearsal.statistics import Statistics

HOUR_MIN = 60
WAVE_SHARE, LONGEST_WAVE_S = 0.05, 60.0
LATE_SHARE, LATEST = 0.07, 0.5
OTHER_LANGUAGE = 0.05
SETTLING_S = 20.0
PONG_S = 10.0
GLANCE_S = 0.05
# After the planned minutes, people stay until no facilitator has changed the step for this long.
STILL_S = 20 * 60.0
LEADERS_NAME: PerLanguage[str] = {"da": "Generalprøve", "en": "Rehearsal"}


class Hall:
    """One rehearsal; `statistics` may be read and `clock` changed at any time."""

    def __init__(self, plan: Plan) -> None:
        self.clock = SimClock(plan.speed)
        self.statistics = Statistics(plan.phones)
        self._plan = plan
        self._chance = Random(plan.seed)  # noqa: S311  for simulated people, not for secrets
        self._tempo = min(1.0, plan.minutes / HOUR_MIN)
        authors = {code: Author(plan.sheet, code, plan.seed) for code in plan.sheet.languages}
        self._questions = {code: author.questions() for code, author in authors.items()}
        self._next_questions = {code: author.next_questions() for code, author in authors.items()}
        neighbours = [Neighbours() for _ in range(plan.phones // 2 + 1)]
        self._people = [self._person(n, neighbours[n // 2]) for n in range(plan.phones)]
        self._leader = self._make_leader() if plan.console_key else None
        self._over = asyncio.Event()
        self._tasks: set[asyncio.Task[None]] = set()
        self._leading_task: asyncio.Task[None] | None = None
        self._position: tuple[str, int] | None = None
        self._moved_at: float | None = None

    async def run(self) -> None:
        """Run the whole rehearsal; returns when all clients have disconnected."""
        for person in self._people:
            self._begin(self._attend(person))
        if self._leader is not None:
            self._begin(self._leader.client.run())
            self._leading_task = self._begin(self._leader.lead())
        glancing = self._begin(self._watch_step())
        await self._until_over()
        await cancel_and_wait(glancing, self._leading_task)
        await self._settle()
        await self._compare()
        self._read_step()
        await self._disconnect_all()
        self.statistics.ended = True

    def stop(self) -> None:
        """End the rehearsal now."""
        self._over.set()

    def flood(self) -> None:
        """Have every person send a question at once, if submissions are open."""
        for person in self._people:
            self._begin(person.ask_now(next(self._questions[self._plan.language])))

    # ---- people

    def _person(self, n: int, neighbours: Neighbours) -> Person:
        chance = Random(f"{self._plan.seed}/{n}")  # noqa: S311  for simulated people, not for secrets
        language = self._plan.language
        if chance.random() < OTHER_LANGUAGE:
            language = chance.choice(self._plan.sheet.languages)
        hello = {"role": "phone", "token": secrets.token_hex(16), "lang": language}
        traits = Traits.drawn(chance)
        return Person(
            self._client(hello, chance),
            self.clock,
            self._tempo,
            chance,
            traits=traits,
            drafts=list(islice(self._questions[language], traits.asks)),
            next_text=next(self._next_questions[language]).text,
            neighbours=neighbours,
        )

    def _make_leader(self) -> Leader:
        language = self._plan.language
        name = LEADERS_NAME[nearest(language)]
        hello = {"role": "console", "key": self._plan.console_key, "device": "rehearsal", "name": name}
        client = self._client({**hello, "lang": language}, self._chance)
        return Leader(client, self.clock, self.statistics, self._plan.sheet, self._plan.minutes, self._chance)

    def _client(self, hello: dict[str, str], chance: Random) -> SimClient:
        return SimClient(self._plan.server, self._plan.code, hello, self.clock, self.statistics, chance)

    def _clients(self) -> list[SimClient]:
        """The clients that have been connected at least once."""
        clients = [person.client for person in self._people]
        if self._leader is not None:
            clients.append(self._leader.client)
        return [client for client in clients if client.snapshots]

    async def _attend(self, person: Person) -> None:
        whole = self._plan.minutes * 60
        wave = min(LONGEST_WAVE_S, whole * WAVE_SHARE)
        late = self._chance.random() < LATE_SHARE
        after = (
            self._chance.uniform(wave, whole * LATEST) if late else self._chance.triangular(0, wave, wave / 3)
        )
        await self.clock.sleep(after)
        await person.live()
        if person.client.closed:
            self._over.set()

    # ---- running and ending

    def _begin(self, doing: Coroutine[Any, Any, None]) -> asyncio.Task[None]:
        task = asyncio.ensure_future(self._noting_errors(doing))
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)
        return task

    async def _noting_errors(self, doing: Coroutine[Any, Any, None]) -> None:
        try:
            await doing
        except Exception as error:
            self.statistics.error(repr(error))

    async def _until_over(self) -> None:
        passing = asyncio.ensure_future(self._whole_hour())
        over = asyncio.ensure_future(self._over.wait())
        await asyncio.wait({passing, over}, return_when=asyncio.FIRST_COMPLETED)
        await cancel_and_wait(passing, over)

    async def _whole_hour(self) -> None:
        """Wait for the planned minutes, and then until the leader, simulated or real, has finished."""
        await self.clock.sleep(self._plan.minutes * 60)
        if self._leading_task is not None:
            await asyncio.wait({self._leading_task})
        while self._is_being_led():
            await asyncio.sleep(GLANCE_S)

    def _is_being_led(self) -> bool:
        """Whether the step or beat was changed within the last `STILL_S`, and the step is not the last."""
        if self._moved_at is None or family(self.statistics.step) == "done":
            return False
        return self.clock.now() - self._moved_at < STILL_S

    async def _watch_step(self) -> None:
        """Keep the step in the statistics current, and stop when the session has ended."""
        while True:
            await asyncio.sleep(GLANCE_S)
            self._read_step()

    def _read_step(self) -> None:
        client = next((client for client in self._clients() if client.here), None)
        if client is not None:
            row = client.mirror.row("step")
            position = (str(row.get("step", "")), int(row.get("beat", 0)))
            if self._position is not None and position != self._position:
                self._moved_at = self.clock.now()
            self.statistics.step, _ = self._position = position
            if client.mirror.row("session").get("ended"):
                self._over.set()

    async def _settle(self) -> None:
        """Stop all people, reconnect those who are away, and wait until all commands are answered."""
        for outcome in await asyncio.gather(*(one.stop() for one in self._people), return_exceptions=True):
            if isinstance(outcome, Exception):
                self.statistics.error(repr(outcome))
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(SETTLING_S):
                while not all(client.settled or client.closed for client in self._clients()):
                    await asyncio.sleep(GLANCE_S)

    async def _compare(self) -> None:
        present = [client for client in self._clients() if not client.closed]
        self.statistics.checked = len(present)
        outcomes = await asyncio.gather(*(self._equal(client) for client in present), return_exceptions=True)
        self.statistics.equal = sum(outcome is True for outcome in outcomes)
        for outcome in outcomes:
            if isinstance(outcome, Exception) and not isinstance(outcome, TimeoutError):
                self.statistics.error(repr(outcome))

    async def _equal(self, client: SimClient) -> bool:
        async with asyncio.timeout(PONG_S):
            return client.settled and await client.agrees()

    async def _disconnect_all(self) -> None:
        for client in self._clients():
            client.leave()
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(SETTLING_S):
                while self.statistics.connected:
                    await asyncio.sleep(GLANCE_S)
        await cancel_and_wait(*self._tasks)
