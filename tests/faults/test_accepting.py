"""Connections that wait to be accepted: few are in line before a newcomer's."""

import contextlib
import selectors
import signal
import socket

from app.server.process import WAIT_TO_BE_ACCEPTED
from tests.client import phone
from tests.server import Server, eventually

FLOOD = 4 * WAIT_TO_BE_ACCEPTED


def test_h21_few_connections_of_a_flood_wait_in_line_and_a_newcomer_gets_in_afterwards(hall: Server) -> None:
    assert hall.process is not None
    with contextlib.ExitStack() as opened, selectors.DefaultSelector() as selector:
        # A stopped server accepts none, so that all that are established are in line.
        hall.process.send_signal(signal.SIGSTOP)
        opened.callback(hall.process.send_signal, signal.SIGCONT)
        for _ in range(FLOOD):
            line = opened.enter_context(socket.socket())
            line.setblocking(False)
            line.connect_ex(("127.0.0.1", hall.port))
            selector.register(line, selectors.EVENT_WRITE)

        def in_line() -> int:
            return len(selector.select(0))

        eventually(lambda: in_line() >= WAIT_TO_BE_ACCEPTED)
        assert in_line() <= WAIT_TO_BE_ACCEPTED + 1  # the system lets in one more than it was given
        hall.process.send_signal(signal.SIGCONT)
        with phone(hall):
            pass  # it has its snapshot
