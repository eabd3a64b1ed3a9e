"""Benchmark of many sessions in one server: what each takes of memory, and a question in each of processor."""

import asyncio
import json
import urllib.request
from typing import NamedTuple

from app.rehearsal.crowd import Phone, connect, hall, phone_hello
from bench.figures import Figure
from bench.servers import ORIGIN, Served, summe

SESSIONS = 200
PHONES = 2  # in each session; each asks once


class Session(NamedTuple):
    code: str
    console_key: str
    board_key: str


def _open(served: Served) -> Session:
    """A new session of the run sheet that comes with Summe."""
    request = urllib.request.Request(
        f"{ORIGIN}/api/sessions",
        json.dumps({"run_sheet": "projektjungle"}).encode(),
        {"Authorization": f"Bearer {served.keys['Home']}", "Content-Type": "application/json"},
    )
    with urllib.request.urlopen(request, timeout=30) as answer:
        made = json.load(answer)
    console, board = (made["links"][screen].partition("#key=")[2] for screen in ("console", "board"))
    return Session(made["links"]["join"].rsplit("/", 1)[1], console, board)


async def _screens(session: Session) -> Phone:
    """Connect a board and a console, and let the session collect questions."""
    way = f"/ws/{session.code}"
    await connect(ORIGIN, way, {"t": "hello", "v": 1, "role": "board", "key": session.board_key})
    hello = {"t": "hello", "v": 1, "role": "console", "key": session.console_key, "device": "bench"}
    console = await connect(ORIGIN, way, hello)
    await console.ask("enter_step", was="lobby", to="collect")
    return console


async def _ask(phone: Phone, n: int, after_s: float) -> None:
    await asyncio.sleep(after_s)
    await phone.ask("ask_question", text=f"Hvem ejer effekten, når projekt {n} er slut?")


async def sessions(phones: int, rounds: int) -> list[Figure]:
    """Sessions with a board and a console each; then a few phones of each ask, all within a second."""
    count = phones or SESSIONS
    empty, memory, costs = [], [], []
    for _ in range(rounds):
        with summe() as served:
            await asyncio.sleep(1)
            alone_kib = served.resident_kib()
            opened = [_open(served) for _ in range(count)]
            for session in opened:
                await _screens(session)
            await asyncio.sleep(1.5)
            memory.append((served.resident_kib() - alone_kib) / count)
            empty.append(alone_kib / 1024)
            room: list[Phone] = []
            for session in opened:
                room += await hall(ORIGIN, f"/ws/{session.code}", PHONES, phone_hello, b'"t":"snapshot"')
            await asyncio.sleep(1.5)
            before = served.cpu_s()
            await asyncio.gather(*(_ask(phone, n, n / len(room)) for n, phone in enumerate(room)))
            costs.append((served.cpu_s() - before) / len(room) * 1e6)
    return [
        Figure("memory without connections", "MiB", empty),
        Figure(f"memory a session, {count} sessions", "KiB", memory),
        Figure(f"CPU a question, {count} sessions", "µs", costs),
    ]
