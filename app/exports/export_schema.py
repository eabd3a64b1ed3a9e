"""The schema of an export that is imported: shapes and limits, and how older versions are lifted.

Figures that follow from the rest (shares, tallies, the centre) are not read: they are counted again.
When a field is added, removed or changed in `report_data`, raise its `VERSION`, add the lift from
the version before to `LIFTS`, and keep a file of the new version with `python -m tests.golden freeze`.
"""

import json
from collections.abc import Callable
from typing import Annotated, Any, Literal

from pydantic import AfterValidator, BaseModel, Field, ValidationError, model_validator

from app.core.events import QUESTION_FLAGS, QuestionFlag
from app.core.run_sheet import RunSheet
from app.core.run_sheet_reader import Faulty, run_sheet_from_dict
from app.core.text import clean
from app.exports.report_data import FORMAT, VERSION

Report = dict[str, Any]

MAX_QUESTIONS = 20_000
MAX_SUPPORT = 20_000
MAX_EVENTS = 500_000
MAX_TEXT = 4_000

Count = Annotated[int, Field(ge=0, le=1_000_000)]
Number = Annotated[int, Field(ge=1, le=1_000_000)]
Time = Annotated[int, Field(ge=0, le=2**53)]
Thousandths = Annotated[int, Field(ge=0, le=1_000)]
Id = Annotated[str, Field(min_length=1, max_length=64)]
Title = Annotated[str, Field(min_length=1, max_length=1_000)]


class NotAnExport(Exception):
    """The data is no export that this version can read; the message says why."""


class ExportedQuestion(BaseModel, strict=True):
    number: Number
    text: Annotated[str, Field(max_length=MAX_TEXT), AfterValidator(clean)]
    at_ms: Time
    pitfall: Id | None
    state: Literal["shown", "held", "hidden"]
    why: Annotated[tuple[Id, ...], Field(max_length=20, strict=False)]
    merged_into: Number | None
    follows: Number | None
    next: bool
    from_phone: bool
    support: Annotated[int, Field(ge=0, le=MAX_SUPPORT)]
    taken_up: bool
    parked: bool
    answer: Literal["yes", "partly", "no"] | None

    @property
    def flags(self) -> list[QuestionFlag]:
        return [flag for flag in QUESTION_FLAGS if getattr(self, flag)]


class ExportedPitfall(BaseModel, strict=True):
    id: Id
    title: Title | None


class ExportedSupporters(BaseModel, strict=True):
    yes: Count | None
    partly: Count | None
    no: Count | None


class ExportedTotal(BaseModel, strict=True):
    listened: Count
    people: Count
    supporters: ExportedSupporters


class ExportedPoll(BaseModel, strict=True):
    all: ExportedTotal


class ExportedMomentum(BaseModel, strict=True):
    weights: Annotated[
        list[Annotated[tuple[Thousandths, Thousandths, Thousandths], Field(strict=False)]],
        Field(max_length=MAX_SUPPORT),
    ]


class ExportedReport(BaseModel, strict=True):
    title: Title
    date: Annotated[str, Field(pattern=r"^\d{4}-\d\d-\d\d$")] | None
    place: Annotated[str, Field(max_length=200)] | None
    expected: Number | None
    language: Annotated[str, Field(pattern=r"^[a-z]{2}$")]
    rehearsal: bool
    opened_at_ms: Time
    joined: Count
    pitfalls: Annotated[list[ExportedPitfall], Field(min_length=1, max_length=12)]
    questions: Annotated[list[ExportedQuestion], Field(max_length=MAX_QUESTIONS)]
    poll: ExportedPoll
    momentum: ExportedMomentum
    run_sheet: dict[str, Any]

    @model_validator(mode="after")
    def hangs_together(self) -> "ExportedReport":
        pitfalls = {pitfall.id for pitfall in self.pitfalls}
        if len(pitfalls) != len(self.pitfalls):
            raise ValueError("two pitfalls have the same id")
        by_number = {question.number: question for question in self.questions}
        if len(by_number) != len(self.questions):
            raise ValueError("two questions have the same number")
        for question in self.questions:
            if question.pitfall is not None and question.pitfall not in pitfalls:
                raise ValueError(f"question {question.number} lies in a pitfall that is not there")
            for other in (question.merged_into, question.follows):
                if other is not None and (other == question.number or other not in by_number):
                    raise ValueError(f"question {question.number} points at {other}, which is not there")
            if question.merged_into is not None and by_number[question.merged_into].merged_into is not None:
                raise ValueError(f"question {question.number} is merged into one that is merged itself")
        if sum(question.support for question in self.questions) > MAX_EVENTS:
            raise ValueError("there is more support than any hall can give")
        return self


def _from_version_1(report: Report) -> Report:
    """The first exports had neither date and place nor the dots, so their centre is lost."""
    return {**report, "date": None, "place": None, "expected": None, "momentum": {"weights": []}}


# By version: the lift of a report to the next version. A report is validated only after all lifts, so a lift
# copies and adds, and leaves it to the validation to refuse what is missing.
LIFTS: dict[int, Callable[[Report], Report]] = {1: _from_version_1}


def _lifted(report: Any, version: int) -> Any:
    """The report lifted to the current version; anything but a dict is left for the validation to refuse."""
    if isinstance(report, dict):
        for older in range(version, VERSION):
            report = LIFTS[older](report)
    return report


def read_export(data: Any) -> tuple[ExportedReport, RunSheet]:
    """The report of an export and its run sheet; raises NotAnExport with what is wrong and where."""
    if not isinstance(data, dict) or data.get("format") != FORMAT:
        raise NotAnExport('This is not an export of Summe: "format" should be "summe-session".')
    version = data.get("version")
    if type(version) is not int or not 1 <= version <= VERSION:
        raise NotAnExport(f"This export has version {version!r}; this Summe reads versions 1 to {VERSION}.")
    try:
        json.dumps(data, ensure_ascii=False).encode()
    except (UnicodeEncodeError, ValueError, RecursionError):
        raise NotAnExport("The export is damaged: it holds characters that are none.") from None
    try:
        report = ExportedReport.model_validate(_lifted(data.get("report"), version))
        sheet = run_sheet_from_dict(report.run_sheet)
    except ValidationError as error:
        first = error.errors(include_url=False, include_input=False)[0]
        place = ".".join(str(part) for part in ("report", *first["loc"]))
        raise NotAnExport(f"The export is damaged: {place}: {first['msg']}.") from error
    except Faulty as error:
        if error.unknown_key is not None:
            raise NotAnExport(
                "This export was written by a newer Summe: "
                f"this one does not know report.run_sheet.{error.unknown_key}."
            ) from error
        fault = next(finding for finding in error.findings if not finding.warning)
        place = ".".join(str(part) for part in ("report", "run_sheet", *fault.key))
        raise NotAnExport(
            f"The export is damaged: {place}: found {fault.found}, expected {fault.expected}."
        ) from error
    if report.language not in sheet.languages:
        raise NotAnExport(f"The export is damaged: its run sheet does not speak {report.language!r}.")
    if missing := {pitfall.id for pitfall in sheet.pitfalls} - {pitfall.id for pitfall in report.pitfalls}:
        raise NotAnExport(f"The export is damaged: report.pitfalls: {sorted(missing)[0]!r} is missing.")
    return report, sheet
