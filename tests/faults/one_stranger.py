"""Measures a hall under attack: how long the others wait for answers, and how the server's memory grows.

One facilitator and ten phones send pings and commands on a fixed schedule, answered or not, so that a stalled
server delays everything that was due meanwhile; newcomers join. The attack is a function that runs repeatedly
in a process of its own:

    with hall_under(hall, pings) as measured:
        ...  # the attack goes on; figures are there after the block
    assert measured.others_p99_ms < 100
"""

import asyncio
import contextlib
import itertools
import json
import multiprocessing
import os
import random
import secrets
import threading
import time
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any

from websockets.asyncio.client import ClientConnection

from app.platform.resources import open_many_files
from tests.client import console
from tests.faults.crowd import LOST, open_connection, receive
from tests.faults.raw_socket import resident_mib
from tests.server import Server, eventually

PHONES = 10
# The duration of an attack, and the time after it until the memory is read again.
ATTACK_S = float(os.environ.get("SUMME_ATTACK_S", "30"))
CALM_S = float(os.environ.get("SUMME_CALM_S", "60"))
QUIET_S = 5.0
PING_EVERY_S = 0.25
COMMAND_EVERY_S = 2.0
NEWCOMER_EVERY_S = 1.0
MOST_PATIENCE_S = 30.0
# Limits of the effect that one stranger may have.
OTHERS_P99_MS = 100.0
FACILITATOR_MS = 200.0
GROWTH_BYTES = 64_000_000
KEPT_BYTES = 16_000_000


@dataclass(frozen=True, slots=True)
class Target:
    """What an attacker knows: the server's port and the join code."""

    port: int
    code: str

    @property
    def base(self) -> str:
        return f"http://127.0.0.1:{self.port}"


Attack = Callable[[Target], None]


@dataclass
class Measured:
    """The figures of one attack, complete once its block has ended. Waits are in milliseconds."""

    attack: str
    quiet_p99_ms: float = 0.0
    others_p99_ms: float = 0.0
    others_max_ms: float = 0.0
    facilitator_p99_ms: float = 0.0
    facilitator_max_ms: float = 0.0
    newcomers_max_ms: float = 0.0
    newcomers_refused: list[str] = field(default_factory=list)
    connections_lost: int = 0
    memory_growth_bytes: int = 0
    memory_kept_bytes: int = 0
    begun: int = 0

    def assert_undisturbed(self) -> None:
        """Assert that all waits and the growth of memory stayed within the limits."""
        assert self.newcomers_refused == []
        assert self.connections_lost == 0
        assert self.others_p99_ms <= OTHERS_P99_MS, self
        assert self.facilitator_max_ms <= FACILITATOR_MS, self
        assert self.memory_growth_bytes <= GROWTH_BYTES, self
        assert self.memory_kept_bytes <= KEPT_BYTES, self


# Every attack of this test run, for the table at its end (conftest.py).
measurements: list[Measured] = []


def table() -> Iterable[str]:
    """One line for each attack of this test run."""
    yield f"{'attack':34}{'quiet':>8}{'p99, max':>20}{'facilitator':>16}{'new':>8}{'+MB':>8}{'kept':>8}"
    for one in measurements:
        yield (
            f"{one.attack[:33]:34}{one.quiet_p99_ms:8.1f}{one.others_p99_ms:11.1f}{one.others_max_ms:9.0f}"
            f"{one.facilitator_p99_ms:9.1f}{one.facilitator_max_ms:7.0f}{one.newcomers_max_ms:8.0f}"
            f"{one.memory_growth_bytes / 1e6:8.1f}{one.memory_kept_bytes / 1e6:8.1f}"
            f"  begun {one.begun}, lost {one.connections_lost}, refused {len(one.newcomers_refused)}"
        )


