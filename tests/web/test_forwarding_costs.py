"""What it costs to forward requests to another process, counted in calls of functions."""

import asyncio
import sys

import pytest
from fastapi import HTTPException, Request

from app.store.short_lived import MemoryShortLived
from app.web.forwarding import Elsewhere, Processes

pytestmark = pytest.mark.asyncio
ANSWER = b"HTTP/1.1 204 No Content\r\n\r\n"


async def _calls_for_each_of(together: int) -> float:
    """Calls for each of so many polls that wait at another process and are answered together."""
    processes, asked, change = Processes(MemoryShortLived()), 0, asyncio.Event()

    async def other(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        nonlocal asked
        await reader.readuntil(b"\r\n\r\n")
        asked += 1
        if asked == together:
            change.set()
        await change.wait()
        writer.write(ANSWER)
        await writer.drain()
        await reader.read()
        writer.close()

    async def received() -> dict[str, object]:
        return {"type": "http.request", "body": b"", "more_body": False}

    server = await asyncio.start_server(other, "127.0.0.1", 0)
    url = f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}"
    path = "/api/line/ABCDEF/hear"
    scope = {
        "type": "http",
        "method": "POST",
        "path": path,
        "raw_path": path.encode(),
        "query_string": b"",
        "headers": [],
    }
    calls = 0

    def count(*_: object) -> None:
        nonlocal calls
        calls += 1

    sys.setprofile(count)
    try:
        answers = await asyncio.gather(
            *(
                processes.forward(Request(scope, received), Elsewhere(url, HTTPException(410)))
                for _ in range(together)
            )
        )
    finally:
        sys.setprofile(None)
    server.close()
    assert {answer.status_code for answer in answers} == {204}
    return calls / together


async def test_a_forwarded_poll_costs_no_more_when_many_wait() -> None:
    await _calls_for_each_of(1)
    few, many = await _calls_for_each_of(20), await _calls_for_each_of(200)
    assert many < few * 1.5
