"""The organiser's API for sessions: JSON in and out, keys as Bearer tokens.

What requests and answers hold is in `api_models`; run sheets are in `run_sheets_api`, exports and imports in
`exports_api`.
"""

import contextlib
import secrets
from collections.abc import Awaitable

from fastapi import APIRouter

from app.core.codec import UnreadableLog
from app.core.commands import (
    Actor,
    Command,
    EmptySession,
    EndSession,
    KeyRole,
    LeaveOut,
    RenewKey,
    ReopenSession,
    ReplyToQuestions,
    WithdrawReply,
)
from app.core.figures import is_to_follow_up, shown_answer, small_cells
from app.core.rejections import Rejection
from app.core.rules.session import settings_of
from app.core.session_summary import summary_of
from app.core.state import Question, State
from app.exports.report_data import exported_questions
from app.rooms.hub import Reply
from app.rooms.kept_totals import totals_to_keep
from app.rooms.room import Room
from app.store import SessionRecord, UnknownSession
from app.web.api_models import (
    Keys,
    LeftOut,
    NewReply,
    NewSession,
    NewSessionMade,
    NextSession,
    RenewedKey,
    ReplyEntry,
    ReportedEntry,
    ServerAddress,
    SessionChange,
    SessionDetails,
    SessionEntry,
    ToEmpty,
    UnreadableEntry,
    entry,
    handout,
    retitled,
)
from app.web.body_limit import LimitedRoute
from app.web.context import AppContext
from app.web.dependencies import NEEDS_ORGANISER, CurrentContext, Links, refused, room_of, unknown_code
from app.web.idempotency import IdempotencyKey, session_id_for
from app.web.refusal_words import (
    IMPORTED_STAYS,
    NO_TOTALS_OF_REHEARSALS,
    OTHERS_CAME,
    RefusedInWords,
    confirm_to_empty,
    rejected,
)
from app.web.run_sheets_api import chosen_sheet, in_language_of

_STATUS = {"not_saved": 503, "full": 503, "empty": 422, "too_long": 422}


async def _found(context: AppContext, code: str) -> SessionRecord:
    record = await context.log.find(code.upper())
    if record is None:
        raise unknown_code()
    return record


async def _listed(context: AppContext, record: SessionRecord) -> SessionEntry | UnreadableEntry:
    """The entry of a session; for one whose log cannot be read, only the fields of its record."""
    try:
        summary = await context.hub.summary(record)
    except UnreadableLog as error:
        return UnreadableEntry(
            session_id=record.session_id, code=record.code, title=record.title, unreadable=str(error)
        )
    return entry(context, record, summary)


async def _ask(context: AppContext, code: str, command: Command, done: Rejection | None = None) -> Room:
    """Put a command to a session as the organiser; raises 404, or the rejection as an HTTP error.

    `done` is the rejection that says that it is so already.
    """
    room = await room_of(context, code)
    command_id = secrets.token_hex(16)
    asked: Awaitable[Reply] = context.hub.ask(
        room.session_id, Actor("organiser"), command_id, command_id, command
    )
    if isinstance(command, RenewKey):
        asked = context.revoked_everywhere(room.session_id, command, asked)
    reply = await asked
    if isinstance(reply, Rejection) and reply != done:
        raise RefusedInWords(_STATUS.get(reply.code, 409), rejected(reply.code))
    return room


router = APIRouter(
    route_class=LimitedRoute, tags=["sessions"], dependencies=NEEDS_ORGANISER, responses=refused(403, 503)
)


@router.get("/api/address")
async def address(context: CurrentContext) -> ServerAddress:
    """Where phones and other computers reach the server now."""
    return ServerAddress(url=context.public.url, reachable=context.public.reachable)


