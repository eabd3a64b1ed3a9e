"""Simulated clients: reconnect delays, from the same golden file as the browser's tests, and a lost ping."""

import asyncio
import json
from random import Random

import pytest
from websockets.asyncio.server import ServerConnection, serve

from app.rehearsal.client import SimClient, after_bye, backoff
from app.rehearsal.sim_clock import SimClock
from app.rehearsal.statistics import Statistics
from tests.golden.files import FOLDER

WAITS = json.loads((FOLDER / "waits.json").read_text())


class Latest(Random):
    """A random generator that always draws the largest value."""

    def random(self) -> float:
        return 1.0


def test_the_longest_reconnect_delays_equal_those_of_the_phone() -> None:
    longest = [backoff(attempt, Latest()) * 1000 for attempt in range(len(WAITS["backoff_ms"]))]
    assert longest == pytest.approx(WAITS["backoff_ms"])
    assert after_bye(Latest()) * 1000 == pytest.approx(WAITS["after_bye_ms"])


def test_reconnect_delays_can_be_zero() -> None:
    drawn = [backoff(0, Random(n)) for n in range(1_000)]
    assert min(drawn) < 0.005
    assert max(drawn) > 0.495


@pytest.mark.asyncio
async def test_a_ping_whose_connection_is_lost_before_the_pong_is_sent_again() -> None:
    pings = 0

    async def answer(socket: ServerConnection) -> None:
        nonlocal pings
        await socket.recv()
        await socket.send(json.dumps({"t": "snapshot", "seq": 1, "view": {}}))
        ping = json.loads(await socket.recv())
        pings += 1
        if pings > 1:
            lanes = {lane: [0, [0, 0]] for lane in ("view", "mine")}
            await socket.send(json.dumps({"t": "pong", "c": ping["c"], "now_ms": 0, "lanes": lanes}))
            await socket.wait_closed()

    async with serve(answer, "127.0.0.1", 0) as server:
        port = server.sockets[0].getsockname()[1]
        hello = {"role": "phone", "token": "0" * 32, "lang": "da"}
        client = SimClient(f"http://127.0.0.1:{port}", "CODE", hello, SimClock(), Statistics(1), Random(1))
        running = asyncio.ensure_future(client.run())
        assert await client.agrees()
        assert pings == 2
        client.leave()
        await running
