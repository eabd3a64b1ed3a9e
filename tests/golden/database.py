"""Golden databases: whole databases as SQL dumps, with two sessions that have an event in every step.

Times and ids are fixed, so that the same code always writes the same dump.
"""

import asyncio
import re
import sqlite3
import tempfile
from contextlib import closing
from pathlib import Path

from app.core import codec, commands as c, events as e
from app.core.rejections import Rejection
from app.store import Batch, Log, SessionRecord
from app.store.opening import open_log
from tests.core.sheet import ANNA, FACILITATOR, Story, make_sheet

# A time in milliseconds that does not fit into a 32-bit column.
BEGAN_MS = 1_800_000_000_000
WITHDRAWN = "Fortrudt, og væk"
CODE, ERASED_CODE = "ABCDEF", "GHJKLM"


def every_step() -> Story:
    """A session that goes through the whole arc and ends; a question is asked in each step."""
    opened = e.SessionOpened(CODE, "Hele vejen", "da", False, make_sheet(), "2030-05-02", "Vejle", 40)
    story = Story(opened=opened, at=BEGAN_MS)
    _do(story, c.Join(), by_anna=True)
    for step in story.state.steps:
        if step != story.state.stage.step:
            _do(story, c.EnterStep(story.state.stage.step, step))
        _do(story, c.AskForRoom(f"Spurgt i {step}"))
        if step == "collect":
            id = _do(story, c.AskQuestion(WITHDRAWN), by_anna=True)
            _do(story, c.WithdrawQuestion(id), by_anna=True)
    _do(story, c.EndSession())
    return story


def _do(story: Story, command: c.Command, *, by_anna: bool = False) -> str:
    """Send a command that must be accepted; returns its id."""
    id = f"{story.state.seq:032x}"
    outcome = story.put(command, ANNA if by_anna else FACILITATOR, id=id, print_=id)
    assert not isinstance(outcome, Rejection), (command, outcome)
    return id


async def fill(log: Log) -> None:
    """Store the sessions in a log: one stays, the other is erased."""
    story = every_step()
    rows = [codec.encode(recorded) for recorded in story.log]
    ended = next(row.at_ms for row in rows if row.kind == "session_ended")
    for id, code in (("erased", ERASED_CODE), ("s", CODE)):
        await log.create(SessionRecord(id, code, "Hele vejen", BEGAN_MS, None, 30, False, 1), rows[:1])
    for row in rows[1:]:
        gone = (row.payload["question_id"],) if row.kind == "question_withdrawn" else ()
        ends = ended if row.kind == "session_ended" else None
        await log.append(Batch("s", row.seq - 1, (row,), gone, ended_at_ms=ends))
    await log.erase("erased")


def dump(database: Path) -> str:
    """The database file as SQL."""
    with closing(sqlite3.connect(database)) as connection:
        return "".join(f"{statement}\n" for statement in connection.iterdump())


def database_text() -> str:
    """The database that the current code writes, as SQL."""

    async def write(path: Path) -> None:
        log = open_log(path)
        await fill(log)
        await log.close()

    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "summe.db"
        asyncio.run(write(path))
        return dump(path)


def load(sql: str, path: Path) -> None:
    """Rebuild the database file of a dump."""
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("PRAGMA journal_mode=WAL")
        connection.executescript(sql)


def tables(sql: str) -> list[str]:
    """The tables and indexes that a dump creates."""
    return sorted(re.findall(r"^CREATE .*?;$", sql, re.MULTILINE | re.DOTALL))