@router.post("/api/sessions", status_code=201, responses=refused(409))
async def create(
    context: CurrentContext, body: NewSession, idempotency_key: IdempotencyKey = None
) -> NewSessionMade:
    """Open a session from a run sheet."""
    sheet, language = await chosen_sheet(context, body.run_sheet, body.language)
    room = await context.open_session(
        sheet,
        language=language,
        title=body.title or None,
        subtitle=body.subtitle,
        occasion=body.occasion,
        rehearsal=body.rehearsal,
        date=body.date.isoformat() if body.date else None,
        place=body.place or None,
        expected=body.expected,
        session_id=session_id_for(idempotency_key, "session", body),
    )
    return _made(context, room.state)


def _made(context: AppContext, state: State) -> NewSessionMade:
    return NewSessionMade(
        session_id=state.session_id,
        code=state.code,
        keys=Keys(
            facilitator=context.auth.key(state, "facilitator"),
            board=context.auth.key(state, "board"),
            report=context.auth.key(state, "report"),
        ),
        links=Links(**context.links(state)),
    )


@router.post("/api/sessions/{code}/next", status_code=201, responses=refused(404, 409))
async def create_next(
    context: CurrentContext, code: str, body: NextSession, idempotency_key: IdempotencyKey = None
) -> NewSessionMade:
    """Open another session like this one, with a code and keys of its own.

    It has the run sheet that this one was opened with, also when the file is another by now or gone, and so
    the examples kept for it; the turns' length and the walks' length and order as they were set here last;
    and is kept for as long.
    """
    record, state = await _found(context, code), (await room_of(context, code)).state
    sheet = state.run_sheet
    words = retitled(body, state)
    room = await context.open_session(
        sheet,
        language=in_language_of(sheet, body.language, state.language),
        title=words.title or None,
        subtitle=words.subtitle,
        occasion=words.occasion,
        date=body.date.isoformat() if body.date else None,
        place=(state.place if body.place is None else body.place) or None,
        expected=body.expected,
        retention_days=context.settings.retention_days if record.rehearsal else record.retention_days,
        settings=settings_of(state),
        session_id=session_id_for(idempotency_key, f"next of {state.session_id}", body),
    )
    return _made(context, room.state)


@router.get("/api/sessions")
async def sessions(context: CurrentContext) -> list[SessionEntry | UnreadableEntry]:
    """All sessions, newest first."""
    entries = []
    for record in await context.log.sessions():
        with contextlib.suppress(UnknownSession):
            entries.append(await _listed(context, record))
    return entries


@router.get("/api/sessions/{code}", responses=refused(404))
async def one(context: CurrentContext, code: str) -> SessionDetails:
    """One session, with the texts of its print-outs."""
    record = await _found(context, code)
    room = await room_of(context, code)
    listed = entry(context, record, summary_of(room.state))
    return SessionDetails(**dict(listed), handout=handout(room.state))


@router.patch("/api/sessions/{code}", responses=refused(404, 409))
async def change(context: CurrentContext, code: str, body: SessionChange) -> SessionEntry | UnreadableEntry:
    """Change a session's title, subtitle, occasion, date, place, expected number or retention.

    Or whether its totals are kept when it is erased; those of a rehearsal never are (409).
    """
    state = (await room_of(context, code)).state
    if body.was.is_stale(state):
        raise RefusedInWords(409, rejected("stale"))
    if body.keep_totals and state.rehearsal:
        raise RefusedInWords(409, NO_TOTALS_OF_REHEARSALS)
    if body.renames:
        await _ask(context, code, retitled(body, state))
    if body.plans:
        await _ask(context, code, body.planned(state))
    if body.retention_days is not None:
        record = await _found(context, code)
        await context.log.set_retention(record.session_id, body.retention_days)
    if body.keep_totals is not None:
        await context.log.totals.want(state.session_id, wanted=body.keep_totals)
    return await _listed(context, await _found(context, code))


@router.post("/api/sessions/{code}/end", responses=refused(404))
async def end(context: CurrentContext, code: str) -> SessionEntry | UnreadableEntry:
    """End a session; one that has ended stays as it is."""
    await _ask(context, code, EndSession(), done=Rejection("ended"))
    return await _listed(context, await _found(context, code))


