"""The API for comparing sessions of one run sheet, on this server or kept as totals when they were erased."""

from collections.abc import Mapping
from typing import Annotated

from fastapi import APIRouter, Depends, Path, Query, Response
from pydantic import BaseModel

from app.core.codec import UnreadableLog
from app.core.comparison import FEWEST, MOST, Comparison, Figures, compare, in_time
from app.core.languages import DEFAULT, in_language
from app.core.session_summary import SessionSummary
from app.core.session_totals import AnswerTotals, MomentumTotals
from app.exports.comparison_xlsx import export_comparison
from app.exports.xlsx import XLSX
from app.rooms.kept_totals import read_totals
from app.store import SessionRecord, UnknownSession
from app.web.body_limit import LimitedRoute
from app.web.comparable_totals import ComparableTotals, totals_to_compare
from app.web.dependencies import (
    NEEDS_ORGANISER,
    CurrentContext,
    LanguageQuery,
    files,
    refused,
    to_save,
)
from app.web.refusal_words import (
    UNKNOWN_TOTALS,
    RefusedInWords,
    name_different,
)


class ComparableSession(BaseModel):
    """A session that can be compared: an ended one under its join code, or kept totals under their id.

    `kept` is whether it is erased but for its totals, `imported` whether it is here and came from a file.
    `at_ms` is when the room first left the lobby, else when the session was opened, in server milliseconds.
    """

    id: str
    kept: bool
    imported: bool
    title: str
    occasion: str
    place: str | None
    date: str | None
    at_ms: int


class ComparableSheet(BaseModel):
    """A run sheet with its sessions that can be compared, newest first; the title is by language."""

    run_sheet: str
    title: dict[str, str]
    sessions: list[ComparableSession]


class AnswersEntry(BaseModel):
    """How many of those who answered said so."""

    yes: int
    partly: int
    no: int


class CentreEntry(BaseModel):
    """The momentum dots: how many, and their centre as three shares of 1; null when hidden."""

    dots: int | None
    centre: list[float] | None


class ComparedSession(ComparableSession):
    """A session with its figures; null where they are hidden, or there is no momentum."""

    people: int | None
    questions: int | None
    answers: AnswersEntry | None
    momentum: CentreEntry | None


class FiguresEntry(BaseModel):
    """A pitfall in one session, or in all: questions, their share of all from 0 to 1, and answers.

    Null is hidden. `title` is what the pitfall was called in this session, where that was something else.
    """

    questions: int | None
    share: float | None
    answers: AnswersEntry | None
    title: str | None


class ComparedPitfallEntry(BaseModel):
    """A pitfall, or the tray, with its figures in each session in their order; null where it is missing."""

    id: str
    title: str
    sessions: list[FiguresEntry | None]
    all: FiguresEntry


class ComparedMomentumEntry(CentreEntry):
    """The words of the triangle, and the dots of all sessions."""

    words: list[str]


class ComparedSessions(BaseModel):
    """Sessions of one run sheet in the order of their time, oldest first, with their sums.

    A sum is null where one of its parts is hidden. Pitfalls end with the tray, whose title is empty.
    """

    run_sheet: str
    title: str
    sessions: list[ComparedSession]
    people: int | None
    questions: int | None
    answers: AnswersEntry | None
    pitfalls: list[ComparedPitfallEntry]
    momentum: ComparedMomentumEntry | None


router = APIRouter(
    route_class=LimitedRoute, tags=["comparisons"], dependencies=NEEDS_ORGANISER, responses=refused(403, 503)
)


@router.get("/api/comparisons")
async def comparable(context: CurrentContext) -> list[ComparableSheet]:
    """The run sheets that have sessions to compare: ended ones, and totals of erased ones."""
    titles: dict[str, Mapping[str, str]] = {}
    found: dict[str, list[ComparableSession]] = {}
    for kept in await context.log.totals.all():
        totals = read_totals(kept)
        titles[totals.run_sheet] = totals.sheet_titles
        found.setdefault(totals.run_sheet, []).append(
            _listed(ComparableTotals(kept.totals_id, totals, kept=True))
        )
    for record in await context.log.sessions():
        if record.rehearsal or record.ended_at_ms is None:
            continue
        try:
            summary = await context.hub.summary(record)
        except (UnreadableLog, UnknownSession):
            continue  # home names it among its sessions, with the reason
        if summary.begun:
            sheet = summary.about.run_sheet
            titles[sheet.id] = sheet.title
            found.setdefault(sheet.id, []).append(_of_summary(record, summary))
    titles.update((id, sheet.title) for id, sheet in (await context.run_sheets.usable()).items())
    return [
        ComparableSheet(
            run_sheet=id,
            title=dict(titles[id]),
            sessions=sorted(sessions, key=lambda one: (-one.at_ms, one.id)),
        )
        for id, sessions in sorted(found.items())
    ]


