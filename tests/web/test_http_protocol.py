"""The HTTP protocol: one connection's input, memory and lifetime are bounded in every state."""

import asyncio
import contextlib
import json
import socket
from collections.abc import Iterator
from functools import partial
from typing import Any

import pytest
import uvicorn
from uvicorn.server import ServerState

from app.settings import Settings
from app.web.http_protocol import (
    BODY_BYTES,
    FRAMING_BYTES,
    LINGER_BYTES,
    MOST_WAITING,
    UNDECLARED_BYTES,
    http_protocol,
)
from app.web.parsing_turns import PIECES_A_TURN, Turns
from app.web.static_files import STATIC
from app.web.waiting_connections import WaitingConnections
from tests.faults.raw_socket import resident_mib
from tests.server import ORGANISER_KEY, PATIENCE_S, Server, eventually
from tests.web.raw_http import answers, dial, exchange, first_answer, head, received
from tests.web.surface import at_once, lacks

pytestmark = pytest.mark.process
GET = "GET /icon.svg"
MOST_GROWTH_MIB = 8
# The most that the socket buffers of both sides hold.
BUFFERED = 4_000_000
CHUNKED = ("Content-Type: application/json", "Transfer-Encoding: chunked")


@pytest.fixture(scope="module")
def hall(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """A server with short deadlines."""
    one = Server(tmp_path_factory.mktemp("data"), request_s=1, stalled_s=1)
    one.start()
    yield one
    one.stop()


def sent_until_cut_off(connection: socket.socket, piece: bytes, most: int) -> int:
    """Send the same piece repeatedly until the server ends the connection; the number of bytes sent."""
    sent = 0
    with contextlib.suppress(ConnectionError):
        while sent < most:
            connection.sendall(piece)
            sent += len(piece)
    return sent


# ---- H5: framing that a parser buffers beside headers and body


LINE = b"POST /api/line/GUESSD"
ENDLESS: dict[str, tuple[bytes, bytes]] = {
    "trailers": (b"2\r\n{}\r\n0\r\n", b"X-More: %s\r\n" % (b"y" * 100)),
    "one trailer": (b"2\r\n{}\r\n0\r\nX-More: ", b"y" * 1_000),
    "a chunk's extension": (b"2;more=", b"y" * 1_000),
    "a chunk's size": (b"", b"0" * 1_000),
}


@pytest.mark.parametrize("name", ENDLESS)
def test_h5_endless_framing_of_a_body_is_cut_off(hall: Server, name: str) -> None:
    begun, piece = ENDLESS[name]
    before = resident_mib(hall)
    with dial(hall) as connection:
        connection.sendall(head(hall, LINE.decode(), *CHUNKED) + begun)
        taken = sent_until_cut_off(connection, piece, 10 * BUFFERED)
        assert taken < FRAMING_BYTES + LINGER_BYTES + BUFFERED
    assert resident_mib(hall) - before < MOST_GROWTH_MIB


ENDLESS_HEADS: dict[str, tuple[bytes, bytes]] = {
    "many small headers": (b"GET / HTTP/1.1\r\n", b"a:\r\n" * 250),
    "one header": (b"GET / HTTP/1.1\r\nX-More: ", b"y" * 1_000),
    "a continued header": (b"GET / HTTP/1.1\r\nX-More: y\r\n", b" y\r\n" * 250),
    "a header's name": (b"GET / HTTP/1.1\r\n", b"y" * 1_000),
    "an address": (b"GET /", b"y" * 1_000),
    "empty lines before a request": (b"", b"\r\n" * 500),
}


@pytest.mark.parametrize("name", ENDLESS_HEADS)
def test_h5_an_endless_head_is_refused_with_all_security_headers(hall: Server, name: str) -> None:
    begun, piece = ENDLESS_HEADS[name]
    with dial(hall) as connection:
        connection.sendall(begun + piece * (1 + 2 * FRAMING_BYTES // len(piece)))
        (answer,) = answers(received(connection))
    assert answer.status in (400, 431)
    assert lacks(answer) == []


def test_h5_a_request_of_more_than_a_hundred_headers_is_refused(hall: Server) -> None:
    (answer,) = exchange(hall, head(hall, GET, *(f"X-{n}: y" for n in range(101))))
    assert answer.status == 431
    (answer,) = exchange(hall, head(hall, GET, "Connection: close", *(f"X-{n}: y" for n in range(90))))
    assert answer.status == 200


def test_h5_a_trailer_is_no_header_of_its_request(hall: Server) -> None:
    body = b'c\r\n{"phones": 1\r\n1\r\n}\r\n0\r\nAuthorization: Bearer %s\r\n\r\n' % ORGANISER_KEY.encode()
    answer = first_answer(hall, head(hall, "POST /api/rehearsals", *CHUNKED) + body)
    assert answer.status == 403


def test_h5_a_body_in_chunks_of_one_byte_is_read(hall: Server) -> None:
    body = json.dumps({"hello": "x" * 2_000}).encode()
    chunks = b"".join(b"1\r\n%c\r\n" % byte for byte in body) + b"0\r\n\r\n"
    answer = first_answer(hall, head(hall, "POST /api/line/GUESSD", *CHUNKED) + chunks)
    assert (answer.status, json.loads(answer.body)["line"]) == (200, None)


# ---- H6: requests sent before the answers to those before them


def test_h6_a_few_requests_sent_at_once_are_answered_in_their_order(hall: Server) -> None:
    paths = ["/icon.svg", "/robots.txt", "/none/none/none", "/"] * 2
    requests = [head(hall, f"GET {path}", "Accept-Encoding: identity") for path in paths]
    last = head(hall, "GET /robots.txt", "Connection: close")
    heard = exchange(hall, b"".join([*requests, last]))
    assert [answer.status for answer in heard] == [200, 200, 404, 200, 200, 200, 404, 200, 200]
    assert heard[1].body == (STATIC / "robots.txt").read_bytes()


def test_h6_only_so_many_requests_of_one_piece_wait(hall: Server) -> None:
    sent = b"HEAD /robots.txt HTTP/1.1\r\nHost: localhost\r\n\r\n" * (MOST_WAITING + 2)
    with dial(hall) as connection:
        connection.sendall(sent)
        assert received(connection).count(b"HTTP/1.1 200") == MOST_WAITING + 1


def test_h6_answers_that_are_not_read_end_the_connection(hall: Server) -> None:
    """Requests stay in the socket buffer until answers are read, and the connection is closed in time."""
    largest = max((STATIC / "assets").iterdir(), key=lambda path: path.stat().st_size)
    before = resident_mib(hall)
    with dial(hall) as connection:
        one = head(hall, f"GET /assets/{largest.name}")
        taken = sent_until_cut_off(connection, one, 10 * BUFFERED)
        assert taken < BUFFERED
    assert resident_mib(hall) - before < MOST_GROWTH_MIB


@pytest.mark.asyncio
async def test_h6_of_all_connections_a_bounded_number_of_pieces_is_parsed_in_a_turn() -> None:
    turns, loop = Turns(), asyncio.get_running_loop()
    parsed: list[int] = []
    for piece in range(3 * PIECES_A_TURN):
        if turns.take(loop):
            parsed.append(piece)
        else:
            turns.wait(partial(parsed.append, piece))
    assert parsed == list(range(PIECES_A_TURN))
    while len(parsed) < 3 * PIECES_A_TURN:
        before = len(parsed)
        await asyncio.sleep(0)
        assert before < len(parsed) <= before + PIECES_A_TURN
    assert parsed == sorted(parsed)


# ---- H7: requests that break off


def tasks(hall: Server) -> int:
    return int(json.loads(hall.get("/-/health"))["tasks"])


def test_h7_large_bodies_that_break_off_leave_no_memory_behind(hall: Server) -> None:
    begun = head(
        hall, "POST /api/sessions/import", f"Authorization: Bearer {ORGANISER_KEY}", "Content-Length: 4000000"
    )
    idle, before = tasks(hall), resident_mib(hall)
    for _ in range(40):
        with dial(hall) as connection:
            connection.sendall(begun + b" " * 2_000_000)

    def all_is_as_before() -> bool:
        assert tasks(hall) == idle
        assert resident_mib(hall) - before < 2 * MOST_GROWTH_MIB
        return True

    eventually(all_is_as_before, 2 * PATIENCE_S)


async def called_for(*sent: bytes) -> list[str]:
    """The paths for which the application is called when so much is sent, in pieces, and then ended."""
    called: list[str] = []

    async def application(scope: Any, receive: Any, send: Any) -> None:
        called.append(scope["path"])
        while (await receive()).get("more_body"):
            pass
        await send({"type": "http.response.start", "status": 204, "headers": []})
        await send({"type": "http.response.body", "body": b""})

    settings = Settings()
    waiting = WaitingConnections(settings.waiting_connections, 0)
    config = uvicorn.Config(
        application, http=http_protocol(settings, "http", waiting, lambda _: None), log_config=None
    )
    config.load()
    make: Any = config.http_protocol_class
    server = await asyncio.get_running_loop().create_server(
        lambda: make(config, ServerState(), {}), "127.0.0.1", 0
    )
    async with server:
        reader, writer = await asyncio.open_connection(*server.sockets[0].getsockname())
        for piece in sent:
            writer.write(piece)
            await writer.drain()
        writer.write_eof()
        await reader.read()
        writer.close()
    return called


@pytest.mark.asyncio
@pytest.mark.parametrize("body", [1, BODY_BYTES - 1])
async def test_h7_the_application_is_not_called_for_a_body_that_breaks_off(body: int) -> None:
    begun = b"POST /broken HTTP/1.1\r\nHost: localhost\r\nContent-Length: %d\r\n\r\n"
    assert await called_for(begun % (body + 1) + b" " * body) == []
    assert await called_for(b"GET /before HTTP/1.1\r\n\r\n", begun % (body + 1) + b" " * body) == ["/before"]


@pytest.mark.asyncio
async def test_h7_the_application_is_not_called_for_small_chunks_that_break_off() -> None:
    begun = b"POST /%s HTTP/1.1\r\nHost: localhost\r\nTransfer-Encoding: chunked\r\n"
    chunks = [
        b"\r\n%x\r\n%s\r\n" % (size, b" " * size) for size in (1, UNDECLARED_BYTES, UNDECLARED_BYTES + 1)
    ]
    assert await called_for(begun % b"broken" + chunks[0]) == []
    assert await called_for(begun % b"broken" + chunks[1]) == []
    assert await called_for(begun % b"whole" + chunks[0] + b"0\r\n\r\n") == ["/whole"]
    assert await called_for(begun % b"large" + chunks[2]) == ["/large"]
    assert await called_for(begun % b"large" + chunks[1], b"1\r\n \r\n") == ["/large"]
    assert await called_for(begun % b"asked" + b"Expect: 100-continue\r\n" + chunks[0]) == ["/asked"]


@pytest.mark.asyncio
async def test_h7_the_application_is_called_for_a_body_that_is_whole_or_large_or_asked_for() -> None:
    begun = b"POST /%s HTTP/1.1\r\nHost: localhost\r\nContent-Length: %d\r\n"
    assert await called_for(begun % (b"whole", 2) + b"\r\n{}") == ["/whole"]
    assert await called_for(begun % (b"large", BODY_BYTES + 1) + b"\r\n ") == ["/large"]
    assert await called_for(begun % (b"asked", 2) + b"Expect: 100-continue\r\n\r\n") == ["/asked"]


def test_h7_a_key_is_refused_while_the_body_is_still_to_come(hall: Server) -> None:
    refused = head(hall, "POST /api/rehearsals", "Content-Type: application/json", "Content-Length: 9")
    assert first_answer(hall, refused).status in (401, 403)


# ---- H9: deadlines


ANSWERED = b"GET /icon.svg HTTP/1.1\r\nHost: localhost\r\n\r\n"
WAITING: dict[str, bytes] = {
    "nothing": b"",
    "an empty line": b"\r\n",
    "an empty line after an answer": ANSWERED + b"\r\n",
    "a byte after an answer": ANSWERED + b"G",
    "another protocol": ANSWERED[:-2] + b"Connection: upgrade\r\nUpgrade: h2c\r\n\r\n",
    "a body that is expected": (
        b"POST /api/line/GUESSD HTTP/1.1\r\nHost: localhost\r\nExpect: 100-continue\r\n"
        b"Content-Type: application/json\r\nContent-Length: 9\r\n\r\n"
    ),
    "a body without its end": (
        b"POST /api/line/GUESSD HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n"
        b"Transfer-Encoding: chunked\r\n\r\n2\r\n{}\r\n"
    ),
    "half a request behind another": ANSWERED + b"GET / HTTP/1.1\r\nX-Half",
}


def test_h9_a_connection_on_which_nothing_more_comes_is_closed(hall: Server) -> None:
    def is_closed(sent: bytes) -> bool:
        with dial(hall) as connection:
            connection.sendall(sent)
            received(connection)  # until it is closed, or the test fails
            return True

    assert all(at_once([partial(is_closed, sent) for sent in WAITING.values()]))


def test_h9_a_connection_is_not_kept_by_a_drop_now_and_then(hall: Server) -> None:
    def is_closed(begun: bytes, drop: bytes) -> bool:
        with dial(hall) as connection:
            connection.settimeout(0.2)
            connection.sendall(begun)
            for _ in range(100):
                try:
                    if not connection.recv(65_536):
                        return True
                    connection.sendall(drop)
                except TimeoutError:
                    connection.sendall(drop)
                except ConnectionError:
                    return True
        return False

    idle, half_sent = partial(is_closed, ANSWERED, b"\r\n"), partial(is_closed, b"GET /", b"x")
    assert all(at_once([idle, half_sent]))


# ---- answers of the protocol itself


HANDSHAKE = (
    b"Upgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Version: 13\r\n"
    b"Sec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==\r\n\r\n"
)
MALFORMED: dict[str, bytes] = {
    "words": b"Hello!\r\n\r\n",
    "two lengths": b"POST / HTTP/1.1\r\nHost: localhost\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\n",
    "an address that is none": b"GET http://[ HTTP/1.1\r\nHost: localhost\r\n\r\n",
    "a method for proxies": b"CONNECT localhost:80 HTTP/1.1\r\nHost: localhost\r\n\r\n",
    "the address of no page": b"GET * HTTP/1.1\r\nHost: localhost\r\n\r\n",
    "an upgrade over HTTP/1.0": b"GET /ws/GUESSD HTTP/1.0\r\nHost: localhost\r\n" + HANDSHAKE,
    "a sign that is not ASCII": b"GET /\xe6 HTTP/1.1\r\nHost: localhost\r\n\r\n",
}


@pytest.mark.parametrize("name", MALFORMED)
def test_s19_a_malformed_request_is_refused_with_all_security_headers(hall: Server, name: str) -> None:
    (answer,) = exchange(hall, MALFORMED[name])
    assert answer.status == 400
    assert lacks(answer) == []


BAD_HANDSHAKES = {
    "no key": HANDSHAKE.replace(b"Sec-WebSocket-Key", b"X-Key"),
    "a key that is none": HANDSHAKE.replace(b"AAAAA", b"A"),
    "an old version": HANDSHAKE.replace(b"13", b"8"),
}


@pytest.mark.parametrize("name", BAD_HANDSHAKES)
def test_s19_a_malformed_handshake_is_refused_with_all_security_headers(hall: Server, name: str) -> None:
    handshake = BAD_HANDSHAKES[name]
    (answer,) = exchange(hall, b"GET /ws/GUESSD HTTP/1.1\r\nHost: localhost\r\n" + handshake)
    assert answer.status == 400
    assert lacks(answer) == []


def test_a_malformed_request_is_refused_after_the_one_before_it_is_answered(hall: Server) -> None:
    (answer,) = exchange(hall, ANSWERED + b"Hello!\r\n\r\n")
    assert answer.status == 200
