"""The clock of a rehearsal reaches those who are asleep already."""

import asyncio

import pytest

from app.rehearsal.pace import Pace

FAR = 3_600.0


@pytest.mark.asyncio
async def test_a_faster_clock_wakes_who_would_have_slept_for_an_hour() -> None:
    pace = Pace()
    asleep = asyncio.ensure_future(pace.sleep(FAR))
    await asyncio.sleep(0)
    pace.change(speed=1e7)
    async with asyncio.timeout(10):
        await asleep
    assert pace.now() >= FAR


@pytest.mark.asyncio
async def test_a_clock_that_stands_still_wakes_nobody_until_it_goes_on() -> None:
    pace = Pace(speed=1e7)
    pace.change(paused=True)
    stood_at = pace.now()
    asleep = asyncio.ensure_future(pace.sleep(FAR))
    other = asyncio.ensure_future(Pace(speed=1e7).sleep(FAR))
    await other
    assert not asleep.done()
    assert pace.now() == stood_at
    pace.change(paused=False)
    async with asyncio.timeout(10):
        await asleep
