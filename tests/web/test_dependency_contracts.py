"""Undocumented behaviour of dependencies that Summe relies on: an update that changes it fails here.

Each failure names the package, the part of it and the module of Summe that relies on it. Check that module
before raising the bound in pyproject.toml.
"""

import asyncio
import os
import re
import socket
import tomllib
from collections.abc import Callable, Coroutine
from importlib import import_module
from importlib.metadata import version
from typing import Any

import httptools
import pytest
import uvicorn
import uvloop
from uvicorn.server import ServerState
from websockets.frames import Frame, Opcode
from websockets.protocol import State
from websockets.server import ServerProtocol

from tests.faults.raw_socket import CONTINUATION, PING, TEXT, frame
from tests.server import ROOT

SOCKETS = "uvicorn.protocols.websockets.websockets_sansio_impl.WebSocketsSansIOProtocol"
HTTP = "uvicorn.protocols.http.httptools_impl.HttpToolsProtocol"

# Private methods that are overridden, called or read: by module of Summe, then by class of the package.
PARTS: dict[str, dict[str, str]] = {
    "app.web.websocket_protocol": {
        SOCKETS: "data_received run_asgi send receive handle_text handle_cont handle_bytes handle_ping "
        "handle_close handle_parser_exception send_receive_event_to_app eof_received connection_lost "
        "pause_writing resume_writing",
        "websockets.server.ServerProtocol": "receive_data events_received data_to_send fail",
    },
    "app.web.http_protocol": {
        HTTP: "connection_made connection_lost data_received on_message_begin on_headers_complete on_body "
        "on_message_complete on_response_complete handle_websocket_upgrade shutdown pause_writing "
        "resume_writing _should_upgrade _start_asgi_task",
        "uvicorn.protocols.http.flow_control.FlowControl": "pause_reading resume_reading",
        "httptools.HttpRequestParser": "feed_data should_upgrade",
    },
    "app.server.process": {"uvicorn.Server": "serve startup shutdown capture_signals"},
}
# The same for attributes of instances: of uvicorn's protocols, whose `conn` is websockets' parser.
ATTRIBUTES: dict[str, dict[str, str]] = {
    "app.web.websocket_protocol": {
        SOCKETS: "loop transport conn queue frames curr_msg_data_type read_paused close_sent disconnected "
        "handshake_complete writable close_timer",
    },
    "app.web.http_protocol": {HTTP: "loop transport parser flow cycle pipeline scope server_state"},
}
REQUEST = (
    "transport keep_alive disconnected message_event more_body body response_started waiting_for_100_continue"
)


def changed(package: str, part: str, module: str) -> str:
    return f"{package} {version(package)} has another {part} than {module} relies on"


def named(path: str) -> Any:
    module, _, name = path.rpartition(".")
    return getattr(import_module(module), name)


@pytest.mark.parametrize("module", PARTS)
def test_every_private_method_that_is_relied_on_exists(module: str) -> None:
    import_module(module)
    for path, names in PARTS[module].items():
        for name in names.split():
            assert callable(getattr(named(path), name, None)), changed(
                path.partition(".")[0], f"{path}.{name}", module
            )


@pytest.mark.parametrize("module", ATTRIBUTES)
@pytest.mark.asyncio
async def test_every_private_attribute_that_is_relied_on_exists(module: str) -> None:
    config = uvicorn.Config(lambda: None, log_config=None)
    config.load()
    for path, names in ATTRIBUTES[module].items():
        protocol = named(path)(config, ServerState(), {})
        for name in names.split():
            assert hasattr(protocol, name), changed("uvicorn", f"{path}.{name}", module)


def test_uvicorns_request_cycle_has_the_attributes_that_are_relied_on() -> None:
    kept = named("uvicorn.protocols.http.httptools_impl.RequestResponseCycle").__init__.__code__.co_names
    missing = set(REQUEST.split()) - set(kept)
    assert not missing, changed("uvicorn", f"RequestResponseCycle ({missing})", "app.web.http_protocol")


@pytest.mark.parametrize("package", ["httptools", "uvicorn", "uvloop", "websockets"])
def test_a_package_whose_private_parts_are_used_is_bounded_above(package: str) -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
    (requirement,) = [one for one in project["dependencies"] if re.match(rf"{package}\b", one)]
    assert re.search(r"<|~=", requirement), f"{requirement}: say below which version"


# ---- httptools' parser, in app/web/http_protocol.py


class Requests:
    """Records the callbacks that the parser calls; the one named `raised_by` raises HttpParserError."""

    def __init__(self, raised_by: str = "") -> None:
        self.calls: list[str] = []
        self._raised_by = raised_by

    def __getattr__(self, name: str) -> Callable[..., None]:
        if not name.startswith("on_"):
            raise AttributeError(name)

        def call(*_: bytes) -> None:
            self.calls.append(name)
            if name == self._raised_by:
                raise httptools.HttpParserError(name)

        return call


WHOLE = b"POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n1\r\nx\r\n0\r\nLate: b\r\n\r\n"


def test_httptools_calls_what_is_relied_on_whatever_the_size_of_the_pieces() -> None:
    expected = ["on_message_begin", "on_headers_complete", "on_body", "on_message_complete"]
    for size in (1, len(WHOLE)):
        requests = Requests()
        parser = httptools.HttpRequestParser(requests)
        for at in range(0, len(WHOLE), size):
            parser.feed_data(WHOLE[at : at + size])
        calls = [call for call in requests.calls if call in expected]
        assert calls == expected, changed("httptools", "HttpRequestParser", "app.web.http_protocol")


