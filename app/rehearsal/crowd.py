"""Load generator: thousands of WebSocket clients in one process, cheap enough not to limit the measurement.

Plain asyncio protocols: they write masked frames, read unmasked ones, and count. They share no code
with the server, only its public protocol.
"""

import asyncio
import base64
import gzip
import json
import os
import re
import secrets
import time
from collections.abc import Callable
from typing import Any, cast

Json = dict[str, Any]


class Phone(asyncio.Protocol):
    """One client. `heard` is when its last text frame was complete (seconds, monotonic).

    `first` is the frame that `connect` waited for.
    """

    __slots__ = (
        "_buffer",
        "_hello",
        "_open",
        "_path",
        "_waits",
        "first",
        "heard",
        "on_text",
        "origin",
        "transport",
    )

    def __init__(self, origin: str, path: str, hello: Json | None) -> None:
        self.origin = origin
        self.heard = 0.0
        self.first: Json = {}
        self.on_text: Callable[[bytes], None] | None = None
        self.transport: asyncio.Transport
        self._path = path
        self._hello = hello
        self._buffer = bytearray()
        self._open = False
        self._waits: dict[bytes, asyncio.Future[Json]] = {}

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self.transport = cast("asyncio.Transport", transport)  # uvloop's class does not inherit from it
        host = self.origin.removeprefix("http://")
        key = base64.b64encode(os.urandom(16)).decode()
        self.transport.write(
            f"GET {self._path} HTTP/1.1\r\nHost: {host}\r\nOrigin: {self.origin}\r\nUpgrade: websocket\r\n"
            f"Connection: Upgrade\r\nSec-WebSocket-Key: {key}\r\nSec-WebSocket-Version: 13\r\n\r\n".encode()
        )

    def data_received(self, data: bytes) -> None:
        buffer = self._buffer
        buffer += data
        if not self._open:
            end = buffer.find(b"\r\n\r\n")
            if end < 0:
                return
            if not buffer.startswith(b"HTTP/1.1 101"):
                raise ConnectionError(bytes(buffer[:80]).decode("latin-1"))
            del buffer[: end + 4]
            self._open = True
            if self._hello is not None:
                self.say(self._hello)
            self._text(b'{"t":"open"}')
        at = 0
        while len(buffer) - at >= 2:
            size, start = buffer[at + 1], at + 2
            if size == 126:
                size, start = int.from_bytes(buffer[at + 2 : at + 4], "big"), at + 4
            elif size == 127:
                size, start = int.from_bytes(buffer[at + 2 : at + 10], "big"), at + 10
            if len(buffer) < start + size:
                break
            self._text(bytes(buffer[start : start + size]))
            at = start + size
        del buffer[:at]

    def connection_lost(self, error: Exception | None) -> None:
        for wait in self._waits.values():
            if not wait.done():
                wait.set_exception(ConnectionError("the server closed the line"))

    def _text(self, text: bytes) -> None:
        self.heard = time.perf_counter()
        if self.on_text is not None:
            self.on_text(text)
        for needle, wait in tuple(self._waits.items()):
            if needle in text and not wait.done():
                del self._waits[needle]
                wait.set_result(json.loads(text))

    def say(self, frame: Json) -> None:
        self.text(json.dumps(frame))

    def text(self, words: str) -> None:
        """Send one text frame, masked with zeros, which the standard allows and which costs no time."""
        text = words.encode()
        size = len(text)
        head = bytes([0x81, 0x80 | size]) if size < 126 else b"\x81\xfe" + size.to_bytes(2, "big")
        self.transport.write(head + b"\0\0\0\0" + text)

    async def until(self, needle: bytes) -> Json:
        """The next frame that contains these bytes."""
        wait: asyncio.Future[Json] = asyncio.get_running_loop().create_future()
        self._waits[needle] = wait
        return await wait

    async def ask(self, do: str, **args: Any) -> Json:
        """Send a command and return its acknowledgement. Raises RuntimeError when it is rejected."""
        id = secrets.token_hex(16)
        answered = asyncio.ensure_future(self.until(f'"id":"{id}"'.encode()))
        await asyncio.sleep(0)
        self.say({"t": "cmd", "id": id, "do": do, "args": args})
        answer = await answered
        if answer["t"] != "ack":
            raise RuntimeError(f"{do}: {answer}")
        return answer


async def connect(origin: str, path: str, hello: Json | None, until: bytes = b'"t":"snapshot"') -> Phone:
    """A connected client that has received its snapshot (or another frame that contains `until`)."""
    loop = asyncio.get_running_loop()
    host, _, port = origin.removeprefix("http://").partition(":")
    phone = Phone(origin, path, hello)
    ready: asyncio.Future[Json] = loop.create_future()
    phone._waits[until] = ready
    await loop.create_connection(lambda: phone, host, int(port))
    phone.first = await ready
    return phone


async def fetch_page(origin: str, path: str) -> None:
    """Fetch what a browser with an empty cache fetches before its WebSocket: the page and its assets."""
    host, _, port = origin.removeprefix("http://").partition(":")
    reader, writer = await asyncio.open_connection(host, int(port))

    async def get(path: str) -> bytes:
        writer.write(f"GET {path} HTTP/1.1\r\nHost: {host}:{port}\r\nAccept-Encoding: gzip\r\n\r\n".encode())
        head = await reader.readuntil(b"\r\n\r\n")
        if not head.startswith(b"HTTP/1.1 200"):
            raise ConnectionError(head[:80].decode("latin-1"))
        size = int(head.lower().partition(b"content-length:")[2].split(b"\r\n")[0])
        return await reader.readexactly(size)

    page = gzip.decompress(await get(path)).decode()
    for asset in re.findall(r'(?:src|href)="(/[^"]+)"', page):
        await get(asset)
    writer.close()


async def hall(
    origin: str, path: str, phones: int, hello: Callable[[], Json | None], until: bytes, page: str = ""
) -> list[Phone]:
    """Connect so many phones, at most 512 at the same time; each fetches `page` first, if given."""
    gate = asyncio.Semaphore(512)

    async def one() -> Phone:
        async with gate:
            if page:
                await fetch_page(origin, page)
            return await connect(origin, path, hello(), until)

    return list(await asyncio.gather(*(one() for _ in range(phones))))


def phone_hello() -> Json:
    return {"t": "hello", "v": 1, "role": "phone", "token": secrets.token_hex(16), "lang": "da"}
