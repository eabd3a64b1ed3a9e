"""A hall of listeners in a C program of its own, so that what is measured is the server.

`rivals/listeners.c` says what it does; both C programs are compiled where a compiler is found.
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
    """The program made of rivals/NAME.c; None when nothing here compiles it."""
    compiler = shutil.which("gcc") or shutil.which("cc")
    if compiler is None:
        return None
    program = Path(_built.name) / name
    subprocess.run([compiler, "-O2", "-o", str(program), str(HERE / f"{name}.c")], check=True)
    return str(program)


@dataclass(frozen=True, slots=True)
class Manner:
    """How a listener speaks to a server: where it knocks, what it says, and what tells that it is in.

    `needle` marks the frames that are counted, and `%s` in the hello becomes a token of its own.
    """

    path: str
    hello: str
    ready: str
    needle: str


@dataclass(frozen=True, slots=True)
class Listeners:
    _said: asyncio.StreamReader

    async def all_have_heard(self) -> float:
        """When the last of them had one frame more (seconds, monotonic)."""
        line = await self._said.readline()
        if not line:
            raise RuntimeError("the listeners have gone")
        return float(line)


@asynccontextmanager
async def listeners(count: int, manner: Manner) -> AsyncIterator[Listeners]:
    """So many listeners who are in."""
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
