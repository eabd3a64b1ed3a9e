"""Routes for the URL at which people join a session, its QR code, and the logo that they see there."""

import io
from functools import lru_cache

import qrcode
from fastapi import APIRouter, HTTPException, Response
from pydantic import BaseModel
from qrcode.image.svg import SvgPathFillImage

from app.core.logo import PNG, SVG, fingerprint, image_of
from app.web.body_limit import LimitedRoute
from app.web.dependencies import CurrentContext, KnownCode, files, refused, room_of

# Opened as a page of its own, the image may load nothing and run nothing.
_IMAGE = {
    "content-security-policy": "default-src 'none'; style-src 'unsafe-inline'; sandbox",
    "content-disposition": "inline",
    "cache-control": "private, max-age=31536000, immutable",
}

NO_NETWORK = (
    "The server's computer has no network yet, so there is no address to join at. Join a network, or start a "
    "hotspot on it."
)


@lru_cache(maxsize=64)
def qr_svg(url: str) -> bytes:
    """A QR code as SVG: one path on white, with its quiet zone."""
    code = qrcode.QRCode(border=4, error_correction=qrcode.constants.ERROR_CORRECT_M)
    code.add_data(url)
    out = io.BytesIO()
    code.make_image(image_factory=SvgPathFillImage).save(out)
    return out.getvalue()


class Address(BaseModel):
    """Where people join: `url` as a link, `address` as people read and type it.

    Both are empty while the server's computer has had no network yet.
    """

    code: str
    address: str
    url: str


router = APIRouter(route_class=LimitedRoute, tags=["joining"], responses=refused(404, 503))


@router.get("/api/join/{code}")
async def join(context: CurrentContext, code: KnownCode) -> Address:
    """The address that people join a session at."""
    public = context.public
    return Address(code=code, address=public.netloc, url=f"{public.url}/{code}" if public.url else "")


@router.get("/api/qr/{code}.svg", response_class=Response, responses=files("image/svg+xml"))
async def qr(context: CurrentContext, code: KnownCode) -> Response:
    """The address that people join a session at, as a QR code."""
    if not context.public.url:
        raise HTTPException(503, NO_NETWORK)
    return Response(qr_svg(f"{context.public.url}/{code}"), media_type="image/svg+xml")


@router.get("/api/logo/{code}/{name}", response_class=Response, responses=files(SVG, PNG))
async def logo(context: CurrentContext, code: KnownCode, name: str) -> Response:
    """The session's logo, under the name that screens are sent; it never changes under that name."""
    sheet = (await room_of(context, code)).state.run_sheet
    if not sheet.logo or name != fingerprint(sheet.logo):
        raise HTTPException(404, "This session has no such logo.")
    media_type, image = image_of(sheet.logo)
    return Response(image, media_type=media_type, headers=_IMAGE)