@router.post("/api/sessions/{code}/reopen", responses=refused(404, 409))
async def reopen(context: CurrentContext, code: str) -> SessionEntry | UnreadableEntry:
    """Reopen an ended session that is still kept; an imported one stays ended."""
    await _ask(context, code, ReopenSession())
    return await _listed(context, await _found(context, code))


@router.post("/api/sessions/{code}/empty", responses=refused(404, 409))
async def empty(context: CurrentContext, code: str, body: ToEmpty) -> SessionEntry | UnreadableEntry:
    """Empty a session that was tried before the hour: participants, questions and all that was done in it go.

    Its code, links, keys, devices, title, plan and run sheet stay. It cannot be undone.
    """
    room = await room_of(context, code)
    if body.questions and body.confirm.upper() != room.code:
        raise RefusedInWords(422, confirm_to_empty(room.code))
    reply = await context.hub.empty(room.session_id, EmptySession(body.participants, body.questions))
    if reply == Rejection("stale"):
        raise RefusedInWords(409, OTHERS_CAME)
    if isinstance(reply, Rejection):
        why = IMPORTED_STAYS if room.state.imported else rejected(reply.code)
        raise RefusedInWords(_STATUS.get(reply.code, 409), why)
    return await _listed(context, await _found(context, code))


@router.get("/api/sessions/{code}/questions", responses=refused(404))
async def questions(context: CurrentContext, code: str) -> list[ReportedEntry]:
    """The questions that count, in the order of their numbers, with those that the report leaves out."""
    state = (await room_of(context, code)).state
    small = small_cells(state)
    numbered = enumerate(exported_questions(state), start=1)
    return [
        ReportedEntry(
            question_id=question.id,
            number=number,
            text=question.text,
            left_out="left_out" in question.flags,
            next=question.next,
            follow_up=is_to_follow_up(question, answer),
            answer=answer,
            support=question.support,
            reply=_reply(question),
            replied=state.reply_to(question) is not None,
        )
        for number, question in numbered
        if question.is_counted
        for answer in (shown_answer(question, state.cell_of(question), small),)
    ]


def _reply(question: Question) -> ReplyEntry | None:
    reply = question.reply
    return None if reply is None else ReplyEntry(text=reply.text, signed=reply.signed, at_ms=reply.at_ms)


@router.put("/api/sessions/{code}/replies", status_code=204, responses=refused(404, 409))
async def reply(context: CurrentContext, code: str, body: NewReply) -> None:
    """Reply to questions, also after the end; it replaces the replies that they have."""
    await _ask(context, code, ReplyToQuestions(tuple(body.question_ids), body.text, body.signed))


@router.delete(
    "/api/sessions/{code}/questions/{question_id}/reply", status_code=204, responses=refused(404, 409)
)
async def withdraw_reply(context: CurrentContext, code: str, question_id: str) -> None:
    """Take back the reply to a question, also after the end; one without a reply stays as it is."""
    await _ask(context, code, WithdrawReply(question_id))


@router.put(
    "/api/sessions/{code}/questions/{question_id}/left-out", status_code=204, responses=refused(404, 409)
)
async def leave_out(context: CurrentContext, code: str, question_id: str, body: LeftOut) -> None:
    """Leave a question's words out of the report and its files, or take them in again, also after the end."""
    await _ask(context, code, LeaveOut(question_id, body.left_out))


@router.post("/api/sessions/{code}/keys/{role}", status_code=201, responses=refused(404))
async def renew(context: CurrentContext, code: str, role: KeyRole) -> RenewedKey:
    """Renew the key of a role; the old key is invalid at once."""
    room = await _ask(context, code, RenewKey(role))
    return RenewedKey(key=context.auth.key(room.state, role), links=Links(**context.links(room.state)))


@router.delete("/api/sessions/{code}", status_code=204, responses=refused(404))
async def delete(context: CurrentContext, code: str) -> None:
    """Erase a session with all its data; where the organiser has chosen so, its totals are kept."""
    record = await _found(context, code)
    totals = await totals_to_keep(context.hub, record, context.clock.now_ms())
    await context.erase(record.session_id, totals)
