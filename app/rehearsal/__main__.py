"""The rehearsal process: reads its plan from the first line of standard input, then one order per line.

Writes its statistics as a line of JSON to standard output, twice a second and once at the end. It ends when
the rehearsal is over, at the order to stop, or when its standard input is closed.
"""

import asyncio
import contextlib
import json
import os
import sys
from collections.abc import AsyncIterator
from typing import Any

from app.platform import event_loop, standard_input
from app.platform.processes import give_way
from app.platform.resources import open_many_files
from app.rehearsal.hall import Hall
from app.rehearsal.plan import Plan

REPORT_S = 0.5
NICENESS = 10


def _carry_out(hall: Hall, order: dict[str, Any]) -> None:
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


async def _read_orders(hall: Hall, orders: AsyncIterator[bytes]) -> None:
    async for line in orders:
        _carry_out(hall, json.loads(line))
    hall.stop()


def _report(hall: Hall) -> None:
    figures = {**hall.statistics.figures(), "paused": hall.clock.paused, "speed": hall.clock.speed}
    # Unbuffered, so that nothing is left to write when a server that was killed no longer reads.
    with contextlib.suppress(OSError):
        os.write(sys.stdout.fileno(), json.dumps(figures).encode() + b"\n")


async def main() -> None:
    """Run one rehearsal to its end."""
    orders = standard_input.lines()
    hall = Hall(Plan.from_dict(json.loads(await anext(orders))))
    listening = asyncio.ensure_future(_read_orders(hall, orders))
    running = asyncio.ensure_future(hall.run())
    while not running.done():
        await asyncio.wait([running], timeout=REPORT_S)
        if listening.done():
            listening.result()  # raises its error, since no order to stop could be read any more
        _report(hall)
    listening.cancel()
    running.result()


if __name__ == "__main__":
    give_way(NICENESS)
    open_many_files()
    event_loop.run(main())
