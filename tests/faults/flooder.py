"""Phones that send commands as fast as their connections take them, in a process of their own.

Run as a program with five arguments: URL of the server, join code, name in `FLOODS`, number of phones,
connections of each. It prints "begun" once all have connected, and goes on until it is killed.
"""

import asyncio
import json
import secrets
import subprocess
import sys
from collections.abc import Callable, Iterator
from itertools import count
from typing import Any

from websockets import ConnectionClosed, Origin
from websockets.asyncio.client import ClientConnection, connect

from app.platform.resources import open_many_files
from tests.server import ROOT, Server

# A long text (3,750 bytes) of characters that form one grapheme cluster.
CHAIN = "©\u200d" * 750


def _command(do: str, **args: Any) -> dict[str, Any]:
    return {"t": "cmd", "id": secrets.token_hex(16), "do": do, "args": args}


def _chains(question: str) -> Iterator[dict[str, Any]]:
    while True:
        yield _command("edit_question", question_id=question, text=CHAIN)


def _edits(question: str) -> Iterator[dict[str, Any]]:
    for n in count():
        yield _command("edit_question", question_id=question, text=f"Hvem ejer effekten {n}? " + "så " * 60)


def _changes(question: str) -> Iterator[dict[str, Any]]:
    for n in count():
        yield _command("propose_pitfall", question_id=question, pitfall=None if n % 2 else "spredt-faegtning")


def _looks(question: str) -> Iterator[dict[str, Any]]:
    while True:
        yield {"t": "look", "at": "others"}
        yield {"t": "look", "at": None}


FLOODS: dict[str, Callable[[str], Iterator[dict[str, Any]]]] = {
    "chains": _chains,
    "edits": _edits,
    "changes": _changes,
    "looks": _looks,
}


class Flooder:
    """Starts and kills the process."""

    def __init__(self, server: Server, what: str, phones: int, connections: int) -> None:
        given = (server.base, server.code, what, str(phones), str(connections))
        self._command = (sys.executable, "-m", "tests.faults.flooder", *given)

    def start(self) -> None:
        """Start the process; returns once all phones have connected."""
        self._process = subprocess.Popen(self._command, cwd=ROOT, stdout=subprocess.PIPE, text=True)
        assert self._process.stdout is not None
        assert self._process.stdout.readline() == "begun\n"

    def stop(self) -> None:
        self._process.kill()
        self._process.communicate()


async def _flood(server: str, code: str, what: str, phones: int, connections: int) -> None:
    tokens = [secrets.token_hex(16) for _ in range(phones)]
    questions = [secrets.token_hex(16) for _ in range(phones)]
    lines = []
    for token, question in zip(tokens, questions, strict=True):
        for n in range(connections):
            line = await connect(
                f"{server.replace('http', 'ws')}/ws/{code}",
                origin=Origin(server),
                compression=None,
                max_size=None,
                open_timeout=60,
            )
            await line.send(json.dumps({"t": "hello", "v": 1, "role": "phone", "token": token, "lang": "da"}))
            if n == 0:
                args = {"text": "Hvem?"}
                await line.send(json.dumps({"t": "cmd", "id": question, "do": "ask_question", "args": args}))
            lines.append((line, question))
    print("begun", flush=True)
    await asyncio.gather(*(_use(line, FLOODS[what](question)) for line, question in lines))


async def _use(line: ClientConnection, flood: Iterator[dict[str, Any]]) -> None:
    """Send without waiting for answers, and read and discard all frames."""

    async def read() -> None:
        async for _ in line:
            pass

    reading = asyncio.ensure_future(read())
    try:
        for frame in flood:
            await line.send(json.dumps(frame, ensure_ascii=False))
            await asyncio.sleep(0)
    except ConnectionClosed:
        reading.cancel()


if __name__ == "__main__":
    open_many_files()
    base, join_code, kind, many, each = sys.argv[1:]
    asyncio.run(_flood(base, join_code, kind, int(many), int(each)))
