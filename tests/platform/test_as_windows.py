"""The whole arc on a server that finds what it would find on Windows, over real sockets (`as_windows`)."""

import secrets
import signal
import subprocess
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from websockets import ConnectionClosed

from app.exports.formats import FORMATS
from tests.client import Client, console, phone
from tests.faults.test_suggestions import ITS_PITFALL, MONEY, desk, suggested
from tests.rehearsal.test_rehearsal import Rehearsal
from tests.server import AS_INSTALLED, ROOT, Server, eventually
from tests.web.test_fallback import PollingClient

pytestmark = pytest.mark.process
AS_WINDOWS = Path(__file__).parent / "as_windows"
# What a terminal of Windows may have: no arrow, no block of a QR code.
ENCODING = "cp1252"


class WindowsServer(Server):
    """`summe` as on Windows."""

    program = AS_INSTALLED

    def __init__(self, folder: Path, **settings: object) -> None:
        super().__init__(folder, **settings)
        self.environment |= {"PYTHONPATH": str(AS_WINDOWS), "PYTHONIOENCODING": f"{ENCODING}:strict"}

    def command(self, *arguments: str) -> subprocess.CompletedProcess[bytes]:
        """Run another command on the same data to its end."""
        return subprocess.run(
            [*AS_INSTALLED, *arguments], env=self.environment, cwd=ROOT, capture_output=True
        )


@pytest.fixture
def windows(tmp_path: Path) -> Iterator[Callable[..., WindowsServer]]:
    made: list[WindowsServer] = []

    def make(**settings: object) -> WindowsServer:
        made.append(WindowsServer(tmp_path / "data", **settings))
        return made[-1]

    yield make
    for one in made:
        if one.process is not None and one.process.poll() is None:
            one.process.kill()
            one.wait()


def board(server: Server) -> Client:
    return Client(server, role="board", key=server.key("board"))


def shows(client: Client, step: str) -> None:
    """Wait until the screen has been sent this step."""
    while client.receive("delta").get("put", {}).get("step", {}).get("it", {}).get("step") != step:
        pass


@pytest.mark.half_a_minute
def test_the_whole_arc_is_held_as_on_windows(windows: Callable[..., WindowsServer], tmp_path: Path) -> None:
    server = windows()
    server.start()
    screen = board(server)
    screen.receive("snapshot")
    with console(server) as facilitator, phone(server) as one, phone(server, lang="en") as other:
        polling = PollingClient(server, role="phone", token=secrets.token_hex(16), lang="da")
        polling.receive("snapshot")
        for step in facilitator.arc()[1:]:
            facilitator.enter(step)
            for client in (screen, one, other):
                shows(client, step)
            if step == "collect":
                for n, client in enumerate((one, other)):
                    client.do("ask_question", text=f"Hvem rydder op efter ildsjæl {n}?")
                polling.say({"t": "cmd", "id": "a" * 32, "do": "ask_question", "args": {"text": "Hvorfor?"}})
                assert polling.receive("ack")["id"] == "a" * 32
        assert {question["text"] for question in server.export()["questions"]} == {
            "Hvem rydder op efter ildsjæl 0?",
            "Hvem rydder op efter ildsjæl 1?",
            "Hvorfor?",
        }
        for name, format in FORMATS.items():
            if format.extra is None:
                assert server.get(f"/api/sessions/{server.code}/export.{name}")
        for page in (f"/{server.code}", f"/{server.code}/board", "/"):
            assert b"<html" in server.get(page)
        backup = tmp_path / "# 100 % sikker.db"
        assert server.command("backup", str(backup)).returncode == 0
        assert b"summe_connections_failed_total 0.0" in server.get("/-/metrics")
    screen.close()
    # A second server finds the folder locked.
    again = server.command("serve")
    assert (again.returncode, b"Another Summe is using the data folder" in again.stderr) == (2, True)
    assert server.stop(signal.SIGINT) == 0
    assert "Everything it has received is kept" in server.said
    restored = server.command("restore", str(backup))
    assert (restored.returncode, restored.stderr) == (0, b"")
    server.start()
    assert len(server.export()["questions"]) == 3
    assert server.stop(signal.SIGINT) == 0


@pytest.mark.half_a_minute
def test_suggestions_and_a_rehearsal_run_beside_a_server_as_on_windows(
    windows: Callable[..., WindowsServer],
) -> None:
    server = windows(suggest="base")
    server.start()
    with desk(server) as facilitator, phone(server) as one:
        facilitator.do("enter_step", was="lobby", to="collect")
        id = one.do("ask_question", text=MONEY)
        assert suggested(facilitator, id)[id]["first"] == ITS_PITFALL
    rehearsal = Rehearsal.begin(server, phones=3, minutes=1)
    rehearsal.eventually(step="lobby", connected=3)
    rehearsal.tell("stop")
    assert rehearsal.eventually(ended=True)["connected"] == 0
    assert server.stop(signal.SIGINT) == 0


def children(pid: int) -> list[int]:
    return [int(one) for one in Path(f"/proc/{pid}/task/{pid}/children").read_text().split()]


def is_serving(pid: int) -> bool:
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except FileNotFoundError:
        return False


@pytest.mark.parametrize("ended_by", [signal.SIGINT, signal.SIGUSR1, signal.SIGUSR2, signal.SIGKILL])
def test_a_supervised_server_stops_with_its_supervisor_however_that_ends(
    windows: Callable[..., WindowsServer], ended_by: signal.Signals
) -> None:
    """By Ctrl+C, Ctrl+Break, the closing of its window, and when it is killed."""
    server = windows()
    server.start("run")
    assert server.process is not None
    (serving,) = children(server.process.pid)
    server.stop(ended_by)
    eventually(lambda: not is_serving(serving))
    assert "Everything it has received is kept" in server.said


def test_a_server_whose_window_is_closed_says_goodbye_first(windows: Callable[..., WindowsServer]) -> None:
    server = windows()
    server.start()
    with phone(server) as one:
        assert server.process is not None
        server.process.send_signal(signal.SIGUSR2)
        assert one.receive("bye")["code"] == "restart"
        with pytest.raises(ConnectionClosed):
            one.receive("bye")
    assert server.wait() == 0
