"""The schema of an export that is imported: shapes and limits, and how older versions are lifted.

Figures that follow from the rest (shares, tallies, the centre) are not read but computed again.
When a field is added, removed or changed in `report_data`, raise its `VERSION`, add the lift from
the version before to `LIFTS`, and keep a file of the new version with `python -m tests.golden freeze`.
"""

import json
from collections.abc import Callable
from datetime import UTC, date, datetime
from typing import Annotated, Any, Literal

from pydantic import AfterValidator, BaseModel, Field, ValidationError, model_validator

from app.core.events import QUESTION_FLAGS, QuestionFlag
from app.core.languages import PerLanguage
from app.core.run_sheet import RunSheet
from app.core.run_sheet_reader import ID, RESERVED_IDS, Faulty, run_sheet_from_dict
from app.core.text import clean, clean_line, printable
from app.exports.report_data import FORMAT, VERSION, is_quotable

Report = dict[str, Any]

MAX_QUESTIONS = 20_000
MAX_SUPPORT = 20_000
MAX_TEXT = 4_000
MAX_RUN_SHEET_BYTES = 500_000
# A moment that lies in the year 9999 in every time zone: `datetime` has no later years.
LAST_MS = int(datetime(9999, 12, 30, tzinfo=UTC).timestamp() * 1_000)


class NotAnExport(Exception):
    """The data is not an export that this version can read; `words` say why, the message in English."""

    def __init__(self, da: str, en: str) -> None:
        super().__init__(en)
        self.words: PerLanguage[str] = {"da": da, "en": en}


def _damaged(da: str, en: str) -> NotAnExport:
    return NotAnExport(f"Filen er beskadiget: {da}", f"The export is damaged: {en}")


def _readable(cleaned: str) -> str:
    if not cleaned:
        raise ValueError("nothing readable is in it")
    return cleaned


def _iso_date(day: str) -> str:
    if date.fromisoformat(day).isoformat() != day:
        raise ValueError("it is no date such as 2030-05-02")
    return day


def _pitfall_id(id: str) -> str:
    if id in RESERVED_IDS:
        raise ValueError(f"{id!r} is no id of a pitfall")
    return id


def _whole_dot(weights: tuple[int, int, int]) -> tuple[int, int, int]:
    if sum(weights) != 1_000:
        raise ValueError("the three parts of a dot do not add up to 1000")
    return weights


Count = Annotated[int, Field(ge=0, le=1_000_000)]
Number = Annotated[int, Field(ge=1, le=1_000_000)]
Time = Annotated[int, Field(ge=0, le=LAST_MS)]
Thousandths = Annotated[int, Field(ge=0, le=1_000)]
PitfallId = Annotated[str, Field(pattern=f"^{ID}$"), AfterValidator(_pitfall_id)]
Reason = Annotated[str, Field(pattern=r"^[a-z_]{1,64}$")]
Title = Annotated[str, Field(max_length=1_000), AfterValidator(clean_line), AfterValidator(_readable)]
Words = Annotated[str, Field(max_length=1_000), AfterValidator(clean_line)]
Dot = Annotated[tuple[Thousandths, Thousandths, Thousandths], Field(strict=False), AfterValidator(_whole_dot)]


class ExportedReply(BaseModel, strict=True):
    text: Annotated[str, Field(max_length=MAX_TEXT), AfterValidator(clean), AfterValidator(_readable)]
    signed: Words
    at_ms: Time


class ExportedQuestion(BaseModel, strict=True):
    number: Number
    text: Annotated[str, Field(max_length=MAX_TEXT), AfterValidator(clean), AfterValidator(_readable)] | None
    at_ms: Time
    pitfall: PitfallId | None
    state: Literal["shown", "held", "hidden"]
    why: Annotated[tuple[Reason, ...], Field(max_length=20, strict=False)]
    merged_into: Number | None
    follows: Number | None
    next: bool
    from_phone: bool
    support: Annotated[int, Field(ge=0, le=MAX_SUPPORT)]
    taken_up: bool
    parked: bool
    left_out: bool
    answer: Literal["yes", "partly", "no"] | None
    reply: ExportedReply | None

    @property
    def is_counted(self) -> bool:
        """The same condition as `Question.is_counted`."""
        return self.state == "shown" or (self.state == "held" and self.why == ("next",))

    @property
    def flags(self) -> list[QuestionFlag]:
        return [flag for flag in QUESTION_FLAGS if getattr(self, flag)]


