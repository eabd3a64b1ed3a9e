"""The names that people outside this project rely on: the present ones, and those of the newest release.

The changelog has to name what came since, and nothing may go. A release keeps its names with
`python -m tests.golden release`.
"""

import json
from collections.abc import Callable, Iterable
from dataclasses import fields
from functools import cache
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


# By what they are of.
_PRESENT: dict[str, Callable[[], Iterable[str]]] = {
    "steps": lambda: STEPS,
    "commands": lambda: BY_NAME,
    "export formats": lambda: FORMATS,
    "languages": lambda: LANGUAGES,
    "keys of run sheets": lambda: schema()["properties"],
    "settings": lambda: [f"SUMME_{field.name.upper()}" for field in fields(Settings)],
    "addresses": lambda: openapi()["paths"],
}
KINDS = tuple(_PRESENT)


@cache
def present_names(kind: str) -> list[str]:
    """The present names of this kind."""
    return sorted(_PRESENT[kind]())


@cache
def released_names() -> Names:
    """Those of the newest release."""
    return dict(json.loads(RELEASED.read_text()))


def keep_names() -> None:
    """Make the present names those of the newest release."""
    names = {kind: present_names(kind) for kind in KINDS}
    RELEASED.write_text(json.dumps(names, indent=1, ensure_ascii=False) + "\n")