def test_httptools_stops_where_a_call_raises() -> None:
    requests = Requests(raised_by="on_headers_complete")
    with pytest.raises(httptools.HttpParserError):
        httptools.HttpRequestParser(requests).feed_data(WHOLE)
    part = "HttpRequestParser, which goes on after an error,"
    assert requests.calls[-1] == "on_headers_complete", changed("httptools", part, "app.web.http_protocol")


# ---- websockets' parser, in app/web/websocket_protocol.py

PROTOCOL = "app.web.websocket_protocol"


def opened() -> ServerProtocol:
    parser = ServerProtocol(state=State.OPEN, max_size=100)
    parser.max_message_size = 10  # set later than websockets expects, when the screen is known
    return parser


def test_websockets_gives_one_event_a_frame_and_a_pong_for_each_ping() -> None:
    parser = opened()
    parser.receive_data(frame(PING, b"a") + frame(TEXT, b"b", fin=False) + frame(CONTINUATION, b"c"))
    events = parser.events_received()
    opcodes = [event.opcode for event in events if isinstance(event, Frame)]
    part = "Protocol.events_received()"
    assert opcodes == [Opcode.PING, Opcode.TEXT, Opcode.CONT], changed("websockets", part, PROTOCOL)
    pong = b"".join(parser.data_to_send())
    assert pong == frame(10, b"a", mask=False), changed("websockets", "Protocol.data_to_send()", PROTOCOL)


@pytest.mark.parametrize(
    "large",
    [
        frame(TEXT, size=11),
        frame(TEXT, b"x" * 6, fin=False) + frame(CONTINUATION, size=6),
    ],
    ids=["whole", "in pieces"],
)
def test_websockets_refuses_a_message_by_its_announced_size(large: bytes) -> None:
    parser = opened()
    parser.receive_data(large)
    part = "Protocol.max_message_size"
    assert parser.parser_exc is not None, changed("websockets", part, PROTOCOL)
    assert parser.close_sent is not None, changed("websockets", part, PROTOCOL)
    assert parser.close_sent.code == 1009, changed("websockets", part, PROTOCOL)


def test_websockets_takes_nothing_more_after_it_was_told_to_fail() -> None:
    parser = opened()
    parser.fail(1008, "too many frames")
    parser.receive_data(frame(PING, b"a") * 3)
    part = "Protocol.fail()"
    assert parser.state is State.CLOSING, changed("websockets", part, PROTOCOL)
    assert parser.events_received() == [], changed("websockets", part, PROTOCOL)
    assert parser.parser_exc is None, changed("websockets", part, PROTOCOL)


# ---- uvloop's transports, in app/web/websocket_protocol.py and app/web/sinks.py


class Reading(asyncio.BufferedProtocol):
    """Reads at most ten bytes at once, and pauses reading after each read."""

    def __init__(self) -> None:
        self.transport: Any = None
        self.taken: list[int] = []
        self._buffer = bytearray(10)

    def connection_made(self, transport: Any) -> None:
        self.transport = transport

    def get_buffer(self, sizehint: int) -> bytearray:
        return self._buffer

    def buffer_updated(self, nbytes: int) -> None:
        self.taken.append(nbytes)
        self.transport.pause_reading()


async def connected(protocol: Any) -> tuple[Any, socket.socket]:
    near, far = socket.socketpair()
    near.setblocking(False)
    transport, _ = await asyncio.get_running_loop().create_connection(lambda: protocol, sock=near)
    return transport, far


def on_uvloop(run: Callable[[], Coroutine[Any, Any, None]]) -> None:
    with asyncio.Runner(loop_factory=uvloop.new_event_loop) as runner:
        runner.run(run())


def test_uvloop_reads_no_more_than_the_buffer_and_nothing_while_reading_is_paused() -> None:
    async def run() -> None:
        # As in uvicorn, the protocol replaces another that was reading.
        transport, far = await connected(asyncio.Protocol())
        reading = Reading()
        reading.transport = transport
        transport.set_protocol(reading)
        far.sendall(b"x" * 25)
        for so_far in ([10], [10, 10], [10, 10, 5]):
            while len(reading.taken) < len(so_far):
                await asyncio.sleep(0.001)
            for _ in range(5):
                await asyncio.sleep(0)
            assert reading.taken == so_far, changed("uvloop", "set_protocol and pause_reading", PROTOCOL)
            transport.resume_reading()
        transport.abort()
        far.close()

    on_uvloop(run)


def test_uvloop_reports_all_unwritten_bytes_and_allows_direct_writes_to_the_socket() -> None:
    async def run() -> None:
        transport, far = await connected(asyncio.Protocol())
        descriptor = transport.get_extra_info("socket").fileno()
        part, module = "get_write_buffer_size", "app.web.sinks"
        os.write(descriptor, b"a")
        assert transport.get_write_buffer_size() == 0, changed("uvloop", part, module)
        assert far.recv(10) == b"a"
        transport.write(b"x" * 10_000_000)
        waiting = transport.get_write_buffer_size()
        transport.write(b"y" * 1_000)
        assert transport.get_write_buffer_size() == waiting + 1_000, changed("uvloop", part, module)
        transport.abort()
        await asyncio.sleep(0)
        assert transport.is_closing()
        far.close()

    on_uvloop(run)
