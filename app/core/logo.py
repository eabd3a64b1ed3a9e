"""Logos of run sheets: a small SVG or PNG, made again of nothing but what draws.

A logo is untrusted wherever it comes from (a file beside the run sheet, a log, an export) and is read here
each time. Of an SVG only listed elements, attributes and style properties are kept; a PNG keeps its size, its
pixels and its colours. What could act, load something or take long to draw is refused. Reading what was made
here gives the same again.
"""

import base64
import binascii
import hashlib
import re
import struct
import zlib
from collections.abc import Callable, Iterator
from functools import lru_cache
from xml.parsers import expat
from xml.sax.saxutils import escape, quoteattr

from app.core import run_sheet_faults as words
from app.core.run_sheet_faults import Worded

# What a phone on bad Wi-Fi can be asked to load; and what a file may have before it is made smaller.
MOST_BYTES = 20_000
MOST_FILE_BYTES = 200_000
MOST_PIXELS = 1_000
_MOST_DEPTH = 50
_SIZES = (0.1, 100_000)
_WIDEST = 20
SVG, PNG = "image/svg+xml", "image/png"
# By ending of a file's name.
ENDINGS = {"svg": SVG, "png": PNG}
DATA_URL = r"data:image/(svg\+xml|png);base64,[A-Za-z0-9+/]+={0,2}"


class NotALogo(Exception):
    """The image cannot be used: what was found, and what is expected instead."""

    def __init__(self, found: Worded, expected: Worded) -> None:
        super().__init__(f"found {found['en']}, expected {expected['en']}")
        self.found = found
        self.expected = expected


def data_url(media_type: str, image: bytes) -> str:
    return f"data:{media_type};base64,{base64.b64encode(image).decode()}"


def read_logo(url: str) -> str:
    """The logo of a data URL, made again, as a data URL; raises NotALogo."""
    media_type, image = _parts(url)
    made = _MAKERS[media_type](image)
    if len(made) > MOST_BYTES:
        raise NotALogo(words.so_many_bytes(len(made)), words.what_wifi_carries(MOST_BYTES))
    return data_url(media_type, made)


@lru_cache(maxsize=64)
def image_of(logo: str) -> tuple[str, bytes]:
    """The media type and the bytes of a logo that has been read."""
    return _parts(logo)


@lru_cache(maxsize=64)
def fingerprint(logo: str) -> str:
    """16 hexadecimal digits that are others for another image, by which browsers keep it."""
    return hashlib.sha256(logo.encode()).hexdigest()[:16]


def _parts(url: str) -> tuple[str, bytes]:
    if not re.fullmatch(DATA_URL, url):
        raise NotALogo(words.NO_IMAGE, words.A_LOGO_FILE)
    head, _, body = url.partition(",")
    if len(body) > 2 * MOST_FILE_BYTES:
        raise NotALogo(words.A_LARGE_FILE, words.at_most_bytes(MOST_FILE_BYTES))
    try:
        image = base64.b64decode(body, validate=True)
    except binascii.Error:
        raise NotALogo(words.A_DAMAGED_DATA_URL, words.AN_IMAGE_IN_BASE64) from None
    return head.removeprefix("data:").removesuffix(";base64"), image


# ---- SVG

