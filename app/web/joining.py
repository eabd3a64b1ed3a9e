"""Routes for the URL at which people join a session, and its QR code."""

import io
from functools import lru_cache
from urllib.parse import urlsplit

import qrcode
from fastapi import APIRouter, Response
from pydantic import BaseModel
from qrcode.image.svg import SvgPathFillImage

from app.web.body_limit import LimitedRoute
from app.web.dependencies import CurrentContext, KnownCode, files, refused


@lru_cache(maxsize=64)
def qr_svg(url: str) -> bytes:
    """A QR code as SVG: one path on white, with its quiet zone."""
    code = qrcode.QRCode(border=4, error_correction=qrcode.constants.ERROR_CORRECT_M)
    code.add_data(url)
    out = io.BytesIO()
    code.make_image(image_factory=SvgPathFillImage).save(out)
    return out.getvalue()


class Address(BaseModel):
    """Where people join: `url` as a link, `address` as people read and type it."""

    code: str
    address: str
    url: str


router = APIRouter(route_class=LimitedRoute, tags=["joining"], responses=refused(404, 503))


@router.get("/api/join/{code}")
async def join(context: CurrentContext, code: KnownCode) -> Address:
    """The address that people join a session at."""
    address = urlsplit(context.public_url).netloc
    return Address(code=code, address=address, url=f"{context.public_url}/{code}")


@router.get("/api/qr/{code}.svg", response_class=Response, responses=files("image/svg+xml"))
async def qr(context: CurrentContext, code: KnownCode) -> Response:
    """The address that people join a session at, as a QR code."""
    return Response(qr_svg(f"{context.public_url}/{code}"), media_type="image/svg+xml")
