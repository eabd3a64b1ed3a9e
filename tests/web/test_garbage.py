"""Requests leave no reference cycle behind, so their memory is freed without garbage collection."""

import asyncio
import gc
import socket
from collections.abc import Iterator
from pathlib import Path

import pytest
from uvicorn.protocols.http.httptools_impl import RequestResponseCycle

from app.web.http_protocol import HttpProtocol
from tests.server import ORGANISER_KEY, PATIENCE_S
from tests.web.served import served

JSON = "POST /api/sessions", f"Authorization: Bearer {ORGANISER_KEY}", "Content-Type: application/json"
IMPORT = "POST /api/sessions/import", f"Authorization: Bearer {ORGANISER_KEY}"
HOST = "Host: 127.0.0.1"
WHOLE = "Connection: close"


def request(line: str, *headers: str, body: bytes = b"") -> bytes:
    return "\r\n".join((f"{line} HTTP/1.1", *headers, "", "")).encode() + body


# Requests that are answered, and requests that break off.
ANSWERED: dict[str, bytes] = {
    "a file": request("GET /icon.svg", HOST, WHOLE),
    "no file": request("GET /a/b/c", HOST, WHOLE),
    "no key": request("POST /api/sessions", HOST, WHOLE, "Content-Length: 2", body=b"{}"),
    "another host": request("GET /", "Host: evil.example", WHOLE),
    "a fault": request(*JSON, HOST, WHOLE, "Content-Length: 2", body=b"{}"),
    "no JSON": request(*JSON, HOST, WHOLE, "Content-Length: 2", body=b"{]"),
    "nested JSON": request(*JSON, HOST, WHOLE, "Content-Length: 9000", body=b"[" * 9_000),
    "too much": request(*JSON, HOST, WHOLE, "Content-Length: 90000", body=b"{"),
    "no line": request(
        "POST /api/line/X/hear", HOST, WHOLE, JSON[2], "Content-Length: 12", body=b'{"line":"a"}'
    ),
    "no HTTP": b"Hello!\r\n\r\n",
    "too many headers": request("GET /", HOST, *(f"X-{n}: y" for n in range(101))),
}
BROKEN_OFF: dict[str, bytes] = {
    "nothing": b"",
    "half a head": b"GET / HTTP/1.1\r\nHost",
    "half a body": request(*JSON, HOST, "Content-Length: 900", body=b"{"),
    "half a file": request(*IMPORT, HOST, "Content-Length: 900000", body=b"{" * 50_000),
    "an answer that is not awaited": request("GET /api/join/GUESSD", HOST),
    "requests at once": request("GET /api/join/GUESSD", HOST) * 3,
}


def send(port: int, sent: bytes, read: bool) -> None:
    with socket.create_connection(("127.0.0.1", port), timeout=20) as connection:
        connection.sendall(sent)
        while read and connection.recv(65_536):
            pass


def requests_in_memory() -> int:
    kinds = (HttpProtocol, RequestResponseCycle)
    return sum(isinstance(one, kinds) for one in gc.get_objects())


@pytest.fixture
def no_collection() -> Iterator[None]:
    gc.collect()
    gc.disable()
    yield
    gc.enable()


@pytest.mark.asyncio
@pytest.mark.parametrize("name", [*ANSWERED, *BROKEN_OFF])
async def test_h7_a_request_leaves_no_cycle_of_references_behind(
    tmp_path: Path, no_collection: None, name: str
) -> None:
    async with served(tmp_path, organiser_key=ORGANISER_KEY) as own, asyncio.timeout(PATIENCE_S):
        port = int(own.at.rpartition(":")[2])
        sent = ANSWERED.get(name, BROKEN_OFF.get(name, b""))
        for _ in range(3):
            await asyncio.to_thread(send, port, sent, name in ANSWERED)
        while requests_in_memory():  # until the last has noticed that its client has disconnected
            await asyncio.sleep(0.05)
