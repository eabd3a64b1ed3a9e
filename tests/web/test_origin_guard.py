"""Middleware OriginGuard: allowed hosts and origins, and the headers of every answer."""

from typing import Any

import pytest

from app.web.origin_guard import OriginGuard
from app.web.public_address import PublicAddress

pytestmark = pytest.mark.asyncio
HOSTS = frozenset({"summe.dk", "192.168.1.5", "localhost", "::1"})


async def answer(
    app: Any, scope: dict[str, Any], sent: list[dict[str, Any]] | None = None
) -> list[dict[str, Any]]:
    """The messages that the application sends, appended to `sent` if given."""
    messages: list[dict[str, Any]] = [] if sent is None else sent

    async def receive() -> dict[str, Any]:
        return {"type": "http.request", "body": b"", "more_body": False}

    async def send(message: dict[str, Any]) -> None:
        messages.append(message)

    await app(scope, receive, send)
    return messages


async def read_all(scope: Any, receive: Any, send: Any) -> None:
    while (await receive())["more_body"]:
        pass
    await send({"type": "http.response.start", "status": 200, "headers": []})
    await send({"type": "http.response.body", "body": b"inside"})


async def status(kind: str, host: str, origin: str | None, public_url: str = "https://summe.dk") -> int:
    headers = [(b"host", host.encode())]
    if origin is not None:
        headers.append((b"origin", origin.encode()))
    sent = await answer(
        OriginGuard(read_all, PublicAddress(public_url, HOSTS)), {"type": kind, "headers": headers}
    )
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
    sent = await answer(OriginGuard(read_all, PublicAddress("", HOSTS)), {"type": "http", "headers": headers})
    assert sent[0]["status"] == 403
    assert b"content-security-policy" in dict(sent[0]["headers"])


@pytest.mark.parametrize("kind", ["http", "websocket"])
async def test_s21_a_request_with_two_hosts_is_refused_with_all_security_headers(kind: str) -> None:
    headers = [(b"host", b"summe.dk"), (b"host", b"summe.dk"), (b"origin", b"https://summe.dk")]
    sent = await answer(
        OriginGuard(read_all, PublicAddress("https://summe.dk", HOSTS)), {"type": kind, "headers": headers}
    )
    assert sent[0]["status"] == 400
    assert b"content-security-policy" in dict(sent[0]["headers"])


@pytest.mark.parametrize("host", ["summe.dk; script-src *", "evil@summe.dk", "summe.dk:80:80", "summe.dk,"])
async def test_s21_a_host_that_is_no_plain_name_is_refused(host: str) -> None:
    assert await status("http", host, None) == 403


async def headers_for(host: str, public_url: str) -> dict[bytes, bytes]:
    scope = {"type": "http", "headers": [(b"host", host.encode())]}
    return dict((await answer(OriginGuard(read_all, PublicAddress(public_url, HOSTS)), scope))[0]["headers"])


@pytest.mark.parametrize(
    ("host", "public_url", "sockets"),
    [
        ("summe.dk", "https://summe.dk", b"connect-src 'self' wss://summe.dk;"),
        ("192.168.1.5:8000", "http://192.168.1.5:8000", b"connect-src 'self' ws://192.168.1.5:8000;"),
        (
            "localhost:8000",
            "https://summe.dk",
            b"connect-src 'self' ws://localhost:8000 wss://localhost:8000;",
        ),
    ],
)
async def test_s19_the_content_policy_names_the_servers_own_websockets_alone(
    host: str, public_url: str, sockets: bytes
) -> None:
    assert sockets in (await headers_for(host, public_url))[b"content-security-policy"]


async def test_s19_browsers_are_told_to_stay_with_tls_where_the_public_url_has_it() -> None:
    name = b"strict-transport-security"
    assert name in await headers_for("summe.dk", "https://summe.dk")
    assert name not in await headers_for("summe.dk", "http://summe.dk")


async def test_s19_an_error_inside_is_answered_with_all_security_headers() -> None:
    async def broken(scope: Any, receive: Any, send: Any) -> None:
        raise ZeroDivisionError

    sent: list[dict[str, Any]] = []
    with pytest.raises(ZeroDivisionError):  # re-raised, so that it is logged
        await answer(
            OriginGuard(broken, PublicAddress("", HOSTS)),
            {"type": "http", "headers": [(b"host", b"summe.dk")]},
            sent=sent,
        )
    assert sent[0]["status"] == 500
    assert b"content-security-policy" in dict(sent[0]["headers"])
