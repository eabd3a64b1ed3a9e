"""Two server processes on one PostgreSQL database: each shows what the other stores, and outlives it."""

import secrets
import signal
from collections.abc import Callable
from typing import Any

import pytest

from tests.client import ConsoleClient, console, phone
from tests.cluster.askers import Asker, stored
from tests.server import Server, eventually
from tests.web.test_organiser import call

pytestmark = pytest.mark.process
PHONES = 20


@pytest.fixture
def servers(make_server: Callable[..., Server]) -> tuple[Server, Server]:
    """Two servers; the session that the first has opened is the other's too."""
    one, other = make_server(), make_server()
    one.start()
    other.start()
    assert other.links["join"].rsplit("/", 1)[1] == one.code
    return one, other


def questions(facilitator: ConsoleClient, wanted: str) -> dict[str, Any]:
    """The row of a question, once a console is shown it."""
    while True:
        rows = facilitator.receive("delta").get("put", {}).get("questions", {})
        for row in rows.values():
            if row["text"] == wanted:
                return dict(row)


def test_a_question_at_one_server_is_shown_by_a_console_of_another(servers: tuple[Server, Server]) -> None:
    one, other = servers
    with console(other) as facilitator, phone(one) as asker:
        facilitator.enter("collect")
        eventually(lambda: asker.ask("ask_question", text="Hvem ejer planen?")["t"] == "ack")
        assert questions(facilitator, "Hvem ejer planen?")


def test_a_session_erased_at_one_server_is_gone_from_another(servers: tuple[Server, Server]) -> None:
    one, other = servers
    with phone(other) as follower:
        one.delete()
        assert follower.receive("bye")["code"] == "erased"


def test_a_run_sheet_saved_at_one_server_is_edited_and_opened_at_another(
    servers: tuple[Server, Server],
) -> None:
    one, other = servers
    way = "run-sheet-files/vores"
    status, made = call(one, "POST", "run-sheet-files/projektjungle/copy", {"id": "vores"})
    assert status == 201
    assert call(other, "GET", way)[1]["text"] == made["text"]
    mended = made["text"].replace("Implementeringsudfordringen", "Fra jungle til sti")
    assert call(other, "PUT", way, {"text": mended, "based_on": made["version"]})[0] == 200
    # An editor that has the older text from the first server would undo the change.
    assert call(one, "PUT", way, {"text": made["text"], "based_on": made["version"]})[0] == 409
    status, session = call(one, "POST", "sessions", {"run_sheet": "vores", "language": "da"})
    assert status == 201
    assert call(other, "DELETE", way)[0] == 204
    assert call(one, "POST", "sessions", {"run_sheet": "vores", "language": "da"})[0] == 422
    for server in servers:
        assert call(server, "GET", f"sessions/{session['code']}")[1]["title"] == "Fra jungle til sti"


def test_after_a_kill_in_a_batch_every_acknowledged_question_is_stored_once_and_another_server_goes_on(
    servers: tuple[Server, Server], database_url: str
) -> None:
    one, other = servers
    with console(other) as facilitator:
        facilitator.enter("collect")
        with phone(one) as first:
            eventually(lambda: first.ask("ask_question", text="Er der åbent?")["t"] == "ack")
        askers = [Asker(one, secrets.token_hex(16)) for _ in range(PHONES)]
        for asker in askers:
            asker.start()
        eventually(lambda: any(asker.acknowledged for asker in askers))
        one.stop(signal.SIGKILL)
        for asker in askers:
            asker.join()
        acknowledged = {id for asker in askers for id in asker.acknowledged}
        at_the_kill = stored(database_url)
        assert acknowledged
        assert acknowledged <= at_the_kill.keys()
        for asker in askers:
            asker.again_at(other)
    now = stored(database_url)
    sent = {id for asker in askers for id in asker.sent}
    assert sent <= now.keys()
    assert all(len(seqs) == 1 for seqs in now.values())
    assert {id: now[id] for id in at_the_kill} == at_the_kill
    assert len(other.export()["questions"]) == len(sent) + 1
