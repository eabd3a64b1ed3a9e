"""Work that is shared: one at a time, once for all who wait for the same, and with the newest state."""

import asyncio

import pytest
from msgspec.structs import replace

from app.core.state import State
from app.web.shared_work import SharedWork
from tests.core.sheet import Story

pytestmark = pytest.mark.asyncio


async def test_many_who_ask_for_the_same_wait_for_one_and_keep_no_other_from_it() -> None:
    shared, free, done = SharedWork[bytes](), asyncio.Event(), list[tuple[str, int]]()

    def ask(what: str, seq: int) -> asyncio.Task[bytes]:
        async def work(state: State) -> bytes:
            await free.wait()
            done.append((what, state.seq))
            return b"%d" % state.seq

        return asyncio.create_task(shared.do(what, replace(Story().state, seq=seq), work))

    first = ask("a", 1)
    await asyncio.sleep(0)
    await asyncio.sleep(0)
    many = [ask("a", 2 + n % 3) for n in range(1_000)]
    other = ask("b", 1)
    await asyncio.sleep(0)
    many[0].cancel()
    free.set()
    assert (await first, await other) == (b"1", b"1")
    assert set(await asyncio.gather(*many[1:])) == {b"4"}
    assert done == [("a", 1), ("a", 4), ("b", 1)]
