"""Durability of acknowledgements: order of system calls, power cuts, failed sync, full disk."""

import asyncio
import re
import secrets
import shutil
import signal
import sqlite3
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from websockets import ConnectionClosed

from tests.client import Client, console, phone
from tests.faults.crowd import Asker
from tests.faults.data_folder import is_sound, questions
from tests.faults.strace import attached, failing
from tests.needs import need
from tests.server import Server, eventually

EXIT_DISK_UNSURE = 70
# A server with `synchronous = NORMAL`, which is not durable: these tests must detect it.
CARELESS = """
import sys
from app.store import sqlite
careful = sqlite._set_up_writer
def careless(connection, record):
    careful(connection, record)
    connection.execute("PRAGMA synchronous=NORMAL")
sqlite._set_up_writer = careless
from app.cli import main
sys.argv = ["summe", *sys.argv[1:]]
main()
"""
SHIM = r"""
#define _GNU_SOURCE
#include <dlfcn.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

/* What is on disk for sure: a copy of each file as it was when it was last synced. */
static void keep(int fd) {
  char link[64], path[4096], copy[4200], last[4200], buffer[65536];
  snprintf(link, sizeof link, "/proc/self/fd/%d", fd);
  ssize_t n = readlink(link, path, sizeof path - 1);
  if (n <= 0) return;
  path[n] = 0;
  if (!strstr(path, "summe.db")) return;
  snprintf(copy, sizeof copy, "%s.half", path);
  snprintf(last, sizeof last, "%s.durable", path);
  int out = open(copy, O_CREAT | O_TRUNC | O_WRONLY, 0600);
  off_t at = 0;
  while ((n = pread(fd, buffer, sizeof buffer, at)) > 0) {
    if (write(out, buffer, n) != n) return;
    at += n;
  }
  close(out);
  rename(copy, last);
}

int fdatasync(int fd) {
  int (*real)(int) = dlsym(RTLD_NEXT, "fdatasync");
  int done = real(fd);
  if (done == 0) keep(fd);
  return done;
}

int fsync(int fd) {
  int (*real)(int) = dlsym(RTLD_NEXT, "fsync");
  int done = real(fd);
  if (done == 0) keep(fd);
  return done;
}
"""


def unsynced_acknowledgements(trace: str) -> tuple[int, int]:
    """The number of acknowledgements sent, and of those sent while the log had unsynced writes."""
    begun: dict[str, str] = {}
    dirty = False
    acknowledged = too_early = 0
    for line in trace.splitlines():
        if (match := re.match(r"(?:\[pid +)?(\d+)\]? +(.*)", line)) is None:
            continue
        thread, call = match.groups()
        if call.endswith("<unfinished ...>"):
            begun[thread] = call
            if call.startswith("pwrite64"):
                dirty = True
        whole = begun.pop(thread, "") + call if " resumed>" in call else call
        if "-wal>" in whole and whole.startswith("pwrite64"):
            dirty = True
        elif "-wal>" in whole and whole.startswith("fdatasync") and whole.rstrip().endswith("= 0"):
            dirty = False
        elif r"\"t\":\"ack\"" in whole and whole.startswith(("write", "sendto", "sendmsg")):
            acknowledged += 1
            too_early += dirty
    return acknowledged, too_early


@pytest.mark.parametrize("careless", [False, True], ids=["as it is", "the control, which must fail"])
def test_d1_no_acknowledgement_is_sent_while_the_log_has_unsynced_writes(
    make_hall: Callable[..., Server], tmp_path: Path, careless: bool
) -> None:
    need("strace")
    hall = make_hall()
    if careless:
        hall.program = (sys.executable, "-c", CARELESS)
    hall.start()
    trace = tmp_path / "trace"
    with console(hall) as facilitator, phone(hall) as one:
        facilitator.enter("collect")
        calls = "trace=fdatasync,pwrite64,write,writev,sendto,sendmsg"
        with attached(hall, "-y", "-s", "80", "-e", calls, "-o", str(trace)):
            for n in range(10):
                one.do("ask_question", text=f"Spørgsmål {n}")
    acknowledged, too_early = unsynced_acknowledgements(trace.read_text())
    assert acknowledged == 10
    assert too_early == (10 if careless else 0)


