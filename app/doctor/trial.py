"""The load trial, as a program: simulated phones against a server of its own, and what each thing costs that.

Reads a `Task` as the first line of standard input, and writes a line of JSON for each phase and one with what
it has measured. The server has its data in a folder beside the real one, on the same disk, which is gone
afterwards. The trial ends, and its server and folder with it, when its standard input is closed.
"""

import asyncio
import contextlib
import json
import re
import secrets
import sys
import tempfile
import time
from asyncio.subprocess import PIPE, Process
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import asynccontextmanager
from dataclasses import asdict, dataclass
from http.client import HTTPConnection
from typing import Literal, get_args
from urllib.parse import urlsplit

from app.doctor.carries import Costs
from app.doctor.figures import p99
from app.platform import event_loop, standard_input
from app.platform.process_use import memory_bytes, processor_time_s
from app.platform.processes import environment, module
from app.platform.resources import open_many_files
from app.rehearsal.crowd import Json, Phone, connect, hall, phone_hello

Phase = Literal["starting", "joining", "sending", "asking"]
PHASES: tuple[Phase, ...] = get_args(Phase)
FOLDER_PREFIX = "load-trial-"
# A change is sent to few and to many: from the difference follows what a change and what each phone costs.
FEW_SHARE = 5
CHANGES_TO_FEW, CHANGES_TO_MANY = 80, 40
# Phones ping every five seconds, in groups of a hundred so that the server wakes up as often as in a hall.
PING_EVERY_S, GROUPS_S, GROUP, PING_FOR_S = 5.0, 0.1, 100, 1.5
# As in a hall, not as fast as can be: 500 questions within a second.
ASKED_IN_A_SECOND = 500
LONE_QUESTIONS = 30
SETTLE_S = 0.3
# A computer on which it takes longer is too busy, or too slow, to be measured.
LONGEST_S = 60.0
# What a phone gets last of its two lanes.
READY = b'"lane":"mine"'
STEPS = ("group", "summary")


@dataclass(frozen=True, slots=True)
class Task:
    """In which folder to make one for the server, and how many phones to simulate."""

    folder: str
    phones: int


@dataclass(frozen=True, slots=True)
class Measured:
    """What so many phones have cost the server, in how many seconds.

    `ack_p99_ms` is the time until a question was acknowledged, at 500 a second, of 99 in 100.
    """

    phones: int
    seconds: float
    ack_p99_ms: float
    costs: Costs


class TrialFailed(Exception):
    """The server did not start, or ended; the message says what it wrote."""


class Server:
    """A server on a free port of this computer, and its session's code and keys."""

    def __init__(self, process: Process, join: str, console_key: str) -> None:
        self._process_id = process.pid
        self.origin, _, self.code = join.rpartition("/")
        self.console_key = console_key

    def processor_s(self) -> float:
        return processor_time_s(self._process_id)

    def memory_bytes(self) -> int:
        return memory_bytes(self._process_id)


@asynccontextmanager
async def serving(folder: str) -> AsyncIterator[Server]:
    """A server in a folder of its own within this one; both are gone after the block."""
    with tempfile.TemporaryDirectory(dir=folder, prefix=FOLDER_PREFIX, ignore_cleanup_errors=True) as own:
        key = secrets.token_hex(16)
        settings = {
            "SUMME_DATA": own,
            "SUMME_ORGANISER_KEY": key,
            "SUMME_HOST": "127.0.0.1",
            "SUMME_PORT": "0",
            "SUMME_SUGGEST": "off",
            # The facilitator's console changes the step more often than a person could.
            "SUMME_FRAMES_BURST": "10000",
            "SUMME_FRAMES_PER_SECOND": "1000",
        }
        process = await asyncio.create_subprocess_exec(
            *module("app", "serve", "--supervised"),
            env={**environment(), **settings},
            stdin=PIPE,  # it ends with this process, however that ends
            stdout=PIPE,
        )
        try:
            join = await _join_link(process)
            yield Server(process, join, await asyncio.to_thread(_console_key, join, key))
        finally:
            with contextlib.suppress(ProcessLookupError):
                process.kill()
            await process.wait()


async def _join_link(process: Process) -> str:
    """The link for phones that the server prints; it accepts connections by then."""
    assert process.stdout is not None  # noqa: S101  started with a pipe
    join = ""
    while line := (await process.stdout.readline()).decode(errors="replace"):
        if match := re.match(r"\s+Join\s+(\S+)", line):
            join = match[1]
        if line.strip().startswith("Home"):
            return join
    raise TrialFailed(f"The server for the trial did not start (exit code {await process.wait()}).")


def _console_key(join: str, organiser_key: str) -> str:
    """The key of the session's console, which no output has that is no terminal."""
    address = urlsplit(join)
    with contextlib.closing(HTTPConnection(address.hostname or "", address.port)) as server:
        way = f"/api/sessions/{address.path.removeprefix('/')}"
        server.request("GET", way, headers={"Authorization": f"Bearer {organiser_key}"})
        session = json.loads(server.getresponse().read())
    return str(session["links"]["console"]).partition("#key=")[2]


