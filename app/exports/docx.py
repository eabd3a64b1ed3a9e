"""The report as a Word document, for minutes: headings, tables and lists as Word's own styles.

It is laid out by `minutes`, with a library that is imported when the first document is wanted.
"""

from collections.abc import Mapping
from typing import Any

from app.core.languages import alike
from app.exports import Format
from app.exports.comparison_section import ComparedWith, compared_with
from app.exports.office import package_missing
from app.exports.report_data import report


def export_docx(report: Mapping[str, Any], language: str, compared: ComparedWith | None = None) -> bytes:
    """The report as a document to go on writing in; raises ExtraMissing."""
    try:
        from app.exports.minutes import minutes
    except ModuleNotFoundError:
        raise package_missing("Word") from None
    return minutes(report, language, compared)


DOCX = Format(
    name="docx",
    media_type="application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    labels=alike("Word"),
    purpose="the report as a document, for minutes",
    render=lambda state, language: export_docx(report(state), language),
    whole=None,
    compared=lambda state, language, others: export_docx(
        report(state), language, compared_with(state, others)
    ),
    extra="office",
)
