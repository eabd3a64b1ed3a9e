"""Middleware OriginGuard: allowed hosts and origins, and the size limit of request bodies."""

from typing import Any

import pytest
from starlette.exceptions import HTTPException

from app.web.body_limit import BodyLimit
from app.web.origin_guard import OriginGuard

pytestmark = pytest.mark.asyncio
HOSTS = frozenset({"summe.dk", "192.168.1.5", "localhost", "::1"})


async def answer(app: Any, scope: dict[str, Any], body: list[bytes] | None = None) -> list[dict[str, Any]]:
    sent: list[dict[str, Any]] = []
    parts = list(body or [b""])

    async def receive() -> dict[str, Any]:
        return {"type": "http.request", "body": parts.pop(0), "more_body": bool(parts)}

    async def send(message: dict[str, Any]) -> None:
        sent.append(message)

    await app(scope, receive, send)
    return sent


async def read_all(scope: Any, receive: Any, send: Any) -> None:
    while (await receive())["more_body"]:
        pass
    await send({"type": "http.response.start", "status": 200, "headers": []})
    await send({"type": "http.response.body", "body": b"inside"})


async def status(kind: str, host: str, origin: str | None, public_url: str = "https://summe.dk") -> int:
    headers = [(b"host", host.encode())]
    if origin is not None:
        headers.append((b"origin", origin.encode()))
    sent = await answer(OriginGuard(read_all, HOSTS, public_url), {"type": kind, "headers": headers})
    return int(sent[0]["status"])


@pytest.mark.parametrize(
    ("host", "origin"),
    [
        ("summe.dk", "https://evil.example"),
        ("summe.dk", "https://summe.dk.evil.example"),
        ("summe.dk", "https://sub.summe.dk"),
        ("summe.dk", "http://summe.dk"),  # the public address is https
        ("summe.dk", "https://summe.dk:8443"),
        ("summe.dk", "https://summe.dk/path"),
        ("summe.dk", "https://user@summe.dk"),
        ("summe.dk", "null"),
        ("summe.dk", ""),
        ("summe.dk", None),
        ("summe.dk", "https://["),
        ("summe.dk", "file://summe.dk"),
        ("evil.example", "https://evil.example"),
        ("[", "https://["),
        ("", "https://"),
    ],
)
async def test_s1_a_websocket_from_another_origin_or_host_is_refused_before_it_opens(
    host: str, origin: str | None
) -> None:
    assert await status("websocket", host, origin) == 403


@pytest.mark.parametrize(
    ("host", "origin"),
    [
        ("summe.dk", "https://summe.dk"),
        ("192.168.1.5:8000", "http://192.168.1.5:8000"),
        ("localhost:8000", "http://localhost:8000"),
        ("[::1]:8000", "http://[::1]:8000"),
    ],
)
async def test_s1_a_websocket_from_the_servers_own_pages_is_accepted(host: str, origin: str) -> None:
    assert await status("websocket", host, origin) == 200


async def test_s21_a_foreign_host_is_refused_with_all_security_headers() -> None:
    headers = [(b"host", b"evil.example")]
    sent = await answer(OriginGuard(read_all, HOSTS, ""), {"type": "http", "headers": headers})
    assert sent[0]["status"] == 403
    assert b"content-security-policy" in dict(sent[0]["headers"])


@pytest.mark.parametrize("sizes", [[], [50, 50], [100]])
async def test_a_body_within_the_limit_is_accepted(sizes: list[int]) -> None:
    body = [b"x" * size for size in sizes]
    sent = await answer(BodyLimit(read_all, 100), {"type": "http", "headers": []}, body)
    assert sent[0]["status"] == 200


@pytest.mark.parametrize("sizes", [[60, 60], [1_000], [0, 101]])
async def test_a_body_over_the_limit_is_refused(sizes: list[int]) -> None:
    body = [b"x" * size for size in sizes]
    with pytest.raises(HTTPException) as refused:
        await answer(BodyLimit(read_all, 100), {"type": "http", "headers": []}, body)
    assert refused.value.status_code == 413
