"""The report as PDF, set by typst where it is installed (`pip install "summe-live[pdf]"`).

The report model is passed as JSON data, none of which `report.typ` evaluates as code. The charts are the
same SVG as in the HTML report. typst uses the fonts of this computer; characters that none of them can draw
are named in words (`undrawn`).
"""

import json
import re
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import asdict, fields
from pathlib import Path
from typing import Any, Final, Literal

from app.core.languages import alike
from app.core.logo import PNG, SVG, image_of
from app.exports import ExtraMissing, Format, svg
from app.exports.comparison_section import ComparedWith, compared_with
from app.exports.flow import flow
from app.exports.report_data import report
from app.exports.report_model import ReportModel, report_model
from app.exports.undrawn import undrawn_in_words
from app.exports.words import Words, words_in

_LAYOUT = Path(__file__).parent / "report.typ"
# PDF/UA is the standard for screen readers. With it, typst raises an error that names each text that no
# font can draw.
_STANDARD: Final = "ua-1"
_UNDRAWN = re.compile(r'the text `"(.+?)"` could not be displayed')
_ESCAPED = re.compile(r"\\u\{([0-9a-f]+)\}")


def export_pdf(report: Mapping[str, Any], language: str, compared: ComparedWith | None = None) -> bytes:
    """A4 with selectable text, conforming to PDF/UA where its texts allow it; raises ExtraMissing."""
    try:
        import typst
    except ImportError:
        raise ExtraMissing(
            'PDF needs one more package on the server: pip install "summe-live[pdf]". '
            "Until then, any browser can print the report page to PDF."
        ) from None

    def file(shown: Mapping[str, Any], note: str, *, checked: bool, has_logo: bool = True) -> bytes:
        model, words = report_model(shown, language, compared), words_in(language)
        data: dict[str, Any] = {
            "model": asdict(model),
            "words": _sentences(words),
            "charts": _charts(model, words),
        }
        data |= {"undrawn": note, "logo": logo_image(model.logo) if has_logo else None}
        inputs = {"data": json.dumps(data, ensure_ascii=False)}
        standard: Literal["ua-1"] | None = _STANDARD if checked else None
        return typst.compile(_LAYOUT, format="pdf", sys_inputs=inputs, pdf_standards=standard)

    try:
        return file(report, "", checked=True)
    except typst.TypstError as error:
        undrawn = undrawn_characters(error.diagnostic)
    named, note = undrawn_in_words(report, undrawn, words_in(language)) if undrawn else (report, "")
    # A report that breaks the standard for another reason is still a report, and so is one whose logo typst
    # cannot draw.
    for has_logo, checked in ((True, True), (True, False), (False, True)):
        with suppress(typst.TypstError):
            return file(named, note, checked=checked, has_logo=has_logo)
    return file(named, note, checked=False, has_logo=False)


def logo_image(logo: str) -> dict[str, Any] | None:
    """A logo as typst reads an image: its format and its bytes, of which JSON has the numbers; "" is none."""
    if not logo:
        return None
    media_type, image = image_of(logo)
    return {"format": {SVG: "svg", PNG: "png"}[media_type], "bytes": list(image)}


def undrawn_characters(diagnostic: str) -> set[str]:
    """The characters that no font can draw, as typst's message about the broken standard names them."""
    texts = _UNDRAWN.findall(diagnostic)
    plain = (_ESCAPED.sub(lambda match: chr(int(match[1], 16)), text) for text in texts)
    return {character for text in plain for character in text}


def _sentences(words: Words) -> dict[str, Any]:
    """The fields of `Words` that are plain strings, and the words for answers."""
    named = {field.name: getattr(words, field.name) for field in fields(words)}
    return {name: value for name, value in named.items() if isinstance(value, str)} | {
        "answers": words.answers
    }


def _charts(model: ReportModel, words: Words) -> dict[str, Any]:
    """Every chart and mark of the report as SVG source; None where there is nothing to draw."""
    momentum = model.momentum
    charts: dict[str, Any] = {
        "whole": None if model.all.hidden else svg.answers_bar(model.all),
        "flow": flow(model, words, model.flow_caption),
        "triangle": svg.triangle(momentum, "") if momentum and not momentum.hidden else None,
        "arrivals": svg.arrivals(model.arrivals, "") if model.arrivals else None,
    }
    return {name: chart and str(chart) for name, chart in charts.items()} | {
        "shapes": [str(svg.shape(number)) for number in range(len(model.themes) + 1)],
        "marks": {answer: str(svg.answer_mark(answer)) for answer in (*words.answers, "unanswered")},
        "bars": [
            str(svg.answers_bar(theme.shares, svg.bar_fill(theme.number), 24, 360))
            if theme.share_in_words
            else None
            for theme in model.themes
        ],
    }


PDF = Format(
    name="pdf",
    media_type="application/pdf",
    labels=alike("PDF"),
    purpose="the report on A4, for reading and printing",
    render=lambda state, language: export_pdf(report(state), language),
    whole=None,
    compared=lambda state, language, others: export_pdf(
        report(state), language, compared_with(state, others)
    ),
    extra="pdf",
)