def _of_summary(record: SessionRecord, summary: SessionSummary) -> ComparableSession:
    about = summary.about
    return ComparableSession(
        id=record.code,
        kept=False,
        imported=about.imported,
        title=about.title,
        occasion=about.occasion_in(about.language),
        place=about.place,
        date=about.date,
        at_ms=about.opened_at_ms if summary.began_ms is None else summary.began_ms,
    )


def _listed(one: ComparableTotals) -> ComparableSession:
    totals = one.totals
    return ComparableSession(
        id=one.id,
        kept=one.kept,
        imported=one.imported,
        title=totals.title,
        occasion=totals.occasion,
        place=totals.place,
        date=totals.date,
        at_ms=totals.at_ms,
    )


async def _chosen(
    context: CurrentContext,
    run_sheet: Annotated[str, Path(max_length=64)],
    session: Annotated[
        list[str],
        Query(
            max_length=MOST,
            description=f"The join code of an ended session, or the id of kept totals; {FEWEST} to {MOST}.",
        ),
    ],
) -> list[ComparableTotals]:
    """The sessions to compare in the order of their time; raises 404, 409 and 422."""
    chosen = await totals_to_compare(context, session, run_sheet)
    if len(chosen) < FEWEST:
        raise RefusedInWords(422, name_different(FEWEST, MOST))
    return sorted(chosen, key=lambda one: in_time(one.totals))


Sessions = Annotated[list[ComparableTotals], Depends(_chosen)]


@router.get(
    "/api/comparisons/{run_sheet}.xlsx",
    response_class=Response,
    responses=files(XLSX.media_type) | refused(404, 409),
)
async def as_workbook(
    context: CurrentContext, chosen: Sessions, run_sheet: str, lang: LanguageQuery = None
) -> Response:
    """Sessions of one run sheet beside each other, as an Excel workbook."""
    comparison = compare([one.totals for one in chosen])
    body = await context.rendering.run(
        f"comparison|{run_sheet}", lambda: export_comparison(comparison, lang or DEFAULT)
    )
    # A run sheet's id has small letters, digits and dashes only.
    return to_save(body, XLSX.media_type, f"summe-comparison-{run_sheet}.xlsx")


@router.get("/api/comparisons/{run_sheet}", responses=refused(404, 409))
async def compared(chosen: Sessions, run_sheet: str, lang: LanguageQuery = None) -> ComparedSessions:
    """Sessions of one run sheet beside each other, and their sums; small groups are hidden."""
    language = lang or DEFAULT
    comparison = compare([one.totals for one in chosen])
    return ComparedSessions(
        run_sheet=run_sheet,
        title=in_language(comparison.sessions[-1].sheet_titles, language),
        sessions=[
            ComparedSession(
                **dict(_listed(one)),
                people=one.totals.people,
                questions=one.totals.questions,
                answers=_answers(one.totals.answers),
                momentum=_centre(one.totals.momentum),
            )
            for one in chosen
        ],
        people=comparison.people,
        questions=comparison.questions,
        answers=_answers(comparison.answers),
        pitfalls=[
            ComparedPitfallEntry(
                id=pitfall.id,
                title=in_language(pitfall.titles, language),
                sessions=[None if one is None else _figures(one, language) for one in pitfall.sessions],
                all=_figures(pitfall.all, language),
            )
            for pitfall in comparison.pitfalls
        ],
        momentum=_momentum(comparison, language),
    )


@router.delete("/api/kept-totals/{totals_id}", status_code=204, responses=refused(404))
async def remove(context: CurrentContext, totals_id: Annotated[str, Path(max_length=64)]) -> None:
    """Remove the totals that were kept of an erased session, for good."""
    if all(one.totals_id != totals_id for one in await context.log.totals.all()):
        raise RefusedInWords(404, UNKNOWN_TOTALS)
    await context.log.totals.remove(totals_id)


def _answers(answers: AnswerTotals | None) -> AnswersEntry | None:
    if answers is None:
        return None
    return AnswersEntry(yes=answers.yes, partly=answers.partly, no=answers.no)


def _figures(one: Figures, language: str) -> FiguresEntry:
    return FiguresEntry(
        questions=one.questions,
        share=one.share,
        answers=_answers(one.answers),
        title=in_language(one.titles, language) or None,
    )


def _centre(momentum: MomentumTotals | None) -> CentreEntry | None:
    if momentum is None:
        return None
    return CentreEntry(dots=momentum.dots, centre=None if momentum.centre is None else list(momentum.centre))


def _momentum(comparison: Comparison, language: str) -> ComparedMomentumEntry | None:
    momentum = comparison.momentum
    if momentum is None:
        return None
    return ComparedMomentumEntry(
        words=[in_language(word, language) for word in momentum.words],
        dots=momentum.dots,
        centre=None if momentum.centre is None else list(momentum.centre),
    )
