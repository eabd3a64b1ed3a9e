"""The exports API: a session as a file in each format, its report, its replay, and the import of an export.

Files are rendered on a thread, from a state that is immutable. A link to the report may be in anyone's hands:
for all who only read, one thing is rendered at a time, and beside it one that a library writes; once for
those who ask for the same, so that however many ask, the hall has the computer too.
"""

import asyncio
import json
import secrets
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import Annotated

from fastapi import APIRouter, Depends, Header, Path, Query, Request, Response
from pydantic import BaseModel

from app.core import codec
from app.core.commands import ReportShows
from app.core.comparison import MOST
from app.core.session_summary import summary_of
from app.core.state import State
from app.core.stored_row import StoredRow
from app.exports import ExtraMissing, Format, Render
from app.exports.csv import CSV, CSV_WITH, Separator
from app.exports.formats import FORMATS
from app.exports.html import article
from app.exports.importing import NotAnExport, import_session
from app.exports.json import JSON
from app.exports.report_data import report
from app.exports.shown import formats_for, shown_state
from app.store import CodeTaken, SessionRecord
from app.web.accept_encoding import accepts
from app.web.api_models import SessionEntry, entry
from app.web.auth import is_of_report_link, new_code
from app.web.body_limit import LimitedRoute, body_up_to
from app.web.comparable_totals import needs_comparable, totals_to_compare
from app.web.context import AppContext
from app.web.dependencies import (
    NEEDS_ORGANISER,
    CurrentContext,
    Key,
    LanguageQuery,
    files,
    needs_facilitator,
    needs_organiser,
    opened_room,
    refused,
    to_save,
)
from app.web.json_body import UnreadableJson, parse
from app.web.refusal_words import (
    CODE_TAKEN,
    FIGURES_ONLY,
    LINK_OVER,
    NO_REPORT_KEY,
    RefusedInWords,
    figures_only_in,
    missing_extra,
    name_others,
    never_whole,
    no_comparison_in,
    no_replay_in,
    no_separator,
    unknown_format,
)
from app.web.replays import Replay, export_with_replay, replay_of, unpacked_replay_of


@dataclass(frozen=True, slots=True)
class Reading:
    """What a key may read: of the session as it is now so much as `shows` says, until then.

    `opens_console` is whether the key opens the console too; other keys may be in anyone's hands. `organises`
    is whether it is the organiser's. No field has a default: what is forgotten must not open anything.
    """

    state: State
    shows: ReportShows
    until_ms: int | None
    opens_console: bool
    organises: bool


async def _reading(context: CurrentContext, code: str, key: Key) -> Reading:
    """What is read with this key; 403 for a wrong key as for a wrong code, 410 for a link that is over."""
    if is_of_report_link(key):
        reading = await _linked(context, code, key)
    else:
        room = await opened_room(context, code, key, to_read=True)
        reading = None
        if room is not None:
            auth = context.auth
            leads, organises = auth.opens_console(room.state, key), auth.is_organiser(key)
            reading = Reading(room.state, "all", None, opens_console=leads, organises=organises)
    if reading is None:
        raise RefusedInWords(403, NO_REPORT_KEY)
    return reading


async def _linked(context: AppContext, code: str, key: str) -> Reading | None:
    """What is read by a link to the report; None, after the same delay, for a wrong key or a wrong code."""
    with context.guesses.answering(looks_up=not context.hub.is_loaded(code)) as answer:
        about = await context.hub.about(code)
        link = None if about is None else context.auth.report_link(about, key)
        if link is not None and not link.is_over(context.clock.now_ms()):
            room = await context.hub.room(code)
            link = None if room is None else context.auth.report_link(room.state, key)
            if room is not None and link is not None and not link.is_over(context.clock.now_ms()):
                return Reading(room.state, link.shows, link.until_ms, opens_console=False, organises=False)
        if link is not None:
            raise RefusedInWords(410, LINK_OVER)
        await answer.miss()
    return None


Readable = Annotated[Reading, Depends(_reading)]


async def _made(
    context: AppContext,
    reading: Reading,
    kind: str,
    variant: str,
    make: Callable[[State], bytes],
    *,
    by_library: bool = False,
) -> bytes:
    """What is made of the state that is shown, on a thread; raises NotRendered.

    Its kind and the variant of that name it among all that is made of the session. What a
    library writes keeps no other waiting.
    """

    async def work(state: State) -> bytes:
        what = f"{state.session_id}|{kind}"
        return await context.rendering.run(what, lambda: make(shown_state(state, reading.shows)))

    if reading.opens_console:
        return await work(reading.state)
    key = f"{reading.state.session_id}|{reading.shows}|{kind}|{variant}"
    shared = context.reading_by_library if by_library else context.reading
    return await shared.do(key, reading.state, work)