class ExportedPitfall(BaseModel, strict=True):
    id: PitfallId
    title: Title | None
    skipped: bool


class ExportedShares(BaseModel, strict=True):
    yes: Count | None
    partly: Count | None
    no: Count | None


class ExportedTotal(ExportedShares, strict=True):
    listened: Count
    people: Count
    supporters: ExportedShares


class ExportedPoll(BaseModel, strict=True):
    all: ExportedTotal


class ExportedMomentum(BaseModel, strict=True):
    weights: Annotated[list[Dot], Field(max_length=MAX_SUPPORT)]


class ExportedReport(BaseModel, strict=True):
    title: Title
    given_title: Title | None
    given_subtitle: Words | None
    given_occasion: Words | None
    date: Annotated[str, Field(max_length=10), AfterValidator(_iso_date)] | None
    place: Annotated[str, Field(max_length=200), AfterValidator(clean_line)] | None
    expected: Number | None
    language: Annotated[str, Field(pattern=r"^[a-z]{2}$")]
    rehearsal: bool
    opened_at_ms: Time
    began_at_ms: Time | None
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
            if question.text is None and is_quotable(question.model_dump()):
                raise ValueError(f"question {question.number} was shown, but has no text")
            if question.pitfall is not None and question.pitfall not in pitfalls:
                raise ValueError(f"question {question.number} lies in a pitfall that is not there")
            for other in (question.merged_into, question.follows):
                if other is not None and (other == question.number or other not in by_number):
                    raise ValueError(f"question {question.number} points at {other}, which is not there")
            if question.merged_into is not None and by_number[question.merged_into].merged_into is not None:
                raise ValueError(f"question {question.number} is merged into one that is merged itself")
        return self


def _from_version_1(report: Report) -> Report:
    """Version 1 had no `date`, `place` or `expected`, and no single dots, so the centre is lost."""
    return {**report, "date": None, "place": None, "expected": None, "momentum": {"weights": []}}


def _from_version_2(report: Report) -> Report:
    """Version 2 had only `title`, not whether it was the run sheet's, and no `began_at_ms`.

    It had every single answer or none, so the totals are dropped here and counted again. The time of the
    first question is taken for the beginning.
    """
    sheet, title = report.get("run_sheet"), report.get("title")
    of_sheet = sheet.get("title") if isinstance(sheet, dict) else None
    is_own = not (isinstance(of_sheet, dict) and title in of_sheet.values())
    poll, questions = report.get("poll"), report.get("questions")
    if isinstance(poll, dict) and isinstance(poll.get("all"), dict):
        poll = {**poll, "all": {**poll["all"], "yes": None, "partly": None, "no": None}}
    asked = questions if isinstance(questions, list) else []
    times = [one.get("at_ms") for one in asked if isinstance(one, dict)]
    return {
        **report,
        "given_title": title if is_own else None,
        "given_subtitle": None,
        "given_occasion": None,
        "poll": poll,
        "began_at_ms": min((time for time in times if isinstance(time, int)), default=None),
    }


def _from_version_3(report: Report) -> Report:
    """Version 3 had the same fields, and the texts of all questions, also of those held back or hidden."""
    return report


def _from_version_4(report: Report) -> Report:
    """Until then no question could be left out by hand."""
    questions = report.get("questions")
    asked = questions if isinstance(questions, list) else []
    marked = [{**one, "left_out": False} if isinstance(one, dict) else one for one in asked]
    return {**report, "questions": marked} if isinstance(questions, list) else report


def _from_version_5(report: Report) -> Report:
    """Until then there were no replies to questions."""
    questions = report.get("questions")
    if not isinstance(questions, list):
        return report
    asked = [{**one, "reply": None} if isinstance(one, dict) else one for one in questions]
    return {**report, "questions": asked}


def _from_version_6(report: Report) -> Report:
    """Until then it was not said which pitfalls the room went past."""
    pitfalls = report.get("pitfalls")
    if not isinstance(pitfalls, list):
        return report
    marked = [{**one, "skipped": False} if isinstance(one, dict) else one for one in pitfalls]
    return {**report, "pitfalls": marked}


