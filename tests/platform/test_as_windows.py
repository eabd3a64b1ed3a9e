"""The whole arc on a server that finds what it would find on Windows, over real sockets (`as_windows`).

On Windows itself the same arc is held without the imitation.
"""

import secrets
import signal
from collections.abc import Callable
from pathlib import Path

import pytest

from app.exports.formats import FORMATS
from tests.client import Client, console, phone
from tests.faults.mirroring_client import MirroringClient
from tests.platform.conftest import WindowsServer
from tests.rehearsal.test_rehearsal import Rehearsal
from tests.server import PATIENCE_S, Server, eventually
from tests.web.test_fallback import PollingClient

pytestmark = pytest.mark.process
# A question much like an example of the shipped talk, and the pitfall that has it.
MONEY, ITS_PITFALL = "Hvem betaler, når gevinsten lander i en helt anden kasse?", "oekonomien"


def board(server: Server) -> Client:
    return Client(server, role="board", key=server.key("board"))


def shows(client: Client, step: str) -> None:
    """Wait until the screen has been sent this step."""
    while client.receive("delta").get("put", {}).get("step", {}).get("it", {}).get("step") != step:
        pass


@pytest.mark.half_a_minute
@pytest.mark.long
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
@pytest.mark.long
def test_suggestions_and_a_rehearsal_run_beside_a_server_as_on_windows(
    windows: Callable[..., WindowsServer],
) -> None:
    server = windows(suggest="base")
    server.start()
    facilitator = MirroringClient(server, role="console", key=server.key("console"), device="desk")
    with phone(server) as one:
        facilitator.do("enter_step", was="lobby", to="collect")
        id = one.do("ask_question", text=MONEY)

        def is_suggested() -> bool:
            rows = facilitator.caught_up()["view"].get("live.suggestions", {})
            return id in rows and rows[id]["first"] == ITS_PITFALL

        eventually(is_suggested, 3 * PATIENCE_S)
    facilitator.close()
    rehearsal = Rehearsal.begin(server, phones=3, minutes=1)
    rehearsal.eventually(step="lobby", connected=3)
    rehearsal.tell("stop")
    assert rehearsal.eventually(ended=True)["connected"] == 0
    assert server.stop(signal.SIGINT) == 0