class ReportAccess(BaseModel):
    """What the key opens: how much of the report, until when (server milliseconds), and in which formats.

    `until_ms` is None where it opens it until it is renewed or the session erased.
    """

    shows: ReportShows
    until_ms: int | None
    formats: list[str]


Whole = Annotated[
    bool, Query(description="With the texts that were held back, hidden or left out, in xlsx, csv and json.")
]
SeparatorQuery = Annotated[
    Separator | None,
    Query(
        description="Of csv: a tab in UTF-16, which Excel opens in columns on every computer, or a semicolon "
        "or a comma in UTF-8; without it the separator that is usual in the language."
    ),
]
_COMPARED = ", ".join(name for name, format in FORMATS.items() if format.compared)
Others = Annotated[
    list[str] | None,
    Query(
        max_length=MOST - 1,
        description=f"Of {_COMPARED}, for the organiser: other ended sessions of the run sheet by their join "
        f"codes, or kept totals by their ids, at most {MOST - 1}. A section compares with them.",
    ),
]
WithReplay = Annotated[bool, Query(description="Of json: with the session's replay too.")]
router = APIRouter(route_class=LimitedRoute, tags=["exports"], responses=refused(403, 410, 503))


@router.get(
    "/api/sessions/{code}/export.{format}",
    response_class=Response,
    responses=files(*dict.fromkeys(format.media_type for format in (*FORMATS.values(), *CSV_WITH.values())))
    | refused(404, 409, 501),
)
async def exported(
    context: CurrentContext,
    reading: Readable,
    name: Annotated[str, Path(alias="format", json_schema_extra={"enum": list(FORMATS)})],
    lang: LanguageQuery = None,
    whole: Whole = False,
    separator: SeparatorQuery = None,
    replay: WithReplay = False,
    compare: Others = None,
) -> Response:
    """The session as a file, in its own language unless `lang` is given; not `whole` for the report's key.

    By a link that shows figures only there are only the formats meant for readers.
    """
    state, format, offered = reading.state, FORMATS.get(name), formats_for(reading.shows)
    if format is None:
        raise RefusedInWords(404, unknown_format(name[:20], ", ".join(FORMATS)))
    if name not in offered:
        raise RefusedInWords(403, figures_only_in(", ".join(offered)))
    if separator is not None:
        if format is not CSV:
            raise RefusedInWords(422, no_separator(name))
        format = CSV_WITH[separator]
    if replay and format is not JSON:
        raise RefusedInWords(422, no_replay_in(name))
    if whole and not reading.opens_console:
        raise needs_facilitator()
    render = format.whole if whole else format.render
    if render is None:
        wholes = ", ".join(name for name, one in FORMATS.items() if one.whole)
        raise RefusedInWords(422, never_whole(name, wholes))
    if compare:
        render = await _compared(context, reading, format, compare)
    language = lang or state.language

    async def made(state: State) -> bytes:
        return await _made(
            context,
            replace(reading, state=state),
            name,
            f"{separator}|{language}",
            lambda shown: render(shown, language),
            by_library=format.extra is not None,
        )

    try:
        if replay:
            body = await export_with_replay(context, state, reading.shows, made, f"{language}|{whole}")
        else:
            body = await made(state)
    except ExtraMissing as error:
        raise RefusedInWords(501, missing_extra(str(error))) from None
    kind = "-whole" if whole else "-compared" if compare else ""
    return to_save(body, format.media_type, f"summe-{state.code}{kind}.{name}")


async def _compared(context: AppContext, reading: Reading, format: Format, ids: Sequence[str]) -> Render:
    """What makes the report with a comparison; raises 404, 409, 422, and 403 for all but the organiser."""
    if not reading.organises:
        raise needs_organiser()
    state, compared = reading.state, format.compared
    if compared is None:
        raise RefusedInWords(422, no_comparison_in(format.name, _COMPARED))
    needs_comparable(state)
    chosen = await totals_to_compare(context, ids, state.run_sheet.id)
    others = [one.totals for one in chosen if one.id != state.code]
    if not others:
        raise RefusedInWords(422, name_others(MOST - 1))
    return lambda shown, language: compared(shown, language, others)