@contextlib.contextmanager
def hall_under(
    hall: Server, attack: Attack, *, seconds: float = ATTACK_S, calm_s: float = CALM_S
) -> Iterator[Measured]:
    """Attack a started server for so long while a hall uses it; the figures are complete after the block."""
    measured = Measured(attack.__name__)
    with console(hall) as opening:
        opening.enter("collect")
    with _Hall(hall) as others:
        begun_at = time.monotonic()
        time.sleep(QUIET_S)
        measured.quiet_p99_ms = _p99(others.waits(begun_at, time.monotonic()))
        with _Memory(hall) as memory, _Attacker(Target(hall.port, hall.code), attack) as attacker:
            since = time.monotonic()
            yield measured
            attacker.go_on(seconds - (time.monotonic() - since))
            until = time.monotonic()
            others.wait_for_answers(until)
            measured.begun = attacker.begun
        phones = others.waits(since, until)
        facilitator = others.facilitator.waits(since, until)
        measured.others_p99_ms, measured.others_max_ms = _p99(phones), max(phones)
        measured.facilitator_p99_ms, measured.facilitator_max_ms = _p99(facilitator), max(facilitator)
        measured.newcomers_max_ms = max(others.newcomers.waits(since, until), default=0.0)
        measured.memory_growth_bytes = memory.most - memory.before
        time.sleep(calm_s)
        measured.memory_kept_bytes = _resident(hall) - memory.before
        measured.newcomers_refused = others.newcomers.refused
        measured.connections_lost = others.lost
    measurements.append(measured)


def _p99(waits: list[float]) -> float:
    return sorted(waits)[int(0.99 * (len(waits) - 1))]


def _resident(hall: Server) -> int:
    return int(resident_mib(hall) * 1024 * 1024)


# ---- the attacker


class _Attacker:
    """The process in which the attack runs; only an error ends it by itself."""

    def __init__(self, target: Target, attack: Attack) -> None:
        spawning = multiprocessing.get_context("spawn")
        self._begun = spawning.Value("L", 0)
        self._process = spawning.Process(target=_attack, args=(target, attack, self._begun), daemon=True)

    @property
    def begun(self) -> int:
        """How many times the attack began; it begins again when the server has closed its connection."""
        return int(self._begun.value)

    def __enter__(self) -> "_Attacker":
        self._process.start()
        eventually(lambda: self.begun > 0)
        return self

    def __exit__(self, *_: object) -> None:
        self._process.kill()
        self._process.join()

    def go_on(self, seconds: float) -> None:
        """Let the attack go on for so long; fails if an error ends it earlier."""
        self._process.join(max(0.0, seconds))
        assert self._process.exitcode is None, "the attacker has failed; its traceback is on stderr"


def _attack(target: Target, attack: Attack, begun: Any) -> None:
    open_many_files()
    while True:
        begun.value += 1
        with contextlib.suppress(OSError):  # the server has closed the connection, or refused it
            attack(target)


class _Memory:
    """The server's resident memory: before the block, and its maximum within."""

    def __init__(self, hall: Server) -> None:
        self._hall = hall
        self._over = threading.Event()
        self._watching = threading.Thread(target=self._watch, daemon=True)
        self.before = self.most = _resident(hall)

    def __enter__(self) -> "_Memory":
        self._watching.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._over.set()
        self._watching.join()

    def _watch(self) -> None:
        while not self._over.wait(0.05):
            self.most = max(self.most, _resident(self._hall))


# ---- the hall


class _Screen:
    """A connection that sends on a schedule, and records when each frame was sent and how long it waited."""

    def __init__(self, hall: Server, commands: Iterator[dict[str, Any]], **hello: Any) -> None:
        self._hall = hall
        self._commands = commands
        self._hello = hello
        self._pending: dict[str, float] = {}
        self._waits: list[tuple[float, float]] = []
        self.lost = 0

    def waits(self, since: float, until: float) -> list[float]:
        """All waits that began in this time, in milliseconds; unanswered ones count until now."""
        now = time.monotonic()
        lasting = [(at, now - at) for at in tuple(self._pending.values())]
        return [1000 * wait for at, wait in (*tuple(self._waits), *lasting) if since <= at < until]

    def waits_for(self, until: float) -> bool:
        """Whether a frame sent before this time is still unanswered."""
        return any(at < until for at in tuple(self._pending.values()))

    async def run(self) -> None:
        await asyncio.sleep(random.uniform(0, COMMAND_EVERY_S))  # so that they do not act in step
        while True:
            try:
                async with await open_connection(self._hall, **self._hello) as socket:
                    await receive(socket, t="snapshot")
                    tasks = (self._listen(socket), self._ping(socket), self._command(socket))
                    async with asyncio.TaskGroup() as group:
                        for task in tasks:
                            group.create_task(task)
            except* LOST:
                self.lost += 1
                now = time.monotonic()
                self._waits += [(at, now - at) for at in self._pending.values()]
                self._pending.clear()
                await asyncio.sleep(0.1)

    async def _ping(self, socket: ClientConnection) -> None:
        for n in itertools.count():
            await self._send(socket, f"ping {n}", {"t": "ping", "c": n})
            await asyncio.sleep(PING_EVERY_S)

    async def _command(self, socket: ClientConnection) -> None:
        for command in self._commands:
            await self._send(socket, command["id"], {"t": "cmd", **command})
            await asyncio.sleep(COMMAND_EVERY_S)

    async def _send(self, socket: ClientConnection, name: str, frame: dict[str, Any]) -> None:
        self._pending[name] = time.monotonic()
        await socket.send(json.dumps(frame))

    async def _listen(self, socket: ClientConnection) -> None:
        async for text in socket:
            frame = json.loads(text)
            name = f"ping {frame['c']}" if frame["t"] == "pong" else frame.get("id", "")
            if (at := self._pending.pop(name, None)) is not None:
                self._waits.append((at, time.monotonic() - at))
        raise ConnectionAbortedError("closed by the server")


