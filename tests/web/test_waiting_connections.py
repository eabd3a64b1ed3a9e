"""Which connections give way when too many wait, with real sockets."""

import asyncio
import contextlib
import socket
from collections.abc import Iterator

import pytest

from app.web.waiting_connections import READ_IN_TURNS, WaitingConnections


class Arrived(asyncio.Protocol):
    """A connection that notes itself; its bytes wait for a turn until `awaits_turn` is cleared."""

    transport: asyncio.Transport

    def __init__(self, connections: WaitingConnections) -> None:
        self.connections = connections
        self.awaits_turn = False

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        assert isinstance(transport, asyncio.Transport)
        self.transport = transport
        self.connections.arrived(self)

    def data_received(self, _: bytes) -> None:
        self.awaits_turn = True

    def connection_lost(self, _: Exception | None) -> None:
        self.connections.gone(self)

    @property
    def ended(self) -> bool:
        return self.transport.is_closing()


@pytest.fixture
def far_ends() -> Iterator[contextlib.ExitStack]:
    with contextlib.ExitStack() as stack:
        yield stack


async def arrive(
    connections: WaitingConnections, far_ends: contextlib.ExitStack, sent: bytes = b""
) -> Arrived:
    near, far = socket.socketpair()
    far_ends.enter_context(far).sendall(sent)
    near.setblocking(False)
    _, one = await asyncio.get_running_loop().connect_accepted_socket(lambda: Arrived(connections), near)
    return one


async def some_turns() -> None:
    for _ in range(3 * READ_IN_TURNS):
        await asyncio.sleep(0)


@pytest.mark.asyncio
async def test_h9_a_connection_whose_bytes_wait_for_their_turn_outlasts_one_that_sent_none(
    far_ends: contextlib.ExitStack,
) -> None:
    connections = WaitingConnections(most=2, spare_files=0)
    sender = await arrive(connections, far_ends, b"GET ")
    silent = await arrive(connections, far_ends)
    await some_turns()
    latest = await arrive(connections, far_ends)
    assert [one.ended for one in (sender, silent, latest)] == [False, True, False]
    sender.transport.abort()
    latest.transport.abort()


@pytest.mark.asyncio
async def test_h9_of_connections_that_have_all_had_a_turn_the_oldest_gives_way(
    far_ends: contextlib.ExitStack,
) -> None:
    connections = WaitingConnections(most=2, spare_files=0)
    oldest, other = [await arrive(connections, far_ends, b"GET ") for _ in range(2)]
    await some_turns()
    for one in (oldest, other):
        one.awaits_turn = False
        connections.heard(one)
    latest = await arrive(connections, far_ends)
    assert [one.ended for one in (oldest, other, latest)] == [True, False, False]
    other.transport.abort()
    latest.transport.abort()


@pytest.mark.asyncio
async def test_h9_before_any_has_had_a_turn_the_newest_gives_way(far_ends: contextlib.ExitStack) -> None:
    connections = WaitingConnections(most=2, spare_files=0)
    crowd = [await arrive(connections, far_ends, b"GET ") for _ in range(2)]
    await some_turns()
    crowd.append(await arrive(connections, far_ends, b"GET "))
    assert [one.ended for one in crowd] == [False, False, True]
    for one in crowd[:2]:
        one.transport.abort()
