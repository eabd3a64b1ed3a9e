"""Reading back the files of Word and PowerPoint: as a reader sees them, and as text to compare."""

import io
from collections.abc import Iterator
from typing import Any
from zipfile import ZipFile

import pptx
from docx import Document
from docx.table import Table
from docx.text.paragraph import Paragraph


def document_as_text(file: bytes) -> str:
    """Every paragraph of a document with its style, and every row of its tables, one a line."""
    return "".join(f"{line}\n" for line in _lines(file))


def _lines(file: bytes) -> Iterator[str]:
    for block in Document(io.BytesIO(file)).iter_inner_content():
        if isinstance(block, Table):
            for row in block.rows:
                yield f"| {' | '.join(repr(cell.text) for cell in row.cells)}"
        else:
            yield f"{style_of(block)} {block.text!r}"


def style_of(paragraph: Paragraph) -> str:
    """The name of a paragraph's style."""
    assert paragraph.style is not None
    return f"[{paragraph.style.name}]"


def text_of_document(file: bytes) -> str:
    """The text of a document as its reader sees it."""
    document = Document(io.BytesIO(file))
    texts = []
    for block in document.iter_inner_content():
        if isinstance(block, Table):
            texts += [cell.text for row in block.rows for cell in row.cells]
        else:
            texts.append(block.text)
    return "\n".join(texts)


def charts_of(slides: Any) -> list[Any]:
    """The charts of a presentation."""
    return [shape.chart for slide in slides for shape in slide.shapes if shape.has_chart]


def slides_as_text(file: bytes) -> str:
    """Every text of every slide with its shape, and what the charts show, one a line."""
    return "".join(f"{line}\n" for line in _slide_lines(file))


def _slide_lines(file: bytes) -> Iterator[str]:
    for n, slide in enumerate(pptx.Presentation(io.BytesIO(file)).slides, start=1):
        yield f"--- {n}"
        for shape in slide.shapes:
            if shape.has_chart:
                for plot in shape.chart.plots:
                    yield f"chart {[*plot.categories]}"
                    yield from (f"  {series.name} {[*series.values]}" for series in plot.series)
            elif shape.has_text_frame and shape.text_frame.text:
                kind = shape.name.rstrip("0123456789 ")
                yield f"{kind} {[one.text for one in shape.text_frame.paragraphs]}"


def text_of_slides(file: bytes) -> str:
    """The text of a presentation as its reader sees it, with what its charts show."""
    texts = []
    for slide in pptx.Presentation(io.BytesIO(file)).slides:
        for shape in slide.shapes:
            if shape.has_chart:
                for plot in shape.chart.plots:
                    texts += [*plot.categories]
                    texts += [f"{series.name} {[*series.values]}" for series in plot.series]
            elif shape.has_text_frame:
                texts.append(shape.text_frame.text)
    return "\n".join(texts)


def parts_of(file: bytes) -> dict[str, bytes]:
    """The parts of an Office file by name; it has each once."""
    with ZipFile(io.BytesIO(file)) as made:
        names = made.namelist()
        assert len(names) == len(set(names))
        return {name: made.read(name) for name in names}
