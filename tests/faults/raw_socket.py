"""A WebSocket client on a raw socket, for malformed frames and for reading slowly or not at all."""

import base64
import json
import os
import socket
import struct
from typing import Any, Protocol

from tests.server import Server

CONTINUATION, TEXT, BINARY, CLOSE, PING, PONG = 0, 1, 2, 8, 9, 10
PATIENCE_S = 20.0


class Address(Protocol):
    """A server's address and session: a `Server`, or an attacker's `Target`."""

    @property
    def port(self) -> int: ...
    @property
    def base(self) -> str: ...
    @property
    def code(self) -> str: ...


def dial(server: Address, *, receive_buffer: int | None = None) -> socket.socket:
    """A TCP connection; the receive buffer is set before connecting, as it has no effect later."""
    connection = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
    if receive_buffer is not None:
        connection.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, receive_buffer)
    connection.settimeout(PATIENCE_S)
    connection.connect(("127.0.0.1", server.port))
    return connection


def frame(
    opcode: int,
    payload: bytes = b"",
    *,
    fin: bool = True,
    rsv: int = 0,
    mask: bool = True,
    size: int | None = None,
) -> bytes:
    """A frame; `size` is a false length for its header."""
    said = len(payload) if size is None else size
    first = (0x80 if fin else 0) | rsv << 4 | opcode
    masked = 0x80 if mask else 0
    if said < 126:
        head = struct.pack("!BB", first, masked | said)
    elif said < 65_536:
        head = struct.pack("!BBH", first, masked | 126, said)
    else:
        head = struct.pack("!BBQ", first, masked | 127, said)
    return head + (b"\0\0\0\0" if mask else b"") + payload  # a mask of zeros changes nothing


class RawSocket:
    """A WebSocket connection after its handshake, on which any bytes can be sent."""

    def __init__(self, server: Address, *, receive_buffer: int | None = None) -> None:
        self.connection = dial(server, receive_buffer=receive_buffer)
        key = base64.b64encode(os.urandom(16)).decode()
        self.connection.sendall(
            f"GET /ws/{server.code} HTTP/1.1\r\nHost: 127.0.0.1:{server.port}\r\nOrigin: {server.base}\r\n"
            f"Upgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Version: 13\r\n"
            f"Sec-WebSocket-Extensions: permessage-deflate\r\nSec-WebSocket-Key: {key}\r\n\r\n".encode()
        )
        self._read = b""
        while b"\r\n\r\n" not in self._read:
            self._read += self._more()
        self.handshake, _, self._read = self._read.partition(b"\r\n\r\n")
        if b" 101 " not in self.handshake:
            raise ConnectionRefusedError(self.handshake)

    def send_json(self, **words: Any) -> None:
        self.send(frame(TEXT, json.dumps(words).encode()))

    def send(self, raw: bytes) -> None:
        self.connection.sendall(raw)

    def receive(self) -> tuple[int, bytes]:
        """The next frame's opcode and payload; (CLOSE, b"") when the connection is closed without a frame."""
        try:
            head = self._take(2)
            size = head[1] & 0x7F
            if size == 126:
                size = struct.unpack("!H", self._take(2))[0]
            elif size == 127:
                size = struct.unpack("!Q", self._take(8))[0]
            return head[0] & 0x0F, self._take(size)
        except ConnectionError:
            return CLOSE, b""

    def closed_with(self) -> int:
        """Read until the server closes; the code of its close frame, 0 without one."""
        while True:
            opcode, payload = self.receive()
            if opcode == CLOSE:
                return struct.unpack("!H", payload[:2])[0] if payload else 0

    def until(self, words: bytes) -> None:
        """Read until a frame contains these bytes."""
        while words not in (heard := self.receive())[1]:
            assert heard[0] != CLOSE

    def close(self) -> None:
        self.connection.close()

    def _take(self, count: int) -> bytes:
        while len(self._read) < count:
            self._read += self._more()
        taken, self._read = self._read[:count], self._read[count:]
        return taken

    def _more(self) -> bytes:
        more = self.connection.recv(65_536)
        if not more:
            raise ConnectionResetError
        return more


def resident_mib(server: Server) -> float:
    """The resident memory of the server's process."""
    assert server.process is not None
    with open(f"/proc/{server.process.pid}/status") as status:
        return next(int(row.split()[1]) for row in status if row.startswith("VmRSS")) / 1024
