"""Benchmark of the log by itself: batches of many sessions written to PostgreSQL, and to SQLite beside it.

Both are asked through what the server asks them through, and both sync: an append that has returned is on disk.
"""

import asyncio
import tempfile
import time
from pathlib import Path
from typing import NamedTuple

from app.core.stored_row import StoredRow
from app.store import Batch, Log, SessionRecord
from app.store.opening import open_log
from bench.figures import Figure
from bench.servers import on_every_core
from tests.needs import BY_TOOL
from tests.postgres import postgres

SESSIONS = 40
BATCHES = 50  # in each session, one after another
QUESTION = "Hvem ejer effekten, når projektet er slut?"


class Written(NamedTuple):
    """Batches a second, and µs of this process' processor for each."""

    rate: float
    cpu_us: float


def _row(session: int, seq: int) -> StoredRow:
    command = f"{session:016x}{seq:016x}"
    return StoredRow(
        seq, 0, seq, "participant:p", command, "f", "question_asked", 1, {"n": seq}, "q", QUESTION
    )


async def _write(log: Log, sessions: int) -> Written:
    """Write to all sessions at the same time."""
    for n in range(sessions):
        record = SessionRecord(f"s{n}", f"C{n:05}", "Prøve", 1, None, 30, False, 1)
        await log.create(record, (_row(n, 1),))

    async def one(n: int) -> None:
        for seq in range(2, BATCHES + 2):
            await log.append(Batch(f"s{n}", seq - 1, (_row(n, seq),)))

    begun, cpu = time.perf_counter(), time.process_time()
    await asyncio.gather(*(one(n) for n in range(sessions)))
    batches = sessions * BATCHES
    written = Written(batches / (time.perf_counter() - begun), (time.process_time() - cpu) / batches * 1e6)
    await log.close()
    return written


async def database(phones: int, rounds: int) -> list[Figure]:
    """Measure both logs in turn, so many rounds; `phones` is the number of sessions."""
    sessions = phones or SESSIONS
    if not BY_TOOL["initdb"].is_met():
        print("  PostgreSQL is not installed here: database is left out")
        return []
    runs: dict[str, list[Written]] = {"PostgreSQL": [], "SQLite": []}
    with on_every_core(), postgres("-c", "fsync=on") as server, tempfile.TemporaryDirectory() as folder:
        for n in range(rounds):
            runs["PostgreSQL"].append(await _write(open_log(server.database(f"round{n}")), sessions))
            runs["SQLite"].append(await _write(open_log(Path(folder) / f"{n}.db"), sessions))
    return [
        figure
        for name, values in runs.items()
        for figure in (
            Figure(f"{name}: batches committed", "/s", [one.rate for one in values]),
            Figure(f"{name}: CPU a batch", "µs", [one.cpu_us for one in values]),
        )
    ]
