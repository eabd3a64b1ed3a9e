"""The API for examples: questions of an ended session that the organiser keeps for the next one.

They are looked through before they are kept; what may be kept is in `core.kept_examples`. Sessions opened
later with the run sheet suggest by them.
"""

import asyncio
import secrets
from typing import Annotated, Literal

from fastapi import APIRouter, Path, Response
from pydantic import BaseModel, ConfigDict, Field

from app.core.kept_examples import Chosen, Known, NotKept, candidates, choose
from app.core.rules.texts import RAW
from app.core.state import State
from app.core.text_limits import MOST_GRAPHEMES, most_bytes
from app.rooms.room import Room
from app.store import KeptExample, SeqTaken, UnknownSession
from app.store.run_sheets import examples_as_toml
from app.web.body_limit import LimitedRoute, body_up_to
from app.web.context import AppContext
from app.web.dependencies import (
    NEEDS_ORGANISER,
    CurrentContext,
    files,
    refused,
    room_of,
    to_save,
    unknown_code,
)
from app.web.refusal_words import (
    CHANGED_BEFORE_KEEPING,
    END_BEFORE_KEEPING,
    KEEP_REAL,
    UNKNOWN_EXAMPLE,
    RefusedInWords,
    no_kept_sheet,
    not_of_sheet,
)

# Beyond so many a request has to be made again with the rest; a full hall's grouped questions are fewer.
MOST_AT_ONCE = 1_000
TOML = "application/toml"
RunSheetId = Annotated[str, Path(max_length=64)]


class SheetExamples(BaseModel):
    """How many questions are kept for a run sheet; `title` is empty when there is no such run sheet now."""

    run_sheet: str
    title: dict[str, str]
    examples: int


class ExampleEntry(BaseModel):
    """A kept question. `pitfall_title` is empty when the run sheet has no such pitfall now.

    Nothing is suggested by it then.
    """

    example_id: str
    pitfall: str
    pitfall_title: dict[str, str]
    language: str
    text: str
    kept_at_ms: int


class PitfallChoice(BaseModel):
    """A pitfall of the run sheet, and how many more questions can be kept under it."""

    id: str
    title: dict[str, str]
    room_for: int


class CandidateEntry(BaseModel):
    """A question that may be kept. `pitfall` is null where it lies in a column that the facilitator added.

    `column` is the title of that column or pitfall on the board.
    """

    question_id: str
    text: str
    pitfall: str | None
    column: str


class Candidates(BaseModel):
    """What may be kept of a session, and how many of its grouped questions may not, by the reason."""

    run_sheet: str
    language: str
    languages: list[str]
    pitfalls: list[PitfallChoice]
    questions: list[CandidateEntry]
    not_kept: dict[NotKept, int]


class ChosenExample(BaseModel):
    """A question to keep, with its text as mended; the language is the session's when it is not given."""

    model_config = ConfigDict(extra="forbid")
    question_id: str = Field(max_length=64)
    text: str = Field(max_length=RAW * most_bytes(MOST_GRAPHEMES))
    pitfall: str = Field(max_length=64)
    language: str | None = Field(default=None, max_length=8)


class ChosenExamples(BaseModel):
    model_config = ConfigDict(extra="forbid")
    examples: list[ChosenExample] = Field(min_length=1, max_length=MOST_AT_ONCE)


class NotKeptExample(BaseModel):
    question_id: str
    why: NotKept


class ExamplesKept(BaseModel):
    """How many were kept, and each of the others with the reason."""

    kept: int
    not_kept: list[NotKeptExample]


router = APIRouter(
    route_class=LimitedRoute, tags=["examples"], dependencies=NEEDS_ORGANISER, responses=refused(403, 503)
)


def _ended(room: Room) -> State:
    """The state of an ended session; raises 409 for one that goes on, and for a rehearsal."""
    state = room.state
    if state.rehearsal:
        raise RefusedInWords(409, KEEP_REAL)
    if not state.ended:
        raise RefusedInWords(409, END_BEFORE_KEEPING)
    return state


async def _known(context: AppContext, state: State) -> Known:
    """What is kept for the session's run sheet."""
    kept = await context.log.examples.of_sheet(state.run_sheet.id)
    return Known(
        texts=[(one.pitfall_id, one.text) for one in kept],
        question_ids={
            one.question_id for one in kept if one.question_id and one.session_id == state.session_id
        },
    )


@router.get("/api/sessions/{code}/examples", responses=refused(404, 409))
async def may_be_kept(context: CurrentContext, code: str) -> Candidates:
    """The grouped questions of an ended session that may be kept as examples, to be looked through."""
    state = _ended(await room_of(context, code))
    known = await _known(context, state)
    # On a thread, since all texts are searched for personal data and compared.
    found, not_kept = await asyncio.to_thread(candidates, state, known)
    most = context.settings.examples_per_pitfall
    taken = [pitfall for pitfall, _ in known.texts]
    titles = {pitfall.id: dict(pitfall.title) for pitfall in state.run_sheet.pitfalls}
    columns = {p.id: p.title or titles[p.id].get(state.language, "") for p in state.pitfalls}
    return Candidates(
        run_sheet=state.run_sheet.id,
        language=state.language,
        languages=list(state.run_sheet.languages),
        pitfalls=[
            PitfallChoice(id=id, title=title, room_for=max(0, most - taken.count(id)))
            for id, title in titles.items()
        ],
        questions=[
            CandidateEntry(
                question_id=one.question_id, text=one.text, pitfall=one.pitfall, column=columns[one.column]
            )
            for one in found
        ],
        not_kept=dict(not_kept),
    )


