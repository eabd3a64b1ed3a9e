"""Test server: its port stays reserved, also while it is down."""

import socket
import sys

import pytest

from tests.server import Server, hold_port


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
        with socket.socket() as other, pytest.raises(OSError, match="in use"):
            other.bind(("127.0.0.1", port))


def test_a_killed_server_restarts_on_the_same_address(server: Server) -> None:
    links = dict(server.links)
    server.stop(9)
    server.start()
    assert server.links == links
