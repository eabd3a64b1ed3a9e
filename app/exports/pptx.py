"""The report as a PowerPoint presentation: figures with native charts, and each pitfall's questions.

It is laid out by `deck`, with a library that is imported when the first presentation is wanted.
"""

from collections.abc import Mapping
from typing import Any

from app.core.languages import alike
from app.exports import Format
from app.exports.office import package_missing
from app.exports.report_data import report


def export_pptx(report: Mapping[str, Any], language: str) -> bytes:
    """The report as a presentation to be edited; raises ExtraMissing."""
    try:
        from app.exports.deck import deck_of
    except ModuleNotFoundError:
        raise package_missing("PowerPoint") from None
    return deck_of(report, language)


PPTX = Format(
    name="pptx",
    media_type="application/vnd.openxmlformats-officedocument.presentationml.presentation",
    labels=alike("PowerPoint"),
    purpose="the report as slides with native charts, for a meeting",
    render=lambda state, language: export_pptx(report(state), language),
    whole=None,
    compared=None,
    extra="office",
)
