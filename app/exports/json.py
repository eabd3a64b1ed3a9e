"""The report as JSON, which can be imported again. `report_data` makes it, `export_schema` reads it."""

import json

from app.core.languages import alike
from app.core.state import State
from app.exports import Format
from app.exports.report_data import export


def export_json(state: State, *, whole: bool = False) -> str:
    """The export as indented text; the same in every language."""
    return json.dumps(export(state, whole=whole), ensure_ascii=False, indent=2)


JSON = Format(
    name="json",
    media_type="application/json",
    labels=alike("JSON"),
    purpose="all figures and questions as data; can be imported again",
    render=lambda state, _: export_json(state).encode(),
    whole=lambda state, _: export_json(state, whole=True).encode(),
    compared=None,
)
