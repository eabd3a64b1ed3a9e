"""Requests that come to another server than the one that holds the polling session or rehearsal."""

import secrets
import signal
import urllib.error
from collections.abc import Callable

import pytest

from tests.client import console
from tests.cluster.test_two_servers import servers as servers
from tests.rehearsal.test_rehearsal import Rehearsal, call
from tests.server import Server, eventually
from tests.web.test_fallback import PollingClient, post

pytestmark = pytest.mark.process


def test_a_phone_polls_at_another_server_than_it_said_hello_to(servers: tuple[Server, Server]) -> None:
    one, other = servers
    polling = PollingClient(one, role="phone", token=secrets.token_hex(16), lang="da")
    polling.receive("snapshot")
    polling.server = other
    with console(other) as facilitator:
        facilitator.enter("collect")
        while "step" not in polling.receive("delta")["put"]:
            pass
    ask = {"t": "cmd", "id": secrets.token_hex(16), "do": "ask_question", "args": {"text": "Hvem?"}}
    polling.say(ask)
    assert polling.receive("ack")["id"] == ask["id"]
    assert [question["text"] for question in other.export()["questions"]] == ["Hvem?"]


def test_a_polling_session_of_a_server_that_is_gone_has_ended(servers: tuple[Server, Server]) -> None:
    one, other = servers
    polling = PollingClient(one, role="phone", token=secrets.token_hex(16), lang="da")
    one.stop(signal.SIGKILL)
    with pytest.raises(urllib.error.HTTPError, match="410"):
        post(other, "/hear", {"line": polling.line})
    again = PollingClient(other, role="phone", token=secrets.token_hex(16), lang="da")
    assert again.receive("snapshot")


def test_a_rehearsal_is_steered_and_wiped_from_another_server_than_runs_it(
    servers: tuple[Server, Server],
) -> None:
    one, other = servers
    rehearsal = Rehearsal.begin(one, phones=3, minutes=60, speed=10)
    rehearsal.server = other
    eventually(lambda: rehearsal.figures()["joined"] > 0)
    rehearsal.tell("pause")
    rehearsal.eventually(paused=True)
    with pytest.raises(urllib.error.HTTPError, match="409"):  # there are people in it
        call(other, "POST", rehearsal.path + "/rehearsal", {"phones": 1})
    rehearsal.wipe()
    for server in servers:
        rehearsal.server = server
        with pytest.raises(urllib.error.HTTPError, match="404"):
            rehearsal.figures()


@pytest.mark.long
def test_a_rehearsal_whose_server_is_gone_can_be_begun_again_at_another(
    make_server: Callable[..., Server],
) -> None:
    one, other = make_server(), make_server()
    one.start()
    other.start()
    rehearsal = Rehearsal.begin(one, phones=3, minutes=60)
    one.stop(signal.SIGKILL)
    rehearsal.server = other

    def begun_again() -> bool:
        """Begin it again; refused for some seconds, until the server that was killed is known to be gone."""
        try:
            return bool(call(other, "POST", rehearsal.path + "/rehearsal", {"phones": 2}))
        except urllib.error.HTTPError:
            return False

    eventually(begun_again)
    eventually(lambda: rehearsal.figures()["joined"] > 0)
