"""The names that people outside this project rely on: the present ones, and those of the newest release.

The changelog has to name what came since, and nothing may go. A release keeps its names with
`python -m tests.golden release`.
"""

import json
from dataclasses import fields
from pathlib import Path

from app.core.commands import BY_NAME
from app.core.languages import LANGUAGES
from app.core.run_sheet_schema import schema
from app.core.steps import STEPS
from app.exports.formats import FORMATS
from app.settings import Settings
from docs.generate import openapi

RELEASED = Path(__file__).parent / "names.json"
Names = dict[str, list[str]]


def present_names() -> Names:
    """The names by what they are of."""
    names = {
        "steps": STEPS,
        "commands": BY_NAME,
        "export formats": FORMATS,
        "languages": LANGUAGES,
        "keys of run sheets": schema()["properties"],
        "settings": [f"SUMME_{field.name.upper()}" for field in fields(Settings)],
        "addresses": openapi()["paths"],
    }
    return {kind: sorted(of_kind) for kind, of_kind in names.items()}


def released_names() -> Names:
    """Those of the newest release."""
    return dict(json.loads(RELEASED.read_text()))


def keep_names() -> None:
    """Make the present names those of the newest release."""
    RELEASED.write_text(json.dumps(present_names(), indent=1, ensure_ascii=False) + "\n")
