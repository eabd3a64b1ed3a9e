"""Benchmarks of Summe alone: joining, sending questions, memory per phone, restart, idle load."""

import asyncio
import statistics
import tempfile
import time
import urllib.request

from app.rehearsal.crowd import Phone, connect, hall, phone_hello
from bench.figures import Figure
from bench.servers import ORIGIN, Served, desk, summe

READY = b'"t":"snapshot"'


async def _room(served: Served, phones: int, page: str = "") -> list[Phone]:
    return await hall(ORIGIN, f"/ws/{served.code}", phones, phone_hello, READY, page)


async def send(phone: Phone, n: int, after_s: float) -> float:
    await asyncio.sleep(after_s)
    begun = time.perf_counter()
    await phone.ask("ask_question", text=f"Hvem ejer effekten, når projekt {n} er slut?")
    return (time.perf_counter() - begun) * 1000


def p99(times: list[float]) -> float:
    return sorted(times)[max(0, int(len(times) * 0.99) - 1)]


async def ingest(phones: int, rounds: int) -> list[Figure]:
    """500 phones send a question each within a second, then all at once."""
    phones = phones or 500
    spread: list[list[float]] = []
    at_once: list[tuple[float, float]] = []
    complete: list[float] = []
    for _ in range(rounds):
        with summe() as served:
            console = await desk(served)
            await console.ask("enter_step", was="lobby", to="collect")
            board = {"t": "hello", "v": 1, "role": "board", "key": served.keys["Board"]}
            screen = await connect(ORIGIN, f"/ws/{served.code}", board)
            room = await _room(served, phones)
            shown = asyncio.ensure_future(screen.until(f'"questions":{phones},"next"'.encode()))
            spread.append(await asyncio.gather(*(send(one, n, n / phones) for n, one in enumerate(room))))
            acknowledged = time.perf_counter()
            await shown
            complete.append(max(0.0, screen.heard - acknowledged) * 1000)
            begun = time.perf_counter()
            times = await asyncio.gather(*(send(one, n, 0) for n, one in enumerate(room)))
            at_once.append((phones / (time.perf_counter() - begun), p99(times)))
    p50 = [statistics.median(times) for times in spread]
    return [
        Figure(f"{phones} send within 1 s: ack p50", "ms", p50, "≤ 5"),
        Figure("… ack p99", "ms", [p99(t) for t in spread], "≤ 40"),
        Figure("… board complete after the last ack", "ms", complete, "≤ 300"),
        Figure(f"{phones} at once: acknowledged", "/s", [rate for rate, _ in at_once]),
        Figure("… ack p99", "ms", [p99 for _, p99 in at_once]),
    ]


async def join(phones: int, rounds: int) -> list[Figure]:
    """All phones open the join link at once: page, script and style, upgrade, hello, snapshot."""
    figures = []
    for count, goal in ((phones, ""),) if phones else ((2_000, "≤ 2.5"), (5_000, "≤ 7")):
        times, costs = [], []
        for _ in range(rounds):
            with summe() as served:
                before, begun = served.cpu_s(), time.perf_counter()
                await _room(served, count, f"/{served.code}")
                times.append(time.perf_counter() - begun)
                costs.append((served.cpu_s() - before) / count * 1e6)
        figures.append(Figure(f"{count} join at once: all in", "s", times, goal))
        figures.append(Figure("… CPU a phone", "µs", costs))
    return figures


async def memory(phones: int, rounds: int) -> list[Figure]:
    """Resident memory of the server per connected phone."""
    phones = phones or 2_000
    values = []
    for _ in range(rounds):
        with summe() as served:
            before = served.resident_kib()
            room = await _room(served, phones)
            await asyncio.sleep(1.5)
            values.append((served.resident_kib() - before) / len(room))
    return [Figure(f"memory a phone at {phones}", "KiB", values, "≤ 34")]


async def idle(phones: int, rounds: int) -> list[Figure]:
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
    return [Figure(f"{phones} idle with heartbeats", "% core", values, "≤ 8")]


async def restart(phones: int, rounds: int) -> list[Figure]:
    """A log of 5,000 questions: seconds from the start of the process until /-/health answers."""
    questions = phones or 5_000
    up: list[float] = []
    seated: list[float] = []
    with tempfile.TemporaryDirectory() as folder:
        with summe(folder) as served:
            console = await desk(served)
            await console.ask("enter_step", was="lobby", to="collect")
            room = await _room(served, questions // 5)
            for n in range(5):
                await asyncio.gather(*(send(phone, n, 0) for phone in room))
        for _ in range(rounds):
            begun = time.perf_counter()
            with summe(folder) as served:
                urllib.request.urlopen(f"{ORIGIN}/-/health", timeout=5).close()
                up.append(time.perf_counter() - begun)
                await connect(ORIGIN, f"/ws/{served.code}", phone_hello())
                seated.append(time.perf_counter() - begun)
    return [
        Figure(f"restart with {questions} questions: up", "s", up, "≤ 1.5"),
        Figure("… first phone has its snapshot", "s", seated),
    ]
