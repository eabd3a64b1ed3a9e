"""The address that people join at, and its QR code."""

import io
from functools import lru_cache
from urllib.parse import urlsplit

import qrcode
from fastapi import APIRouter, Response
from qrcode.image.svg import SvgPathFillImage

from app.web.door import unknown_code
from app.web.house import House


@lru_cache(maxsize=64)
def qr_svg(url: str) -> bytes:
    """A QR code as SVG: one path on white, with its quiet zone."""
    code = qrcode.QRCode(border=4, error_correction=qrcode.constants.ERROR_CORRECT_M)
    code.add_data(url)
    out = io.BytesIO()
    code.make_image(image_factory=SvgPathFillImage).save(out)
    return out.getvalue()


def joining(house: House) -> APIRouter:
    """The routes of the way in."""
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

    return router
