"""The five pages, their assets and the join QR; files are read once and sent as they were compressed."""

import io
import re
from collections.abc import Mapping
from functools import lru_cache
from pathlib import Path
from urllib.parse import urlsplit

import qrcode
from fastapi import APIRouter, HTTPException, Request, Response
from qrcode.image.svg import SvgPathFillImage

from app.web.door import unknown_code
from app.web.house import House
from app.web.origin import CSP

STATIC = Path(__file__).parent / "static"
_TYPES = {
    ".html": "text/html; charset=utf-8",
    ".js": "text/javascript",
    ".css": "text/css",
    ".svg": "image/svg+xml",
    ".txt": "text/plain; charset=utf-8",
}
_ENCODINGS = (("br", ".br"), ("gzip", ".gz"))
# The report arrives as HTML from this server and is put in under a policy that no other page has.
REPORT_CSP = f"{CSP} summe-report"
_FOREVER = "public, max-age=31536000, immutable"


def _bytes(path: Path) -> bytes | None:
    return _read(path, path.stat().st_mtime_ns) if path.is_file() else None


@lru_cache(maxsize=256)
def _read(path: Path, _: int) -> bytes:
    return path.read_bytes()


def _file(name: str, headers: Mapping[str, str], cache: str) -> Response:
    path = STATIC / name
    accepted = headers.get("accept-encoding", "")
    for encoding, ending in _ENCODINGS:
        body = _bytes(path.with_name(path.name + ending)) if encoding in accepted else None
        if body is not None:
            break
    else:
        encoding, body = "", _bytes(path)
    if body is None:
        raise HTTPException(404, "There is no such file.")
    sent = {"cache-control": cache, "vary": "accept-encoding"}
    if encoding:
        sent["content-encoding"] = encoding
    return Response(body, media_type=_TYPES.get(path.suffix, "application/octet-stream"), headers=sent)


def qr_svg(url: str) -> bytes:
    """A QR code as SVG: one path on white, with its quiet zone."""
    code = qrcode.QRCode(border=4, error_correction=qrcode.constants.ERROR_CORRECT_M)
    code.add_data(url)
    out = io.BytesIO()
    code.make_image(image_factory=SvgPathFillImage).save(out)
    return out.getvalue()


def pages(house: House) -> APIRouter:
    """The routes of everything a browser shows."""
    router = APIRouter()
    address = urlsplit(house.public_url).netloc

    async def known(code: str) -> str:
        record = await house.log.find(code.upper())
        if record is None:
            raise await unknown_code()
        return record.code

    @router.get("/api/join/{code}")
    async def join(code: str) -> dict[str, str]:
        code = await known(code)
        return {"code": code, "address": address, "url": f"{house.public_url}/{code}"}

    @router.get("/api/qr/{code}.svg")
    async def qr(code: str) -> Response:
        return Response(qr_svg(f"{house.public_url}/{await known(code)}"), media_type="image/svg+xml")

    @router.get("/assets/{name}")
    def asset(name: str, request: Request) -> Response:
        if not re.fullmatch(r"[\w.-]{1,100}", name, re.ASCII):
            raise HTTPException(404, "There is no such file.")
        return _file(f"assets/{name}", request.headers, _FOREVER)

    @router.get("/icon.svg")
    def icon(request: Request) -> Response:
        return _file("icon.svg", request.headers, _FOREVER)

    @router.get("/robots.txt")
    def robots(request: Request) -> Response:
        return _file("robots.txt", request.headers, "no-cache")

    @router.get("/")
    def home(request: Request) -> Response:
        return _file("home.html", request.headers, "no-cache")

    @router.get("/{code}")
    @router.get("/{code}/mine")
    def phone(code: str, request: Request) -> Response:
        return _file("phone.html", request.headers, "no-cache")

    @router.get("/{code}/board")
    def board(code: str, request: Request) -> Response:
        return _file("board.html", request.headers, "no-cache")

    @router.get("/{code}/console")
    def console(code: str, request: Request) -> Response:
        return _file("console.html", request.headers, "no-cache")

    @router.get("/{code}/report")
    def report(code: str, request: Request) -> Response:
        page = _file("report.html", request.headers, "no-cache")
        page.headers["content-security-policy"] = REPORT_CSP
        return page

    return router
