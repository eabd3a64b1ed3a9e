"""Slow disk: one sync serves all waiting commands (group commit), and the event loop is not blocked."""

import asyncio
import json
import re
import secrets

import pytest

from tests.client import console
from tests.faults.crowd import ask, open_connection, receive
from tests.faults.data_folder import questions
from tests.faults.strace import slow
from tests.needs import need
from tests.server import Server

SYNC_S = 1.0
PHONES = 40


def commits(hall: Server) -> int:
    """The number of transactions so far."""
    found = re.search(r"summe_commit_seconds_count (\d+)", hall.get("/-/metrics").decode())
    assert found is not None
    return int(found[1])


@pytest.mark.asyncio
async def test_d9_on_a_slow_disk_one_sync_serves_all_waiting_commands_and_pings_are_answered(
    hall: Server,
) -> None:
    need("strace")
    with console(hall) as facilitator:
        facilitator.enter("collect")
    board = await open_connection(hall, role="board", key=hall.key("board"))
    phones = [await open_connection(hall, role="phone", token=secrets.token_hex(16)) for _ in range(PHONES)]
    await asyncio.gather(*(receive(one, t="snapshot") for one in (board, *phones)))
    before = commits(hall)
    with slow(hall, "fdatasync", SYNC_S):
        asking = [asyncio.ensure_future(ask(one, "ask_question", text="Hvem?")) for one in phones]
        pongs: list[int] = []
        while not any(answer.done() for answer in asking):
            await board.send(json.dumps({"t": "ping", "c": len(pongs)}))
            pongs.append((await receive(board, t="pong"))["now_ms"])
        answers = await asyncio.gather(*asking)
    assert all(answer["t"] == "ack" for answer in answers)
    assert {answer["id"]: [answer["seq"]] for answer in answers} == questions(hall.folder)
    assert commits(hall) - before < PHONES / 4
    assert len(pongs) > 3, "the board waited for the disk"
    assert pongs == sorted(pongs)
    for one in (board, *phones):
        await one.close()
