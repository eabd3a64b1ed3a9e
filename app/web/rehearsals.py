"""Routes of rehearsals: start a session with a simulated audience, steer it, and erase it.

A rehearsal has a code and keys of its own and never changes another session; revocations in the session that
it was begun beside apply to it too. Erasing it also ends its process; that needs only a facilitator's key,
since no real participant's texts are lost.
"""

import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Annotated, Literal

from fastapi import APIRouter, Depends, HTTPException
from pydantic import BaseModel, ConfigDict, Field

from app.core.commands import Actor, ConnectDevice
from app.core.run_sheet import RunSheet
from app.rehearsal.plan import Plan
from app.rehearsal.supervisor import MAX_REHEARSALS, RehearsalProcess, TooMany
from app.rooms.room import Room
from app.store.run_sheets import RunSheetError
from app.web.body_limit import LimitedRoute
from app.web.context import AppContext, id_beside
from app.web.dependencies import (
    NEEDS_ORGANISER,
    CurrentContext,
    FacilitatedRoom,
    InvitedDevice,
    Key,
    Links,
    needs_facilitator,
    refused,
)
from app.web.idempotency import IdempotencyKey, session_id_for
from app.web.refusal_words import (
    NO_REHEARSAL,
    NO_USABLE_SHEET,
    NOBODY_REHEARSING,
    REHEARSAL_UNREACHABLE,
    REHEARSED_ALREADY,
    RefusedInWords,
    too_many_rehearsals,
)
from app.web.run_sheets_api import chosen_sheet

Speed = Annotated[float, Field(ge=0.1, le=100)]


class NewRehearsal(BaseModel):
    """`lead` has a simulated facilitator lead the session, until a real one takes over."""

    model_config = ConfigDict(extra="forbid")
    phones: int = Field(default=60, ge=1, le=3_000)
    minutes: float = Field(default=8, ge=1, le=180)
    speed: Speed = 1.0
    seed: int | None = Field(default=None, ge=0, le=2**53)
    lead: bool = False


class NewRehearsalOfSheet(NewRehearsal):
    """Without `run_sheet`, the server's default run sheet is used."""

    run_sheet: str | None = Field(default=None, max_length=64)
    language: str | None = Field(default=None, max_length=8)


class NewSpeed(BaseModel):
    model_config = ConfigDict(extra="forbid")
    speed: Speed


async def rehearse(
    context: AppContext,
    sheet: RunSheet,
    language: str,
    title: str | None,
    body: NewRehearsal,
    beside: str = "",
    session_id: str | None = None,
) -> tuple[Room, RehearsalProcess]:
    """Open a rehearsal session, perhaps beside another, and start its process; raises TooMany.

    Where a rehearsal with this id has been begun already, it is that.
    """
    if session_id is not None:
        room = await context.room_with_id(id_beside(beside, session_id))
        if room is not None:
            return room, await _people_again(context, room, body)
    context.supervisor.check_capacity()
    room = await context.open_session(
        sheet, language=language, title=title, rehearsal=True, beside=beside, session_id=session_id
    )
    try:
        return room, await let_in(context, room, body)
    except BaseException:
        await context.erase(room.session_id)
        raise


async def _people_again(context: AppContext, room: Room, body: NewRehearsal) -> RehearsalProcess:
    """The process of a rehearsal begun before, started if the server was started since; raises TooMany."""
    people = context.supervisor.of(room.session_id)
    if people is None:
        await context.processes.look_for_rehearsal(room.session_id, _unreachable())
        people = await let_in(context, room, body)
    return people


def _unreachable() -> HTTPException:
    return RefusedInWords(503, REHEARSAL_UNREACHABLE)


async def let_in(context: AppContext, room: Room, body: NewRehearsal) -> RehearsalProcess:
    """Start the process of a rehearsal session that is open already; raises TooMany."""
    state = room.state
    plan = Plan(
        server=context.local_url,
        code=room.code,
        sheet=state.run_sheet,
        language=state.language,
        phones=body.phones,
        minutes=body.minutes,
        speed=body.speed,
        seed=secrets.randbelow(1_000_000) if body.seed is None else body.seed,
        console_key=context.auth.key(state, "facilitator") if body.lead else "",
    )
    await context.processes.hold_rehearsal(room.session_id)
    return await context.supervisor.begin(room.session_id, plan)


@contextmanager
def too_many_answered() -> Iterator[None]:
    """Raise 409 in place of TooMany."""
    try:
        yield
    except TooMany:
        raise RefusedInWords(409, too_many_rehearsals(MAX_REHEARSALS)) from None


class Rehearsal(BaseModel):
    """A rehearsal with its newest figures; `exit_code` is set when its process has failed."""

    id: str
    code: str
    seed: int
    minutes: float
    links: Links
    phones: int
    joined: int
    connected: int
    sent: int
    answered: int
    questions: int
    votes: int
    twice: int
    reconnects: int
    refused: dict[str, int]
    errors: int
    first_errors: list[str]
    ack_p50_ms: float | None
    ack_p99_ms: float | None
    step: str
    leading: bool
    checked: int
    equal: int
    ended: bool
    paused: bool
    speed: float
    exit_code: int | None = None


