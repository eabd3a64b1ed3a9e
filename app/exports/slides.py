"""Pieces of a PowerPoint file in the board's look: the page, its texts, cards and the pitfalls' shapes.

Measures are in the board's pixels, of which a slide has 1920 by 1080; sizes of letters too.
"""

import io
from collections.abc import Iterable
from typing import Any, Final

from pptx import Presentation
from pptx.dml.color import RGBColor
from pptx.enum.shapes import MSO_SHAPE
from pptx.enum.text import MSO_ANCHOR, MSO_AUTO_SIZE, PP_ALIGN
from pptx.opc.constants import RELATIONSHIP_TYPE
from pptx.presentation import Presentation as Deck
from pptx.shapes.autoshape import Shape
from pptx.slide import Slide
from pptx.util import Emu, Pt

from app.exports.fitting import largest
from app.exports.office import FONT, is_right_to_left, locale_of, packed, xml_text
from app.exports.svg import FILLS, INK, PAPER, fill_of

WIDTH: Final = 1920
HEIGHT: Final = 1080
MARGIN: Final = 96
EDGE: Final = "#C9C5BD"
# The space below a paragraph, in parts of the size of its letters; around the text of a card, and what its
# soft corners take of it besides.
AFTER: Final = 0.12
INSET: Final = 16
CORNERS: Final = 16
_PIXEL: Final = 6350
_THEME: Final = "ppt/theme/theme1.xml"
_ONLY_TITLE: Final = "Title Only"
_SHAPES: Final = (
    MSO_SHAPE.OVAL,
    MSO_SHAPE.ISOSCELES_TRIANGLE,
    MSO_SHAPE.RECTANGLE,
    MSO_SHAPE.STAR_5_POINT,
    MSO_SHAPE.DIAMOND,
    MSO_SHAPE.HEXAGON,
)
_LIGHT_TEXT: Final = (1, 4)


def px(pixels: float) -> Emu:
    """So many of the board's pixels as PowerPoint measures."""
    return Emu(int(pixels * _PIXEL))


def pt(pixels: float) -> Pt:
    """The size of letters so many pixels high."""
    return Pt(pixels / 2)


def rgb(colour: str) -> RGBColor:
    return RGBColor(*bytes.fromhex(colour.lstrip("#")))


def text_on(number: int) -> str:
    """The colour of text on the colour of the pitfall with this number."""
    return "#FFFFFF" if (number - 1) % len(FILLS) + 1 in _LIGHT_TEXT and number else INK


def new_deck() -> Deck:
    """An empty presentation of wide slides with one layout, a title alone."""
    deck = Presentation()
    deck.slide_width, deck.slide_height = px(WIDTH), px(HEIGHT)
    for part in (deck.part, deck.part.package):
        for id, relation in [*part._rels.items()]:
            if any(name in relation.reltype for name in ("thumbnail", "printerSettings")):
                part._rels.pop(id)
    for layout in [*deck.slide_layouts]:
        if layout.name != _ONLY_TITLE:
            deck.slide_layouts.remove(layout)
    master = deck.slide_master
    master.background.fill.solid()
    master.background.fill.fore_color.rgb = rgb(PAPER)
    for place in (*master.placeholders, *deck.slide_layouts[0].placeholders):
        if place.placeholder_format.type == 1:
            place.left, place.top, place.width, place.height = px(MARGIN), px(56), px(1728), px(130)
        else:
            place._element.getparent().remove(place._element)
    return deck


def saved(deck: Deck, title: str, at_ms: int, language: str) -> bytes:
    """The file of a presentation."""
    locale = locale_of(language)
    charts = (shape.chart for slide in deck.slides for shape in slide.shapes if shape.has_chart)
    for part in (deck, *deck.slides, deck.slide_master, *deck.slide_layouts, *charts):
        for words in part.part._element.iter("{*}rPr", "{*}endParaRPr", "{*}defRPr"):
            words.set("lang", locale)
    theme = deck.slide_master.part.part_related_by(RELATIONSHIP_TYPE.THEME).blob
    out = io.BytesIO()
    deck.save(out)
    return packed(out.getvalue(), title, at_ms, language, {_THEME: _own_colours(theme)})


def _own_colours(theme: bytes) -> bytes:
    """The theme with the pitfalls' colours, so that what people add to a slide has them too."""
    text, named = theme.decode(), dict(zip(range(1, 7), FILLS, strict=True))
    for number, colour in named.items():
        before, _, rest = text.partition(f"<a:accent{number}>")
        text = f'{before}<a:accent{number}><a:srgbClr val="{colour[1:]}"/>{rest[rest.index("</a:accent") :]}'
    before, _, rest = text.partition("<a:dk1>")
    return f'{before}<a:dk1><a:srgbClr val="{INK[1:]}"/>{rest[rest.index("</a:dk1") :]}'.encode()


