"""A write that fails for a reason of this computer's ends its connection, is logged and is counted."""

import asyncio
import os
from pathlib import Path

import pytest

from app.core import commands as c
from app.core.commands import Actor
from app.web.http_protocol import HttpProtocol
from tests.silent_failures import Expect
from tests.web.served import Served, seated_phone, served

pytestmark = pytest.mark.asyncio


def make_unwritable(transport: asyncio.Transport, tmp_path: Path) -> None:
    """Let every further write of the transport fail: a file that is only read stands for its socket."""
    (tmp_path / "file").touch()
    with (tmp_path / "file").open("rb") as file:
        os.dup2(file.fileno(), transport.get_extra_info("socket").fileno())


def failed(server: Served) -> int:
    """How many connections the server has counted as failed."""
    context = server.context
    text = context.metrics.exposition(context.hub, context.log.condition, None, None).decode()
    return int(float(text.partition("\nsumme_connections_failed_total ")[2].partition("\n")[0]))


async def test_a_phone_that_cannot_be_written_to_is_disconnected(
    tmp_path: Path, expect_error: Expect
) -> None:
    expect_error("a connection was ended, since it failed")
    async with served(tmp_path) as server, seated_phone(server):
        (connection,) = server.sockets
        make_unwritable(connection.transport, tmp_path)
        room = await server.context.hub.room(server.code)
        assert room is not None
        facilitator, step = Actor("facilitator", "desk"), c.EnterStep("lobby", "collect")
        await server.context.hub.ask(room.session_id, facilitator, "", "", step)
        async with asyncio.timeout(30):
            while server.sockets or room.seats:
                await asyncio.sleep(0.01)
        assert failed(server) == 1


async def test_a_request_that_cannot_be_answered_ends_its_connection(
    tmp_path: Path, expect_error: Expect
) -> None:
    expect_error("a connection was ended, since it failed")
    async with served(tmp_path) as server:
        _, there = await asyncio.open_connection(*server.at.split(":"))
        async with asyncio.timeout(30):
            while not (connections := tuple(server.server.server_state.connections)):
                await asyncio.sleep(0.01)
        (connection,) = connections
        assert isinstance(connection, HttpProtocol)
        make_unwritable(connection.transport, tmp_path)
        connection.write(b"HTTP/1.1 200 OK\r\n\r\n")
        async with asyncio.timeout(30):
            while server.server.server_state.connections:
                await asyncio.sleep(0.01)
        assert failed(server) == 1
        there.close()
