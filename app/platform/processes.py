"""Processes that this one starts: whether Ctrl+C reaches them, how they give way, how they are asked to stop.

Each of them has a pipe as its standard input and ends when that is closed, and so with its parent, however
the parent ends.
"""

import asyncio
import contextlib
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import psutil

_LAST_NICENESS = 19


def module(name: str, *arguments: str) -> tuple[str, ...]:
    """The command that runs a module in this Python; none is looked for in the working directory."""
    return sys.executable, "-P", "-m", name, *arguments


def environment() -> dict[str, str]:
    """The environment of such a process: without Summe's settings, since keys are among them."""
    return {name: value for name, value in os.environ.items() if not name.startswith("SUMME_")}


def apart() -> dict[str, Any]:
    """Arguments of `create_subprocess_exec` for a process that no Ctrl+C of the terminal reaches."""
    if sys.platform == "win32":
        return {"creationflags": subprocess.CREATE_NO_WINDOW}
    return {"start_new_session": True}


def in_session() -> dict[str, Any]:
    """Arguments for a process in the terminal's session, which Ctrl+C reaches where the system has sessions.

    Linux may weigh niceness only within a terminal's session.
    """
    if sys.platform == "win32":
        return {"creationflags": subprocess.CREATE_NO_WINDOW}
    return {}


def give_way(niceness: int = _LAST_NICENESS) -> None:
    """Let other processes have the processor first; the nicest ones get what is left.

    Suggestions and simulated people work as well without, so a system that refuses is not an error.
    """
    this = psutil.Process()
    with contextlib.suppress(OSError, psutil.Error):
        if sys.platform == "win32":
            last = niceness == _LAST_NICENESS
            this.nice(psutil.IDLE_PRIORITY_CLASS if last else psutil.BELOW_NORMAL_PRIORITY_CLASS)
        else:
            this.nice(min(_LAST_NICENESS, int(this.nice()) + niceness))


def end_first_without_memory() -> None:
    """Let Linux end this process first when it runs out of memory; other systems have no such wish."""
    if sys.platform == "linux":
        with contextlib.suppress(OSError):
            Path("/proc/self/oom_score_adj").write_text("1000", encoding="ascii")


def ask_to_stop(process: asyncio.subprocess.Process) -> None:
    """Ask a process to stop, which may have ended by itself."""
    if process.stdin is not None:
        process.stdin.close()
    if sys.platform != "win32":  # there it would be killed
        with contextlib.suppress(ProcessLookupError):
            process.terminate()