def new_slide(deck: Deck, title: str, *, left: float = MARGIN, width: float = 1728, size: int = 72) -> Slide:
    """A slide with its title, as large as fits two lines."""
    slide: Slide = deck.slides.add_slide(deck.slide_layouts[0])
    place: Any = slide.shapes.title
    place.left, place.top, place.width, place.height = px(left), px(48), px(width), px(168)
    write(place, [(title, largest(title, range(size, 35, -4), width, 168, bold=True), True, INK)])
    place.text_frame.vertical_anchor = MSO_ANCHOR.MIDDLE
    return slide


# A text, its size in pixels, whether it is bold, and its colour.
Line = tuple[str, int, bool, str]


def write(shape: Any, lines: Iterable[Line], *, inset: float = 0, align: PP_ALIGN = PP_ALIGN.LEFT) -> None:
    """Fill a shape with paragraphs; nothing in them is anything but text."""
    frame = shape.text_frame
    frame.word_wrap = True
    frame.auto_size = MSO_AUTO_SIZE.TEXT_TO_FIT_SHAPE
    frame.margin_left = frame.margin_right = frame.margin_top = frame.margin_bottom = px(inset)
    frame.vertical_anchor = MSO_ANCHOR.TOP
    for n, (text, size, bold, colour) in enumerate(lines):
        paragraph = frame.paragraphs[0] if n == 0 else frame.add_paragraph()
        paragraph.alignment = align
        paragraph.space_after = pt(size * AFTER)
        run = paragraph.add_run()
        # A new line within a text is a new line of the same paragraph.
        first, *rest = xml_text(text).replace("\t", " ").split("\n")
        run.text = first
        runs = [run]
        for line in rest:
            paragraph.add_line_break()
            run = paragraph.add_run()
            run.text = line
            runs.append(run)
        for run in runs:
            run.font.size, run.font.bold, run.font.name = pt(size), bold, FONT
            run.font.color.rgb = rgb(colour)
        if is_right_to_left(text):
            paragraph._p.get_or_add_pPr().set("rtl", "1")
            paragraph.alignment = PP_ALIGN.RIGHT


def text_box(slide: Slide, x: float, y: float, width: float, height: float, lines: Iterable[Line]) -> Shape:
    box = slide.shapes.add_textbox(px(x), px(y), px(width), px(height))
    write(box, lines)
    return box


def block(
    slide: Slide,
    x: float,
    y: float,
    width: float,
    height: float,
    fill: str,
    *,
    shape: MSO_SHAPE = MSO_SHAPE.RECTANGLE,
    edge: str | None = None,
    name: str = "",
) -> Shape:
    """A filled shape without a shadow; with an `edge` of this colour."""
    made = slide.shapes.add_shape(shape, px(x), px(y), px(width), px(height))
    made.shadow.inherit = False
    made.fill.solid()
    made.fill.fore_color.rgb = rgb(fill)
    if edge:
        made.line.color.rgb = rgb(edge)
        made.line.width = px(2)
    else:
        made.line.fill.background()
    if name:
        made.name = name
    return made


def card(slide: Slide, x: float, y: float, width: float, height: float, lines: Iterable[Line]) -> Shape:
    """A white card with two soft corners, like a leaf on the board."""
    made = block(slide, x, y, width, height, "#FFFFFF", shape=MSO_SHAPE.ROUND_2_DIAG_RECTANGLE, edge=EDGE)
    made.adjustments[0] = min(0.5, 24 / min(width, height))
    write(made, lines, inset=INSET)
    return made


def pitfall_shape(
    slide: Slide, number: int, x: float, y: float, size: float, *, blank: bool = False
) -> Shape:
    """The mark of a pitfall, with its number; `blank` is white, for the pitfall's own colour."""
    fill = "#FFFFFF" if blank else fill_of(number)
    kind = _SHAPES[(number - 1) % len(_SHAPES)] if number else MSO_SHAPE.ROUND_2_DIAG_RECTANGLE
    made = block(slide, x, y, size, size, fill, shape=kind, edge=INK)
    if number:
        colour = INK if blank else text_on(number)
        write(made, [(str(number), int(size * 0.42), True, colour)], align=PP_ALIGN.CENTER)
        # In a triangle the room for a digit is at the bottom.
        low = kind == MSO_SHAPE.ISOSCELES_TRIANGLE
        made.text_frame.vertical_anchor = MSO_ANCHOR.BOTTOM if low else MSO_ANCHOR.MIDDLE
        made.text_frame.auto_size = MSO_AUTO_SIZE.NONE
        made.text_frame.word_wrap = False
    return made
