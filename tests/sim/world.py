"""Deterministic simulation of servers and their screens in one process, with faults drawn from a seed.

Hubs, Writers, Rooms and connections are real; screens mirror as the browser does; the log refuses batches,
and a server dies before or after a batch is stored, and is restarted on the same log. Where several servers
write to the same session, some appends have an unknown outcome, and each server catches up by polling.
"""

import asyncio
import json
import random
from collections.abc import Callable, Sequence
from contextlib import AbstractAsyncContextManager
from dataclasses import asdict, dataclass
from pathlib import Path

from app.core import commands as c
from app.core.board_replay import as_replayed
from app.core.codec import decode
from app.core.commands import BY_NAME, PARTICIPANT, Command, wire_name
from app.core.evolve import replay
from app.core.state import State
from app.core.stored_row import StoredRow
from app.core.views import mine, show
from app.rooms.hub import Hub, RoomLimits
from app.rooms.reading import board_moments
from app.rooms.room import DeltaThrottle, Room
from app.settings import Settings
from app.store import (
    Batch,
    KeptTotals,
    Log,
    NotSaved,
    OutcomeUnknown,
    SeqTaken,
    SessionRecord,
    SheetTexts,
    Summary,
)
from app.store.short_lived import MemoryShortLived
from app.web.auth import Authenticator, participant_of
from app.web.context import AppContext
from app.web.forwarding import Processes
from app.web.invitations import Invitations
from app.web.metrics import Metrics
from app.web.public_address import PublicAddress
from app.web.rate_limit import RateLimiter
from tests.core.command_makers import CANARY, MAKERS, Dice
from tests.core.scripts import states
from tests.core.sheet import make_sheet
from tests.sim.client import Client, Lane, digest, fold

CODE = "SEEDED"
# First round: everything is answered; second: the last sums are sent; third: they are compared.
QUIET_ROUNDS = 3
HARD: tuple[type[Command], ...] = (
    c.EndSession,
    c.LockLobby,
    c.SweepNewerThan,
    c.SweepHeld,
    c.RenewKey,
    c.RevokeDevice,
)
PARTS = [kind for kind in BY_NAME.values() if kind.by == PARTICIPANT]
RUNS = [kind for kind in BY_NAME.values() if kind.by != PARTICIPANT and kind not in HARD]


class Died(Exception):
    """The process has died."""


class FaultyLog:
    """A log that refuses batches or kills the process, in front of the real one.

    A shared one also loses its connection around a commit, so that the outcome is unknown.
    """

    def __init__(self, log: Log, chance: random.Random, scale: float, shared: bool) -> None:
        self._log = log
        self.is_shared = shared
        self.condition = log.condition
        self.examples = log.examples
        self.totals = log.totals
        self._chance = chance
        self._scale = scale
        self.faults = 0.06
        # How often another process was faster.
        self.contested = 0
        # The text of every row handed to the log, by seq and command, including those blanked since.
        self._texts: dict[tuple[int, str], str] = {}

    @property
    def sheet_texts(self) -> SheetTexts:
        return self._log.sheet_texts

    async def append(self, batch: Batch) -> None:
        fate = self._chance.random() / self.faults if self.faults else 1.0
        if fate < 0.6:
            raise NotSaved("no space left")
        await asyncio.sleep(self._chance.random() * 0.02 * self._scale)
        if fate < 0.8:
            raise OutcomeUnknown if self.is_shared and fate < 0.7 else Died
        self._note_texts(batch.rows)
        try:
            await self._log.append(batch)
        except SeqTaken:
            self.contested += 1
            raise
        if fate < 1.0:
            raise OutcomeUnknown if self.is_shared and fate < 0.9 else Died

    async def create(self, record: SessionRecord, rows: Sequence[StoredRow]) -> None:
        self._note_texts(rows)
        await self._log.create(record, rows)

    def _note_texts(self, rows: Sequence[StoredRow]) -> None:
        """Keep the texts of rows before the log stores them: the writer can be cancelled after the commit."""
        self._texts |= {(row.seq, row.command_id): row.text for row in rows if row.text is not None}

    def unblanked(self, rows: list[StoredRow]) -> list[StoredRow]:
        """The rows of the log with the texts they had before any were blanked."""
        blank = [row.text_of is not None and row.text is None for row in rows]
        return [
            row._replace(text=self._texts[row.seq, row.command_id]) if is_blank else row
            for row, is_blank in zip(rows, blank, strict=True)
        ]

    async def read(self, session_id: str, after_seq: int = 0) -> list[StoredRow]:
        return await self._log.read(session_id, after_seq)

    async def find(self, code: str) -> SessionRecord | None:
        return await self._log.find(code)

    async def sessions(self) -> list[SessionRecord]:
        return await self._log.sessions()

    async def ahead_ms(self, now_ms: Callable[[], int]) -> int:
        return await self._log.ahead_ms(now_ms)

    def alone(self) -> AbstractAsyncContextManager[bool]:
        return self._log.alone()

    async def last_seqs(self, session_ids: Sequence[str]) -> dict[str, int]:
        return await self._log.last_seqs(session_ids)

    async def summary(self, session_id: str, kinds: Sequence[str]) -> Summary:
        return await self._log.summary(session_id, kinds)

    async def set_retention(self, session_id: str, days: int) -> None:
        await self._log.set_retention(session_id, days)

    async def erase(
        self, session_id: str, *, keep_examples: bool = False, totals: KeptTotals | None = None
    ) -> None:
        await self._log.erase(session_id, keep_examples=keep_examples, totals=totals)

    async def close(self) -> None:
        """Leave the real log open: it outlives the process."""