_NAMESPACE = "http://www.w3.org/2000/svg"
_LINK = "http://www.w3.org/1999/xlink href"
_SHAPES = frozenset({"path", "rect", "circle", "ellipse", "line", "polyline", "polygon"})
_GRADIENTS = frozenset({"linearGradient", "radialGradient"})
_ELEMENTS = _SHAPES | _GRADIENTS | {"svg", "g", "defs", "stop", "clipPath", "style"}
# They draw nothing; the logo's text is in the run sheet.
_DROPPED = frozenset({"metadata", "title", "desc"})
_PROPERTIES = frozenset(
    {
        *("fill", "fill-opacity", "fill-rule", "clip-rule", "opacity", "color", "display", "visibility"),
        *("stroke", "stroke-width", "stroke-opacity", "stroke-linecap", "stroke-linejoin"),
        *("stroke-miterlimit", "stroke-dasharray", "stroke-dashoffset", "paint-order", "vector-effect"),
        *("stop-color", "stop-opacity", "enable-background", "shape-rendering", "overflow", "isolation"),
        *("mix-blend-mode", "font-variation-settings"),
    }
)
_ATTRIBUTES = _PROPERTIES | {
    *("id", "class", "style", "transform", "d", "points", "x", "y", "width", "height", "rx", "ry"),
    *("cx", "cy", "r", "x1", "y1", "x2", "y2", "fx", "fy", "offset", "viewBox", "preserveAspectRatio"),
    *("gradientUnits", "gradientTransform", "spreadMethod", "clipPathUnits", "clip-path", "pathLength"),
    *("version", "type", "href"),
}
_OWN_REFERENCE = re.compile(r"""url\(\s*(['"]?)#[\w.:-]+\1\s*\)""", re.ASCII)
_SELECTORS = re.compile(r"[\w.#,*>\s-]+", re.ASCII)
# One that has no end goes to the end of the style, as it does for a browser.
_COMMENT = re.compile(r"/\*(?:[^*]|\*(?!/))*(?:\*/|\Z)")
_NUMBER = r"[+-]?(?:\d+(?:\.\d*)?|\.\d+)(?:[eE][+-]?\d{1,2})?"
_SIZE = re.compile(rf"({_NUMBER})(?:px|pt|mm|cm|in)?")
_VIEW_BOX = re.compile(r"[\s,]+".join([f"({_NUMBER})"] * 4))


def _svg(source: bytes) -> bytes:
    drawing = _Drawing()
    parser = expat.ParserCreate(namespace_separator=" ")
    parser.StartDoctypeDeclHandler = drawing.doctype
    parser.StartElementHandler = drawing.begin
    parser.EndElementHandler = drawing.end
    parser.CharacterDataHandler = drawing.text
    try:
        parser.Parse(source, True)
    except expat.ExpatError as error:
        raise NotALogo(words.a_damaged_svg(error), words.A_WHOLE_SVG) from None
    return "".join(drawing.made).encode()


class _Drawing:
    """The SVG that is made while another is read."""

    def __init__(self) -> None:
        self.made: list[str] = []
        self._open: list[str] = []
        self._style = ""
        self._skipped = 0  # how many elements are open that are left out

    def doctype(self, _name: str, _system: str | None, _public: str | None, has_subset: int) -> None:
        if has_subset:
            raise NotALogo(words.AN_SVG_WITH_ENTITIES, words.A_PLAIN_SVG)

    def begin(self, qualified: str, given: dict[str, str]) -> None:
        namespace, _, name = qualified.rpartition(" ")
        if self._skipped or (self._open and (namespace != _NAMESPACE or name in _DROPPED)):
            self._skipped += 1
            return
        if not self._open and (namespace, name) != (_NAMESPACE, "svg"):
            raise NotALogo(words.a_file_that_begins_with(name[:20]), words.AN_SVG)
        if name not in _ELEMENTS or (self._open and name == "svg"):
            advice = words.LETTERS_AS_PATHS if name in ("text", "tspan") else words.ONLY_SHAPES
            raise NotALogo(words.an_svg_with(f"<{name[:20]}>"), advice)
        if len(self._open) >= _MOST_DEPTH:
            raise NotALogo(words.A_DEEP_SVG, words.at_most_elements(_MOST_DEPTH))
        attributes = dict(self._kept(name, given))
        if not self._open:
            attributes = {"xmlns": _NAMESPACE, "viewBox": _view_box(attributes)} | {
                attribute: value
                for attribute, value in attributes.items()
                if attribute in _PROPERTIES or attribute in ("id", "class", "style")
            }
        self._open.append(name)
        written = "".join(f" {attribute}={quoteattr(value)}" for attribute, value in attributes.items())
        self.made.append(f"<{name}{written}>")

    def end(self, _qualified: str) -> None:
        if self._skipped:
            self._skipped -= 1
            return
        if self._open[-1] == "style":
            self.made.append(escape(_checked_style_sheet(self._style)))
            self._style = ""
        self.made.append(f"</{self._open.pop()}>")

    def text(self, characters: str) -> None:
        """The text of a style; no other element that is kept has any."""
        if not self._skipped and self._open and self._open[-1] == "style":
            self._style += characters

    def _kept(self, element: str, given: dict[str, str]) -> Iterator[tuple[str, str]]:
        for qualified, value in given.items():
            name = "href" if qualified == _LINK else qualified
            if " " in name or name.startswith(("data-", "aria-")) or name == "role":
                continue  # of a drawing program, or for readers of the page
            if name not in _ATTRIBUTES:
                raise NotALogo(words.an_svg_with(f"{name[:30]}=…"), words.ONLY_SHAPES)
            if name == "href" and not (element in _GRADIENTS and re.fullmatch(r"#[\w.:-]+", value)):
                raise NotALogo(words.an_svg_that_refers_to(value[:30]), words.A_WHOLE_DRAWING)
            if name == "clip-path" and "clipPath" in (element, *self._open):
                raise NotALogo(words.CLIPS_IN_CLIPS, words.UNCLIPPED_CLIPS)
            if name == "style":
                _check_declarations(value)
            else:
                _check_property(name, value)
            yield name, value


