"""Several server processes on one port, under a supervisor."""

import os
import re
import signal
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

import pytest

from tests.client import console, phone
from tests.command_line import run, said
from tests.server import AS_INSTALLED, Server, eventually

pytestmark = pytest.mark.process


def children(server: Server) -> list[int]:
    """The server processes of a supervisor."""
    assert server.process is not None
    pid = server.process.pid
    return [int(child) for child in Path(f"/proc/{pid}/task/{pid}/children").read_text().split()]


def started(make_server: Callable[..., Server], processes: int) -> Server:
    one = make_server()
    one.program = AS_INSTALLED
    one.start("serve", "--processes", str(processes))
    eventually(lambda: len(serving(one)) == processes)
    return one


def serving(server: Server) -> set[int]:
    """The processes that listen on the server's port."""
    table = Path("/proc/net/tcp").read_text().splitlines()[1:]
    rows = [row.split() for row in table]
    inodes = {row[9] for row in rows if row[1].endswith(f":{server.port:04X}") and row[3] == "0A"}
    return {pid for pid in children(server) if inodes & sockets(pid)}


def sockets(pid: int) -> set[str]:
    """The inodes of a process's sockets."""
    found = set[str]()
    for file in Path(f"/proc/{pid}/fd").iterdir():
        with suppress(FileNotFoundError):  # closed since
            if match := re.fullmatch(r"socket:\[(\d+)\]", os.readlink(file)):
                found.add(match[1])
    return found


@pytest.mark.long
def test_phones_of_all_processes_are_shown_and_one_that_is_killed_is_started_again(
    make_server: Callable[..., Server],
) -> None:
    server = started(make_server, 2)
    server.expects("starting it again")
    with console(server) as facilitator:
        facilitator.enter("collect")
    texts = {f"Spørgsmål {n}" for n in range(20)}
    for text in texts:
        with phone(server) as one:
            eventually(lambda one=one, text=text: one.ask("ask_question", text=text)["t"] == "ack")
    assert {question["text"] for question in server.export()["questions"]} == texts
    before = serving(server)
    os.kill(killed := min(before), signal.SIGKILL)
    eventually(lambda: len(serving(server) - {killed}) == 2)
    assert {question["text"] for question in server.export()["questions"]} == texts
    assert server.stop() == 0
    assert server.said.count("Summe has stopped") == 1


def test_a_supervisor_prints_the_links_of_one_session_and_stops_all_its_processes(
    make_server: Callable[..., Server],
) -> None:
    server = started(make_server, 2)
    processes = children(server)
    assert len(processes) == 2
    assert server.stop(signal.SIGINT) == 0
    assert [pid for pid in processes if Path(f"/proc/{pid}").exists()] == []


@pytest.mark.parametrize(
    ("settings", "advice"),
    [
        ({}, "A SQLite file takes one process"),
        ({"SUMME_INTERNAL_URL": "http://127.0.0.1:9001"}, "leave out SUMME_INTERNAL_URL"),
        ({"SUMME_SECRET": "", "SUMME_ORGANISER_KEY": ""}, "is empty"),
    ],
    ids=["sqlite", "one URL for all", "no keys"],
)
def test_what_several_processes_cannot_use_is_refused_with_what_to_do(
    settings: dict[str, str], advice: str, tmp_path: Path, database_url: str
) -> None:
    url = {"SUMME_DATABASE_URL": database_url} if settings else {}
    answer = run("serve", "--processes", "2", SUMME_DATA=str(tmp_path), SUMME_PORT="0", **url, **settings)
    assert advice in said(answer)
