"""Exports: a session as a file. This module defines a format; `formats` lists all of them.

`report_data` has the data and `report_model` the sentences that every format shows; one module per format
lays them out. To add a format, write a module with its `Format` and add that to `formats`.
"""

from collections.abc import Callable
from dataclasses import dataclass

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
    A file has the texts only of those questions that may be quoted
    (`report_data.is_quotable`), and says how many it leaves out. `whole` makes the file with all texts, for
    those who lead the session and ask for just that; None for a format for readers. `extra` names the
    optional dependencies it needs.
    """

    name: str
    media_type: str
    labels: PerLanguage[str]
    purpose: str
    render: Render
    whole: Render | None
    extra: str | None = None
