"""Exports: a session as a file. This module defines a format; `formats` lists all of them.

`report_data` has the data and `report_model` the sentences that every format shows; one module per format
lays them out. To add a format, write a module with its `Format` and add that to `formats`.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal

from app.core.languages import PerLanguage
from app.core.state import State

# The file of a session in a language; raises ExtraMissing.
Render = Callable[[State, str], bytes]


class ExtraMissing(Exception):
    """The format needs a package that is not installed; the message says what to do."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Format:
    """`name` is the format in addresses, in `summe export --as`, and the suffix of its files.

    `labels` are what a button says, by language. `purpose` tells operators what the format is for.
    `reads_as_report` marks those that show the same as the report page, so that the console offers
    the page in their place. `quotes` says whether the file has the texts of `all` questions or only of those
    that may be quoted (`report_model.is_quotable`): a file for readers has the second, one for those who
    lead the session may have the first. `extra` names the optional dependencies it needs.
    """

    name: str
    media_type: str
    labels: PerLanguage[str]
    purpose: str
    render: Render
    reads_as_report: bool
    quotes: Literal["shown", "all"]
    extra: str | None = None
