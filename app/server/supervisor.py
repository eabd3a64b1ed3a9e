"""Supervisor of server processes: starts each, starts it again when it fails, and stops all together.

Several processes listen on one port, among which Linux divides the connections. They share a database, and
the first one alone opens a session and prints links.
"""

import asyncio
import os
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import typer

from app.platform import event_loop
from app.platform.processes import ask_to_stop, module
from app.platform.signals import stopped_by_signals
from app.platform.sockets import CAN_SHARE_PORT
from app.server.exit_codes import EXIT_CONFIGURATION, EXIT_UNREACHABLE
from app.server.listening import CannotServe, listen
from app.settings import Settings

RESTART_PAUSE_S = 0.2
UNREACHABLE_PAUSE_S = 2.0
ONE_PROCESS = (
    "A SQLite file takes one process. Set SUMME_DATABASE_URL to a PostgreSQL database, which several can "
    "share, or leave out --processes. See docs/operating.md."
)
OWN_URLS = (
    "With --processes each process chooses where the others reach it: leave out SUMME_INTERNAL_URL, or start "
    "each process by itself."
)
OWN_PORTS = (
    "Only on Linux do several processes share a port. Start each by itself, with its own SUMME_PORT, behind "
    "a load balancer."
)


@dataclass(frozen=True, slots=True)
class Program:
    """The arguments of one server process; a silent one prints no links.

    It stops when its standard input is closed, and so with the supervisor, however that ends.
    """

    arguments: Sequence[str] = ()
    silent: bool = False

    async def start(self, environment: Mapping[str, str]) -> asyncio.subprocess.Process:
        return await asyncio.create_subprocess_exec(
            *module("app", "serve", "--supervised", *self.arguments),
            env={**os.environ, **environment},
            stdin=asyncio.subprocess.PIPE,
            stdout=asyncio.subprocess.DEVNULL if self.silent else None,
        )


def serve_on_one_port(settings: Settings, processes: int, session: bool) -> int:
    """Serve with several processes until stopped; returns the exit code. Raises CannotServe."""
    if not settings.database_url:
        raise CannotServe(ONE_PROCESS)
    if settings.internal_url:
        raise CannotServe(OWN_URLS)
    if not CAN_SHARE_PORT:
        raise CannotServe(OWN_PORTS)
    # Held, but never listening, so that the port is ours until the last process has ended.
    with listen(settings.host, settings.port, shared=True) as held:
        first = Program(["--shared-port", "--session" if session else "--no-session"])
        others = [Program(["--shared-port", "--no-session"], silent=True)] * (processes - 1)
        return supervise([first, *others], {"SUMME_PORT": str(held.getsockname()[1])})


def supervise(programs: Sequence[Program], environment: Mapping[str, str] | None = None) -> int:
    """Run server processes until they are stopped; returns the exit code.

    One that fails is started again. When one ends by itself, or says that its configuration is at fault, the
    others are stopped as well.
    """
    return event_loop.run(_supervise(programs, environment or {}))


async def _supervise(programs: Sequence[Program], environment: Mapping[str, str]) -> int:
    stopping = asyncio.Event()
    with stopped_by_signals(stopping.set):
        return max(await asyncio.gather(*(_keep(program, environment, stopping) for program in programs)))


async def _keep(program: Program, environment: Mapping[str, str], stopping: asyncio.Event) -> int:
    """Keep one server process running until all are to stop; returns its last exit code, 0 for a signal."""
    to_stop = asyncio.ensure_future(stopping.wait())
    while not stopping.is_set():
        process = await program.start(environment)
        ending = asyncio.ensure_future(process.wait())
        await asyncio.wait((ending, to_stop), return_when=asyncio.FIRST_COMPLETED)
        if stopping.is_set():
            ask_to_stop(process)
        code = await ending
        if stopping.is_set() or code in (0, EXIT_CONFIGURATION):
            stopping.set()
            return max(code, 0)
        typer.echo(
            f"The server stopped (code {code}); starting it again. Nothing received is lost.", err=True
        )
        pause_s = UNREACHABLE_PAUSE_S if code == EXIT_UNREACHABLE else RESTART_PAUSE_S
        await asyncio.wait((to_stop,), timeout=pause_s)
    return 0
