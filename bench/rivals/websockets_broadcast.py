"""Rival: the websockets library's own `broadcast`."""

import asyncio
import sys

import uvloop
from websockets.asyncio.server import ServerConnection, broadcast, serve

hall: set[ServerConnection] = set()


async def socket(connection: ServerConnection) -> None:
    hall.add(connection)
    try:
        async for text in connection:
            broadcast(hall, text)
    finally:
        hall.remove(connection)


async def main() -> None:
    async with serve(
        socket, "127.0.0.1", int(sys.argv[1]), compression=None, ping_interval=None, backlog=4096
    ):
        await asyncio.Future()


uvloop.run(main())