@router.get(
    "/api/sessions/{code}/report", response_class=Response, responses=files("text/html; charset=utf-8")
)
async def report_page(context: CurrentContext, reading: Readable, lang: LanguageQuery = None) -> Response:
    """The report as a fragment of HTML, for the report page."""
    language = lang or reading.state.language
    body = await _made(context, reading, "page", language, lambda shown: _page(shown, language))
    return Response(body, media_type="text/html; charset=utf-8")


def _page(state: State, language: str) -> bytes:
    return article(report(state), language).encode()


@router.get("/api/sessions/{code}/replay", response_model=Replay, responses=refused(404, 409))
async def replayed(
    context: CurrentContext, reading: Readable, accept_encoding: Annotated[str, Header()] = ""
) -> Response:
    """What the session's board showed, from the first moment to now; not by a link that shows figures only.

    A question is in it only if the report quotes it, and with the words it has now.
    """
    if reading.shows == "figures":
        raise RefusedInWords(403, FIGURES_ONLY)
    headers = {"vary": "accept-encoding"}
    if accepts(accept_encoding.encode("latin-1"), b"gzip"):
        headers["content-encoding"] = "gzip"
        body = await replay_of(context, reading.state, reading.shows)
    else:
        body = await unpacked_replay_of(context, reading.state, reading.shows)
    return Response(body, media_type="application/json", headers=headers)


@router.get("/api/sessions/{code}/report/access")
async def report_access(reading: Readable) -> ReportAccess:
    """What this key opens of the report."""
    formats = list(formats_for(reading.shows))
    return ReportAccess(shows=reading.shows, until_ms=reading.until_ms, formats=formats)


_EXPORT = {"required": True, "content": {"application/json": {"schema": {"type": "object"}}}}


@router.post(
    "/api/sessions/import",
    status_code=201,
    dependencies=NEEDS_ORGANISER,
    responses={
        200: {"model": SessionEntry, "description": "That session, which is here already."},
    },
    openapi_extra={"requestBody": _EXPORT},
)
@body_up_to(lambda settings: settings.body_bytes)
async def import_one(context: CurrentContext, request: Request, response: Response) -> SessionEntry:
    """Import an export as an ended session; one at a time, and not again when the session is here already."""
    code, session_id, now_ms = new_code(), secrets.token_hex(16), context.clock.now_ms()
    body = await request.body()
    async with context.importing:
        try:
            state, rows = await asyncio.to_thread(_read_import, body, session_id, code, now_ms)
        except NotAnExport as error:
            raise RefusedInWords(422, error.words) from None
        if (known := await _already_here(context, state)) is not None:
            response.status_code = 200
            return known
        record = SessionRecord(
            session_id=session_id,
            code=code,
            title=state.title,
            created_at_ms=state.opened_at_ms,
            ended_at_ms=now_ms,
            retention_days=context.settings.retention_days,
            rehearsal=state.rehearsal,
            last_seq=state.seq,
        )
        try:
            await context.log.create(record, rows)
        except CodeTaken:
            raise RefusedInWords(503, CODE_TAKEN) from None
    return entry(context, record, summary_of(state))


async def _already_here(context: AppContext, state: State) -> SessionEntry | None:
    """The session of this server that was opened at the same moment and has the same report, if any."""
    imported = await asyncio.to_thread(report, state, whole=True)
    for record in await context.log.sessions():
        if record.created_at_ms == state.opened_at_ms:
            try:
                room = await context.hub.room(record.code)
            except codec.UnreadableLog:
                continue
            if room is not None and await asyncio.to_thread(report, room.state, whole=True) == imported:
                return entry(context, record, summary_of(room.state))
    return None


def _read_import(body: bytes, session_id: str, code: str, now_ms: int) -> tuple[State, tuple[StoredRow, ...]]:
    """The state and the rows of an imported session; raises NotAnExport."""
    try:
        data = parse(body)
    except UnreadableJson as error:
        raise NotAnExport("Filen er ikke JSON, som Summe kan læse.", str(error)) from None
    except json.JSONDecodeError:
        raise NotAnExport("Filen er ikke JSON.", "The file is not JSON.") from None
    imported = import_session(data, session_id=session_id, code=code, now_ms=now_ms)
    return imported.state, tuple(codec.encode(recorded) for recorded in imported.log)
