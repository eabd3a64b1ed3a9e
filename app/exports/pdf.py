"""The report as PDF, set by typst where it is installed (`pip install "summe[pdf]"`).

The report model is passed as JSON data, none of which `report.typ` evaluates as code. The charts are the
same SVG as in the HTML report.
"""

import json
from collections.abc import Mapping
from dataclasses import asdict, fields
from pathlib import Path
from typing import Any

from app.exports import ExtraMissing, Format, svg
from app.exports.flow import flow
from app.exports.report_data import report
from app.exports.report_model import ReportModel, report_model
from app.exports.words import Words, words_in

_LAYOUT = Path(__file__).parent / "report.typ"


def export_pdf(report: Mapping[str, Any], language: str) -> bytes:
    """A4, tagged, with text that can be selected; raises ExtraMissing."""
    try:
        import typst
    except ImportError:
        raise ExtraMissing(
            'PDF needs one more package on the server: pip install "summe[pdf]". '
            "Until then, any browser can print the report page to PDF."
        ) from None
    model, words = report_model(report, language), words_in(language)
    data = {"model": asdict(model), "words": _sentences(words), "charts": _charts(model, words)}
    inputs = {"data": json.dumps(data, ensure_ascii=False)}
    out = typst.compile(_LAYOUT, format="pdf", sys_inputs=inputs)
    assert isinstance(out, bytes)  # noqa: S101  one document, one file
    return out


def _sentences(words: Words) -> dict[str, Any]:
    """The fields of `Words` that are plain strings, and the words for answers."""
    named = {field.name: getattr(words, field.name) for field in fields(words)}
    return {name: value for name, value in named.items() if isinstance(value, str)} | {
        "answers": words.answers
    }


def _charts(model: ReportModel, words: Words) -> dict[str, Any]:
    """Every picture of the report as SVG source; None where there is nothing to draw."""
    most = model.supported[0].support if model.supported else 1
    momentum = model.momentum
    charts: dict[str, Any] = {
        "whole": None if model.all.hidden else svg.answers_bar(model.all),
        "flow": flow(model, words, model.flow_caption),
        "triangle": svg.triangle(momentum, "") if momentum and not momentum.hidden else None,
        "arrivals": svg.arrivals(model.arrivals, "") if model.arrivals else None,
    }
    return {name: chart and str(chart) for name, chart in charts.items()} | {
        "shapes": [str(svg.shape(number)) for number in range(len(model.themes) + 1)],
        "marks": {answer: str(svg.answer_mark(answer)) for answer in words.answers},
        "bars": [
            str(svg.answers_bar(theme.shares, svg.bar_fill(theme.number), 24, 360))
            if theme.share_in_words
            else None
            for theme in model.themes
        ],
        "supports": [str(svg.support_bar(one.support, most)) for one in model.supported],
    }


PDF = Format(
    name="pdf",
    media_type="application/pdf",
    labels={"da": "PDF", "en": "PDF"},
    purpose="the report on A4, for reading and printing",
    render=lambda state, language: export_pdf(report(state), language),
    reads_as_report=True,
    quotes="shown",
    extra="pdf",
)
