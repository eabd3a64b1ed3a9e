"""`python -m bench [row …] [--phones N] [--rounds R] [--json FILE]`: benchmarks, beside other servers.

Rows: fanout, store, growth, board, phone, ingest, suggest, join, memory, restart, idle, sessions, database,
hints, cluster. Each prints its figures beside their goals; servers are measured in turn, round by round, and the
median of the rounds is compared with the goal. `python -m bench capacity` says from the figures what more
phones need. See docs/performance.md.
"""

import argparse
import sys
from pathlib import Path

import uvloop

from bench import capacity, cluster, database, fanout, growth, hall, hints, screens, sessions, store, suggest
from bench.figures import Figure, keep
from bench.servers import pin_the_load

ROWS = {
    "fanout": fanout.fanout,
    "store": store.store,
    "growth": growth.growth,
    "board": screens.board,
    "phone": screens.phone,
    "ingest": hall.ingest,
    "suggest": suggest.suggest,
    "join": hall.join,
    "memory": hall.memory,
    "restart": hall.restart,
    "idle": hall.idle,
    "sessions": sessions.sessions,
    "database": database.database,
    "hints": hints.hints,
    "cluster": cluster.cluster,
}


def show(figures: list[Figure]) -> None:
    """Each figure of a row with its spread."""
    for one in figures:
        spread = f"({min(one.values):.2f}-{max(one.values):.2f})"
        print(f"  {one.what:<52} {one.middle:10.2f} {one.unit:<6} {spread:<22} {one.goal:<8} {one.verdict}")


def main() -> None:
    if sys.argv[1:2] == ["capacity"]:
        return capacity.main(ROWS, sys.argv[2:])
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("rows", nargs="*", choices=[*ROWS, []], help="all rows when none is named")
    parser.add_argument("--phones", type=int, default=0, help="0: what the row's goal is about")
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--json", type=Path)
    given = parser.parse_args()
    print(pin_the_load())
    for row in given.rows or ROWS:
        print(row, flush=True)
        figures = uvloop.run(ROWS[row](given.phones, given.rounds))
        show(figures)
        if given.json and figures:
            keep(given.json, {row: figures})
    return None


if __name__ == "__main__":
    main()
