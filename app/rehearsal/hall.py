"""All the people of a rehearsal, in one loop: who comes when, how they write, and whether all saw the same.

They come in a wave, some late; live their hour; and when the minutes are over everybody stops, waits for
what is still unanswered, and compares what the screen shows with what the server says it should show.
"""

import asyncio
import contextlib
import secrets
from collections.abc import Coroutine
from itertools import islice
from random import Random
from typing import Any

from app.core.languages import PerLanguage, nearest
from app.rehearsal.client import SimClient
from app.rehearsal.leader import Leader
from app.rehearsal.person import Person, Temper, let_go
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
LEADERS_NAME: PerLanguage[str] = {"da": "Generalprøve", "en": "Rehearsal"}


class Hall:
    """One rehearsal; `statistics` and `clock` may be read and turned at any time."""

    def __init__(self, plan: Plan) -> None:
        self.clock = SimClock(plan.speed)
        self.statistics = Statistics(plan.phones)
        self._plan = plan
        self._chance = Random(plan.seed)  # noqa: S311  a play, no secret
        self._tempo = min(1.0, plan.minutes / HOUR_MIN)
        authors = {code: Author(plan.sheet, code, plan.seed) for code in plan.sheet.languages}
        self._questions = {code: author.questions() for code, author in authors.items()}
        self._next_questions = {code: author.next_questions() for code, author in authors.items()}
        self._people = [self._somebody(n) for n in range(plan.phones)]
        self._leader = self._leading() if plan.console_key else None
        self._over = asyncio.Event()
        self._tasks: set[asyncio.Task[None]] = set()
        self._leading_task: asyncio.Task[None] | None = None

    async def run(self) -> None:
        """Run the whole rehearsal; returns when everybody has disconnected."""
        for person in self._people:
            self._begin(self._come(person))
        if self._leader is not None:
            self._begin(self._leader.client.run())
            self._leading_task = self._begin(self._leader.lead())
        glancing = self._begin(self._glance())
        await self._until_over()
        await let_go(glancing, self._leading_task)
        await self._settle()
        await self._compare()
        self._look_at_a_screen()
        await self._go_home()
        self.statistics.ended = True

    def stop(self) -> None:
        """Let the hour be over now."""
        self._over.set()

    def flood(self) -> None:
        """Everybody sends something at this moment."""
        for person in self._people:
            self._begin(person.blurt(next(self._questions[self._plan.language])))

    # ---- who is there

    def _somebody(self, n: int) -> Person:
        chance = Random(f"{self._plan.seed}/{n}")  # noqa: S311  a play, no secret
        language = self._plan.language
        if chance.random() < OTHER_LANGUAGE:
            language = chance.choice(self._plan.sheet.languages)
        hello = {"role": "phone", "token": secrets.token_hex(16), "lang": language}
        temper = Temper.drawn(chance)
        return Person(
            self._client(hello, chance),
            self.clock,
            self._tempo,
            chance,
            temper=temper,
            drafts=list(islice(self._questions[language], temper.asks)),
            next_text=next(self._next_questions[language]).text,
            pair=f"{n // 2 % 10_000:04d}",
        )

    def _leading(self) -> Leader:
        language = self._plan.language
        name = LEADERS_NAME[nearest(language)]
        hello = {"role": "console", "key": self._plan.console_key, "device": "rehearsal", "name": name}
        client = self._client({**hello, "lang": language}, self._chance)
        return Leader(client, self.clock, self.statistics, self._plan.sheet, self._plan.minutes, self._chance)

    def _client(self, hello: dict[str, str], chance: Random) -> SimClient:
        return SimClient(self._plan.server, self._plan.code, hello, self.clock, self.statistics, chance)

    def _clients(self) -> list[SimClient]:
        """Everybody who has been here."""
        clients = [person.client for person in self._people]
        if self._leader is not None:
            clients.append(self._leader.client)
        return [client for client in clients if client.snapshots]

    async def _come(self, person: Person) -> None:
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

    # ---- the hour

    def _begin(self, doing: Coroutine[Any, Any, None]) -> asyncio.Task[None]:
        task = asyncio.ensure_future(self._noting(doing))
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)
        return task

    async def _noting(self, doing: Coroutine[Any, Any, None]) -> None:
        try:
            await doing
        except Exception as error:
            self.statistics.error(repr(error))

    async def _until_over(self) -> None:
        passing = asyncio.ensure_future(self._whole_hour())
        over = asyncio.ensure_future(self._over.wait())
        await asyncio.wait({passing, over}, return_when=asyncio.FIRST_COMPLETED)
        await let_go(passing, over)

    async def _whole_hour(self) -> None:
        """The minutes, and what it takes to lead the hour to its end when they were too few."""
        await self.clock.sleep(self._plan.minutes * 60)
        if self._leading_task is not None:
            await asyncio.wait({self._leading_task})

    async def _glance(self) -> None:
        """Keep an eye on where the room stands, and on whether it has been closed."""
        while True:
            await asyncio.sleep(GLANCE_S)
            self._look_at_a_screen()

    def _look_at_a_screen(self) -> None:
        client = next((client for client in self._clients() if client.here), None)
        if client is not None:
            self.statistics.step = str(client.mirror.row("step").get("step", ""))
            if client.mirror.row("session").get("ended"):
                self._over.set()

    async def _settle(self) -> None:
        """Everybody stops, comes back, and hears the answers to what is on its way."""
        for outcome in await asyncio.gather(*(one.rest() for one in self._people), return_exceptions=True):
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

    async def _go_home(self) -> None:
        for client in self._clients():
            client.leave()
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(SETTLING_S):
                while self.statistics.connected:
                    await asyncio.sleep(GLANCE_S)
        await let_go(*self._tasks)
