"""Compatibility: databases of all earlier versions, kept as dumps, open once they are migrated."""

import json
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from app.core import codec
from app.core.evolve import replay
from app.store import Batch, SessionRecord
from app.store.opening import backups_of, log_file, migrate_log, open_log
from tests.golden.database import BEGAN_MS, CODE, ERASED_CODE, WITHDRAWN, database_text, load, tables
from tests.golden.files import DATABASES
from tests.server import Server
from tests.store.test_log_contract import row

every_kept_database = pytest.mark.parametrize(
    "database", DATABASES.values(), ids=[path.stem for path in DATABASES.values()]
)


def as_it_was(folder: Path, database: Path) -> Path:
    """Rebuild the file of a kept dump in a data folder."""
    folder.mkdir(exist_ok=True)
    load(database.read_text(), log_file(folder))
    return log_file(folder)


def made(path: Path) -> list[str]:
    with closing(sqlite3.connect(path)) as connection:
        return [sql for (sql,) in connection.execute("SELECT sql FROM sqlite_master WHERE sql NOTNULL")]


def test_the_tables_are_those_of_the_newest_kept_database() -> None:
    kept = DATABASES[max(DATABASES)].read_text()
    assert tables(database_text()) == tables(kept), "changed? then: python -m tests.golden freeze"


@every_kept_database
@pytest.mark.asyncio
async def test_an_older_database_is_read_completely_and_can_be_appended_to(
    database: Path, tmp_path: Path
) -> None:
    path = as_it_was(tmp_path, database)
    migrate_log(path)
    tables_before = made(path)
    log = open_log(path)
    (record,) = await log.sessions()
    assert (record.code, record.created_at_ms, record.rehearsal) == (CODE, BEGAN_MS, False)
    state = replay("s", [codec.decode(row) for row in await log.read("s")])
    assert (state.seq, state.ended, state.stage.step) == (record.last_seq, True, state.steps[-1])
    questions = sorted(state.questions.values(), key=lambda question: question.texts[0].seq)
    assert [question.text for question in questions] == [f"Spurgt i {step}" for step in state.steps]
    await log.append(Batch("s", record.last_seq, (row(record.last_seq + 1, "Og videre"),)))
    await log.create(SessionRecord("t", ERASED_CODE, "To", BEGAN_MS, None, 30, False, 1), (row(1),))
    assert (await log.read("s", record.last_seq))[0].text == "Og videre"
    await log.close()
    assert made(path) == tables_before


@every_kept_database
@pytest.mark.asyncio
async def test_an_older_database_can_be_backed_up_and_restored(database: Path, tmp_path: Path) -> None:
    path = as_it_was(tmp_path, database)
    copy = tmp_path / "copy.db"
    backups_of(path).back_up(copy)
    migrate_log(path)
    log = open_log(path)
    await log.erase("s")
    await log.close()
    assert backups_of(path).restore(copy) == 1  # the session that is erased after the backup
    log = open_log(path)
    assert await log.sessions() == []
    await log.close()


@pytest.fixture(params=DATABASES.values(), ids=[path.stem for path in DATABASES.values()])
def resumed(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Server]:
    """A server on a data folder of an earlier version."""
    migrate_log(as_it_was(tmp_path / "data", request.param))
    server = Server(tmp_path / "data")
    server.start()
    yield server
    server.stop()


@pytest.mark.process
def test_a_server_serves_the_sessions_of_an_older_data_folder(resumed: Server) -> None:
    listed = {one["code"]: one for one in json.loads(resumed.get("/api/sessions"))}
    assert ERASED_CODE not in listed
    entry = listed[CODE]
    assert (entry["title"], entry["place"], entry["joined"]) == ("Hele vejen", "Vejle", 1)
    exported = json.loads(resumed.get(f"/api/sessions/{CODE}/export.json"))["report"]
    assert entry["questions"] == len(exported["questions"])
    assert not any(WITHDRAWN.encode() in file.read_bytes() for file in resumed.folder.iterdir())
