"""The outermost middleware: which Host and Origin may speak to this server, and the headers of every answer.

Plain ASGI around everything, so that WebSockets are checked too and error responses carry the headers. A
WebSocket without an Origin is refused: browsers always send one, and other clients can.
"""

from urllib.parse import urlsplit

from starlette.types import ASGIApp, Message, Receive, Scope, Send

CSP = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data: blob:; font-src 'self'; "
    "connect-src 'self' ws: wss:; manifest-src 'self'; base-uri 'none'; form-action 'none'; "
    "frame-ancestors 'none'; object-src 'none'; require-trusted-types-for 'script'; "
    "trusted-types svelte-trusted-html"
)
_HEADERS = [
    (b"content-security-policy", CSP.encode()),
    (b"x-content-type-options", b"nosniff"),
    (b"referrer-policy", b"no-referrer"),
    (b"cross-origin-opener-policy", b"same-origin"),
    (b"cross-origin-resource-policy", b"same-origin"),
    (b"x-frame-options", b"DENY"),
    (b"permissions-policy", b"camera=(), microphone=(), geolocation=()"),
]


class OriginGuard:
    """`hosts` are the names, without port, that this server answers to."""

    def __init__(self, app: ASGIApp, hosts: frozenset[str], public_url: str) -> None:
        self._app = app
        self._hosts = hosts
        self._public = urlsplit(public_url)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] not in ("http", "websocket"):
            return await self._app(scope, receive, send)

        async def send_with_headers(message: Message) -> None:
            if message["type"] in ("http.response.start", "websocket.http.response.start"):
                given = {name for name, _ in message["headers"]}
                extra = [pair for pair in _HEADERS if pair[0] not in given]
                if b"cache-control" not in given:
                    extra.append((b"cache-control", b"no-store"))
                message["headers"] = [*message["headers"], *extra]
            await send(message)

        if self._is_allowed(scope):
            return await self._app(scope, receive, send_with_headers)
        if scope["type"] == "websocket":
            await send_with_headers({"type": "websocket.http.response.start", "status": 403, "headers": []})
            await send({"type": "websocket.http.response.body", "body": b""})
            return None
        body = b'{"detail":"This host or origin is not allowed. See SUMME_ALLOWED_HOSTS."}'
        kind = [(b"content-type", b"application/json")]
        await send_with_headers({"type": "http.response.start", "status": 403, "headers": kind})
        await send({"type": "http.response.body", "body": body})
        return None

    def _is_allowed(self, scope: Scope) -> bool:
        try:
            return self._allowed(scope)
        except ValueError:  # not a valid address
            return False

    def _allowed(self, scope: Scope) -> bool:
        headers: dict[bytes, str] = {name: value.decode("latin-1") for name, value in scope["headers"]}
        host = headers.get(b"host", "")
        if urlsplit(f"//{host}").hostname not in self._hosts:
            return False
        origin: str | None = headers.get(b"origin")
        if origin is None:
            return bool(scope["type"] != "websocket")
        parts = urlsplit(origin)
        if parts.netloc != host or parts.path or parts.query or parts.fragment:
            return False
        # Where the public URL is https, a page of the same host that came over http is not from this server.
        schemes = (self._public.scheme,) if host == self._public.netloc else ("http", "https")
        return parts.scheme in schemes
