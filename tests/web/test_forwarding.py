"""Finding the process that a request is for; forwarding itself is tested between real servers."""

import pytest
from fastapi import HTTPException

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
