"""Faults of the data folder: removed database, read-only disk, interrupted creation, large WAL."""

import asyncio
import json
import os
import secrets
import signal
import sqlite3
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any

import pytest
from websockets import ConnectionClosed

from app.store.sqlite import LOG_UNAVAILABLE, SqliteLog
from tests.client import Client, console, phone
from tests.faults.data_folder import is_sound, questions
from tests.faults.strace import failing
from tests.needs import need
from tests.server import ROOT, Server, eventually
from tests.store.test_log_contract import RECORD, row
from tests.tiers import rest_long
from tests.web.test_organiser import call

EXIT_DISK_UNSURE = 70
HOT_BYTES = 50_000_000
MAKE_TABLES = """
import pathlib, sys
from app.store.sqlite import SqliteLog
SqliteLog(pathlib.Path(sys.argv[1]))
"""
MIGRATE = """
import pathlib, sys
from app.store import sqlite
sqlite.migrate(pathlib.Path(sys.argv[1]))
"""
TABLES = {
    "sessions",
    "events",
    "erasures",
    "examples",
    "totals",
    "totals_wanted",
    "run_sheets",
    "alembic_version",
}


def test_d8_a_database_removed_while_running_refuses_commands_until_it_is_back(hall: Server) -> None:
    hall.expects("not saved: the database")
    id = secrets.token_hex(16)
    database, aside = hall.folder / "summe.db", hall.folder / "aside.db"
    with console(hall) as facilitator, phone(hall) as one:
        facilitator.enter("collect")
        one.do("ask_question", text="Før")
        database.rename(aside)
        assert one.ask("ask_question", id, text="Er det gemt?")["code"] == "not_saved"
        assert facilitator.ask("enter_step", was="collect", to="group")["code"] == "not_saved"
        assert "has been removed" in json.loads(hall.get("/-/health"))["log_fault"]
        one.send_json(t="ping", c=1)  # other screens are still served
        assert one.receive("pong")["c"] == 1
        assert not database.exists()
        aside.rename(database)
        eventually(lambda: one.ask("ask_question", id, text="Er det gemt?")["t"] == "ack")
        assert json.loads(hall.get("/-/health"))["log_fault"] is None
    assert len(questions(hall.folder)) == 2
    assert hall.stop() == 0
    assert "has been removed" in hall.said


def test_d8_while_the_database_is_missing_responses_say_what_to_do(hall: Server) -> None:
    # A read that is running when the file is removed fails with "disk I/O error", a later one with "unable to
    # open database file".
    hall.expects("the log cannot be read: ")
    hall.expects("put off: ")  # from housekeeping at the start
    hall.expects("not saved: the database")
    status, made = call(hall, "POST", "sessions", {"run_sheet": "projektjungle"})
    assert status == 201
    export = f"sessions/{made['code']}/export.json"
    assert call(hall, "POST", f"sessions/{made['code']}/end")[0] == 200
    hall.stop()
    hall.start()  # an ended session is not loaded, so every request for it reads the file
    database, aside = hall.folder / "summe.db", hall.folder / "aside.db"
    database.rename(aside)
    for read in ("sessions", export, f"join/{made['code']}"):
        status, answer = call(hall, "GET", read)
        assert (status, answer["detail"]) == (503, LOG_UNAVAILABLE)
    assert call(hall, "POST", "sessions", {"run_sheet": "projektjungle"})[0] == 503
    newcomer = Client(hall, code=made["code"], role="phone", token="1" * 32)
    assert newcomer.receive("bye")["code"] == "restart"
    newcomer.close()
    assert not database.exists()
    aside.rename(database)
    assert call(hall, "GET", export)[0] == 200
    assert call(hall, "PATCH", f"sessions/{made['code']}", {"retention_days": 1})[0] == 200
    hall.stop()
    assert "the log cannot be read: unable to open" in hall.said
    assert "Traceback" not in hall.said


@pytest.mark.parametrize("how", [signal.SIGTERM, signal.SIGKILL])
def test_d8_no_new_database_is_created_in_place_of_a_missing_one(hall: Server, how: signal.Signals) -> None:
    hall.expects("not saved: the database")
    with console(hall) as facilitator, phone(hall) as one:
        facilitator.enter("collect")
        one.do("ask_question", text="Før")
        (hall.folder / "summe.db").unlink()
        assert one.ask("ask_question", text="Er det gemt?")["code"] == "not_saved"
    hall.stop(how)
    with pytest.raises(AssertionError, match=r"summe\.db is gone"):
        hall.start()
    assert hall.wait() == 2
    assert not (hall.folder / "summe.db").exists()