class _Newcomers:
    """New phones, each of which joins and leaves."""

    def __init__(self, hall: Server) -> None:
        self._hall = hall
        self._waits: list[tuple[float, float]] = []
        self.refused: list[str] = []

    def waits(self, since: float, until: float) -> list[float]:
        return [1000 * wait for at, wait in tuple(self._waits) if since <= at < until]

    async def run(self) -> None:
        async with asyncio.TaskGroup() as group:
            while True:
                await asyncio.sleep(NEWCOMER_EVERY_S)
                group.create_task(self._join())

    async def _join(self) -> None:
        at = time.monotonic()
        try:
            async with (
                asyncio.timeout(MOST_PATIENCE_S),
                await open_connection(self._hall, role="phone", token=secrets.token_hex(16)) as socket,
            ):
                await receive(socket, t="snapshot")
        except LOST as error:
            self.refused.append(repr(error))
        self._waits.append((at, time.monotonic() - at))


def _of_a_phone() -> Iterator[dict[str, Any]]:
    """Commands that ask a question and then edit it, rarely enough for the rate limits."""
    question = secrets.token_hex(16)
    yield {"id": question, "do": "ask_question", "args": {"text": "Hvem følger op?"}}
    for n in itertools.count():
        args = {"question_id": question, "text": f"Hvem følger op, spørger jeg for {n}. gang?"}
        yield {"id": secrets.token_hex(16), "do": "edit_question", "args": args}


def _of_the_facilitator() -> Iterator[dict[str, Any]]:
    for n in itertools.count():
        yield {"id": secrets.token_hex(16), "do": "set_turn_length", "args": {"seconds": 60 + n % 60}}


class _Hall:
    """The facilitator, the phones and the newcomers, in a thread of this process with a loop of its own."""

    def __init__(self, hall: Server) -> None:
        key = hall.key("console")
        self.facilitator = _Screen(hall, _of_the_facilitator(), role="console", key=key, device="desk")
        self._phones = [
            _Screen(hall, _of_a_phone(), role="phone", token=secrets.token_hex(16)) for _ in range(PHONES)
        ]
        self.newcomers = _Newcomers(hall)
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._loop.run_forever, daemon=True)
        self._running: list[Any] = []

    @property
    def lost(self) -> int:
        """How many connections the server has closed or refused."""
        return sum(screen.lost for screen in (self.facilitator, *self._phones))

    def waits(self, since: float, until: float) -> list[float]:
        return [wait for phone in self._phones for wait in phone.waits(since, until)]

    def wait_for_answers(self, until: float) -> None:
        """Wait until all frames sent before this time are answered, at most `MOST_PATIENCE_S`."""
        last = time.monotonic() + MOST_PATIENCE_S
        screens = (self.facilitator, *self._phones)
        while any(screen.waits_for(until) for screen in screens) and time.monotonic() < last:
            time.sleep(0.05)

    def __enter__(self) -> "_Hall":
        self._thread.start()
        going_on = [self.newcomers.run(), *(screen.run() for screen in (self.facilitator, *self._phones))]
        self._running = [asyncio.run_coroutine_threadsafe(one, self._loop) for one in going_on]
        long_ago = time.monotonic()
        eventually(lambda: all(screen.waits(long_ago, time.monotonic()) for screen in self._phones))
        return self

    def __exit__(self, *_: object) -> None:
        for one in self._running:
            if one.done():
                one.result()
        asyncio.run_coroutine_threadsafe(self._stop(), self._loop).result(MOST_PATIENCE_S)
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join()
        self._loop.close()

    async def _stop(self) -> None:
        tasks = [task for task in asyncio.all_tasks() if task is not asyncio.current_task()]
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
