"""Starts server processes quickly, by forking one process that has already imported the program.

Importing takes about two seconds of CPU time, and most tests start a server of their own. Everything else is
as with `python -m app`: a separate process with its own environment, arguments and output.
"""

import gc
import multiprocessing
import os
import subprocess
import sys
import tempfile
from collections.abc import Mapping, Sequence
from multiprocessing.connection import Connection
from pathlib import Path

from app.cli.program import COMMANDS, main

# Windows cannot fork; there each server is a new program.
CAN_FORK = "forkserver" in multiprocessing.get_all_start_methods()
if CAN_FORK:
    _context = multiprocessing.get_context("forkserver")
    # All that a command would load when it is used.
    _commands = sorted({f"app.cli.{listed.module}" for listed in COMMANDS.values()})
    _context.set_forkserver_preload([*_commands, "sqlalchemy.dialects.sqlite", "tests.forked"])


def reaches_only_new_programs(environment: Mapping[str, str]) -> bool:
    """Whether it differs from this process's environment in variables that are read only at program start."""
    if not CAN_FORK:
        return True
    names = {name for name in {*environment, *os.environ} if name.startswith(("LD_", "PYTHON"))}
    return any(environment.get(name) != os.environ.get(name) for name in names)


class ForkedProcess:
    """Runs the command `summe`, with the interface of `subprocess.Popen`.

    `pages` is the folder of the built screens, if they are not the program's own.
    """

    def __init__(
        self, arguments: Sequence[str], environment: Mapping[str, str], pages: Path | None = None
    ) -> None:
        sys.audit(
            "subprocess.Popen", "summe", arguments, None, environment
        )  # as Popen does; see tests/tiers.py
        output, its_output = _context.Pipe(duplex=False)
        with output, its_output:
            # Daemonic, so that an interrupted test run kills its servers instead of waiting for them.
            self._process = _context.Process(
                target=_run_piped, args=(tuple(arguments), dict(environment), its_output, pages), daemon=True
            )
            self._process.start()
            self.stdout = os.fdopen(os.dup(output.fileno()), encoding="utf-8")
        assert self._process.pid is not None
        self.pid = self._process.pid

    def poll(self) -> int | None:
        """The exit code, negative for a signal; None while the process runs."""
        return self._process.exitcode

    def wait(self, timeout: float | None = None) -> int:
        """The exit code, once there is one; raises subprocess.TimeoutExpired."""
        self._process.join(timeout)
        code = self.poll()
        if code is None:
            raise subprocess.TimeoutExpired("summe", timeout or 0.0)
        return code

    def send_signal(self, number: int) -> None:
        if self.poll() is None:
            os.kill(self.pid, number)

    def kill(self) -> None:
        self._process.kill()


def run(
    arguments: Sequence[str], environment: Mapping[str, str], given: bytes = b""
) -> subprocess.CompletedProcess[bytes]:
    """Run the command to its end, with `given` on its standard input, and capture its output."""
    if not CAN_FORK:
        program = [sys.executable, "-m", "app", *arguments]
        return subprocess.run(program, env=dict(environment), input=given, capture_output=True)
    sys.audit("subprocess.Popen", "summe", arguments, None, environment)
    with tempfile.TemporaryDirectory() as folder:
        typed, *printed = (Path(folder, name) for name in ("stdin", "stdout", "stderr"))
        typed.write_bytes(given)
        process = _context.Process(
            target=_run_into, args=(tuple(arguments), dict(environment), typed, *printed)
        )
        process.start()
        process.join()
        assert process.exitcode is not None
        stdout, stderr = (path.read_bytes() for path in printed)
        return subprocess.CompletedProcess(arguments, process.exitcode, stdout, stderr)


def _run_piped(
    arguments: Sequence[str], environment: Mapping[str, str], output: Connection, pages: Path | None
) -> None:
    if pages is not None:
        from app.web import static_files  # of the server alone, and loaded there already

        static_files.STATIC = pages
    with output:
        os.dup2(output.fileno(), 1)
        os.dup2(output.fileno(), 2)
    _run(arguments, environment)


def _run_into(
    arguments: Sequence[str], environment: Mapping[str, str], stdin: Path, stdout: Path, stderr: Path
) -> None:
    with stdout.open("wb") as out, stderr.open("wb") as err:
        os.dup2(out.fileno(), 1)
        os.dup2(err.fileno(), 2)
    sys.stdin = stdin.open(encoding="utf-8")
    _run(arguments, environment)


def _run(arguments: Sequence[str], environment: Mapping[str, str]) -> None:
    gc.freeze()  # memory of imported objects stays shared, as garbage collection no longer writes to it
    os.environ.clear()
    os.environ.update(environment)
    sys.argv = ["summe", *arguments]
    main()
