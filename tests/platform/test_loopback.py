"""Which user is at the other end of a connection within this computer."""

import os
import socket
import sys

import pytest

from app.platform.loopback import is_of_another_user

NOBODY = 65_534


@pytest.mark.parametrize("family", [socket.AF_INET, socket.AF_INET6], ids=["IPv4", "IPv4 by IPv6"])
@pytest.mark.parametrize("other", [False, True], ids=["own", "another"])
def test_a_connection_is_of_the_user_who_made_it(family: int, other: bool) -> None:
    if other and (sys.platform != "linux" or os.geteuid() != 0):
        pytest.skip("only root can become another user, and only Linux tells whose a connection is")
    address = "127.0.0.1" if family == socket.AF_INET else "::ffff:127.0.0.1"
    with socket.create_server(("127.0.0.1", 0)) as server:
        here = server.getsockname()[1]
        if other:
            os.seteuid(NOBODY)
        try:
            client = socket.socket(family)
        finally:
            if other:
                os.seteuid(0)
        with client:
            client.connect((address, here))
            assert is_of_another_user(here, client.getsockname()[1]) is other
