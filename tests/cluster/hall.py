"""A hall of phones, consoles and boards at several servers that share a database, and whether all agree.

Each phone has a server where it belongs. It gets there through a front, as through a load balancer: when
its server cannot be reached or is left out, the front takes it to another. Phones ask, edit and withdraw
questions all the time, one command after another. Each server has a console and a board besides; the first
console places and merges cards.
"""

import asyncio
import secrets
import time
from collections import defaultdict
from collections.abc import Collection, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from functools import partial
from random import Random

from sqlalchemy import make_url

from app.rehearsal.client import SimClient
from app.rehearsal.sim_clock import SimClock
from app.rehearsal.statistics import Statistics
from app.store.postgres import PostgresLog
from tests.client import console
from tests.faults.agreement import agreed, differences, state_in
from tests.faults.busy_hall import Screen
from tests.hints.relay import Relay, Streams
from tests.server import Server

# Longer than a test waits for one event: phones come back after pauses of up to ten seconds.
LONG_S = 60.0
# A participant may have ten questions.
QUESTIONS_EACH = 8
PAUSE_S = 0.5


@dataclass(slots=True)
class Sent:
    """A command of a phone that belongs to a server, with the times at which it was sent and acknowledged."""

    id: str
    home: Server
    at_s: float
    acknowledged_s: float | None = None