async def _rehearsed(context: CurrentContext, room: FacilitatedRoom) -> Room:
    """The room, when this process or none runs its rehearsal; forwards to the process that does."""
    if context.supervisor.of(room.session_id) is None:
        await context.processes.look_for_rehearsal(room.session_id, _unreachable())
    return room


RehearsedRoom = Annotated[Room, Depends(_rehearsed)]


async def _people(context: CurrentContext, room: RehearsedRoom) -> RehearsalProcess:
    """The rehearsal process of the session that the address names, or 404."""
    people = context.supervisor.of(room.session_id)
    if people is None:
        raise RefusedInWords(404, NOBODY_REHEARSING)
    return people


People = Annotated[RehearsalProcess, Depends(_people)]
router = APIRouter(route_class=LimitedRoute, tags=["rehearsals"], responses=refused(403, 404, 503))


def _rehearsal(context: AppContext, room: Room, people: RehearsalProcess, device: str = "") -> Rehearsal:
    plan = people.plan
    return Rehearsal(
        id=room.session_id,
        code=room.code,
        seed=plan.seed,
        minutes=plan.minutes,
        links=Links(**context.links(room.state, device)),
        **people.figures,
    )


@router.post(
    "/api/rehearsals",
    status_code=201,
    response_model_exclude_unset=True,
    dependencies=NEEDS_ORGANISER,
    responses=refused(409),
)
async def begin(
    context: CurrentContext, body: NewRehearsalOfSheet, idempotency_key: IdempotencyKey = None
) -> Rehearsal:
    """Begin a rehearsal of a run sheet."""
    try:
        id = body.run_sheet or (await context.run_sheets.default()).id
    except RunSheetError:
        raise RefusedInWords(422, NO_USABLE_SHEET) from None
    sheet, language = await chosen_sheet(context, id, body.language)
    with too_many_answered():
        session_id = session_id_for(idempotency_key, "rehearsal", body)
        return _rehearsal(
            context, *await rehearse(context, sheet, language, None, body, session_id=session_id)
        )


@router.post(
    "/api/sessions/{code}/rehearsal",
    status_code=201,
    response_model_exclude_unset=True,
    responses=refused(409),
)
async def begin_beside(
    context: CurrentContext,
    room: RehearsedRoom,
    key: Key,
    device: InvitedDevice,
    body: NewRehearsal,
    idempotency_key: IdempotencyKey = None,
) -> Rehearsal:
    """Begin a rehearsal beside a real session; in a rehearsal that has no process, start a new one."""
    state = room.state
    people = context.supervisor.of(room.session_id)
    if people is not None and people.here:
        raise RefusedInWords(409, REHEARSED_ALREADY)
    with too_many_answered():
        if state.rehearsal:
            return _rehearsal(context, room, await let_in(context, room, body), device)
        beside, people = await rehearse(
            context,
            state.run_sheet,
            state.language,
            state.given_title,
            body,
            room.session_id,
            session_id_for(idempotency_key, f"rehearsal by {device}", body),
        )
    if device:
        # So that the device can be revoked in the rehearsal too.
        name = state.devices[device].name if device in state.devices else ""
        actor = Actor("facilitator", device)
        await context.hub.ask(beside.session_id, actor, "", "", ConnectDevice(name))
    if not context.auth.opens_console(room.state, key):
        await context.erase(beside.session_id)
        raise needs_facilitator()
    return _rehearsal(context, beside, people, device)


@router.get("/api/sessions/{code}/rehearsal", response_model_exclude_unset=True)
async def progress(
    context: CurrentContext, room: FacilitatedRoom, people: People, device: InvitedDevice
) -> Rehearsal:
    """The rehearsal's newest figures."""
    return _rehearsal(context, room, people, device)


@router.delete("/api/sessions/{code}/rehearsal", status_code=204, responses=refused(409))
async def wipe(context: CurrentContext, room: RehearsedRoom) -> None:
    """End the rehearsal and erase its session."""
    if not room.state.rehearsal:
        raise RefusedInWords(409, NO_REHEARSAL)
    await context.erase(room.session_id)


@router.post("/api/sessions/{code}/rehearsal/speed", response_model_exclude_unset=True)
async def set_speed(
    context: CurrentContext, room: FacilitatedRoom, people: People, device: InvitedDevice, body: NewSpeed
) -> Rehearsal:
    """Set how fast the rehearsal's clock runs."""
    people.send({"do": "speed", "speed": body.speed})
    return _rehearsal(context, room, people, device)


@router.post("/api/sessions/{code}/rehearsal/{order}", response_model_exclude_unset=True)
async def steer(
    context: CurrentContext,
    room: FacilitatedRoom,
    people: People,
    device: InvitedDevice,
    order: Literal["pause", "resume", "flood", "stop"],
) -> Rehearsal:
    """Pause, resume or stop the rehearsal, or have all simulated participants send a question at once."""
    people.send({"do": order})
    return _rehearsal(context, room, people, device)
