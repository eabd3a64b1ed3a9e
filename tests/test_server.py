"""The tests' servers (`tests/server.py`): reserved ports, sessions on a shared server."""

import json
import signal
import socket
import sys

import pytest

from tests.client import console
from tests.server import NEEDS_ITS_OWN, Server, SharedServer, hold_port


@pytest.mark.skipif(
    sys.platform != "linux", reason="not run here: only Linux lets a port be held beside a server"
)
def test_a_held_port_can_be_listened_on_repeatedly_and_is_given_to_no_other_program() -> None:
    with hold_port() as held:
        port = held.getsockname()[1]
        for _ in range(2):
            with socket.create_server(("0.0.0.0", port)):
                socket.create_connection(("127.0.0.1", port)).close()
            with pytest.raises(ConnectionRefusedError):
                socket.create_connection(("127.0.0.1", port))
        for address in ("127.0.0.1", "127.0.0.9"):
            with socket.socket() as other, pytest.raises(OSError, match="in use"):
                other.bind((address, port))


def test_a_killed_server_restarts_on_the_same_address(server: Server) -> None:
    links = dict(server.links)
    server.stop(9)
    server.start()
    assert server.links == links


def test_a_session_on_a_shared_server_is_the_only_one_and_nothing_of_it_is_left(
    shared_server: SharedServer,
) -> None:
    codes = []
    for _ in range(2):
        with shared_server.session() as session:
            listed = json.loads(session.get("/api/sessions"))
            assert [one["code"] for one in listed] == [session.code]
            with console(session) as facilitator:
                facilitator.enter("collect")
            codes.append(session.code)
        assert json.loads(shared_server.get("/api/sessions")) == []
    assert codes[0] != codes[1]


@pytest.mark.shared_server
def test_a_test_that_shares_its_server_cannot_stop_or_configure_it(server: Server) -> None:
    for use in (server.start, server.stop, lambda: server.stop(signal.SIGKILL), lambda: server.expects("x")):
        with pytest.raises(AssertionError, match=NEEDS_ITS_OWN):
            use()


@pytest.mark.shared_server
@pytest.mark.own_server
def test_a_test_marked_own_server_has_a_server_of_its_own(
    server: Server, shared_server: SharedServer
) -> None:
    assert server.port != shared_server.port
    server.stop()
