"""The address check, the outermost middleware: checks Host and Origin, and adds the security headers.

It is plain ASGI around everything, so that WebSockets are checked too and error responses have the headers. A
WebSocket without an Origin is refused: browsers always send one, and other clients can.
"""

import re
from functools import lru_cache
from urllib.parse import urlsplit

from starlette.types import ASGIApp, Message, Receive, Scope, Send

from app.web.public_address import PublicAddress

# {sockets} is replaced by the WebSocket origins of the requested host.
CSP = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data: blob:; font-src 'self'; "
    "connect-src 'self' {sockets}; manifest-src 'self'; base-uri 'none'; form-action 'none'; "
    "frame-ancestors 'none'; object-src 'none'; require-trusted-types-for 'script'; "
    "trusted-types svelte-trusted-html"
)
_USUAL = CSP.encode()
_POLICY = b"content-security-policy"
_SOCKETS = {"https": "wss", "http": "ws"}
_HEADERS = [
    (b"x-content-type-options", b"nosniff"),
    (b"referrer-policy", b"no-referrer"),
    (b"cross-origin-opener-policy", b"same-origin"),
    (b"cross-origin-resource-policy", b"same-origin"),
    (b"x-frame-options", b"DENY"),
    (b"permissions-policy", b"camera=(), microphone=(), geolocation=()"),
]
_NOT_KEPT = (b"cache-control", b"no-store")
_STRICT_TRANSPORT = (b"strict-transport-security", b"max-age=31536000")
_HOST = re.compile(r"(?:[\w.-]+|\[[0-9a-fA-F:.]+\])(?::\d{1,5})?", re.ASCII)
_TWO_HOSTS = b'{"detail":"This request names more than one host."}'
_FOREIGN = b'{"detail":"This host or origin is not allowed. See SUMME_ALLOWED_HOSTS."}'
_BROKEN = b"Internal Server Error"


def _of_all(scheme: str) -> list[tuple[bytes, bytes]]:
    """The security headers that are the same in every answer, by the scheme of the public URL."""
    return [*_HEADERS, _STRICT_TRANSPORT] if scheme == "https" else _HEADERS


def error_headers(scheme: str) -> list[tuple[bytes, bytes]]:
    """The security headers of an error that is answered before the request's host is known."""
    return [(_POLICY, _policy(_USUAL, b"")), *_of_all(scheme), _NOT_KEPT]


@lru_cache(maxsize=256)
def _policy(template: bytes, sockets: bytes) -> bytes:
    return template.replace(b" {sockets}", b" " + sockets if sockets else b"")


async def _answer(
    scope: Scope, send: Send, status: int, body: bytes, kind: bytes = b"application/json"
) -> None:
    """Answer a request, or refuse a WebSocket handshake with this answer."""
    message = "websocket.http.response" if scope["type"] == "websocket" else "http.response"
    headers = [(b"content-type", kind), (b"content-length", b"%d" % len(body))]
    await send({"type": f"{message}.start", "status": status, "headers": headers})
    await send({"type": f"{message}.body", "body": body})


class OriginGuard:
    """The address check, by what the public address is at the moment of a request."""

    def __init__(self, app: ASGIApp, public: PublicAddress) -> None:
        self._app = app
        self._public = public
        # An address that changes while the server runs is never https.
        self._headers = _of_all(public.scheme)
        self._names = frozenset(name for name, _ in self._headers)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] not in ("http", "websocket"):
            return await self._app(scope, receive, send)
        hosts = [value for name, value in scope["headers"] if name == b"host"]
        host = hosts[0].decode("latin-1") if hosts else ""
        started = False

        async def send_with_headers(message: Message) -> None:
            nonlocal started
            if message["type"] in ("http.response.start", "websocket.http.response.start"):
                started = True
                message["headers"] = self._secured(message["headers"], host)
            await send(message)

        if len(hosts) > 1:
            host = ""
            return await _answer(scope, send_with_headers, 400, _TWO_HOSTS)
        if not self._is_allowed(scope, host):
            host = ""
            return await _answer(scope, send_with_headers, 403, _FOREIGN)
        if scope["type"] == "http" and host == self._public.netloc:
            scope["scheme"] = self._public.scheme  # behind a TLS proxy, redirects must use its scheme
        try:
            return await self._app(scope, receive, send_with_headers)
        except Exception:
            if scope["type"] == "http" and not started:
                await _answer(scope, send_with_headers, 500, _BROKEN, b"text/plain; charset=utf-8")
            raise

    def _secured(self, headers: list[tuple[bytes, bytes]], host: str) -> list[tuple[bytes, bytes]]:
        """The headers of an answer, with the security headers added."""
        given = dict(headers)
        policy = given.get(_POLICY)
        secured = [*headers] if policy is None else [pair for pair in headers if pair[0] != _POLICY]
        secured.append((_POLICY, _policy(policy or _USUAL, self._sockets(host))))
        if given.keys().isdisjoint(self._names):
            secured += self._headers
        else:
            secured += [pair for pair in self._headers if pair[0] not in given]
        if _NOT_KEPT[0] not in given:
            secured.append(_NOT_KEPT)
        return secured

    def _sockets(self, host: str) -> bytes:
        """The WebSocket origins of a host: ws or wss for the host of the public URL, both for others."""
        if host == self._public.netloc and self._public.scheme in _SOCKETS:
            return f"{_SOCKETS[self._public.scheme]}://{host}".encode()
        return f"ws://{host} wss://{host}".encode() if host else b""

    def _is_allowed(self, scope: Scope, host: str) -> bool:
        try:
            return self._allowed(scope, host)
        except ValueError:  # not a valid address
            return False

    def _allowed(self, scope: Scope, host: str) -> bool:
        if not _HOST.fullmatch(host) or urlsplit(f"//{host}").hostname not in self._public.hosts:
            return False
        origins = [value.decode("latin-1") for name, value in scope["headers"] if name == b"origin"]
        if not origins:
            return bool(scope["type"] != "websocket")
        parts = urlsplit(origins[0])
        if len(origins) > 1 or parts.netloc != host or parts.path or parts.query or parts.fragment:
            return False
        # Where the public URL is https, a page of the same host over http does not come from this server.
        schemes = (self._public.scheme,) if host == self._public.netloc else ("http", "https")
        return parts.scheme in schemes
