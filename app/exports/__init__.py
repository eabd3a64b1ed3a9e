"""Exports: a session as a file. This module defines a format; `formats` lists all of them.

`report_data` has the data and `report_model` the sentences that every format shows; one module per format
lays them out. To add a format, write a module with its `Format` and add that to `formats`.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from app.core.languages import PerLanguage
from app.core.session_totals import SessionTotals
from app.core.state import State

# Makes the file of a session in a language; raises ExtraMissing.
Render = Callable[[State, str], bytes]
# The same, with a section that compares the session with others of its run sheet.
RenderCompared = Callable[[State, str, Sequence[SessionTotals]], bytes]


class ExtraMissing(Exception):
    """The format needs a package that is not installed; the message says what to do."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Format:
    """`name` is the format's name in URLs and in `summe export --as`, and the suffix of its files.

    `labels` are the texts of its button, by language. `purpose` says for operators what the format is for.
    The file of `render` has the texts only of questions that may be quoted (`report_data.is_quotable`), and
    says how many it leaves out. The file of `whole` has all texts; organisers and facilitators get it when
    they ask for it. `whole` is None for formats meant for readers. `compared` is None for formats that have
    no section which compares the session with others. `extra` names the optional dependencies that the
    format needs.
    """

    name: str
    media_type: str
    labels: PerLanguage[str]
    purpose: str
    render: Render
    whole: Render | None
    compared: RenderCompared | None
    extra: str | None = None