def test_d8_a_disk_that_turns_read_only_ends_the_process_and_nothing_is_acknowledged(hall: Server) -> None:
    hall.expects("the log cannot be trusted any more")
    need("strace")
    id = secrets.token_hex(16)
    with console(hall) as facilitator:
        facilitator.enter("collect")
    one = Client(hall, role="phone", token="1" * 32)
    one.receive("snapshot")
    with failing(hall, "pwrite64", "EROFS"):
        one.send_json(t="cmd", id=id, do="ask_question", args={"text": "Er det gemt?"})
        assert hall.wait() == EXIT_DISK_UNSURE
    with pytest.raises(ConnectionClosed):
        one.receive("ack")
    one.close()
    hall.start()
    assert questions(hall.folder) == {}
    with phone(hall, token="1" * 32) as again:
        assert again.ask("ask_question", id, text="Er det gemt?")["t"] == "ack"


@contextmanager
def mounted(folder: Path) -> Iterator[None]:
    """Mount a small file system on the folder."""
    folder.mkdir()
    subprocess.run(["mount", "-t", "tmpfs", "-o", "size=16m", "tmpfs", folder], check=True)
    try:
        yield
    finally:
        subprocess.run(["umount", "--lazy", folder], check=True)


@pytest.mark.long
@pytest.mark.skipif(os.geteuid() != 0, reason="not run here: mounting needs root")
def test_d8_a_read_only_data_folder_is_refused_with_a_message_and_left_unchanged(
    make_hall: Callable[..., Server],
) -> None:
    hall = make_hall()
    with mounted(hall.folder):
        hall.start()
        with console(hall) as facilitator, phone(hall) as one:
            facilitator.enter("collect")
            id = one.do("ask_question", text="Før")
        hall.stop()
        before = (hall.folder / "summe.db").read_bytes()
        subprocess.run(["mount", "-o", "remount,ro", hall.folder], check=True)
        with pytest.raises(AssertionError, match=r"cannot be written .* SUMME_DATA"):
            hall.start()
        assert hall.wait() == 2
        assert (hall.folder / "summe.db").read_bytes() == before
        subprocess.run(["mount", "-o", "remount,rw", hall.folder], check=True)
        hall.start()
        assert list(questions(hall.folder)) == [id]
        hall.stop()


@pytest.mark.skipif(os.geteuid() != 0, reason="not run here: mounting needs root")
def test_h14_a_start_on_a_full_disk_says_what_to_do_and_leaves_no_half_key(
    make_hall: Callable[..., Server],
) -> None:
    hall = make_hall()
    del hall.environment["SUMME_ORGANISER_KEY"]
    with mounted(hall.folder):
        filler = hall.folder / "filler"
        # Full when the lock, the database, its shared memory, and the first session is written.
        for free in (0, 12_288, 32_768, 163_840):
            fill(filler, free)
            with pytest.raises(AssertionError, match=r"start Summe again; .*nothing that was stored is lost"):
                hall.start()
            assert hall.wait() == 2
            keys = [hall.folder / name for name in ("secret", "organiser.key")]
            assert [len(key.read_text()) for key in keys if key.exists()] in ([], [43, 43])
            filler.unlink()
        hall.start()
        with console(hall) as facilitator, phone(hall) as one:
            facilitator.enter("collect")
            fill(filler, 0)
            hall.expects("not saved: database or disk is full")
            id = secrets.token_hex(16)
            assert one.ask("ask_question", id, text="Er der plads?")["code"] == "not_saved"
            assert (
                json.loads(hall.get("/-/health", (hall.folder / "organiser.key").read_text()))["log_fault"]
                is not None
            )
            filler.unlink()
            assert one.ask("ask_question", id, text="Er der plads?")["t"] == "ack"
        assert list(questions(hall.folder)) == [id]
        hall.stop()


def fill(filler: Path, free: int) -> None:
    """Fill the file system of this file but for so many bytes."""
    disk = os.statvfs(filler.parent)
    filler.write_bytes(bytes(disk.f_bavail * disk.f_frsize - free))


def picture(hall: Server) -> dict[str, Any]:
    """A console's view, without presence."""
    with console(hall) as facilitator:
        return {table: rows for table, rows in facilitator.view.items() if not table.startswith("live.")}


