"""The people's process: the plan as the first line of standard input, then one order a line.

Writes how it goes as a line of JSON on standard output, twice a second and once at the end. It ends when
the hour is over, when it is told to stop, or when nobody holds its standard input any more.
"""

import asyncio
import json
import os
import sys
from typing import Any

import uvloop

from app.process import open_many_files
from app.rehearsal.hall import Hall
from app.rehearsal.plan import Plan

REPORT_S = 0.5
LONGEST_LINE = 4_000_000
NICENESS = 10


async def _standard_input() -> asyncio.StreamReader:
    reader = asyncio.StreamReader(limit=LONGEST_LINE)
    await asyncio.get_running_loop().connect_read_pipe(
        lambda: asyncio.StreamReaderProtocol(reader), sys.stdin
    )
    return reader


def _obey(hall: Hall, order: dict[str, Any]) -> None:
    match order:
        case {"do": "pause"}:
            hall.clock.change(paused=True)
        case {"do": "resume"}:
            hall.clock.change(paused=False)
        case {"do": "speed", "speed": speed}:
            hall.clock.change(speed=speed)
        case {"do": "flood"}:
            hall.flood()
        case _:
            hall.stop()


async def _listen(hall: Hall, orders: asyncio.StreamReader) -> None:
    while line := await orders.readline():
        _obey(hall, json.loads(line))
    hall.stop()


def _report(hall: Hall) -> None:
    figures = {**hall.statistics.figures(), "paused": hall.clock.paused, "speed": hall.clock.speed}
    sys.stdout.write(json.dumps(figures) + "\n")
    sys.stdout.flush()


async def main() -> None:
    """One rehearsal."""
    orders = await _standard_input()
    hall = Hall(Plan.from_dict(json.loads(await orders.readline())))
    listening = asyncio.ensure_future(_listen(hall, orders))
    running = asyncio.ensure_future(hall.run())
    while not running.done():
        await asyncio.wait([running], timeout=REPORT_S)
        if listening.done():
            listening.result()  # without it nobody could tell the people to stop
        _report(hall)
    listening.cancel()
    running.result()


if __name__ == "__main__":
    os.nice(NICENESS)
    open_many_files()
    uvloop.run(main())
