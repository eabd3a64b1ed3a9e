"""Benchmark of suggestions: what they cost the hall, and how soon a console is shown them."""

import asyncio
import json
import statistics
import time
from dataclasses import dataclass

from app.rehearsal.crowd import Phone, hall, phone_hello
from bench.figures import Figure
from bench.hall import READY, p99, send
from bench.servers import ORIGIN, desk, summe

ROWS = b'"live.suggestions":{'
# Before the phones send, so many questions lie in the tray and have their suggestions, if there are any.
BEFORE = 20
# So long after that the hall has settled.
SETTLED_S = 3.0
MODES = {"off": "no suggestions", "base": "suggestions", "auto": "with the model of meaning"}


class Suggested:
    """The questions for which a console has been shown a suggestion, and when the last of them came."""

    def __init__(self, console: Phone) -> None:
        self.ids: set[str] = set()
        self.last_s = 0.0
        self._console = console
        console.on_text = self._heard

    def _heard(self, text: bytes) -> None:
        if ROWS in text:
            frame = json.loads(text)
            self.ids.update(frame.get("put", {}).get("live.suggestions", ()))
            self.last_s = time.perf_counter()

    async def until(self, count: int) -> None:
        """Wait until so many questions have one."""
        while len(self.ids) < count:
            await asyncio.sleep(0.02)


@dataclass(frozen=True, slots=True)
class Sent:
    """Milliseconds until each phone's question was acknowledged, the server's own processor milliseconds for
    all of it, and seconds from the last acknowledgement until all had suggestions.
    """

    times_ms: list[float]
    server_ms: float
    shown_s: float


async def _send(phones: int, mode: str) -> Sent:
    with summe(SUMME_SUGGEST=mode) as served:
        console = await desk(served)
        suggested = Suggested(console)
        await console.ask("enter_step", was="lobby", to="collect")
        room = await hall(ORIGIN, f"/ws/{served.code}", phones, phone_hello, READY)
        first = room[:BEFORE]
        await asyncio.gather(*(send(one, n, n / 100) for n, one in enumerate(first)))
        if mode != "off":
            await suggested.until(len(first))
        await asyncio.sleep(SETTLED_S)
        before_s = served.cpu_s()
        times = await asyncio.gather(*(send(one, n, n / phones) for n, one in enumerate(room)))
        acknowledged_s = time.perf_counter()
        if mode != "off":
            await suggested.until(len(first) + phones)
        await asyncio.sleep(SETTLED_S)
        server_ms = (served.cpu_s() - before_s) * 1000
        return Sent(times, server_ms, max(0.0, suggested.last_s - acknowledged_s))


async def suggest(phones: int, rounds: int) -> list[Figure]:
    """500 phones send a question each within a second, with suggestions and without, in turn."""
    phones = phones or 500
    sent: dict[str, list[Sent]] = {mode: [] for mode in MODES}
    for n in range(rounds):
        modes = list(MODES)
        for mode in modes[n % len(modes) :] + modes[: n % len(modes)]:
            sent[mode].append(await _send(phones, mode))
    without = [p99(one.times_ms) for one in sent["off"]]
    figures: list[Figure] = []
    for mode, name in MODES.items():
        p99s = [p99(one.times_ms) for one in sent[mode]]
        figures += [
            Figure(f"{name}: ack p50", "ms", [statistics.median(one.times_ms) for one in sent[mode]]),
            Figure("… ack p99", "ms", p99s),
            Figure("… the server's own CPU", "ms", [one.server_ms for one in sent[mode]]),
        ]
        if mode != "off":
            ratios = [own / other for own, other in zip(p99s, without, strict=True)]
            figures += [
                Figure("… ack p99 beside none", "x", ratios, "≤ 1.1"),
                Figure("… all shown after the last ack", "s", [one.shown_s for one in sent[mode]]),
            ]
    return figures