class LoopClock:
    """Server time that follows the event loop's."""

    def now_ms(self) -> int:
        return 1_800_000_000_000 + int(asyncio.get_running_loop().time() * 1000)


@dataclass(eq=False)
class Process:
    """A server process; `up` is what it runs with, None while it is down."""

    up: tuple[AppContext, RateLimiter] | None = None
    polling: asyncio.Task[None] | None = None

    @property
    def hub(self) -> Hub:
        assert self.up is not None
        return self.up[0].hub


class World:
    """Server processes and their screens; `scale` shortens every wait, for logs that need real time."""

    def __init__(self, seed: int, log: Log, scale: float = 1.0, processes: int = 1) -> None:
        self.chance = random.Random(seed)
        self.log = log
        self.scale = scale
        self.faulty = FaultyLog(log, self.chance, scale, shared=processes > 1)
        self.processes = [Process() for _ in range(processes)]
        self.crashes = self.sleeps = 0
        roles = ["console", "board"] + ["phone"] * self.chance.randint(2, 4) + ["console"]
        self.clients = [
            Client(role, f"{role}{n}", random.Random(self.chance.random()), self.balanced, CODE, scale)
            for n, role in enumerate(roles)
        ]
        tokens = [client.token for client in self.clients]
        people = [participant_of("s", token) for token in tokens]
        for client in self.clients:
            client.secrets = tuple(secret.encode() for secret in (*tokens, *people))

    # ---- the processes

    def start(self) -> None:
        for process in self.processes:
            self._start(process)

    def _start(self, process: Process) -> None:
        clock = LoopClock()
        throttle = DeltaThrottle(1.0 * self.scale, 0.1 * self.scale, 1.0 * self.scale, 2.0 * self.scale)
        values = MemoryShortLived(clock.now_ms)
        context = AppContext(
            settings=Settings(data=Path(), frames_burst=100_000),
            log=self.faulty,
            hub=Hub(self.faulty, clock, RoomLimits(throttle=throttle)),
            auth=Authenticator(b"sim", "organiser"),
            clock=clock,
            public=PublicAddress("http://localhost"),
            invitations=Invitations(values, clock),
            processes=Processes(values),
            metrics=Metrics(),
        )
        process.up = (context, RateLimiter(1, 1_000))
        if len(self.processes) > 1:
            process.polling = asyncio.create_task(self._poll(context.hub))

    async def _poll(self, hub: Hub) -> None:
        while True:
            await asyncio.sleep(0.5 * self.scale)
            await hub.catch_up()

    def balanced(self) -> tuple[AppContext, RateLimiter] | None:
        """What a load balancer connects a screen to: any of the running processes."""
        running = [process.up for process in self.processes if process.up is not None]
        return self.chance.choice(running) if running else None

    @property
    def hubs(self) -> list[Hub]:
        return [process.hub for process in self.processes if process.up is not None]

    async def die(self, process: Process) -> None:
        """Kill a process, as `kill -9` does, without bye or cleanup, and restart it."""
        hub, process.up = process.hub, None
        self.crashes += 1
        self._cut(hub)
        await self._stop(process, hub)
        await self.pause(0.5)
        self._start(process)
        await process.hub.room(CODE)

    async def _stop(self, process: Process, hub: Hub) -> None:
        if process.polling is not None:
            process.polling.cancel()
            await asyncio.gather(process.polling, return_exceptions=True)
        await hub.close()

    def _cut(self, hub: Hub | None = None) -> None:
        """Disconnect the screens of a process, or of all."""
        for client in self.clients:
            if client.sink is not None and hub in (None, client.hub):
                client.sink.cut()

    async def empty(self) -> None:
        """Disconnect all screens, and evict the room while they reconnect."""
        self._cut()
        await self.pause(0.5)
        before = self._rooms()
        evictions = (hub.evict_idle(0.0) for hub in self.hubs)
        together = [*evictions, *(client.connect() for client in self.clients)]
        self.chance.shuffle(together)
        await asyncio.gather(*together)
        self.sleeps += any([await hub.room(CODE) not in before for hub in self.hubs])

    def _rooms(self) -> list[Room]:
        return [room for hub in self.hubs for room in hub.rooms()]

    async def pause(self, most_s: float) -> None:
        await asyncio.sleep(self.chance.random() * most_s * self.scale)

    # ---- running

    async def live(self, moments: int) -> None:
        """Run so many random actions and faults."""
        self.start()
        await self.hubs[0].open("s", code=CODE, sheet=make_sheet(), language="da")
        for client in self.clients:
            await client.connect()
        for _ in range(moments):
            client = self.chance.choice(self.clients)
            await self.moment(client)
            await self.pause(0.25)
            if self.chance.random() < 0.04:
                await self.empty()
            for process in self.processes:
                if process.hub.crashed.done() or self.chance.random() < 0.003:
                    await self.die(process)

    async def moment(self, client: Client) -> None:
        """One random action of a screen, or fault of its connection."""
        fate = self.chance.random()
        if client.sink is None:
            if fate < 0.5:
                await client.connect()
            elif client.role == "phone":
                self.ask_something(client)  # sent once the screen is connected again
        elif fate < 0.03:
            client.sink.cut()
        elif fate < 0.06:
            client.sink.stalled_s = 5 * self.scale
        elif fate < 0.12 and client.role == "phone":
            client.look(not client.looks)
        elif fate < 0.15:
            client.send({"t": "ping", "c": 1})
        elif fate < 0.18 and client.outbox:
            client.send(self.chance.choice(list(client.outbox.values())))
        elif fate < 0.20 and client.role == "phone":
            client.send({"t": "typing", "on": fate < 0.19})
        elif fate < 0.21:
            client.send({"t": "gibberish"})  # the server closes the connection
        else:
            self.ask_something(client)

    def ask_something(self, client: Client) -> None:
        """Send a random command that is plausible in the current state."""
        if client.role == "board":
            return
        state = self.state()
        often = [c.AskQuestion] * 14 if client.role == "phone" else [c.EnterStep] * 5
        kinds = [*often, *(PARTS if client.role == "phone" else RUNS)]
        if client.role == "console" and self.chance.random() < 0.03:
            kinds = [c.RenewKey, c.RevokeDevice, c.SweepNewerThan, c.SweepHeld]
        kind = self.chance.choice(kinds)
        command = MAKERS[kind](state, Dice([self.chance.randrange(64) for _ in range(8)]))
        client.ask(wire_name(kind), json.loads(json.dumps(asdict(command))))  # type: ignore[call-overload]  # a command is a dataclass

    def state(self) -> State:
        """The latest state in any process."""
        return max((room.state for room in self._rooms()), key=lambda state: state.seq)

    # ---- settling

    async def settle(self) -> None:
        """Stop all faults, and wait until all screens are connected, answered and up to date."""
        self.faulty.faults = 0.0
        for client in self.clients:
            client.peaceful = True
        quiet = 0
        for _ in range(60):
            for process in self.processes:
                if process.hub.crashed.done():
                    await self.die(process)
            for client in self.clients:
                if client.sink is None:
                    await client.connect()
                client.pong = None
                client.send({"t": "ping", "c": 2})
            await asyncio.sleep(2.5 * self.scale)
            quiet = quiet + 1 if all(client.is_settled for client in self.clients) else 0
            if quiet == QUIET_ROUNDS:
                return

    async def close(self) -> None:
        for client in self.clients:
            await client.stop()
        for process in self.processes:
            if process.up is not None:
                await self._stop(process, process.hub)

    # ---- checks

    async def check(self) -> None:
        """Check all guarantees about the log, the state and the mirrors."""
        state = self.state()
        rows = await self.log.read("s")
        assert [row.seq for row in rows] == list(range(1, len(rows) + 1))
        assert replay("s", (decode(row) for row in rows)) == state
        assert all(room.state == state for room in self._rooms()), "a process has another state"
        self._check_answers(rows)
        for client in self.clients:
            self._check_mirror(client, state)
        self._check_words(rows)
        self._check_replay(state, rows)

    def _check_answers(self, rows: list[StoredRow]) -> None:
        last_seq: dict[str, int] = {}
        asked: dict[str, int] = {}
        for row in rows:
            last_seq[row.command_id] = row.seq
            if row.kind == "question_asked":
                asked[row.command_id] = asked.get(row.command_id, 0) + 1
        assert set(asked.values()) <= {1}
        for client in self.clients:
            assert not client.outbox, "not answered"
            assert client.faults == []
            for id, seqs in client.acknowledged.items():
                # A command that changed nothing is not in the log, so a second copy is a new command.
                assert id not in last_seq or last_seq[id] in seqs
                assert id not in asked or seqs == {last_seq[id]}
            received = client.questions & client.acknowledged.keys()
            assert received <= asked.keys(), "acknowledged, and not kept"
            # Rejections are not stored, so a second copy of a command is decided again.
            sent_once = {id for id in client.refused if client.times_sent[id] == 1}
            assert not sent_once & last_seq.keys(), "refused, and kept"
        answered = {id for client in self.clients for id in (*client.acknowledged, *client.refused)}
        assert asked.keys() <= answered, "kept, and never answered"

    def _check_mirror(self, client: Client, state: State) -> None:
        assert client.sink is not None
        assert client.pong is not None
        view = {table: rows for table, rows in client.view.items() if not table.startswith("live.")}
        assert view == _plain(show(state, client.audience)), f"{client.name}: another picture"
        for lane, (n, expected) in client.pong["lanes"].items():
            assert (client.n[lane], digest(getattr(client, lane))) == (n, expected), client.name
        if client.role == "phone":
            participant = client.connection.seat.participant if client.connection else None
            assert client.mine == _plain(mine(state, participant or "")), f"{client.name}: another lane"

    def _check_replay(self, last: State, rows: list[StoredRow]) -> None:
        """At every seq that a board has shown, the replay has what it showed."""
        view: Lane = {}
        replayed = {}
        for seq, step in enumerate(list(board_moments(last, rows))[len(rows) :], start=1):
            view = fold(view, json.loads(step)) if step else view
            replayed[seq] = view
        for client in self.clients:
            for seq, shown in client.shown:
                assert _plain(as_replayed(shown, last)) == replayed[seq], f"{client.name} at {seq}"

    def _check_words(self, rows: list[StoredRow]) -> None:
        """No frame has a participant id or token; the board is sent only texts that were public once."""
        public: set[str] = set()
        for _, _, after in states([decode(row) for row in self.faulty.unblanked(rows)]):
            public |= {
                word for q in after.questions.values() if q.on_board for word in CANARY.findall(q.text)
            }
        for client in self.clients:
            assert not client.leaks
            assert client.role != "board" or client.words <= public


def _plain(view: object) -> object:
    return json.loads(json.dumps(view))
