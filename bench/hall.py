"""The product's own goals: joining, sending, memory, restarting, idling."""

import asyncio
import statistics
import tempfile
import time
import urllib.request
from typing import Any

from bench.crowd import Phone, connect, hall, phone_hello
from bench.servers import ORIGIN, Served, desk, summe

READY = b'"t":"snapshot"'


async def _room(served: Served, phones: int) -> list[Phone]:
    return await hall(ORIGIN, f"/ws/{served.code}", phones, phone_hello, READY)


async def _send(phone: Phone, n: int, after_s: float) -> float:
    await asyncio.sleep(after_s)
    begun = time.perf_counter()
    await phone.ask("ask_question", text=f"Hvem ejer effekten, når projekt {n} er slut?")
    return (time.perf_counter() - begun) * 1000


def _p99(times: list[float]) -> float:
    return sorted(times)[max(0, int(len(times) * 0.99) - 1)]


async def ingest(phones: int, rounds: int) -> list[dict[str, Any]]:
    """500 phones send within a second; then everybody at once."""
    phones = phones or 500
    spread: list[list[float]] = []
    at_once: list[tuple[float, float]] = []
    for _ in range(rounds):
        with summe() as served:
            console = await desk(served)
            await console.ask("enter_step", was="lobby", to="collect")
            room = await _room(served, phones)
            spread.append(await asyncio.gather(*(_send(one, n, n / phones) for n, one in enumerate(room))))
            begun = time.perf_counter()
            times = await asyncio.gather(*(_send(one, n, 0) for n, one in enumerate(room)))
            at_once.append((phones / (time.perf_counter() - begun), _p99(times)))
    p50 = [statistics.median(times) for times in spread]
    return [
        {"what": f"{phones} send within 1 s: ack p50", "unit": "ms", "values": p50, "goal": "goal ≤ 5"},
        {"what": "… ack p99", "unit": "ms", "values": [_p99(t) for t in spread], "goal": "goal ≤ 40"},
        {"what": f"{phones} at once: acknowledged", "unit": "/s", "values": [rate for rate, _ in at_once]},
        {"what": "… ack p99", "unit": "ms", "values": [p99 for _, p99 in at_once]},
    ]


async def join(phones: int, rounds: int) -> list[dict[str, Any]]:
    """Everybody scans at once: upgrade, hello, snapshot."""
    figures = []
    for count, goal in ((phones, ""),) if phones else ((2_000, "goal ≤ 2.5"), (5_000, "goal ≤ 7")):
        times = []
        for _ in range(rounds):
            with summe() as served:
                begun = time.perf_counter()
                await _room(served, count)
                times.append(time.perf_counter() - begun)
        figures.append({"what": f"{count} join at once: all in", "unit": "s", "values": times, "goal": goal})
    return figures


async def memory(phones: int, rounds: int) -> list[dict[str, Any]]:
    """What a connected phone costs the server, everything included."""
    phones = phones or 2_000
    values = []
    for _ in range(rounds):
        with summe() as served:
            before = served.resident_kib()
            room = await _room(served, phones)
            await asyncio.sleep(1.5)
            values.append((served.resident_kib() - before) / len(room))
    return [{"what": f"memory a phone at {phones}", "unit": "KiB", "values": values, "goal": "goal ≤ 34"}]


async def idle(phones: int, rounds: int) -> list[dict[str, Any]]:
    """Connected phones that only ping every five seconds."""
    phones = phones or 5_000
    seconds = 10
    values = []
    for _ in range(rounds):
        with summe() as served:
            room = await _room(served, phones)
            await asyncio.sleep(2)
            before = served.cpu_s()
            for tick in range(seconds * 10):
                for phone in room[tick % 50 :: 50]:
                    phone.say({"t": "ping", "c": tick})
                await asyncio.sleep(0.1)
            values.append((served.cpu_s() - before) / seconds * 100)
    return [
        {"what": f"{phones} idle with heartbeats", "unit": "% core", "values": values, "goal": "goal ≤ 8"}
    ]


async def restart(phones: int, rounds: int) -> list[dict[str, Any]]:
    """A log of 5,000 questions: from the start of the process until it says that it is up."""
    questions = phones or 5_000
    up: list[float] = []
    seated: list[float] = []
    with tempfile.TemporaryDirectory() as folder:
        with summe(folder) as served:
            console = await desk(served)
            await console.ask("enter_step", was="lobby", to="collect")
            room = await _room(served, questions // 5)
            for n in range(5):
                await asyncio.gather(*(_send(phone, n, 0) for phone in room))
        for _ in range(rounds):
            begun = time.perf_counter()
            with summe(folder) as served:
                urllib.request.urlopen(f"{ORIGIN}/-/health", timeout=5).close()
                up.append(time.perf_counter() - begun)
                await connect(ORIGIN, f"/ws/{served.code}", phone_hello())
                seated.append(time.perf_counter() - begun)
    return [
        {"what": f"restart with {questions} questions: up", "unit": "s", "values": up, "goal": "goal ≤ 1.5"},
        {"what": "… first phone has its snapshot", "unit": "s", "values": seated},
    ]