class Hall:
    """`async with` it around a fault; `all_agree` at the end stops the phones and compares everything."""

    def __init__(self, servers: Sequence[Server], phones: int) -> None:
        self.servers = servers
        self.sent: list[Sent] = []
        self.phones: list[tuple[Screen, Server]] = []
        self.statistics = Statistics(phones)
        self._left_out: set[Server] = set()
        self._count = phones
        self._over = asyncio.Event()
        self._fronts = [Relay(partial(self._reach, home)) for home in servers]

    async def __aenter__(self) -> "Hall":
        await asyncio.to_thread(self._begin)
        for front in self._fronts:
            await front.start()
        code, places = self.servers[0].code, len(self.servers)
        for n in range(self._count):
            url = f"http://127.0.0.1:{self._fronts[n % places].port}"
            phone = self._screen(url, code, role="phone", token=secrets.token_hex(16), lang="da")
            self.phones.append((phone, self.servers[n % places]))
        self.walls = [
            self._screen(server.base, code, **hello)
            for n, server in enumerate(self.servers)
            for hello in (
                {"role": "console", "key": self.servers[0].key("console"), "device": f"d{n}", "lang": "da"},
                {"role": "board", "key": self.servers[0].key("board")},
            )
        ]
        self._clients = [asyncio.ensure_future(screen.client.run()) for screen in self.screens]
        self._doing = [asyncio.ensure_future(self._take_part(*phone)) for phone in self.phones]
        self._doing.append(asyncio.ensure_future(self._lead(self.facilitator)))
        async with asyncio.timeout(LONG_S):
            while not all(screen.client.here for screen in self.screens):
                await asyncio.sleep(0.02)
        await self.goes_on()
        return self

    async def __aexit__(self, *_: object) -> None:
        for task in self._doing:
            task.cancel()
        for screen in self.screens:
            screen.client.leave()
        for task in self._clients:
            task.cancel()
        await asyncio.gather(*self._doing, *self._clients, return_exceptions=True)
        for front in self._fronts:
            await front.stop()

    @property
    def screens(self) -> list[Screen]:
        return [*(screen for screen, _ in self.phones), *self.walls]

    @property
    def facilitator(self) -> Screen:
        """The console that leads."""
        return self.walls[0]

    async def enter(self, step: str) -> None:
        client = self.facilitator.client
        assert await client.ask("enter_step", was=client.mirror.row("step")["step"], to=step) == ""

    @contextmanager
    def leaves_out(self, server: Server) -> Iterator[None]:
        """Within the block no phone is taken to this server, as when its health check has failed."""
        self._left_out.add(server)
        yield
        self._left_out.remove(server)

    async def goes_on(self, homes: Collection[Server] = (), patience_s: float = LONG_S) -> float:
        """Wait until of each of these servers (all) a phone has sent a command and had it acknowledged.

        Returns the seconds that this has taken.
        """
        begun = time.monotonic()
        async with asyncio.timeout(patience_s):
            while True:
                self._raise_errors()
                answered = {one.home for one in self._since(begun) if one.acknowledged_s is not None}
                if answered.issuperset(homes or self.servers):
                    return time.monotonic() - begun
                await asyncio.sleep(0.02)

    async def shown(self, table: str, **values: object) -> None:
        """Wait until all screens have these values in the only row of a table."""
        async with asyncio.timeout(LONG_S):
            for screen in self.screens:
                client = screen.client
                while not values.items() <= client.mirror.row(table).items():
                    await client.news(client.version)

    def longest_wait_s(self, since_s: float, homes: Collection[Server] = ()) -> float:
        """How long after this moment phones of these servers (all) have waited for an answer, at most."""
        return max(
            (one.acknowledged_s or time.monotonic()) - max(one.at_s, since_s)
            for one in self.sent
            if one.home in (homes or self.servers) and (one.acknowledged_s or time.monotonic()) > since_s
        )

    def acknowledged(self) -> set[str]:
        return {one.id for one in self.sent if one.acknowledged_s is not None}

    async def all_agree(self, database_url: str) -> None:
        """Let the phones have their answers, then compare screens, database, and the servers' exports.

        Every id that was acknowledged is stored once, and seqs have no gap.
        """
        self._over.set()
        async with asyncio.timeout(LONG_S):
            await asyncio.gather(*self._doing)
            # Phones are shown sums that participants alone have changed much later, but with a step at once.
            await self.enter("poll")
        end_s = time.monotonic() + LONG_S
        while True:  # as phones may still have sums of a while ago
            await agreed(self.screens, LONG_S)
            state, rows = await state_in(PostgresLog(make_url(database_url)), self.servers[0].code)
            wrong = [words for screen in self.screens for words in differences(screen, state)]
            if not wrong or time.monotonic() > end_s:
                break
        assert not wrong, wrong[0]
        exports = [await asyncio.to_thread(server.export) for server in self.servers]
        assert self.statistics.errors == 0, self.statistics.first_errors
        assert [row.seq for row in rows] == list(range(1, len(rows) + 1))
        stored = defaultdict[str, list[tuple[int, int]]](list)
        for row in rows:
            if row.command_id:
                stored[row.command_id].append((row.seq, row.n_in_command))
        assert self.acknowledged() <= stored.keys()
        for id, places in stored.items():
            first = places[0][0]
            assert places == [(first + n, n) for n in range(len(places))], f"{id} is stored twice"
        texts = sorted(question.text for question in state.questions.values())
        assert texts
        for export in exports:
            assert sorted(question["text"] for question in export["questions"]) == texts

    def _begin(self) -> None:
        with console(self.servers[0]) as facilitator:
            facilitator.enter("collect")

    def _screen(self, url: str, code: str, **hello: str) -> Screen:
        chance = Random(secrets.randbits(64))
        return Screen(SimClient(url, code, hello, SimClock(), self.statistics, chance), hello, chance)

    async def _reach(self, home: Server) -> Streams:
        """A connection to this server, or to the next one that can be reached."""
        start = self.servers.index(home)
        for server in (*self.servers[start:], *self.servers[:start]):
            if server not in self._left_out:
                try:
                    return await asyncio.open_connection("127.0.0.1", server.port)
                except OSError:
                    continue
        raise ConnectionRefusedError("no server can be reached")

    def _since(self, moment_s: float) -> Iterator[Sent]:
        return (one for one in self.sent if one.at_s >= moment_s)

    def _raise_errors(self) -> None:
        for task in (*self._doing, *self._clients):
            if task.done() and not task.cancelled():
                task.result()

    async def _take_part(self, phone: Screen, home: Server) -> None:
        while not self._over.is_set():
            await asyncio.sleep(phone.chance.uniform(0, 2 * PAUSE_S))
            if not phone.client.snapshots:
                continue
            own, fate = list(phone.client.mirror.table("mine", "mine")), phone.chance.random()
            if not own or (fate < 0.6 and len(own) < QUESTIONS_EACH):
                await self._send(phone, home, "ask_question", text=phone.text())
            elif fate < 0.8:
                await self._send(phone, home, "edit_question", question_id=phone.some(own), text=phone.text())
            else:
                await self._send(phone, home, "withdraw_question", question_id=phone.some(own))

    async def _send(self, phone: Screen, home: Server, do: str, **args: str) -> None:
        """Send a command until it is answered."""
        id = phone.client.new_id()
        sent = Sent(id, home, time.monotonic())
        self.sent.append(sent)
        if await phone.client.ask(do, id=id, **args):
            self.sent.remove(sent)  # rejected: the facilitator was faster, say
            return
        sent.acknowledged_s = time.monotonic()

    async def _lead(self, console: Screen) -> None:
        mirror, chance = console.client.mirror, console.chance
        while not self._over.is_set():
            await asyncio.sleep(chance.uniform(0, 2 * PAUSE_S))
            cards, pitfalls = list(mirror.table("questions")), list(mirror.table("pitfalls"))
            if not cards:
                continue
            card, other = console.some(cards), console.some(cards)
            if chance.random() < 0.8:
                await console.ask("place_question", question_id=card, pitfall=console.some(pitfalls))
            else:
                await console.ask("merge_questions", ids=[card], into=other)
