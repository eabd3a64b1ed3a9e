"""SimClock: a change of speed or a pause affects tasks that already sleep."""

import asyncio

import pytest

from app.rehearsal.sim_clock import SimClock

FAR = 3_600.0


@pytest.mark.asyncio
async def test_speeding_up_the_clock_wakes_a_task_that_sleeps_for_an_hour() -> None:
    clock = SimClock()
    asleep = asyncio.ensure_future(clock.sleep(FAR))
    await asyncio.sleep(0)
    clock.change(speed=1e7)
    async with asyncio.timeout(10):
        await asleep
    assert clock.now() >= FAR


@pytest.mark.asyncio
async def test_a_paused_clock_wakes_no_task_until_it_is_resumed() -> None:
    clock = SimClock(speed=1e7)
    clock.change(paused=True)
    stood_at = clock.now()
    asleep = asyncio.ensure_future(clock.sleep(FAR))
    other = asyncio.ensure_future(SimClock(speed=1e7).sleep(FAR))
    await other
    assert not asleep.done()
    assert clock.now() == stood_at
    clock.change(paused=False)
    async with asyncio.timeout(10):
        await asleep
