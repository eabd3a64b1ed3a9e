"""The process supervisor of rehearsals: one process per simulated audience, controlled through a pipe.

The plan, which holds a key, and the orders go through standard input, where no other user of the computer
can read them from the list of processes. The process ends when its pipe is closed, and so with the server.
"""

import asyncio
import contextlib
import json
import logging
from typing import Any

from app.platform import processes
from app.rehearsal.plan import Plan
from app.rehearsal.statistics import Statistics

_logger = logging.getLogger("summe.rehearsal")
LONGEST_LINE = 100_000
MAX_REHEARSALS = 3


class TooMany(Exception):
    """`MAX_REHEARSALS` rehearsals are running already."""


class RehearsalProcess:
    """The process of one simulated audience; `figures` are the newest it has reported."""

    def __init__(self, plan: Plan, process: asyncio.subprocess.Process) -> None:
        self.figures: dict[str, Any] = {
            **Statistics(plan.phones).figures(),
            "paused": False,
            "speed": plan.speed,
        }
        self.plan = plan
        self._process = process
        self._reading = asyncio.ensure_future(self._read_figures())

    @staticmethod
    async def begin(plan: Plan) -> "RehearsalProcess":
        """Start the process and hand it the plan."""
        process = await asyncio.create_subprocess_exec(
            *processes.module("app.rehearsal"),
            stdin=asyncio.subprocess.PIPE,
            stdout=asyncio.subprocess.PIPE,
            env=processes.environment(),
            limit=LONGEST_LINE,
            **processes.apart(),
        )
        people = RehearsalProcess(plan, process)
        people.send(plan.to_dict())
        return people

    @property
    def here(self) -> bool:
        """Whether the process is still running."""
        return not self.figures["ended"]

    def send(self, order: dict[str, Any]) -> None:
        """Send an order to the process; ignored when it has ended."""
        if self._process.stdin is not None and self.here:
            with contextlib.suppress(OSError):
                self._process.stdin.write(json.dumps(order).encode() + b"\n")

    async def end(self) -> None:
        """Kill the process, which has nothing to save, and wait for its end."""
        self._kill()
        await self._reading

    def _kill(self) -> None:
        with contextlib.suppress(ProcessLookupError):
            self._process.kill()

    async def _read_figures(self) -> None:
        assert self._process.stdout is not None  # noqa: S101  begun with a pipe
        try:
            while line := await self._process.stdout.readline():
                self.figures = json.loads(line)
        except ValueError as error:
            _logger.error("a rehearsal is ended, since its phones send no figures: %s", error)
            self._kill()
        code = await self._process.wait()
        if not self.figures["ended"]:
            self.figures = {**self.figures, "ended": True, "connected": 0, "exit_code": code}


class Supervisor:
    """The rehearsal processes of this server, by session; bounded in number, and ended with the server."""

    def __init__(self) -> None:
        self._by_session: dict[str, RehearsalProcess] = {}
        self._start_lock = asyncio.Lock()

    def of(self, session_id: str) -> RehearsalProcess | None:
        """The rehearsal process of a session, running or ended; None when it never had one."""
        return self._by_session.get(session_id)

    def check_capacity(self) -> None:
        """Raises TooMany when `MAX_REHEARSALS` audiences are running."""
        if sum(people.here for people in self._by_session.values()) >= MAX_REHEARSALS:
            raise TooMany

    async def begin(self, session_id: str, plan: Plan) -> RehearsalProcess:
        """Start a rehearsal process for a session, unless one is running; raises TooMany."""
        async with self._start_lock:
            known = self._by_session.get(session_id)
            if known is not None and known.here:
                return known
            self.check_capacity()
            people = self._by_session[session_id] = await RehearsalProcess.begin(plan)
        return people

    async def end(self, session_id: str) -> None:
        """End the rehearsal process of a session, if it has one."""
        people = self._by_session.pop(session_id, None)
        if people is not None:
            await people.end()

    async def end_all(self) -> None:
        """End all processes, when the server stops."""
        for session_id in list(self._by_session):
            await self.end(session_id)
