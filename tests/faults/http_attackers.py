"""Denial-of-service attacks on a server's HTTP by one stranger; each function is one for `hall_under`."""

import contextlib
import json
import selectors
import socket

from app.settings import Settings
from tests.faults.attackers import CHUNK_BYTES, MANY, repeated
from tests.faults.one_stranger import Target

POST = b"POST /api/line/GUESSD HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Type: application/json\r\n"
GET = b"GET / HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n"
CHUNKED = POST + b"Transfer-Encoding: chunked\r\n\r\n"
IDLE = 3_000
MANY_BODIES = 1_000
PATIENCE_S = 5.0


def pour(target: Target, begun: bytes, more: bytes, connections: int = 1, *, reads: bool = True) -> None:
    """Send `begun` on all connections and then `more` repeatedly, until one of them is closed."""
    wanted = selectors.EVENT_WRITE | (selectors.EVENT_READ if reads else 0)
    lines = [socket.create_connection(("127.0.0.1", target.port)) for _ in range(connections)]
    left = {line: memoryview(begun + more) for line in lines}
    with selectors.DefaultSelector() as selector:
        for line in lines:
            line.setblocking(False)
            selector.register(line, wanted, line)
        try:
            while True:
                for key, events in selector.select():
                    line = key.data
                    if events & selectors.EVENT_READ and not line.recv(CHUNK_BYTES):
                        raise ConnectionResetError
                    if events & selectors.EVENT_WRITE:
                        left[line] = left[line][line.send(left[line]) :] or memoryview(more)
        finally:
            for line in lines:
                line.close()


def trailers(target: Target) -> None:
    pour(target, CHUNKED + b"2\r\n{}\r\n0\r\n", repeated(b"X-More: yyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyy\r\n"))


def chunks_of_one_byte(target: Target) -> None:
    pour(target, b"", CHUNKED + b"1\r\n \r\n" * 16_000 + b"0\r\n\r\n")


def requests_at_once(target: Target) -> None:
    pour(target, b"", repeated(GET))


def requests_at_once_on_many_connections(target: Target) -> None:
    pour(target, b"", repeated(GET), MANY)


def answers_never_read(target: Target) -> None:
    pour(target, b"", repeated(GET), MANY, reads=False)


def bodies_with_many_faults(target: Target) -> None:
    body = json.dumps({f"key{n}": n for n in range(30)}).encode()
    pour(target, b"", POST + b"Content-Length: %d\r\n\r\n" % len(body) + body, MANY)


def bodies_broken_off(target: Target) -> None:
    for _ in range(MANY):
        with socket.create_connection(("127.0.0.1", target.port)) as line:
            line.sendall(POST + b"Content-Length: 16000\r\n\r\n" + b" " * 15_999)


def large_bodies_broken_off(target: Target) -> None:
    """A thousand connections, each with all but the end of the largest body that anybody may send."""
    size = 4 * Settings().frame_bytes
    path = b"/api/line/%s/say" % target.code.encode()
    begun = POST.replace(b"/api/line/GUESSD", path) + b"Content-Length: %d\r\n\r\n" % size + b" " * (size - 1)
    lines: list[socket.socket] = []
    while True:
        line = socket.create_connection(("127.0.0.1", target.port), timeout=PATIENCE_S)
        with contextlib.suppress(OSError):  # it has given way to others
            line.sendall(begun)
        lines.append(line)
        if len(lines) > MANY_BODIES:
            lines.pop(0).close()


def idle_after_an_answer(target: Target) -> None:
    """Thousands of connections, each idle after a request and a bare line break; the oldest are replaced."""
    lines: list[socket.socket] = []
    while True:
        line = socket.create_connection(("127.0.0.1", target.port))
        line.sendall(GET + b"\r\n")
        lines.append(line)
        if len(lines) > IDLE:
            lines.pop(0).close()
