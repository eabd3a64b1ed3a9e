"""Images for tests: an SVG around a body, and a PNG made of its parts."""

import struct
import zlib

from app.core.logo import PNG, SVG, data_url

MARK = '<path d="M0 10 15 0 30 10Z" fill="#0b5d3b"></path>'


def svg(body: str = MARK, root: str = 'viewBox="0 0 30 10"', before: str = "") -> str:
    source = f'{before}<svg xmlns="http://www.w3.org/2000/svg" {root}>{body}</svg>'
    return data_url(SVG, source.encode())


def chunk(kind: bytes, body: bytes) -> bytes:
    return struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))


def png_file(
    width: int = 3, height: int = 2, pixels: bytes | None = None, more: bytes = b"", colour: int = 6
) -> bytes:
    """A PNG of 8 bits a sample, green where `pixels` (compressed) are not given."""
    if pixels is None:
        pixels = zlib.compress((b"\0" + bytes((11, 93, 59, 255)) * width) * height)
    header = struct.pack(">IIBBBBB", width, height, 8, colour, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + more + chunk(b"IDAT", pixels) + chunk(b"IEND", b"")


def png(image: bytes) -> str:
    return data_url(PNG, image)