@router.post("/api/sessions/{code}/examples", responses=refused(404, 409))
@body_up_to(lambda settings: settings.body_bytes)
async def keep(context: CurrentContext, code: str, body: ChosenExamples) -> ExamplesKept:
    """Keep questions of an ended session as examples of its run sheet, as they were looked through."""
    state = _ended(await room_of(context, code))
    sheet = state.run_sheet
    languages = {one.question_id: one.language or state.language for one in body.examples}
    _need_known("pitfall", {one.pitfall for one in body.examples}, [pitfall.id for pitfall in sheet.pitfalls])
    _need_known("language", set(languages.values()), [*sheet.languages])
    known = await _known(context, state)
    wanted = [Chosen(one.question_id, one.text, one.pitfall) for one in body.examples]
    most = context.settings.examples_per_pitfall
    kept, not_kept = await asyncio.to_thread(choose, state, wanted, known, most)
    now_ms = context.clock.now_ms()
    if kept:
        try:
            await context.log.examples.keep(
                state.seq,
                [
                    KeptExample(
                        example_id=secrets.token_hex(16),
                        run_sheet_id=sheet.id,
                        pitfall_id=one.pitfall,
                        language=languages[one.question_id],
                        text=one.text,
                        kept_at_ms=now_ms,
                        session_id=state.session_id,
                        question_id=one.question_id,
                    )
                    for one in kept
                ],
            )
        except SeqTaken:
            raise RefusedInWords(409, CHANGED_BEFORE_KEEPING) from None
        except UnknownSession:
            raise unknown_code() from None
    return ExamplesKept(
        kept=len(kept), not_kept=[NotKeptExample(question_id=id, why=why) for id, why in not_kept]
    )


def _need_known(kind: Literal["pitfall", "language"], asked: set[str], known: list[str]) -> None:
    """Raise 422 when one of those asked for is not known."""
    if unknown := sorted(asked.difference(known)):
        raise RefusedInWords(422, not_of_sheet(kind, unknown[0], ", ".join(known)))


@router.get("/api/examples")
async def counts(context: CurrentContext) -> list[SheetExamples]:
    """How many questions are kept for each run sheet, the run sheets without any among them."""
    sheets, kept = await context.run_sheets.usable(), await context.log.examples.counts()
    return [
        SheetExamples(
            run_sheet=id, title=dict(sheets[id].title) if id in sheets else {}, examples=kept.get(id, 0)
        )
        for id in dict.fromkeys([*sheets, *sorted(kept)])
    ]


async def _of_sheet(context: AppContext, run_sheet: str) -> list[KeptExample]:
    """The examples of a run sheet in the order of its pitfalls; raises 404 when there is neither."""
    kept = await context.log.examples.of_sheet(run_sheet)
    sheet = (await context.run_sheets.usable()).get(run_sheet)
    if sheet is None and not kept:
        raise RefusedInWords(404, no_kept_sheet(run_sheet))
    order = {pitfall.id: n for n, pitfall in enumerate(sheet.pitfalls if sheet else ())}
    return sorted(kept, key=lambda one: (order.get(one.pitfall_id, len(order)), one.pitfall_id))


@router.get("/api/examples/{run_sheet}.toml", response_class=Response, responses=files(TOML) | refused(404))
async def as_file(context: CurrentContext, run_sheet: RunSheetId) -> Response:
    """The kept questions as TOML, to be pasted into the run sheet's `[pitfalls.examples]`."""
    text = examples_as_toml(run_sheet, await _of_sheet(context, run_sheet))
    # A run sheet's id, which is one here, has small letters, digits and dashes only.
    return to_save(text, TOML, f"summe-examples-{run_sheet}.toml")


@router.get("/api/examples/{run_sheet}", responses=refused(404))
async def of_sheet(context: CurrentContext, run_sheet: RunSheetId) -> list[ExampleEntry]:
    """The kept questions of a run sheet, by its pitfalls."""
    sheet = (await context.run_sheets.usable()).get(run_sheet)
    titles = {pitfall.id: dict(pitfall.title) for pitfall in (sheet.pitfalls if sheet else ())}
    return [
        ExampleEntry(
            example_id=one.example_id,
            pitfall=one.pitfall_id,
            pitfall_title=titles.get(one.pitfall_id, {}),
            language=one.language,
            text=one.text,
            kept_at_ms=one.kept_at_ms,
        )
        for one in await _of_sheet(context, run_sheet)
    ]


@router.delete("/api/examples/{run_sheet}", status_code=204, responses=refused(404))
async def remove_all(context: CurrentContext, run_sheet: RunSheetId) -> None:
    """Remove all kept questions of a run sheet, for good."""
    await context.log.examples.remove([one.example_id for one in await _of_sheet(context, run_sheet)])


@router.delete("/api/examples/{run_sheet}/{example_id}", status_code=204, responses=refused(404))
async def remove(context: CurrentContext, run_sheet: RunSheetId, example_id: str) -> None:
    """Remove one kept question, for good."""
    if all(one.example_id != example_id for one in await _of_sheet(context, run_sheet)):
        raise RefusedInWords(404, UNKNOWN_EXAMPLE)
    await context.log.examples.remove([example_id])
