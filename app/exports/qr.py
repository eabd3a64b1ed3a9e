"""QR codes of addresses, as SVG and as PNG."""

import io
from functools import lru_cache

import qrcode
from qrcode.image.svg import SvgPathFillImage


def _code(url: str) -> qrcode.QRCode:
    code = qrcode.QRCode(border=4, error_correction=qrcode.constants.ERROR_CORRECT_M, box_size=10)
    code.add_data(url)
    return code


@lru_cache(maxsize=64)
def qr_svg(url: str) -> bytes:
    """A QR code as SVG: one path on white, with its quiet zone."""
    out = io.BytesIO()
    _code(url).make_image(image_factory=SvgPathFillImage).save(out)
    return out.getvalue()


def qr_png(url: str) -> bytes:
    """The same as PNG, ten pixels to a module; needs Pillow, which the extra `office` has."""
    from qrcode.image.pil import PilImage

    out = io.BytesIO()
    _code(url).make_image(image_factory=PilImage).save(out, "PNG")
    return out.getvalue()