async def measure(task: Task, say: Callable[[Phase], None]) -> Measured:
    """The whole trial; `say` is called with each phase as it begins. Raises TrialFailed."""
    say("starting")
    async with serving(task.folder) as server:
        began = time.perf_counter()
        empty_bytes = server.memory_bytes()
        console = await _console(server)
        few = task.phones // FEW_SHARE

        say("joining")
        before_s = server.processor_s()
        phones = await _join(server, few)
        joining_few_s = server.processor_s() - before_s
        await console.ask("enter_step", was="lobby", to=STEPS[0])
        to_few_s = await _change_s(server, console, phones, CHANGES_TO_FEW)
        before_s = server.processor_s()
        phones += await _join(server, task.phones - few)
        join_s = (joining_few_s + server.processor_s() - before_s) / task.phones

        say("sending")
        await asyncio.sleep(SETTLE_S)
        phone_bytes = (server.memory_bytes() - empty_bytes) / task.phones
        to_many_s = await _change_s(server, console, phones, CHANGES_TO_MANY)
        delivery_s = max(0.0, (to_many_s - to_few_s) / (task.phones - few))
        heartbeat_s = await _heartbeat_s(server, phones)

        say("asking")
        await console.ask("enter_step", was=STEPS[0], to="collect")
        await asyncio.sleep(SETTLE_S)
        acks = await _ask_within_a_second(phones[:ASKED_IN_A_SECOND])
        before_s = server.processor_s()
        await asyncio.gather(*(_ask(one) for one in phones))
        question_s = (server.processor_s() - before_s) / len(phones)
        before_s = server.processor_s()
        for one in phones[:LONE_QUESTIONS]:
            await _ask(one)
        lone_s = (server.processor_s() - before_s) / min(LONE_QUESTIONS, len(phones))
        return Measured(
            phones=task.phones,
            seconds=time.perf_counter() - began,
            ack_p99_ms=p99(acks),
            costs=Costs(
                join_s=join_s,
                change_s=max(0.0, to_many_s - task.phones * delivery_s),
                delivery_s=delivery_s,
                heartbeat_s=heartbeat_s,
                question_s=question_s,
                batch_s=max(0.0, lone_s - question_s),
                phone_bytes=max(0.0, phone_bytes),
                process_bytes=empty_bytes,
            ),
        )


async def _console(server: Server) -> Phone:
    hello = {"t": "hello", "v": 1, "role": "console", "key": server.console_key, "device": "trial"}
    return await connect(server.origin, f"/ws/{server.code}", hello)


async def _join(server: Server, count: int) -> list[Phone]:
    """So many phones, each of which fetches the page first, as a browser with an empty cache does."""
    return await hall(server.origin, f"/ws/{server.code}", count, phone_hello, READY, f"/{server.code}")


async def _change_s(server: Server, console: Phone, phones: Sequence[Phone], times: int) -> float:
    """The processor time of one change of step that all these phones are sent."""
    left, all_have_it = 0, asyncio.Event()

    def count(text: bytes) -> None:
        nonlocal left
        if b'"step":{' in text:
            left -= 1
            if left == 0:
                all_have_it.set()

    for phone in phones:
        phone.on_text = count
    before_s = server.processor_s()
    # An even number, so that the step is the first again.
    for n in range(times):
        left = len(phones)
        all_have_it.clear()
        change = {"was": STEPS[n % 2], "to": STEPS[(n + 1) % 2]}
        console.say({"t": "cmd", "id": secrets.token_hex(16), "do": "enter_step", "args": change})
        await all_have_it.wait()
    spent_s = server.processor_s() - before_s
    for phone in phones:
        phone.on_text = None
    return spent_s / times


async def _heartbeat_s(server: Server, phones: Sequence[Phone]) -> float:
    """The processor time in a second of a connected phone that only says that it is there."""
    pings, before_s = 0, server.processor_s()
    for n in range(round(PING_FOR_S / GROUPS_S)):
        first = n * GROUP % len(phones)
        for phone in phones[first : first + GROUP]:
            phone.say({"t": "ping", "c": n})
            pings += 1
        await asyncio.sleep(GROUPS_S)
    return (server.processor_s() - before_s) / pings / PING_EVERY_S


async def _ask(phone: Phone) -> float:
    """Milliseconds until a question was acknowledged."""
    began = time.perf_counter()
    await phone.ask(
        "ask_question", text=f"Hvem ejer effekten af {secrets.token_hex(4)}, når projektet er slut?"
    )
    return (time.perf_counter() - began) * 1000


async def _ask_within_a_second(phones: Sequence[Phone]) -> list[float]:
    async def after(phone: Phone, delay_s: float) -> float:
        await asyncio.sleep(delay_s)
        return await _ask(phone)

    return await asyncio.gather(*(after(one, n / ASKED_IN_A_SECOND) for n, one in enumerate(phones)))


def _write(line: Json) -> None:
    sys.stdout.write(json.dumps(line) + "\n")
    sys.stdout.flush()


async def _run() -> None:
    orders = standard_input.lines()
    task = Task(**json.loads(await anext(orders)))
    measuring = asyncio.ensure_future(measure(task, lambda phase: _write({"phase": phase})))

    async def end_with_parent() -> None:
        async for _ in orders:
            pass
        measuring.cancel()

    ending = asyncio.ensure_future(end_with_parent())
    try:
        async with asyncio.timeout(LONGEST_S):
            _write({"measured": asdict(await measuring)})
    except TimeoutError:
        _write({"failed": f"It has taken more than {LONGEST_S:.0f} s."})
    except (TrialFailed, OSError, RuntimeError) as error:
        _write({"failed": str(error) or type(error).__name__})
    finally:
        ending.cancel()


def main() -> None:
    """Read the task, and measure."""
    open_many_files()
    with contextlib.suppress(asyncio.CancelledError):
        event_loop.run(_run())


if __name__ == "__main__":
    main()
