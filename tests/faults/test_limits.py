"""Scarce resources and leaks: memory, CPU time, file descriptors, tasks."""

import asyncio
import contextlib
import json
import os
import resource
import secrets
from collections.abc import Callable
from typing import Any

import pytest

from app.exports.formats import FORMATS
from tests.client import Client, console, phone
from tests.faults import cgroups
from tests.faults.crowd import ask, gone, joined, open_connection, receive
from tests.faults.phones import LONG_S, Phones
from tests.faults.raw_socket import RawSocket, dial, resident_mib
from tests.server import Server, eventually
from tests.web.raw_http import first_answer, head

# Every thread that has read the database keeps a connection to it open.
KEPT_BY_SQLITE = min(32, (os.cpu_count() or 1) + 4)
# The database, its log and the index of that.
FILES_OF_A_READER = 3
GUESS = b"GET /api/join/GUESSD HTTP/1.1\r\nHost: localhost\r\n\r\n"
WHOLE_REQUEST = b"GET /icon.svg HTTP/1.1\r\nHost: localhost\r\n\r\n"
BODY_TO_COME = (
    b"POST /api/line/GUESSD HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n"
    b"Content-Length: 200\r\n\r\n"
)
HEARTBEATS_A_ROUND = 108  # twenty rounds are three hours at one every five seconds


def health(hall: Server) -> dict[str, Any]:
    figures: dict[str, Any] = json.loads(hall.get("/-/health"))
    return figures


def descriptors(hall: Server) -> int:
    assert hall.process is not None
    return len(os.listdir(f"/proc/{hall.process.pid}/fd"))


def polls(hall: Server) -> dict[str, Any]:
    """The answer to a phone's hello by polling, where no WebSocket gets through."""
    hello = json.dumps({"t": "hello", "v": 1, "role": "phone", "token": secrets.token_hex(16)})
    body = json.dumps({"hello": hello}).encode()
    sent = head(
        hall, f"POST /api/line/{hall.code}", "Content-Type: application/json", f"Content-Length: {len(body)}"
    )
    answer: dict[str, Any] = json.loads(first_answer(hall, sent + body).body)
    return answer


def in_collect(hall: Server) -> None:
    with console(hall) as facilitator:
        facilitator.enter("collect")


@pytest.mark.long
def test_l8_a_full_hall_with_stalled_boards_fits_into_256_mib_of_memory(
    make_hall: Callable[..., Server],
) -> None:
    hall = make_hall()
    with cgroups.memory(hall, 256):
        hall.start()
        in_collect(hall)
        boards = [RawSocket(hall, receive_buffer=4_096) for _ in range(20)]
        for board in boards:
            board.send_json(t="hello", v=1, role="board", key=hall.key("board"))
            board.until(b'"snapshot"')
        with Phones(hall.base, hall.code, 500) as phones:
            for _ in range(4):
                phones.ask()
                eventually(phones.settled, LONG_S)
            for kind in (name for name, format in FORMATS.items() if format.extra is None):
                assert hall.get(f"/api/sessions/{hall.code}/export.{kind}")
            phones.all_is_well(hall, each=4)
        for board in boards:
            board.close()


@pytest.mark.long
def test_l9_with_a_fifth_of_a_core_the_server_is_slow_and_no_phone_reconnects(
    make_hall: Callable[..., Server],
) -> None:
    hall = make_hall()
    with cgroups.core(hall, 0.2):
        hall.start()
        in_collect(hall)
        with Phones(hall.base, hall.code, 200) as phones:
            eventually(phones.settled, LONG_S)
            for _ in range(3):
                phones.ask()
                eventually(phones.settled, LONG_S)
            phones.all_is_well(hall, each=3)
            assert phones.figures()["reconnects"] == 0


@pytest.mark.long
@pytest.mark.asyncio
async def test_l10_three_hours_of_heartbeats_leave_no_memory_tasks_or_files_behind(
    make_hall: Callable[..., Server], rounds: int
) -> None:
    """Heartbeats are sent as fast as possible: a leak depends on their number, not on time."""
    hall = make_hall(frames_per_second=1e6)
    hall.start()
    connections = await joined(hall, 100)
    await beat(connections, HEARTBEATS_A_ROUND)
    before = resident_mib(hall), descriptors(hall), health(hall)["tasks"]
    for _ in range(rounds):
        await beat(connections, HEARTBEATS_A_ROUND)
    after = resident_mib(hall), descriptors(hall), health(hall)["tasks"]
    assert after[1:] == before[1:]
    assert after[0] - before[0] < 4
    await gone(connections)