@pytest.fixture
def shim(tmp_path: Path) -> Path:
    need("gcc")
    source, library = tmp_path / "shim.c", tmp_path / "shim.so"
    source.write_text(SHIM)
    subprocess.run(["gcc", "-shared", "-fPIC", "-o", library, source, "-ldl"], check=True)
    return library


def cut_the_power(hall: Server) -> None:
    """Restore the files to what had been synced."""
    hall.stop(signal.SIGKILL)
    for name in ("summe.db", "summe.db-wal", "summe.db-shm"):
        (hall.folder / name).unlink(missing_ok=True)
        durable = hall.folder / f"{name}.durable"
        if durable.exists():
            shutil.copy(durable, hall.folder / name)


async def _load_until_cut(hall: Server, enough: int) -> dict[str, int]:
    askers = [Asker(hall) for _ in range(4)]
    tasks = [asyncio.ensure_future(asker.run()) for asker in askers]
    while sum(len(asker.acknowledged) for asker in askers) < enough:
        await asyncio.sleep(0.01)
    await asyncio.to_thread(cut_the_power, hall)
    for asker in askers:
        asker.stopping = True
    await asyncio.gather(*tasks)
    return {id: seq for asker in askers for id, seq in asker.acknowledged.items()}


def test_d2_a_power_cut_loses_nothing_that_was_acknowledged(
    make_hall: Callable[..., Server], shim: Path, rounds: int
) -> None:
    hall = make_hall()
    hall.environment["LD_PRELOAD"] = str(shim)
    promised: dict[str, int] = {}
    hall.start()
    with console(hall) as facilitator:
        facilitator.enter("collect")
    for n in range(rounds):
        promised |= asyncio.run(_load_until_cut(hall, 20 + 7 * n))
        hall.start()
        assert is_sound(hall.folder)
        kept = questions(hall.folder)
        assert {id: kept.get(id) for id in promised} == {id: [seq] for id, seq in promised.items()}


def test_d2_without_sync_a_power_cut_loses_acknowledged_questions(
    make_hall: Callable[..., Server], shim: Path
) -> None:
    """Control: without a sync for each commit the same power cut must lose something."""
    hall = make_hall()
    hall.environment["LD_PRELOAD"] = str(shim)
    hall.program = (sys.executable, "-c", CARELESS)
    hall.start()
    with console(hall) as facilitator:
        facilitator.enter("collect")
    promised = asyncio.run(_load_until_cut(hall, 20))
    try:
        kept = questions(hall.folder)
    except sqlite3.DatabaseError:  # not even the tables had been synced
        kept = {}
    assert promised.keys() - kept.keys()


def test_d5_d6_a_failed_sync_ends_the_process_and_a_retry_stores_the_question_once(hall: Server) -> None:
    hall.expects("the log cannot be trusted any more")
    need("strace")
    id = secrets.token_hex(16)
    with console(hall) as facilitator:
        facilitator.enter("collect")
    one = Client(hall, role="phone", token="1" * 32)
    one.receive("snapshot")
    with failing(hall, "fdatasync", "EIO"):
        one.send_json(t="cmd", id=id, do="ask_question", args={"text": "Er det gemt?"})
        assert hall.wait() == EXIT_DISK_UNSURE
    with pytest.raises(ConnectionClosed):  # not acknowledged, although the process may have committed
        one.receive("ack")
    one.close()
    hall.start()
    with phone(hall, token="1" * 32) as again:
        answer = again.ask("ask_question", id, text="Er det gemt?")
    assert answer["t"] == "ack"
    assert questions(hall.folder) == {id: [answer["seq"]]}
    assert is_sound(hall.folder)


def test_d7_a_full_disk_refuses_a_command_and_accepts_its_retry_once_there_is_space(hall: Server) -> None:
    hall.expects("not saved: database or disk is full")
    need("strace")
    id = secrets.token_hex(16)
    with console(hall) as facilitator, phone(hall) as one:
        facilitator.enter("collect")
        with failing(hall, "pwrite64", "ENOSPC"):
            assert one.ask("ask_question", id, text="Er der plads?")["code"] == "not_saved"
            one.send_json(t="ping", c=1)  # other screens are still served
            assert one.receive("pong")["c"] == 1
            assert hall.export()["questions"] == []
        eventually(lambda: one.ask("ask_question", id, text="Er der plads?")["t"] == "ack")
    assert [len(seqs) for seqs in questions(hall.folder).values()] == [1]
    assert is_sound(hall.folder)