def _view_box(attributes: dict[str, str]) -> str:
    given = attributes.get("viewBox")
    if given is None:
        sizes = [_SIZE.fullmatch(attributes.get(name, "").strip()) for name in ("width", "height")]
        given = " ".join(["0 0", *(size[1] for size in sizes if size)])
    box = _VIEW_BOX.fullmatch(given.strip())
    if box is None:
        raise NotALogo(words.AN_SVG_WITHOUT_SIZE, words.A_VIEW_BOX)
    width, height = float(box[3]), float(box[4])
    if not all(_SIZES[0] <= size <= _SIZES[1] for size in (width, height)):
        raise NotALogo(words.an_svg_of(width, height), words.A_VIEW_BOX)
    _check_shape(width, height)
    return given


def _check_shape(width: float, height: float) -> None:
    """Raises NotALogo for an image that would be a line where it is shown."""
    if not height <= width * _WIDEST <= height * _WIDEST**2:
        raise NotALogo(words.a_logo_of(width, height), words.at_most_so_wide(_WIDEST))


def _checked_style_sheet(style: str) -> str:
    """The style without comments, so that nothing is kept that was not looked at."""
    kept = _COMMENT.sub("", style)
    rules = kept.split("}")
    for rule in rules[:-1]:
        selectors, opened, declarations = rule.partition("{")
        if not opened or not _SELECTORS.fullmatch(selectors):
            raise _style_refused(selectors)
        _check_declarations(declarations)
    if rules[-1].strip():
        raise _style_refused(rules[-1])
    return kept


def _check_declarations(style: str) -> None:
    for declaration in filter(str.strip, style.split(";")):
        name, _, value = declaration.partition(":")
        # A drawing program's own properties begin with a dash and mean nothing to a browser.
        if name.strip() not in _PROPERTIES and not re.fullmatch(r"-inkscape-[a-z-]+", name.strip()):
            raise _style_refused(name)
        _check_property(name.strip(), value)


def _style_refused(style: str) -> NotALogo:
    return NotALogo(words.an_svg_with_style(style.strip()[:30]), words.ONLY_COLOURS)


def _check_property(name: str, value: str) -> None:
    # A line of endlessly many dashes takes endlessly long to draw.
    if name == "stroke-dasharray" and value.strip() not in ("none", "0"):
        raise NotALogo(words.AN_SVG_WITH_DASHES, words.DASHES_AS_SHAPES)
    _check_value(value)


