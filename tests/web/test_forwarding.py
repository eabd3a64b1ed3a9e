"""Finding the process that a request is for; forwarding itself is tested between real servers."""

import asyncio

import pytest
from fastapi import HTTPException, Request

from app.store.short_lived import Kind, MemoryShortLived
from app.web.forwarding import Elsewhere, Processes

pytestmark = pytest.mark.asyncio
ENDED = HTTPException(410)


class CountingValues(MemoryShortLived):
    reads = 0

    async def get(self, kind: Kind, key: str) -> str | None:
        self.reads += 1
        return await super().get(kind, key)

    async def all(self, kind: Kind) -> dict[str, str]:
        self.reads += 1
        return await super().all(kind)


async def test_a_flood_of_ids_that_no_process_has_reads_the_database_once() -> None:
    values = CountingValues()
    processes = Processes(values)
    for n in range(1_000):
        await processes.look_for(f"{n:08x}", ENDED)
    assert values.reads == 1


async def test_a_process_that_came_since_the_last_look_is_found() -> None:
    values = CountingValues()
    processes = Processes(values)
    await values.put("process", "aaaaaaaa", "http://other:8000", 10, 10)
    with pytest.raises(Elsewhere, match="http://other:8000"):
        await processes.look_for("aaaaaaaa", ENDED)
    await processes.look_for(processes.own, ENDED)
    assert values.reads == 1


async def test_a_request_is_forwarded_whole_and_beyond_the_most_at_once_answered_here() -> None:
    asked, answer = asyncio.Event(), asyncio.Event()
    heads: list[bytes] = []

    async def other(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        heads.append(await reader.readuntil(b"\r\n\r\n"))
        asked.set()
        await answer.wait()
        writer.write(b"HTTP/1.1 204 No Content\r\n\r\n")
        writer.close()

    async def body() -> dict[str, object]:
        return {"type": "http.request", "body": b"", "more_body": False}

    server = await asyncio.start_server(other, "127.0.0.1", 0)
    elsewhere = Elsewhere(f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}", ENDED)
    scope = {
        "type": "http",
        "method": "POST",
        "path": "/",
        "raw_path": b"/",
        "query_string": b"lang=da",
        "headers": [],
    }
    processes = Processes(CountingValues(), most=1)
    first = asyncio.create_task(processes.forward(Request(scope, body), elsewhere))
    await asked.wait()
    with pytest.raises(HTTPException) as refused:
        await processes.forward(Request(scope, body), elsewhere)
    assert refused.value.status_code == 410
    answer.set()
    assert (await first).status_code == 204
    assert (await processes.forward(Request(scope, body), elsewhere)).status_code == 204
    assert {head.split(b"\r\n")[0] for head in heads} == {b"POST /?lang=da HTTP/1.1"}
    server.close()
