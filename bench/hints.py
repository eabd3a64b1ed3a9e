"""Benchmark of the bus between processes: hints that one process sends and another receives, a second."""

import asyncio
import time

from app.hints.opening import open_hints
from bench.figures import Figure
from bench.servers import on_every_core
from tests.nats import nats
from tests.needs import BY_TOOL
from tests.postgres import postgres

# Each of so many sessions is further by one, so many times; all are gathered into as few messages as can be.
SESSIONS = 2_000
TIMES = 10


async def _rate(url: str, sessions: int) -> float:
    """Hints received a second, of one process by one other."""
    sender, listener = open_hints(url), open_hints(url)
    received, all_received = 0, asyncio.Event()

    def behind(session_id: str, seq: int) -> None:
        nonlocal received
        received += 1
        if received % sessions == 0:
            all_received.set()

    await listener.start(behind, lambda: None)
    await sender.start(lambda session_id, seq: None, lambda: None)
    begun = time.perf_counter()
    for seq in range(TIMES):
        all_received.clear()
        for n in range(sessions):
            sender.publish(f"session-{n:06}", seq)
        await all_received.wait()
    rate = sessions * TIMES / (time.perf_counter() - begun)
    await sender.stop()
    await listener.stop()
    return rate


async def hints(phones: int, rounds: int) -> list[Figure]:
    """Measure both buses in turn, so many rounds; `phones` is the number of sessions."""
    sessions = phones or SESSIONS
    if not BY_TOOL["initdb"].is_met():
        print("  PostgreSQL is not installed here: hints are left out")
        return []
    rates: dict[str, list[float]] = {"PostgreSQL": [], "NATS": []}
    with on_every_core(), postgres() as server, nats() as bus:
        urls = {"PostgreSQL": server.database("hints"), "NATS": bus.url}
        for _ in range(rounds):
            for name, url in urls.items():
                rates[name].append(await _rate(url, sessions))
    return [Figure(f"{name}: hints received", "/s", values) for name, values in rates.items()]
