"""Errors in background tasks are logged, and no caller waits forever."""

import asyncio
import random
import sys
from collections.abc import Coroutine
from typing import Any

import pytest

from app.core.stored_row import StoredRow
from app.main import restart_on_error
from app.rehearsal.hall import Hall
from app.rehearsal.plan import Plan
from app.rehearsal.supervisor import RehearsalProcess
from app.store import KeptTotals, LogUnavailable
from app.store.memory import MemoryLog
from app.web.context import AppContext
from tests.core.sheet import make_sheet
from tests.rooms.parts import RecordingSink
from tests.silent_failures import Expect
from tests.sim.virtual import VirtualLoop
from tests.sim.world import CODE, World

PLAN = Plan("http://localhost", "CODE", make_sheet(), "da", phones=1, minutes=1, speed=1, seed=1)


class LostLog(MemoryLog):
    """A log whose file can be missing."""

    gone = False

    async def read(self, session_id: str, after_seq: int = 0) -> list[StoredRow]:
        self._look()
        return await super().read(session_id, after_seq)

    async def erase(
        self, session_id: str, *, keep_examples: bool = False, totals: KeptTotals | None = None
    ) -> None:
        self._look()
        await super().erase(session_id, keep_examples=keep_examples, totals=totals)

    def _look(self) -> None:
        if self.gone:
            raise LogUnavailable("unable to open database file", "put it back")


def run(work: Coroutine[Any, Any, None]) -> None:
    loop = VirtualLoop()
    try:
        loop.run_until_complete(work)
    finally:
        loop.close()


def test_a_command_during_a_failed_erasure_is_rejected_as_not_saved(expect_error: Expect) -> None:
    async def ask() -> None:
        log = LostLog()
        world = World(0, log)
        world.faulty.faults = 0.0
        world.start()
        await world.hubs[0].open("s", code=CODE, sheet=make_sheet(), language="da")
        phone = next(client for client in world.clients if client.role == "phone")
        await phone.connect()
        assert phone.connection is not None
        phone.connection.seat.sink = ear = RecordingSink()
        log.gone = True
        erasing = asyncio.ensure_future(world.hubs[0].erase("s"))
        await asyncio.sleep(0)
        phone.ask("ask_question", {"text": "Hvem?"})
        (failure,) = await asyncio.gather(erasing, return_exceptions=True)
        assert failure is not None
        await asyncio.sleep(1)
        assert any(frame.get("code") == "not_saved" for frame in ear.frames), ear.frames
        await world.close()

    expect_error("a command could not be put: LogUnavailable")
    run(ask())


def test_a_background_task_that_fails_is_logged_and_restarted(expect_error: Expect) -> None:
    async def look() -> None:
        again = asyncio.Event()
        begun: list[AppContext] = []

        async def broken(context: AppContext) -> None:
            begun.append(context)
            if len(begun) == 1:
                raise ValueError("a fault of ours")
            again.set()

        world = World(0, MemoryLog())
        world.start()
        (process,) = world.processes
        assert process.up is not None
        keeping = asyncio.ensure_future(restart_on_error(broken, process.up[0]))
        await again.wait()
        keeping.cancel()
        await asyncio.wait([keeping])
        await world.close()

    expect_error("broken has failed, and is started again")
    run(look())


@pytest.mark.process
def test_a_rehearsal_process_with_malformed_output_counts_as_ended(expect_error: Expect) -> None:
    async def listen() -> None:
        process = await asyncio.create_subprocess_exec(
            *(sys.executable, "-c", "print('no figures', flush=True); input()"),
            stdin=asyncio.subprocess.PIPE,
            stdout=asyncio.subprocess.PIPE,
        )
        people = RehearsalProcess(PLAN, process)
        await process.wait()
        await people.end()
        assert not people.here

    expect_error("its phones send no figures")
    asyncio.run(listen())


def test_an_error_in_a_task_of_a_simulated_phone_is_reported_in_the_figures() -> None:
    async def fail() -> None:
        async def broken() -> None:
            raise ValueError("a fault of ours")

        hall = Hall(PLAN)
        client = hall._client({"role": "phone"}, random.Random(1))
        client._soon(broken())
        await asyncio.sleep(0.1)
        assert "a fault of ours" in str(hall.statistics.figures())

    run(fail())
