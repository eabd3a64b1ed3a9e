"""Supervisor of server processes: starts each, starts it again when it fails, and stops all together.

Several processes listen on one port, among which Linux divides the connections. They share a database, and
the first one alone opens a session and prints links.
"""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass

import typer

from app.listening import CannotServe, listen
from app.server_process import EXIT_CONFIGURATION, EXIT_UNREACHABLE
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
    """The arguments of one server process; a silent one prints no links."""

    arguments: Sequence[str] = ()
    silent: bool = False

    def start(self, environment: Mapping[str, str]) -> subprocess.Popen[bytes]:
        return subprocess.Popen(  # noqa: S603  our own program
            [sys.executable, "-P", "-m", "app", "serve", *self.arguments],
            env={**os.environ, **environment},
            stdout=subprocess.DEVNULL if self.silent else None,
        )


def serve_on_one_port(settings: Settings, processes: int, session: bool) -> int:
    """Serve with several processes until stopped; returns the exit code. Raises CannotServe."""
    if not settings.database_url:
        raise CannotServe(ONE_PROCESS)
    if settings.internal_url:
        raise CannotServe(OWN_URLS)
    if sys.platform != "linux":
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
    running: dict[int, tuple[Program, subprocess.Popen[bytes]]] = {}
    stopping, code = False, 0

    def stop(number: int, _: object = None) -> None:
        nonlocal stopping
        stopping = True
        for pid in running:
            send(pid, number)

    def send(pid: int, number: int) -> None:
        # Popen would look first whether the process has ended, and then `waitpid` would never say so.
        with suppress(ProcessLookupError):
            os.kill(pid, number)

    def start(program: Program) -> None:
        process = program.start(environment or {})
        running[process.pid] = program, process
        if stopping:  # since it was started
            send(process.pid, signal.SIGTERM)

    signal.signal(signal.SIGINT, stop)
    signal.signal(signal.SIGTERM, stop)
    for program in programs:
        start(program)
    while running:
        pid, status = os.waitpid(-1, 0)
        ended = os.waitstatus_to_exitcode(status)
        program, _ = running.pop(pid)
        if stopping or ended in (0, EXIT_CONFIGURATION):
            code = max(code, ended)
            if not stopping:
                stop(signal.SIGTERM)
            continue
        typer.echo(
            f"The server stopped (code {ended}); starting it again. Nothing received is lost.", err=True
        )
        time.sleep(UNREACHABLE_PAUSE_S if ended == EXIT_UNREACHABLE else RESTART_PAUSE_S)
        if not stopping:
            start(program)
    return code