async def beat(connections: list[Any], times: int) -> None:
    async def one(connection: Any) -> None:
        for n in range(times):
            await connection.send(json.dumps({"t": "ping", "c": n}))
            await receive(connection, t="pong", c=n)

    await asyncio.gather(*(one(connection) for connection in connections))


@pytest.mark.asyncio
async def test_l11_thousands_of_connections_that_come_and_go_leave_no_tasks_or_files_behind(
    hall: Server, rounds: int
) -> None:
    """Some close the connection, some abort it, some never send a hello."""
    before = descriptors(hall), health(hall)["tasks"]
    for _ in range(10 * rounds):
        connections = await joined(hall, 40)
        silent = [await asyncio.to_thread(dial, hall) for _ in range(10)]
        for connection in connections[:20]:
            connection.transport.abort()
        await gone(connections[20:])
        for one in silent:
            one.close()

    def all_are_gone() -> bool:
        now = health(hall)
        assert now["seats"]["phone"] == 0
        assert now["tasks"] == before[1]
        assert descriptors(hall) <= before[0] + KEPT_BY_SQLITE
        return True

    await asyncio.to_thread(eventually, all_are_gone, 30.0)


@pytest.mark.asyncio
@pytest.mark.parametrize(
    "sent",
    [b"", BODY_TO_COME, WHOLE_REQUEST + BODY_TO_COME, GUESS * 8],
    ids=["nothing", "half", "half behind another", "wrong codes"],
)
async def test_l12_h9_with_few_descriptors_idle_connections_make_room_for_phones_and_the_database(
    make_hall: Callable[..., Server], sent: bytes
) -> None:
    """Idle clients open as many connections as they like, and no deadline ends them."""
    hall = make_hall(request_s=3_600)
    hall.start()
    in_collect(hall)
    connections = await joined(hall, 10)
    assert hall.process is not None
    limits = resource.prlimit(hall.process.pid, resource.RLIMIT_NOFILE)
    # One in eight is kept free, which is enough for the database.
    few = 8 * (FILES_OF_A_READER * KEPT_BY_SQLITE + 4)
    resource.prlimit(hall.process.pid, resource.RLIMIT_NOFILE, (few, limits[1]))
    crowd = [await asyncio.to_thread(dial, hall) for _ in range(few)]
    for one in crowd:
        with contextlib.suppress(ConnectionError):  # it has given way
            one.sendall(sent)
    asked = await asyncio.gather(*(ask(one, "ask_question", text="Hvem?") for one in connections))
    assert {answer["t"] for answer in asked} == {"ack"}
    assert descriptors(hall) < few - 3, "none is free for the database"
    with phone(hall) as late:
        late.do("ask_question", text="Og jeg?")
    with console(hall) as facilitator:
        facilitator.enter("group")
    assert hall.export()["questions"]
    await gone(connections)
    for one in crowd:
        one.close()


@pytest.mark.asyncio
async def test_l12_with_seats_on_all_descriptors_a_phone_is_refused_and_the_facilitator_gets_in(
    make_hall: Callable[..., Server],
) -> None:
    hall = make_hall()
    hall.start()
    in_collect(hall)
    assert hall.process is not None
    _, most = resource.prlimit(hall.process.pid, resource.RLIMIT_NOFILE)
    resource.prlimit(hall.process.pid, resource.RLIMIT_NOFILE, (descriptors(hall) + 40, most))
    connections: list[Any] = []
    async with asyncio.timeout(60):
        while True:
            one = await open_connection(hall, role="phone", token=secrets.token_hex(16))
            if (await receive(one))["t"] == "bye":
                break
            connections.append(one)
    assert len(connections) > 20
    assert await asyncio.to_thread(polls, hall) == {"line": None, "frames": [{"t": "bye", "code": "full"}]}
    with console(hall) as facilitator:
        facilitator.enter("group")
    assert hall.export()["questions"] == []
    await gone(connections)


def test_an_idle_session_is_evicted_from_memory_and_loaded_for_the_next_screen(
    make_hall: Callable[..., Server],
) -> None:
    hall = make_hall(room_sleep_s=0.2)
    hall.start()
    token = secrets.token_hex(16)
    with console(hall) as facilitator, phone(hall, token) as one:
        facilitator.enter("collect")
        asked = one.do("ask_question", text="Hvem?")
    eventually(lambda: health(hall)["rooms"] == 0)
    again = Client(hall, role="phone", token=token)
    assert asked in again.receive("delta")["put"]["mine"]
    assert again.ask("ask_question", asked, text="Hvem?")["t"] == "ack"
    again.close()
