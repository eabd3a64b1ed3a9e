"""Screens that connect under load: snapshot and deltas follow on each other without gap or duplicate."""

import asyncio
import json
import secrets
from typing import Any

import pytest

from tests.client import console
from tests.faults.crowd import ask, open_connection, receive
from tests.server import Server
from tests.sim.client import digest, fold

QUESTIONS = 60
BOARDS = 10


async def watch(hall: Server, late_s: float, enough: asyncio.Event) -> dict[str, Any]:
    """A board that connects late: its final view, folded from a snapshot and consecutive deltas."""
    await asyncio.sleep(late_s)
    async with await open_connection(hall, role="board", key=hall.key("board")) as socket:
        view, n = (await receive(socket, t="snapshot"))["view"], 0
        asking = asyncio.ensure_future(enough.wait())
        asking.add_done_callback(lambda _: asyncio.ensure_future(socket.send('{"t":"ping","c":1}')))
        async with asyncio.timeout(30):
            while True:
                frame = json.loads(await socket.recv())
                if frame["t"] == "delta":
                    n += 1
                    assert frame["n"] == n
                    view = fold(view, frame)
                elif frame["t"] == "pong":
                    assert frame["lanes"]["view"] == [n, digest(view)]
                    if len(view.get("questions", {})) == QUESTIONS:
                        return dict(view)
                    await asyncio.sleep(0.05)
                    await socket.send('{"t":"ping","c":1}')


@pytest.mark.asyncio
async def test_r3_boards_that_connect_while_questions_pour_in_have_each_exactly_once(
    hall: Server,
) -> None:
    with console(hall) as facilitator:
        facilitator.enter("collect")
    phones = [
        await open_connection(hall, role="phone", token=secrets.token_hex(16)) for _ in range(QUESTIONS // 6)
    ]
    enough = asyncio.Event()
    boards = [asyncio.ensure_future(watch(hall, n * 0.02, enough)) for n in range(BOARDS)]
    for n in range(6):
        asked = (ask(one, "ask_question", text=f"Spørgsmål {n}") for one in phones)
        assert all(answer["t"] == "ack" for answer in await asyncio.gather(*asked))
        await asyncio.sleep(0.03)
    enough.set()
    views = await asyncio.gather(*boards)
    for one in phones:
        await one.close()
    assert all(view == views[0] for view in views)
