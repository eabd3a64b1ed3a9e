"""The slide with which people join (`slide.py`) as a presentation of one slide, in the board's look."""

import io

from pptx.enum.shapes import MSO_SHAPE

from app.exports.fitting import largest
from app.exports.office import xml_text
from app.exports.qr import qr_png
from app.exports.slide import JoinSlide
from app.exports.slides import EDGE, MARGIN, Line, block, new_deck, px, saved, text_box, write
from app.exports.svg import INK, SOFT
from app.exports.words import words_in

# As on the board: the code at the right, four fifths as high as the slide.
_QR, _TOP, _WIDTH = 852, 114, 780
_LEFT = 1920 - MARGIN - _QR


def join_slide(slide: JoinSlide) -> bytes:
    """The file."""
    deck = new_deck()
    made = deck.slides.add_slide(deck.slide_layouts[0])
    title = made.shapes.title
    title.left, title.top, title.width, title.height = map(px, (MARGIN, _TOP - 12, _WIDTH, 270))
    size = largest(slide.title, range(88, 39, -4), _WIDTH, 270, bold=True)
    write(title, [(slide.title, size, True, INK)])
    if slide.subtitle:
        letters = largest(slide.subtitle, range(40, 27, -4), _WIDTH, 130)
        text_box(made, MARGIN, 396, _WIDTH, 130, [(slide.subtitle, letters, False, SOFT)])
    scan = words_in(slide.language).scan
    address = largest(slide.address, range(64, 31, -4), _WIDTH, 80, bold=True)
    lines: list[Line] = [(scan, 36, False, SOFT), (slide.address, address, True, INK)]
    text_box(made, MARGIN, 576, _WIDTH, 150, lines)
    text_box(made, MARGIN, 756, _WIDTH, 190, [(slide.spaced_code, 140, True, INK)])
    if slide.accent:
        block(made, 0, 0, 1920, 16, slide.accent)
    leaf = MSO_SHAPE.ROUND_2_DIAG_RECTANGLE
    block(made, _LEFT, _TOP, _QR, _QR, "#FFFFFF", shape=leaf, edge=EDGE).adjustments[0] = 0.04
    # The white of the picture is the code's own quiet zone; its corners leave the leaf's edge to be seen.
    x, y, side = px(_LEFT + 14), px(_TOP + 14), px(_QR - 28)
    picture = made.shapes.add_picture(io.BytesIO(qr_png(slide.url)), x, y, side, side)
    picture._element.nvPicPr.cNvPr.set("descr", f"QR: {xml_text(slide.url)}")
    return saved(deck, slide.title, slide.at_ms, slide.language)
