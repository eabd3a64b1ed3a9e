"""Hostile clients do not disturb others: foreign origins, malformed frames, slow or oversized requests."""

import contextlib
import socket
import zlib
from collections.abc import Callable, Iterator

import pytest
import websockets

from tests.client import Client, console, phone
from tests.faults.data_folder import questions
from tests.faults.raw_socket import BINARY, CONTINUATION, PING, TEXT, RawSocket, dial, frame, resident_mib
from tests.server import ORGANISER_KEY, Server

pytestmark = pytest.mark.process

MOST_GROWTH_MIB = 20
HELLO = {"t": "hello", "v": 1, "role": "phone", "token": "a" * 32}


@pytest.fixture(scope="module")
def hall(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """One server for all tests here, so that effects of one attack show in the next test."""
    one = Server(tmp_path_factory.mktemp("data"), questions_burst=10_000)
    one.start()
    yield one
    one.stop()


@pytest.fixture
def calm(hall: Server) -> Callable[[], None]:
    """Checks that the server still answers and its memory has not grown."""
    with console(hall) as facilitator:
        facilitator.enter("collect")
    before = resident_mib(hall)

    def check() -> None:
        with phone(hall) as one:
            one.do("ask_question", text="Går det godt?")
        assert resident_mib(hall) - before < MOST_GROWTH_MIB

    return check


@pytest.mark.parametrize(
    "origin",
    [
        "http://evil.example",
        "null",
        "https://127.0.0.1",
        "http://127.0.0.1:1",
        "http://sub.127.0.0.1",
        "http://127.0.0.1.evil.example",
    ],
)
def test_s1_a_websocket_from_another_origin_is_refused(standing_server: Server, origin: str) -> None:
    with pytest.raises(websockets.InvalidStatus) as refused:
        Client(standing_server, origin=origin)
    assert refused.value.response.status_code == 403


def test_s1_a_websocket_without_an_origin_is_refused(standing_server: Server) -> None:
    with dial(standing_server) as connection:
        connection.sendall(
            f"GET /ws/{standing_server.code} HTTP/1.1\r\nHost: 127.0.0.1:{standing_server.port}\r\n"
            "Upgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Version: 13\r\n"
            "Sec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==\r\n\r\n".encode()
        )
        assert connection.recv(64).startswith(b"HTTP/1.1 403")


def bomb() -> bytes:
    """A decompression bomb: two megabytes, deflated to a few bytes."""
    packed = zlib.compressobj(9, zlib.DEFLATED, -15)
    return packed.compress(b"x" * 2_000_000) + packed.flush(zlib.Z_SYNC_FLUSH)


HOSTILE: dict[str, tuple[bytes, set[int]]] = {
    "a frame of 70 KB": (frame(TEXT, b"x" * 70_000), {1009}),
    "a header that promises a terabyte": (frame(TEXT, b"x", size=1 << 40), {1009}),
    "a deflate bomb, though nothing was agreed": (frame(TEXT, bomb(), rsv=4), {1002}),
    "half a sign": (frame(TEXT, b'{"t":"hello\xff"}'), {1007}),
    "an opcode there is not": (frame(3, b"x"), {1002}),
    "a frame that is not masked": (frame(TEXT, b"{}", mask=False), {1002}),
    "a continuation of nothing": (frame(CONTINUATION, b"x"), {1002}),
    "a ping too long": (frame(PING, b"x" * 126), {1002}),
    "bytes for a first frame": (frame(BINARY, b"\0\1\2"), {4000}),
    "words that are no frame": (frame(TEXT, b"hej"), {4000}),
    "brackets without end": (frame(TEXT, b"[" * 30_000), {4000}),
}


@pytest.mark.parametrize("name", HOSTILE)
def test_s14_a_hostile_frame_ends_its_own_connection(standing_server: Server, name: str) -> None:
    sent, codes = HOSTILE[name]
    one = RawSocket(standing_server)
    assert b"deflate" not in one.handshake.lower()
    one.send(sent)
    assert one.closed_with() in codes
    one.close()


def test_s14_hostile_frames_do_not_disturb_other_connections(hall: Server, calm: Callable[[], None]) -> None:
    for sent, _ in (*HOSTILE.values(),) * 3:
        one = RawSocket(hall)
        one.send(sent)
        one.closed_with()
        one.close()
    calm()


def send_until_closed(one: RawSocket, raw: bytes) -> None:
    """Send these bytes repeatedly until the server closes the connection."""
    with contextlib.suppress(ConnectionError):
        while True:
            one.send(raw)
    one.close()


def test_s14_endless_empty_fragments_and_pings_do_not_disturb_other_connections(
    hall: Server, calm: Callable[[], None]
) -> None:
    for endless in (frame(CONTINUATION, fin=False), frame(PING, b"hej")):
        one = RawSocket(hall)
        one.send_json(**HELLO)
        one.until(b'"snapshot"')
        one.send(frame(TEXT, fin=False))
        send_until_closed(one, endless * 100)
    calm()


def test_s14_binary_or_malformed_frames_after_hello_end_the_connection_with_bad_frame(hall: Server) -> None:
    for sent in (frame(BINARY, b"\0"), frame(TEXT, b"[" * 3_000), frame(TEXT, b'{"t":"ping","c":NaN}')):
        one = RawSocket(hall)
        one.send_json(**HELLO)
        one.until(b'"snapshot"')
        one.send(sent)
        one.until(b'"bad_frame"')
        one.close()


@pytest.mark.parametrize(
    ("sent", "said"),
    [
        (b'{"t":"cmd","id":"%s","do":"ask_question","args":{"text":NaN}}', b'"invalid"'),
        (b'{"t":"cmd","id":"%s","do":"ask_question","args":{"text":"a","__proto__":{}}}', b'"invalid"'),
        (b'{"t":"cmd","id":"%s","do":"ask_question","args":{"text":"\\ud800"}}', b'"invalid"'),
        (b'{"t":"cmd","id":"%s","do":"ask_question","args":{"begun_at_ms":1e400}}', b'"invalid"'),
        (
            b'{"t":"cmd","id":"%s","do":"answer_poll","args":{"question_id":"x","answer":"maybe"}}',
            b'"invalid"',
        ),
    ],
)
def test_s16_malformed_arguments_are_refused_and_the_connection_goes_on(
    standing_server: Server, sent: bytes, said: bytes
) -> None:
    one = RawSocket(standing_server)
    one.send_json(**HELLO)
    one.until(b'"snapshot"')
    one.send(frame(TEXT, sent % (b"0" * 32)))
    one.until(said)
    one.send_json(t="ping", c=1)
    one.until(b'"pong"')
    one.close()


SLOW: dict[str, bytes] = {
    "silence": b"",
    "half a header": b"GET / HTTP/1.1\r\nHost: 127.0.0.1\r\nX-Half",
    "a body that stops": b"POST /api/sessions HTTP/1.1\r\nHost: localhost\r\nContent-Length: 5\r\n\r\n{",
    "half a header on a line that was used before": (
        b"GET /icon.svg HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\nGET / HTTP/1.1\r\nHost: 127.0.0.1\r\nX-Half"
    ),
}


def test_s15_slow_and_silent_connections_are_closed_and_do_not_disturb_others(
    make_hall: Callable[..., Server],
) -> None:
    hall = make_hall(request_s=1, hello_s=1)
    hall.start()
    connections = {name: [dial(hall) for _ in range(50)] for name in SLOW}
    for name, held in connections.items():
        for connection in held:
            connection.sendall(SLOW[name])
    silent = [RawSocket(hall) for _ in range(50)]
    with console(hall) as facilitator, phone(hall) as one:
        facilitator.enter("collect")
        one.do("ask_question", text="Mærker vi noget?")
    for one_silent in silent:
        assert one_silent.closed_with() in (0, 4000)
        one_silent.close()
    for name, held in connections.items():
        for connection in held:
            assert is_closed(connection), name
            connection.close()
    assert len(questions(hall.folder)) == 1


def is_closed(connection: socket.socket) -> bool:
    """Whether the server closes the connection, after any data it still sends."""
    try:
        while connection.recv(65_536):
            pass
    except ConnectionError:
        pass
    except TimeoutError:
        return False
    return True


@pytest.mark.parametrize("used_before", [b"", b"GET /icon.svg HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n"])
def test_s15_a_header_of_five_megabytes_is_cut_off_before_it_is_buffered(
    hall: Server, calm: Callable[[], None], used_before: bytes
) -> None:
    with dial(hall) as connection:
        connection.sendall(used_before + b"GET / HTTP/1.1\r\nHost: 127.0.0.1\r\n")
        headers = b"".join(b"X-%d: %s\r\n" % (n, b"y" * 200) for n in range(25_000))
        with pytest.raises(ConnectionError):
            connection.sendall(headers)
    calm()


def test_s15_a_body_that_is_too_large_is_refused_before_it_is_buffered(
    make_hall: Callable[..., Server],
) -> None:
    hall = make_hall(body_bytes=100_000)
    hall.start()
    with dial(hall) as connection:
        connection.sendall(
            b"POST /api/sessions/import HTTP/1.1\r\nHost: 127.0.0.1\r\n"
            b"Authorization: Bearer %s\r\nContent-Length: 200000\r\n\r\n"
            % ORGANISER_KEY.encode()
            + b"x" * 200_000
        )
        assert connection.recv(64).startswith(b"HTTP/1.1 413")
