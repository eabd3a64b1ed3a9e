"""Denial-of-service attacks on a server's WebSockets by one stranger.

Each function is an attack for `hall_under`, which runs it in a process of its own and restarts it when the
server has closed its connections.
"""

import contextlib
import secrets
import selectors

from tests.faults.one_stranger import Target
from tests.faults.raw_socket import CONTINUATION, PING, PONG, TEXT, RawSocket, frame

CHUNK_BYTES = 65_536
MANY = 50


def seated(target: Target, connections: int = 1, **how: int) -> list[RawSocket]:
    """Connections of one phone that have sent a hello; with too many, the oldest are superseded."""
    token = secrets.token_hex(16)
    phones = [RawSocket(target, **how) for _ in range(connections)]
    for phone in phones:
        phone.send_json(t="hello", v=1, role="phone", token=token)
        phone.until(b'"snapshot"')
    return phones


def pour(connections: list[RawSocket], payload: bytes, *, reads: bool = True) -> None:
    """Send the payload repeatedly on all connections, as fast as each takes it, until one is closed."""
    wanted = selectors.EVENT_WRITE | (selectors.EVENT_READ if reads else 0)
    left = {one: memoryview(payload) for one in connections}
    with selectors.DefaultSelector() as selector:
        for one in connections:
            one.connection.setblocking(False)
            selector.register(one.connection, wanted, one)
        try:
            while True:
                for key, events in selector.select():
                    one = key.data
                    if events & selectors.EVENT_READ and not one.connection.recv(CHUNK_BYTES):
                        raise ConnectionResetError
                    with contextlib.suppress(BlockingIOError):
                        sent = one.connection.send(left[one])
                        left[one] = left[one][sent:] or memoryview(payload)
        finally:
            for one in connections:
                one.close()


def repeated(piece: bytes) -> bytes:
    """As many whole pieces as fit into one send."""
    return piece * max(1, CHUNK_BYTES // len(piece))


def pings_before_hello(target: Target) -> None:
    pour([RawSocket(target)], repeated(frame(PING)))


def pings(target: Target) -> None:
    pour(seated(target), repeated(frame(PING)))


def pings_on_many_connections(target: Target) -> None:
    pour([RawSocket(target) for _ in range(MANY)], repeated(frame(PING)))


def long_pings_never_read(target: Target) -> None:
    pour(seated(target, receive_buffer=4_096), repeated(frame(PING, b"x" * 125)), reads=False)


def long_pings_never_read_before_hello(target: Target) -> None:
    pour([RawSocket(target, receive_buffer=4_096)], repeated(frame(PING, b"x" * 125)), reads=False)


def pongs(target: Target) -> None:
    pour(seated(target), repeated(frame(PONG)))


def empty_continuations(target: Target) -> None:
    (one,) = seated(target)
    one.send(frame(TEXT, fin=False))
    pour([one], repeated(frame(CONTINUATION, fin=False)))


def empty_continuations_before_hello(target: Target) -> None:
    one = RawSocket(target)
    one.send(frame(TEXT, fin=False))
    pour([one], repeated(frame(CONTINUATION, fin=False)))


def texts(target: Target) -> None:
    pour(seated(target, 4), repeated(frame(TEXT, b'{"t":"typing","on":true}')))


def half_a_text_on_many_connections(target: Target) -> None:
    """Connections that never finish a message, after 8,000 bytes of it; the server closes them in time."""
    half = frame(TEXT, b"x" * 4_000, fin=False) + frame(CONTINUATION, b"x" * 4_000, fin=False)
    with contextlib.ExitStack() as open_ones:
        for _ in range(20 * MANY):
            one = open_ones.enter_context(contextlib.closing(RawSocket(target)))
            one.send(half)


def screens_that_come_and_go(target: Target) -> None:
    for one in seated(target, 4):
        one.close()
