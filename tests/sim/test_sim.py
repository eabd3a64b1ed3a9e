"""Halls nobody thought of. `SUMME_SIM_SEEDS=5000` tries more of them, `SUMME_SIM_SEED=17` one again."""

import asyncio
import os
from collections.abc import Iterable
from pathlib import Path

import pytest

from app.store import Log
from app.store.memory import MemoryLog
from app.store.sqlite import SqliteLog
from tests.sim.virtual import VirtualLoop
from tests.sim.world import World
from tests.tiers import tries

SEEDS = int(os.environ.get("SUMME_SIM_SEEDS", tries(200)))
ONE = os.environ.get("SUMME_SIM_SEED")
MOMENTS = 100


def seeds() -> Iterable[int]:
    return [int(ONE)] if ONE else range(SEEDS)


async def lived(seed: int, log: Log, scale: float = 1.0) -> World:
    world = World(seed, log, scale)
    try:
        await world.live(MOMENTS)
        await world.settle()
        await world.check()
    finally:
        await world.close()
    return world


def test_whatever_goes_wrong_every_screen_ends_with_the_same_picture_and_nothing_is_lost() -> None:
    crashes = resyncs = sleeps = 0
    for seed in seeds():
        loop = VirtualLoop()
        try:
            world = loop.run_until_complete(lived(seed, MemoryLog()))
        except BaseException as error:
            error.add_note(f"to see it again: SUMME_SIM_SEED={seed} python -m pytest tests/sim")
            raise
        finally:
            loop.close()
        crashes += world.crashes
        sleeps += world.sleeps
        resyncs += sum(client.resyncs for client in world.clients)
    if not ONE:  # the faults must have come by, or the seeds prove nothing
        assert min(crashes, resyncs, sleeps) > SEEDS / 4


@pytest.mark.parametrize("seed", range(3))
def test_the_same_on_a_real_file(seed: int, tmp_path: Path) -> None:
    async def on_disk() -> None:
        log = SqliteLog(tmp_path / "summe.db")
        try:
            await lived(seed, log, scale=0.01)
        finally:
            await log.close()

    asyncio.run(on_disk())
