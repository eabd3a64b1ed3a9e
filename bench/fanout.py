"""Benchmark of a broadcast: the time until the last client has it, and the server's CPU time per delivery.

Each rival sends a text of the same size to all clients, in the way its own documentation shows.
"""

import asyncio
import json
import statistics
import subprocess
import sys
import time
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from app.rehearsal.crowd import Phone, connect
from bench.figures import Figure
from bench.listeners import Listeners, Manner, compiled, listeners
from bench.servers import ORIGIN, Served, desk, node, rival, summe

HERE = Path(__file__).parent / "rivals"
OWN_PYTHON = HERE / ".venv" / "bin" / "python"
STEPS = ("group", "summary")
MESSAGES = 40
FEWEST, PATIENCE_MS = 10, 5_000  # fewer messages for rivals that take a second for each
SETTLE_S = 2.5
FRAME_BYTES = 165  # the size of the delta of a change of step
TEXT = json.dumps({"step": {}, "x": "x" * (FRAME_BYTES - 20)})

PLAIN = Manner("/ws", "", "", '"step"')
SOCKET_IO = Manner("/socket.io/?EIO=4&transport=websocket", "40", "40{", "step")

Run = tuple[float, float]  # last phone in ms, CPU µs per delivery
LAST, CPU = 0, 1


@dataclass(frozen=True, slots=True)
class Rival:
    """Another server; it is left out when the command `needs` fails.

    `goal` bounds Summe's time until the last phone has the message, divided by this server's; `cpu_goal` the
    same for the CPU time of a delivery.
    """

    name: str
    command: Sequence[str]
    needs: Sequence[str] = ()
    goal: str = ""
    cpu_goal: str = ""
    manner: Manner = PLAIN
    text: str = TEXT


def rivals() -> list[Rival]:
    """All rivals that are installed on this computer."""
    own, theirs = sys.executable, str(OWN_PYTHON)
    known = [
        Rival("C epoll", [str(compiled("epoll"))], goal="≤ 1.4", cpu_goal="≤ 1.5"),
        Rival("websockets.broadcast", [own, str(HERE / "websockets_broadcast.py")]),
        Rival("FastAPI loop", [own, str(HERE / "fastapi_loop.py")], goal="≤ 0.4"),
        Rival(
            "Node ws", [node(), str(HERE / "node_ws.js")], ["test", "-d", str(HERE / "node_modules" / "ws")]
        ),
        Rival(
            "python-socketio",
            [theirs, str(HERE / "socketio_emit.py")],
            [theirs, "-c", "import socketio, uvicorn"],
            "≤ 0.15",
            manner=SOCKET_IO,
            text="42" + json.dumps(["say", TEXT]),
        ),
        Rival(
            "Django channels",
            [theirs, str(HERE / "channels_group.py")],
            [theirs, "-c", "import channels, uvicorn"],
            "≤ 0.03",
        ),
    ]
    return [one for one in known if _can_run(one)]


def _can_run(one: Rival) -> bool:
    try:
        if one.needs:
            subprocess.run(one.needs, check=True, capture_output=True)
    except (OSError, subprocess.CalledProcessError):
        print(f"  {one.name} is not installed: left out (make bench installs it)")
        return False
    return True


async def _time(served: Served, hall: Listeners, phones: int, say: Callable[[int], None]) -> Run:
    await asyncio.sleep(SETTLE_S)
    before = served.cpu_s()
    times: list[float] = []
    while len(times) < (MESSAGES if sum(times) < PATIENCE_MS else FEWEST):
        begun = time.monotonic()
        say(len(times))
        times.append((await hall.all_have_heard() - begun) * 1000)
    cpu = served.cpu_s() - before
    return statistics.median(times), cpu / len(times) / phones * 1e6


async def product(phones: int) -> Run:
    """A change of step in a session of this product."""
    with summe() as served:
        console = await desk(served)
        hello = {"t": "hello", "v": 1, "role": "phone", "token": "%s", "lang": "da"}
        manner = Manner(f"/ws/{served.code}", json.dumps(hello), '"lane":"mine"', '"step":{')
        async with listeners(phones, manner) as hall:
            await console.ask("enter_step", was="lobby", to=STEPS[0])
            await hall.all_have_heard()

            def say(n: int) -> None:
                args = {"was": STEPS[n % 2], "to": STEPS[(n + 1) % 2]}
                console.say({"t": "cmd", "id": f"{n:032x}", "do": "enter_step", "args": args})

            return await _time(served, hall, phones, say)


async def repeated(one: Rival, phones: int) -> Run:
    """A text of the same size, sent by one client and repeated by the rival to all."""
    with rival(*one.command) as served:
        manner = one.manner
        speaker: Phone = await connect(ORIGIN, manner.path, None, b'"t":"open"')
        if manner.hello:
            speaker.text(manner.hello)
        async with listeners(phones, manner) as hall:
            return await _time(served, hall, phones, lambda n: speaker.text(one.text))


async def fanout(phones: int, rounds: int) -> list[Figure]:
    """Measure all servers in turn, so many rounds."""
    phones = phones or 5_000
    if compiled("listeners") is None:
        print("  no C compiler here: fanout is left out")
        return []
    others = rivals()
    runs: dict[str, list[Run]] = {}
    for _ in range(rounds):
        turns: list[tuple[str, Callable[[], Awaitable[Run]]]] = [("Summe", lambda: product(phones))]
        turns += [(one.name, lambda one=one: repeated(one, phones)) for one in others]
        for name, run in turns:
            runs.setdefault(name, []).append(await run())
    figures = []
    for name, values in runs.items():
        figures.append(Figure(f"{name}: last of {phones}", "ms", [v[LAST] for v in values]))
        figures.append(Figure(f"{name}: CPU a delivery", "µs", [v[CPU] for v in values]))
    for one in others:
        for part, what, goal in ((LAST, "last", one.goal), (CPU, "CPU", one.cpu_goal)):
            ratios = [a[part] / b[part] for a, b in zip(runs["Summe"], runs[one.name], strict=True)]
            name = f"Summe / {one.name}, {what}"
            figures.append(Figure(name, "x", ratios, goal))
    return figures
