"""`python -m bench [row …] [--phones N] [--rounds R] [--json FILE]`: speed, side by side with what else there is.

Rows: fanout, store, growth, board, phone, ingest, join, memory, restart, idle. Each prints its goal beside what was measured; servers are
measured in turn, round by round, and the medians are what counts. See docs/performance.md.
"""

import argparse
import json
import statistics
from pathlib import Path
from typing import Any

import uvloop

from bench import fanout, growth, hall, screens, store
from bench.servers import pin_the_load

ROWS = {
    "fanout": fanout.fanout,
    "store": store.store,
    "growth": growth.growth,
    "board": screens.board,
    "phone": screens.phone,
    "ingest": hall.ingest,
    "join": hall.join,
    "memory": hall.memory,
    "restart": hall.restart,
    "idle": hall.idle,
}


def show(figures: list[dict[str, Any]]) -> None:
    """Each figure of a row with its spread."""
    for figure in figures:
        values = figure["values"]
        middle = statistics.median(values)
        spread = f"{min(values):.2f}-{max(values):.2f}"
        print(
            f"  {figure['what']:<52} {middle:10.2f} {figure['unit']:<6} ({spread}) {figure.get('goal', '')}"
        )


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("rows", nargs="*", choices=[*ROWS, []], help="all rows when none is named")
    parser.add_argument("--phones", type=int, default=0, help="0: what the row's goal is about")
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--json", type=Path)
    given = parser.parse_args()
    print(pin_the_load())
    kept: dict[str, list[dict[str, Any]]] = {}
    for row in given.rows or ROWS:
        print(row)
        kept[row] = uvloop.run(ROWS[row](given.phones, given.rounds))
        show(kept[row])
    if given.json:
        given.json.write_text(json.dumps(kept, indent=1) + "\n")


if __name__ == "__main__":
    main()