def _check_value(value: str) -> None:
    rest = _OWN_REFERENCE.sub("", value)
    if re.search(r"url|:|@|\\|[{}<]|[\x00-\x08\x0b-\x1f]", rest.lower()):
        raise NotALogo(words.an_svg_with(repr(value.strip()[:30])), words.A_WHOLE_DRAWING)


# ---- PNG

_SIGNATURE = b"\x89PNG\r\n\x1a\n"
_ONCE = (b"IHDR", b"PLTE", b"tRNS")
_KEPT = frozenset({*_ONCE, b"sRGB", b"gAMA", b"IDAT", b"IEND"})
# Samples of a pixel, by the header's colour type.
_SAMPLES = {0: 1, 2: 3, 3: 1, 4: 2, 6: 4}
_BY_PALETTE = 3


def _png(image: bytes) -> bytes:
    chunks = list(_chunks(image))
    kinds = [kind for kind, _ in chunks]
    if kinds[:1] != [b"IHDR"] or kinds[-1:] != [b"IEND"] or any(kinds.count(kind) > 1 for kind in _ONCE):
        raise _damaged()
    pixels = b"".join(body for kind, body in chunks if kind == b"IDAT")
    _check_pixels(chunks[0][1], pixels, has_palette=b"PLTE" in kinds)
    others = [(kind, body) for kind, body in chunks[:-1] if kind not in (b"IDAT", b"IEND")]
    return _SIGNATURE + b"".join(
        struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))
        for kind, body in (*others, (b"IDAT", pixels), (b"IEND", b""))
    )


def _damaged() -> NotALogo:
    return NotALogo(words.A_DAMAGED_PNG, words.A_WHOLE_PNG)


def _chunks(image: bytes) -> Iterator[tuple[bytes, bytes]]:
    """The chunks that are kept, up to the end; what a camera or a program noted beside the pixels is not."""
    if not image.startswith(_SIGNATURE):
        raise NotALogo(words.NO_PNG, words.A_PNG)
    at = len(_SIGNATURE)
    while at + 12 <= len(image):
        length = int.from_bytes(image[at : at + 4], "big")
        kind, body = image[at + 4 : at + 8], image[at + 8 : at + 8 + length]
        end = at + 12 + length
        if len(body) < length or image[end - 4 : end] != struct.pack(">I", zlib.crc32(kind + body)):
            raise _damaged()
        if kind in _KEPT:
            yield kind, body
        if kind == b"IEND":
            return
        at = end
    raise _damaged()


def _check_pixels(header: bytes, pixels: bytes, *, has_palette: bool) -> None:
    """Raises NotALogo unless the pixels are as many as the header says, and no more than can be shown."""
    if len(header) != 13:
        raise _damaged()
    width, height, depth, colour, _, _, interlaced = struct.unpack(">IIBBBBB", header)
    if not (1 <= width <= MOST_PIXELS and 1 <= height <= MOST_PIXELS):
        raise NotALogo(words.so_many_pixels(width, height), words.at_most_pixels(MOST_PIXELS))
    _check_shape(width, height)
    if colour not in _SAMPLES or (colour == _BY_PALETTE and not has_palette) or depth not in (1, 2, 4, 8, 16):
        raise _damaged()
    bits = _SAMPLES[colour] * depth
    # Interlaced, the pixels are in seven parts, whose rows are rounded up to bytes each.
    most = height * (1 + (width * bits + 7) // 8) + (interlaced and 16 * (width + height) + 64)
    least = height * ((width * bits + 7) // 8)
    stream = zlib.decompressobj()
    try:
        found = len(stream.decompress(pixels, most + 1))
    except zlib.error:
        raise _damaged() from None
    if not (stream.eof and least <= found <= most):
        raise _damaged()


_MAKERS: dict[str, Callable[[bytes], bytes]] = {SVG: _svg, PNG: _png}
