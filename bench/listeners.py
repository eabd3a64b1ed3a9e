"""Listening WebSocket clients in a C program, so that the clients do not limit the measurement.

`rivals/listeners.c` describes its arguments; both C programs are compiled where a compiler is found.
"""

import asyncio
import shutil
import subprocess
import tempfile
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from bench.servers import PORT

HERE = Path(__file__).parent / "rivals"
_built = tempfile.TemporaryDirectory()


@cache
def compiled(name: str) -> str | None:
    """The path of the program compiled from rivals/NAME.c; None when there is no C compiler."""
    compiler = shutil.which("gcc") or shutil.which("cc")
    if compiler is None:
        return None
    program = Path(_built.name) / name
    subprocess.run([compiler, "-O2", "-o", str(program), str(HERE / f"{name}.c")], check=True)
    return str(program)


@dataclass(frozen=True, slots=True)
class Manner:
    """How a listener connects to a server: `path` of the WebSocket, `hello` to send, `ready` to wait for.

    Frames that contain `needle` are counted. `%s` in the hello is replaced by a token of the listener's own.
    """

    path: str
    hello: str
    ready: str
    needle: str


@dataclass(frozen=True, slots=True)
class Listeners:
    _said: asyncio.StreamReader

    async def all_have_heard(self) -> float:
        """Wait until each listener has received one more frame; the time of the last (seconds, monotonic)."""
        line = await self._said.readline()
        if not line:
            raise RuntimeError("the listeners have gone")
        return float(line)


@asynccontextmanager
async def listeners(count: int, manner: Manner) -> AsyncIterator[Listeners]:
    """So many connected listeners that have received `manner.ready`."""
    program = compiled("listeners")
    assert program is not None
    process = await asyncio.create_subprocess_exec(
        *(program, str(PORT), str(count), manner.path, manner.hello, manner.ready, manner.needle),
        stdout=subprocess.PIPE,
    )
    assert process.stdout is not None
    try:
        if await process.stdout.readline() != b"ready\n":
            raise RuntimeError("the listeners did not get in")
        yield Listeners(process.stdout)
    finally:
        if process.returncode is None:
            process.kill()
        await process.wait()
