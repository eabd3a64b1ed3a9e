"""Benchmark of the store: questions per second that are acknowledged once on disk, under full load.

Compares Summe as it is, without a store, and with one commit per question, and a server as a tutorial writes
it. Every phone sends all its questions at once, so that the server always has work.
"""

import asyncio
import json
import sys
import time
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Any

from app.rehearsal.crowd import Phone, hall, phone_hello
from bench.figures import Figure
from bench.servers import ORIGIN, desk, rival, summe

HERE = Path(__file__).parent / "rivals"
EACH = 10  # as many as the default run sheet lets one person ask
GENEROUS = {"SUMME_QUESTIONS_BURST": "1000", "SUMME_FRAMES_BURST": "1000"}


class Answers:
    """Counts acknowledgements; a rejection invalidates the measurement and raises RuntimeError."""

    def __init__(self, phones: list[Phone], each: int) -> None:
        self._left = len(phones) * each
        self.all = asyncio.Event()
        for phone in phones:
            phone.on_text = self._heard

    def _heard(self, text: bytes) -> None:
        if text.startswith((b'{"t":"ack"', b'{"t": "ack"')):
            self._left -= 1
            if self._left == 0:
                self.all.set()
        elif text.startswith(b'{"t":"reject"'):
            raise RuntimeError(text.decode())


def question(number: int) -> str:
    args = {"text": f"Hvem ejer effekten, når projekt {number} er slut?"}
    return json.dumps({"t": "cmd", "id": f"{number:032x}", "do": "ask_question", "args": args})


async def ask_all(phones: list[Phone], each: int, first: int = 1) -> float:
    """Each phone sends `each` questions at once; returns questions acknowledged per second."""
    answers = Answers(phones, each)
    texts = [[question(first + n * each + k) for k in range(each)] for n in range(len(phones))]
    begun = time.perf_counter()
    for phone, own in zip(phones, texts, strict=True):
        for text in own:
            phone.text(text)
    await answers.all.wait()
    return len(phones) * each / (time.perf_counter() - begun)


async def _product(phones: int, **how: Any) -> float:
    with summe(**how, **GENEROUS) as served:
        console = await desk(served)
        await console.ask("enter_step", was="lobby", to="collect")
        room = await hall(ORIGIN, f"/ws/{served.code}", phones, phone_hello, b'"t":"snapshot"')
        return await ask_all(room, EACH)


async def _tutorial(phones: int) -> float:
    with rival(sys.executable, str(HERE / "session_per_message.py")):
        room = await hall(ORIGIN, "/ws", phones, lambda: None, b'"t":"open"')
        return await ask_all(room, EACH)


async def store(phones: int, rounds: int) -> list[Figure]:
    """Measure all ways in turn, so many rounds."""
    phones = phones or 500
    without = str(HERE / "without_store.py")
    ways: dict[str, Callable[[], Awaitable[float]]] = {
        "Summe": lambda: _product(phones),
        "Summe without a store": lambda: _product(phones, program=("-P", without)),
        "Summe, one commit each": lambda: _product(phones, SUMME_BATCH="1"),
        "SQLModel session per message": lambda: _tutorial(phones),
    }
    rates: dict[str, list[float]] = {way: [] for way in ways}
    for _ in range(rounds):
        for way, run in ways.items():
            rates[way].append(await run())
    figures = [Figure(f"{way}: acknowledged", "/s", values) for way, values in rates.items()]
    goals = {"Summe without a store": "≥ 0.55", "SQLModel session per message": "≥ 5"}
    for way, values in rates.items():
        if way != "Summe":
            ratios = [own / other for own, other in zip(rates["Summe"], values, strict=True)]
            figures.append(Figure(f"Summe / {way}", "x", ratios, goals.get(way, "")))
    return figures
