"""Benchmark of several processes on one PostgreSQL database, beside one process on SQLite in the same rounds.

Acknowledgements at 500 questions a second, and how long a question takes from a phone at one process to a
board at another. Load, database and processes share this machine's cores, so what several processes gain by
more cores is not measured here; the capacity model works that out.
"""

import asyncio
import secrets
import statistics
import time
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager

from app.rehearsal.crowd import Phone, connect, hall, phone_hello
from bench.figures import Figure
from bench.hall import READY, p99, send
from bench.servers import Served, desk, on_every_core, summe
from tests.nats import nats
from tests.needs import BY_TOOL
from tests.postgres import postgres

PROCESSES = 3
PHONES = 500
# Questions one after the other, so that nothing else is in the way: with hints, and by looking every second.
ALONE, BY_LOOKING = 50, 8
PAUSE_S = 0.2
# Long enough that only hints can have been in time.
NEVER_S = "3600"


@contextmanager
def several(database_url: str, *each: dict[str, str]) -> Iterator[list[Served]]:
    """Processes on one database, each with these settings; the first opens a session, which all of them serve."""
    shared = {
        "SUMME_DATABASE_URL": database_url,
        "SUMME_SECRET": secrets.token_hex(16),
        "SUMME_ORGANISER_KEY": secrets.token_hex(16),
    }
    with ExitStack() as opened:
        yield [opened.enter_context(summe(own_port=True, **shared, **settings)) for settings in each]


async def _collect(served: Served) -> Phone:
    console = await desk(served)
    await console.ask("enter_step", was="lobby", to="collect")
    return console


async def _acknowledged(processes: Sequence[Served], phones: int) -> list[float]:
    """How long each of the phones waits for its answer, in ms; all send within a second."""
    await _collect(processes[0])
    share = -(-phones // len(processes))
    room: list[Phone] = []
    for served in processes:
        await desk(served)  # so that the session is loaded, and followed
        room += await hall(served.origin, f"/ws/{served.code}", share, phone_hello, READY)
    room = room[:phones]
    return list(await asyncio.gather(*(send(one, n, n / phones) for n, one in enumerate(room))))


async def _shown(processes: Sequence[Served], questions: int) -> list[float]:
    """How long each question takes from a phone at the first process to a board at the second, in ms."""
    asks_at, shows_at = processes[:2]
    await _collect(asks_at)
    board = {"t": "hello", "v": 1, "role": "board", "key": shows_at.keys["Board"]}
    screen = await connect(shows_at.origin, f"/ws/{shows_at.code}", board)
    room = await hall(asks_at.origin, f"/ws/{asks_at.code}", questions, phone_hello, READY)
    times = []
    for n, phone in enumerate(room):
        text = f"Nummer {n:04}: hvem ejer effekten?"
        shown = asyncio.ensure_future(screen.until(text.encode()))
        begun = time.perf_counter()
        await phone.ask("ask_question", text=text)
        await shown
        times.append((screen.heard - begun) * 1000)
        await asyncio.sleep(PAUSE_S)
    return times


async def cluster(phones: int, rounds: int) -> list[Figure]:
    """Measure SQLite and PostgreSQL in turn, so many rounds."""
    phones = phones or PHONES
    if not BY_TOOL["initdb"].is_met():
        print("  PostgreSQL is not installed here: cluster is left out")
        return []
    one: list[list[float]] = []
    many: list[list[float]] = []
    hinted: list[list[float]] = []
    polled: list[list[float]] = []
    with on_every_core(), postgres("-c", "fsync=on") as server, nats() as bus, nats() as other_bus:
        # No hint goes from one to the other.
        apart = [{"SUMME_BUS_URL": one_bus.url} for one_bus in (bus, other_bus)]
        for n in range(rounds):
            with summe() as served:
                one.append(await _acknowledged([served], phones))
            with several(server.database(f"many{n}"), *[{}] * PROCESSES) as processes:
                many.append(await _acknowledged(processes, phones))
            with several(server.database(f"hinted{n}"), *[{"SUMME_FOLLOW_S": NEVER_S}] * 2) as processes:
                hinted.append(await _shown(processes, ALONE))
            with several(server.database(f"polled{n}"), *apart) as processes:
                polled.append(await _shown(processes, BY_LOOKING))
    ratios = [p99(shared) / p99(alone) for shared, alone in zip(many, one, strict=True)]
    return [
        Figure(f"SQLite, 1 process, {phones} send within 1 s: ack p99", "ms", [p99(times) for times in one]),
        Figure(
            f"PostgreSQL, {PROCESSES} processes: ack p50", "ms", [statistics.median(times) for times in many]
        ),
        Figure("… ack p99", "ms", [p99(times) for times in many]),
        Figure("… p99 / SQLite's", "x", ratios, "≤ 3"),
        Figure(
            "process to board of another, by hints: p50", "ms", [statistics.median(t) for t in hinted], "≤ 20"
        ),
        Figure("… p99", "ms", [p99(times) for times in hinted], "≤ 100"),
        Figure("… by looking alone: longest", "ms", [max(times) for times in polled], "≤ 1200"),
    ]
