"""The load trial seen from its parent: starts the program, follows its phases, and says what was found."""

import asyncio
import json
import sys
from asyncio.subprocess import PIPE, Process
from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from app.doctor import kinds
from app.doctor.carries import Costs, Means, carried
from app.doctor.findings import Finding
from app.doctor.trial import Measured, Phase
from app.platform import processes
from app.platform.resources import free_memory_bytes, most_open_files
from app.settings import Settings

# As many as can be tried in about ten seconds; the cost of a phone hardly changes beyond.
PHONES = 1_000
# Each phone is a connection on both sides, and each side needs some more.
FILES_OF_ITS_OWN = 128
GLANCE_S = 0.25
# What a phone costs among five thousand, against among the thousand that are tried: its memory is in no cache
# any more (docs/performance.md).
AMONG_THOUSANDS = 1.2


@dataclass(frozen=True, slots=True)
class LoadTask:
    """`folder` is on the disk of the real data; `expected` phones come, and `simulated` ones are tried."""

    folder: Path
    expected: int
    settings: Settings
    simulated: int = PHONES


class LoadTrial:
    """At most one trial at a time; `phase` is None while none runs, and `finding` what the last one found."""

    def __init__(self) -> None:
        self.phase: Phase | None = None
        self.finding: Finding | None = None
        self._running: asyncio.Task[None] | None = None

    def begin(self, task: LoadTask, gives_way: Callable[[], bool]) -> None:
        """Start a trial unless one is running; it stops as soon as `gives_way` says so."""
        if self.phase is None:
            self.phase, self.finding = "starting", None
            self._running = asyncio.create_task(self._run(task, gives_way))

    async def finished(self) -> Finding | None:
        """What the trial has found, once it is over."""
        if self._running is not None:
            await asyncio.wait([self._running])
        return self.finding

    async def end(self) -> None:
        """End a trial that is running; with it go its server and folder."""
        if self._running is not None:
            self._running.cancel()
            await asyncio.wait([self._running])

    async def _run(self, task: LoadTask, gives_way: Callable[[], bool]) -> None:
        phones = min(task.simulated, (most_open_files() or sys.maxsize) - FILES_OF_ITS_OWN)
        process = await asyncio.create_subprocess_exec(
            *processes.module("app.doctor.trial"),
            stdin=PIPE,
            stdout=PIPE,
            env=processes.environment(),
            **processes.apart(),
        )
        try:
            following = asyncio.ensure_future(self._follow(process, task, phones))
            while not following.done():
                await asyncio.wait([following], timeout=GLANCE_S)
                if gives_way():
                    following.cancel()
                    self.finding = kinds.TRIAL_GAVE_WAY.found()
                    break
            else:
                self.finding = following.result()
        finally:
            assert process.stdin is not None  # noqa: S101  started with a pipe
            process.stdin.close()  # at which it ends its server and removes its folder
            await process.wait()
            self.phase = None

    async def _follow(self, process: Process, task: LoadTask, phones: int) -> Finding:
        assert process.stdin is not None and process.stdout is not None  # noqa: S101, PT018  started with pipes
        process.stdin.write(json.dumps({"folder": str(task.folder), "phones": phones}).encode() + b"\n")
        while line := await process.stdout.readline():
            said: dict[str, Any] = json.loads(line)
            if "phase" in said:
                self.phase = said["phase"]
            elif "failed" in said:
                return kinds.TRIAL_FAILED.found(why=said["failed"])
            else:
                measured = said["measured"]
                return judged(Measured(**{**measured, "costs": Costs(**measured["costs"])}), task)
        return kinds.TRIAL_FAILED.found(why=f"exit code {await process.wait()}")


def judged(measured: Measured, task: LoadTask) -> Finding:
    """How many phones the computer carries by these costs, and whether that is enough."""
    tried = measured.costs
    costs = replace(
        tried,
        delivery_s=tried.delivery_s * AMONG_THOUSANDS,
        heartbeat_s=tried.heartbeat_s * AMONG_THOUSANDS,
    )
    found = carried(costs, means(task.settings))
    few = found.phones < task.expected
    expected = {"expected": task.expected} if few else {}
    kind = (kinds.CARRIES_TOO_FEW if few else kinds.CARRIES)[found.limit]
    return kind.found(
        phones=rounded(found.phones),
        tried=measured.phones,
        seconds=round(measured.seconds),
        joins=rounded(round(1 / tried.join_s)),
        ack=round(measured.ack_p99_ms),
        delivery=round(tried.delivery_s * 1e6),
        **expected,
    )


def means(settings: Settings) -> Means:
    """What this computer has free now, and what the settings allow."""
    return Means(
        memory_bytes=free_memory_bytes(),
        files=most_open_files() or sys.maxsize,
        participants=settings.participants_per_session,
        pace_s=settings.phone_pace_s,
        gather_s=settings.screen_pace_s,
    )


def rounded(number: int) -> int:
    """Rounded down to two digits: no more of it is known."""
    unit = int(10 ** max(0, len(str(number)) - 2))
    return number // unit * unit


async def try_load(task: LoadTask) -> Finding | None:
    """A whole trial, without a running server that it could disturb."""
    trial = LoadTrial()
    trial.begin(task, lambda: False)
    try:
        return await trial.finished()
    finally:
        await trial.end()
