"""Simulation of random sessions with faults. `SUMME_SIM_SEEDS=5000` runs more, `SUMME_SIM_SEED=17` one."""

import asyncio
import os
from collections.abc import Iterable
from pathlib import Path

import pytest

from app.core import commands as c
from app.core.rejections import Rejection
from app.store import Batch, Log
from app.store.memory import MemoryLog
from app.store.sqlite import SqliteLog
from tests.core.sheet import FACILITATOR, make_sheet
from tests.silent_failures import Expect
from tests.sim.virtual import VirtualLoop
from tests.sim.world import CODE, World
from tests.tiers import share, tries

SEEDS = int(os.environ.get("SUMME_SIM_SEEDS", tries(100)))
ONE = os.environ.get("SUMME_SIM_SEED")
MOMENTS = 100
REFUSED = "not saved: no space left"


def seeds() -> Iterable[int]:
    return [int(ONE)] if ONE else range(SEEDS)


async def lived(seed: int, log: Log, scale: float = 1.0, processes: int = 1) -> World:
    world = World(seed, log, scale, processes)
    try:
        await world.live(MOMENTS)
        await world.settle()
        await world.check()
    finally:
        await world.close()
    return world


@pytest.mark.half_a_minute
@pytest.mark.parametrize("processes", share([3, 1]))
def test_after_random_faults_all_screens_agree_and_nothing_is_lost(
    processes: int, expect_error: Expect
) -> None:
    expect_error(REFUSED)
    crashes = resyncs = sleeps = disconnected = contested = 0
    for seed in seeds():
        loop = VirtualLoop()
        try:
            world = loop.run_until_complete(lived(seed, MemoryLog(), processes=processes))
        except BaseException as error:
            error.add_note(f"to see it again: SUMME_SIM_SEED={seed} python -m pytest tests/sim")
            raise
        finally:
            loop.close()
        crashes += world.crashes
        sleeps += world.sleeps
        resyncs += sum(client.resyncs for client in world.clients)
        disconnected += sum(client.disconnected for client in world.clients)
        contested += world.faulty.contested
    if not ONE:  # without faults the seeds would prove nothing
        assert min(crashes, resyncs, sleeps, disconnected) > SEEDS / 4
        assert (contested > SEEDS / 4) == (processes > 1)


@pytest.mark.parametrize("seed", range(3))
def test_after_random_faults_all_screens_agree_with_a_real_database_file(
    seed: int, tmp_path: Path, expect_error: Expect
) -> None:
    expect_error(REFUSED)

    async def on_disk() -> None:
        log = SqliteLog(tmp_path / "summe.db")
        try:
            await lived(seed, log, scale=0.01)
        finally:
            await log.close()

    asyncio.run(on_disk())


class HeldLog(MemoryLog):
    """While held, stores a batch and never returns."""

    def __init__(self) -> None:
        super().__init__()
        self.held = False
        self.has_kept = asyncio.Event()

    async def append(self, batch: Batch) -> None:
        await super().append(batch)
        self.has_kept.set()
        if self.held:
            await asyncio.Event().wait()


async def until_killed_after_a_commit() -> None:
    log = HeldLog()
    world = World(0, log)
    world.faulty.faults = 0.0
    world.start()
    try:
        (process,) = world.processes
        await process.hub.open("s", code=CODE, sheet=make_sheet(), language="da")
        log.held = True
        entering = process.hub.put("s", FACILITATOR, "", "", c.EnterStep("lobby", "collect"))
        await log.has_kept.wait()
        await world.die(process)
        assert await entering == Rejection("not_saved")
        log.held = False
        assert world.state().stage.step == "collect"
        await world.settle()
        await world.check()
    finally:
        await world.close()


def test_a_batch_committed_when_its_writer_was_cancelled_counts_as_stored() -> None:
    loop = VirtualLoop()
    try:
        loop.run_until_complete(until_killed_after_a_commit())
    finally:
        loop.close()