@pytest.mark.long
def test_d18_a_start_from_a_write_ahead_log_of_fifty_megabytes_restores_the_same_session(
    hall: Server,
) -> None:
    log = hall.folder / "summe.db-wal"
    only_reading = f"file:{hall.folder}/summe.db?mode=ro"
    with closing(sqlite3.connect(only_reading, uri=True, isolation_level=None)) as reader:
        reader.execute("BEGIN")
        reader.execute("SELECT count(*) FROM events").fetchone()  # an open reader prevents checkpoints
        with console(hall) as facilitator, phone(hall) as one:
            facilitator.enter("collect")
            ids = [one.do("ask_question", text=f"Spørgsmål {n} " + "?" * 200) for n in range(5)]
            n = 0
            while log.stat().st_size < HOT_BYTES:
                n += 1
                facilitator.do("correct_text", question_id=ids[n % 5], text=f"Rettet {n} " + "Hvad så? " * 25)
        before = picture(hall)
        hall.stop(signal.SIGKILL)
    assert log.stat().st_size >= HOT_BYTES
    hall.start()
    assert picture(hall) == before
    assert is_sound(hall.folder)


def tables_in(database: Path) -> set[str]:
    with closing(sqlite3.connect(database)) as connection:
        found = connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'").fetchall()
    return {name for (name,) in found}


@pytest.mark.process
@pytest.mark.asyncio
@pytest.mark.parametrize("program", rest_long([MAKE_TABLES, MIGRATE]), ids=["opening", "migrating"])
async def test_d19_a_kill_while_tables_are_created_leaves_all_of_them_or_none(
    program: str, tmp_path: Path, rounds: int
) -> None:
    need("strace")
    seen, write, finished = set(), 1, False
    while not finished:
        database = tmp_path / f"at {write}" / "summe.db"
        database.parent.mkdir()
        database.touch()
        kill = ["-e", "trace=pwrite64", "-e", f"inject=pwrite64:signal=KILL:when={write}"]
        making = ["strace", "-f", "-o", "/dev/null", *kill, sys.executable, "-c", program, str(database)]
        process = await asyncio.create_subprocess_exec(*making, cwd=ROOT)
        finished = await process.wait() == 0
        found = tables_in(database)
        assert found in (set(), TABLES), f"killed at write {write}"
        seen.add(frozenset(found))
        log = SqliteLog(database)
        await log.create(RECORD, (row(1),))
        assert await log.read("s") == [row(1)]
        await log.close()
        write += max(1, 28 // rounds)
    assert len(seen) == 2, "nothing was ever interrupted"


def test_o3_asked_for_several_workers_it_stays_one_process(make_hall: Callable[..., Server]) -> None:
    """The state of a session is in one process, so WEB_CONCURRENCY has no effect."""
    hall = make_hall()
    hall.environment["WEB_CONCURRENCY"] = "3"
    hall.start()
    assert hall.process is not None
    with console(hall) as facilitator, phone(hall) as one:
        facilitator.enter("collect")
        id = one.do("ask_question", text="Hvem?")
        eventually(lambda: id in picture(hall).get("questions", {}))
    threads = Path(f"/proc/{hall.process.pid}/task").iterdir()
    assert not any((thread / "children").read_text() for thread in threads)


@pytest.mark.process
@pytest.mark.parametrize(
    ("outcome", "said"),
    [("error=EPERM", "(Operation not permitted)"), ("retval=0", "its disk keeps no modes")],
)
def test_h17_where_modes_cannot_be_changed_that_is_logged_and_stops_nothing(
    outcome: str, said: str, tmp_path: Path
) -> None:
    need("strace")
    tmp_path.chmod(0o755)
    mend = "import pathlib, sys; from app.store.private_files import mend_modes"
    program = [sys.executable, "-c", f"{mend}; mend_modes(pathlib.Path(sys.argv[1]), ())", str(tmp_path)]
    calls = "chmod,fchmodat" if os.uname().machine == "x86_64" else "fchmodat"
    strace = ["strace", "-f", "-o", "/dev/null", "-e", f"trace={calls}", "-e", f"inject={calls}:{outcome}"]
    done = subprocess.run([*strace, *program], cwd=ROOT, capture_output=True, text=True, check=True)
    assert f"other users of this computer can reach {tmp_path}" in done.stderr
    assert said in done.stderr
