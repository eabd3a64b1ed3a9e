"""The OpenAPI description of all routes, a plain HTTP client, and a check for security headers."""

import asyncio
import http.client
import tempfile
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any, TypeVar
from urllib.parse import quote

from app.main import routes
from app.settings import Settings
from app.store.memory import MemoryLog
from app.web.context import open_context
from app.web.metrics import Metrics
from app.web.public_address import PublicAddress
from app.web.rate_limit import RateLimiter
from tests.server import Server

Schema = dict[str, Any]
T = TypeVar("T")
MOST_AT_ONCE = 32


@dataclass(frozen=True)
class Answer:
    status: int
    headers: http.client.HTTPMessage
    body: bytes


@cache
def description() -> Schema:
    """FastAPI's description of all routes, which the server does not serve."""

    async def describe() -> Schema:
        with tempfile.TemporaryDirectory() as folder:
            settings = Settings(data=Path(folder))
            async with open_context(
                settings, MemoryLog(), Metrics(), PublicAddress("http://summe.test"), ""
            ) as context:
                return dict(routes(context, RateLimiter(1, 5)).openapi())

    return asyncio.run(describe())


def ask(
    server: Server,
    method: str,
    path: str,
    body: bytes | None = None,
    key: str | None = None,
    **headers: str,
) -> Answer:
    """Send one request on a new connection."""
    line = http.client.HTTPConnection("127.0.0.1", server.port, timeout=30)
    headers.setdefault("Content-Type", "application/json")
    if key is not None:
        headers["Authorization"] = f"Bearer {key}"
    try:
        line.request(method, path, body, headers)
        answer = line.getresponse()
        return Answer(answer.status, answer.headers, answer.read())
    finally:
        line.close()


def at_once(requests: Sequence[Callable[[], T]]) -> list[T]:
    """The results of all requests, sent at once, since a wrong key is answered half a second late."""
    with ThreadPoolExecutor(MOST_AT_ONCE) as threads:
        return [sent.result() for sent in [threads.submit(request) for request in requests]]


def filled(path: str, values: dict[str, str]) -> str:
    """A route's path with its parameters filled in, each quoted to stay one segment."""
    for name, value in values.items():
        path = path.replace("{%s}" % name, quote(value, safe=""))
    return path


def lacks(answer: Answer) -> list[str]:
    """The security headers that a response of any status lacks."""
    headers = answer.headers
    wanted = {
        "content-security-policy": "default-src 'none'",
        "x-content-type-options": "nosniff",
        "referrer-policy": "no-referrer",
        "cross-origin-opener-policy": "same-origin",
        "cross-origin-resource-policy": "same-origin",
        "x-frame-options": "DENY",
        "permissions-policy": "camera=()",
        "cache-control": "",
    }
    unwanted = ("server", "x-powered-by", "access-control-allow-origin", "set-cookie")
    missing = [name for name, value in wanted.items() if value not in (headers.get(name) or "\0")]
    return missing + [name for name in unwanted if name in headers]
