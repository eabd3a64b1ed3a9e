"""Static files: pages, scripts and styles, compressed and served from memory.

An audience that joins makes tens of thousands of requests within seconds, so they are answered before the
application's routing: each file is read once, as the build compressed it, and its headers are made once.
"""

import base64
import hashlib
import os
import re
from functools import lru_cache
from pathlib import Path
from typing import NamedTuple

from starlette.types import ASGIApp, Receive, Scope, Send

from app.web.accept_encoding import accepts
from app.web.origin_guard import CSP

STATIC = Path(__file__).parent / "static"
_TYPES = {
    ".html": "text/html; charset=utf-8",
    ".js": "text/javascript",
    ".css": "text/css",
    ".svg": "image/svg+xml",
    ".txt": "text/plain; charset=utf-8",
}
_READS = frozenset({"GET", "HEAD"})
_ENCODINGS = ((b"br", ".br"), (b"gzip", ".gz"))
_ASSET = re.compile(r"/assets/\w[\w.-]{0,99}", re.ASCII)
_PREVIEW = "preview.html"
_FILES = {
    "/": "home.html",
    "/replay": "replay.html",
    "/icon.svg": "icon.svg",
    "/robots.txt": "robots.txt",
    f"/{_PREVIEW}": _PREVIEW,
}
# The pages of a session, by what follows /{code}/ in the path.
_SCREENS = {
    "": "phone.html",
    "mine": "phone.html",
    "board": "board.html",
    "console": "console.html",
    "report": "report.html",
    "replay": "replay.html",
}
_NO_CODES = frozenset({"api", "ws", "-", "assets", "privacy", "try", "was"})
_FOREVER = b"public, max-age=31536000, immutable"
# The report page inserts HTML from this server under a Trusted Types policy that no other page may use.
_REPORT_CSP = f"{CSP} summe-report"
# Home has the screens of a run sheet that is edited in frames; no other page has frames, or may be in one.
_HOME_CSP = f"{CSP}; frame-src 'self'"
_PREVIEW_CSP = CSP.replace("frame-ancestors 'none'", "frame-ancestors 'self'")
_CSP_OF = {"report.html": _REPORT_CSP, "home.html": _HOME_CSP, _PREVIEW: _PREVIEW_CSP}


class _Answer(NamedTuple):
    head: list[tuple[bytes, bytes]]
    body: bytes


class StaticFiles:
    """Middleware that answers requests for static files, and passes all others on to the application."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        reads = scope["type"] == "http" and scope["method"] in _READS
        name = _name(scope["path"]) if reads else None
        answer = None if name is None else _find(name, scope["headers"])
        if answer is None:
            return await self._app(scope, receive, send)
        await send({"type": "http.response.start", "status": 200, "headers": answer.head})
        await send({"type": "http.response.body", "body": answer.body})
        return None


def _name(path: str) -> str | None:
    """The file that a URL path stands for, which may not exist; None when it stands for none."""
    if path in _FILES:
        return _FILES[path]
    if _ASSET.fullmatch(path):
        return path[1:]
    code, _, screen = path[1:].partition("/")
    return None if code in _NO_CODES else _SCREENS.get(screen)


def _find(name: str, headers: list[tuple[bytes, bytes]]) -> _Answer | None:
    """The file in the smallest encoding that the browser accepts; None when there is none."""
    accepted = b",".join(value for key, value in headers if key == b"accept-encoding")
    for encoding, ending in _ENCODINGS:
        if accepts(accepted, encoding) and (answer := _current(name, encoding, ending)) is not None:
            return answer
    return _current(name, b"", "")


def _current(name: str, encoding: bytes, ending: str) -> _Answer | None:
    try:
        changed_ns = os.stat(f"{STATIC}/{name}{ending}").st_mtime_ns
    except FileNotFoundError:
        return None
    return _response(name, encoding, ending, changed_ns)


@lru_cache(maxsize=256)
def _response(name: str, encoding: bytes, ending: str, _changed_ns: int) -> _Answer:
    """The response, cached; the time of change is part of the key, so that a changed file is read again."""
    body = (STATIC / (name + ending)).read_bytes()
    lasting = name.startswith("assets/") or name == "icon.svg"
    head = [
        (b"content-type", _TYPES.get(Path(name).suffix, "application/octet-stream").encode()),
        (b"content-length", str(len(body)).encode()),
        (b"cache-control", _FOREVER if lasting else b"no-cache"),
        (b"vary", b"accept-encoding"),
    ]
    if encoding:
        head.append((b"content-encoding", encoding))
    if name.endswith(".html"):
        head.append((b"content-security-policy", _policy(name).encode()))
    if name == _PREVIEW:
        head.append((b"x-frame-options", b"SAMEORIGIN"))
    return _Answer(head, body)


def _policy(page: str) -> str:
    """A page's content security policy, which allows only its own inline scripts and styles, by hash."""
    policy = _CSP_OF.get(page, CSP)
    html = (STATIC / page).read_bytes()
    for kind in ("script", "style"):
        for inside in re.findall(rf"<{kind}>(.*?)</{kind}>".encode(), html, re.DOTALL):
            digest = base64.b64encode(hashlib.sha256(inside).digest()).decode()
            policy = policy.replace(f"{kind}-src 'self'", f"{kind}-src 'self' 'sha256-{digest}'")
    return policy
