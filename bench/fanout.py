"""One message to everybody: how long until the last has it, and what a delivery costs the server."""

import asyncio
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from contextlib import AbstractContextManager
from pathlib import Path
from typing import Any

from bench.crowd import Phone, connect, hall, phone_hello
from bench.servers import ORIGIN, Served, rival, summe

HERE = Path(__file__).parent
STEPS = ("group", "summary")
MESSAGES = 40
SETTLE_S = 2.5
FRAME_BYTES = 165  # what a change of step weighs

Run = tuple[float, float]  # last phone in ms, CPU µs per delivery


class Counted:
    """Counts how many phones have heard a text with these bytes in it."""

    def __init__(self, phones: list[Phone], needle: bytes) -> None:
        self._needle = needle
        self._most = len(phones)
        self._count = 0
        self._all = asyncio.Event()
        for phone in phones:
            phone.on_text = self._heard

    def _heard(self, text: bytes) -> None:
        if self._needle in text:
            self._count += 1
            if self._count == self._most:
                self._all.set()

    async def all(self) -> None:
        await self._all.wait()
        self._count = 0
        self._all.clear()


async def _time(served: Served, counted: Counted, say: Callable[[int], None], phones: int) -> Run:
    await asyncio.sleep(SETTLE_S)
    before = served.cpu_s()
    times = []
    for n in range(MESSAGES):
        begun = time.perf_counter()
        say(n)
        await counted.all()
        times.append((time.perf_counter() - begun) * 1000)
    cpu = served.cpu_s() - before
    return sorted(times)[MESSAGES // 2], cpu / MESSAGES / phones * 1e6


async def product(phones: int) -> Run:
    """A change of step in a session of this product."""
    with summe() as served:
        way = f"/ws/{served.code}"
        key = served.keys["Console"]
        desk = await connect(
            ORIGIN, way, {"t": "hello", "v": 1, "role": "console", "key": key, "device": "bench"}
        )
        room = await hall(ORIGIN, way, phones, phone_hello, b'"t":"snapshot"')
        await desk.ask("enter_step", was="lobby", to=STEPS[0])

        def say(n: int) -> None:
            args = {"was": STEPS[n % 2], "to": STEPS[(n + 1) % 2]}
            desk.say({"t": "cmd", "id": f"{n:032x}", "do": "enter_step", "args": args})

        return await _time(served, Counted(room, b'"step":{'), say, phones)


async def plain(server: AbstractContextManager[Served], phones: int) -> Run:
    """A text of the same size through a server that repeats it to all."""
    with server as served:
        room = await hall(ORIGIN, "/ws", phones, lambda: None, b'"t":"open"')
        padding = "x" * (FRAME_BYTES - 20)

        def say(n: int) -> None:
            room[0].say({"step": {}, "x": padding})

        return await _time(served, Counted(room, b'"step"'), say, phones)


def _compiled(folder: str) -> Path | None:
    compiler = shutil.which("gcc") or shutil.which("cc")
    if compiler is None:
        print("  no C compiler here: the epoll row is left out")
        return None
    limit = Path(folder) / "epoll"
    subprocess.run([compiler, "-O2", "-o", str(limit), str(HERE / "rivals" / "epoll.c")], check=True)
    return limit


async def fanout(phones: int, rounds: int) -> list[dict[str, Any]]:
    """All servers in turn, so many rounds."""
    phones = phones or 5_000
    with tempfile.TemporaryDirectory() as folder:
        limit = _compiled(folder)
        servers: dict[str, Callable[[], Any]] = {"Summe": lambda: product(phones)}
        if limit is not None:
            servers["C epoll (the limit)"] = lambda: plain(rival(str(limit)), phones)
        for name, file in (
            ("websockets.broadcast", "websockets_broadcast"),
            ("FastAPI loop", "fastapi_loop"),
        ):
            script = str(HERE / "rivals" / f"{file}.py")
            servers[name] = lambda script=script: plain(rival(sys.executable, script), phones)
        runs: dict[str, list[Run]] = {name: [] for name in servers}
        for _ in range(rounds):
            for name, run in servers.items():
                runs[name].append(await run())
    figures = []
    for name, values in runs.items():
        figures.append({"what": f"{name}: last of {phones}", "unit": "ms", "values": [v[0] for v in values]})
        figures.append({"what": f"{name}: CPU a delivery", "unit": "µs", "values": [v[1] for v in values]})
    for name, goal in (("C epoll (the limit)", "goal ≤ 1.4, CPU ≤ 1.5"), ("FastAPI loop", "goal ≤ 0.4")):
        for part, what in ((0, "last"), (1, "CPU")):
            pairs = zip(runs["Summe"], runs.get(name, []), strict=False)
            ratios = [own[part] / other[part] for own, other in pairs if other[part]]
            if ratios:
                figures.append(
                    {"what": f"Summe / {name}, {what}", "unit": "x", "values": ratios, "goal": goal}
                )
    return figures