# By version: the lift of a report to the next version. A report is validated only after all lifts, so a lift
# copies and adds, and leaves it to the validation to refuse what is missing.
LIFTS: dict[int, Callable[[Report], Report]] = {
    1: _from_version_1,
    2: _from_version_2,
    3: _from_version_3,
    4: _from_version_4,
    5: _from_version_5,
    6: _from_version_6,
}


def _lifted(report: Any, version: int) -> Any:
    """The report lifted to the current version; anything but a dict is left for the validation to refuse."""
    if isinstance(report, dict):
        for older in range(version, VERSION):
            report = LIFTS[older](report)
    return report


def _printable(value: Any) -> Any:
    """The data with only printable characters in its texts."""
    if isinstance(value, str):
        return printable(value)
    if isinstance(value, list):
        return [_printable(one) for one in value]
    if isinstance(value, dict):
        return {key: _printable(one) for key, one in value.items()}
    return value


def read_export(data: Any) -> tuple[ExportedReport, RunSheet]:
    """The report of an export and its run sheet; raises NotAnExport with what is wrong and where."""
    if not isinstance(data, dict) or data.get("format") != FORMAT:
        raise NotAnExport(
            "Filen er ikke en JSON-eksport fra Summe. Vælg den fil, der blev hentet som JSON.",
            'This is not an export of Summe: "format" should be "summe-session".',
        )
    version = data.get("version")
    if type(version) is not int or not 1 <= version <= VERSION:
        raise NotAnExport(
            f"Filen har version {version!r}, og denne Summe læser version 1 til {VERSION}.",
            f"This export has version {version!r}; this Summe reads versions 1 to {VERSION}.",
        )
    try:
        json.dumps(data, ensure_ascii=False).encode()
    except (UnicodeEncodeError, ValueError, RecursionError):
        raise _damaged(
            "Der er tegn i den, som ikke findes, eller for mange niveauer.",
            "it holds characters that are none, or nests too deep.",
        ) from None
    try:
        report = ExportedReport.model_validate(_lifted(data.get("report"), version))
        if len(json.dumps(report.run_sheet, ensure_ascii=False).encode()) > MAX_RUN_SHEET_BYTES:
            raise NotAnExport(
                f"Drejebogen i filen fylder mere end {MAX_RUN_SHEET_BYTES} byte.",
                f"The export's run sheet is larger than {MAX_RUN_SHEET_BYTES} bytes.",
            )
        sheet = run_sheet_from_dict(_printable(report.run_sheet))
    except RecursionError:
        raise _damaged("Drejebogen i den har for mange niveauer.", "its run sheet nests too deep.") from None
    except ValidationError as error:
        first = error.errors(include_url=False, include_input=False)[0]
        place = ".".join(str(part) for part in ("report", *first["loc"]))
        raise _damaged(f"Noget er forkert i {place}.", f"{place}: {first['msg']}.") from error
    except Faulty as error:
        if error.unknown_key is not None:
            key = f"report.run_sheet.{error.unknown_key}"
            raise NotAnExport(
                f"Filen er skrevet af en nyere Summe. Denne kender ikke {key}.",
                f"This export was written by a newer Summe: this one does not know {key}.",
            ) from error
        fault = next(finding for finding in error.findings if not finding.warning)
        place = ".".join(str(part) for part in ("report", "run_sheet", *fault.key))
        raise _damaged(
            f"I {place} står {fault.found['da']}, og der skulle stå {fault.expected['da']}.",
            f"{place}: found {fault.found['en']}, expected {fault.expected['en']}.",
        ) from error
    if report.language not in sheet.languages:
        raise _damaged(
            f"Drejebogen i den findes ikke på {report.language!r}.",
            f"its run sheet does not speak {report.language!r}.",
        )
    if report.momentum.weights and sheet.momentum is None:
        raise _damaged(
            "Der er prikker i den, men ingen trekant i drejebogen.",
            "its run sheet has no momentum, but there are dots.",
        )
    if missing := {pitfall.id for pitfall in sheet.pitfalls} - {pitfall.id for pitfall in report.pitfalls}:
        first_missing = sorted(missing)[0]
        raise _damaged(
            f"{first_missing!r} mangler i report.pitfalls.",
            f"report.pitfalls: {first_missing!r} is missing.",
        )
    return report, sheet
