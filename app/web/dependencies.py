"""Dependencies of routes: the application context, the key of a request, and the authorization it gives.

Routes are made once, when their modules are imported; each request finds the context in the application's
state. All dependencies are coroutines: FastAPI runs plain functions on a thread, which costs more than
they do.
"""

from typing import Annotated, Any

from fastapi import Depends, Header, HTTPException, Query, Request, Response
from pydantic import BaseModel

from app.core.languages import Language
from app.rooms.room import Room
from app.store import SessionRecord
from app.web.auth import device_of
from app.web.context import AppContext
from app.web.refusal_words import NO_FACILITATOR_KEY, NO_ORGANISER_KEY, UNKNOWN_CODE, RefusedInWords

Responses = dict[int | str, dict[str, Any]]


class Refusal(BaseModel):
    """The body of an error response; `detail` says what to do."""

    detail: str


class Links(BaseModel):
    """URLs of a session's screens; keys are in the fragment."""

    join: str
    board: str
    console: str
    report: str


async def context_of(request: Request) -> AppContext:
    """The context of the application that handles the request."""
    context: AppContext = request.app.state.context
    return context


CurrentContext = Annotated[AppContext, Depends(context_of)]


async def bearer(authorization: Annotated[str, Header()] = "") -> str:
    """The key a request carries; "" when it carries none."""
    return authorization.removeprefix("Bearer ").strip()


Key = Annotated[str, Depends(bearer)]
LanguageQuery = Annotated[Language | None, Query()]


async def organisers_only(context: CurrentContext, key: Key) -> None:
    """Raises 403 for a request without the organiser's key; delayed for a wrong one, which may be a guess."""
    if not context.auth.is_organiser(key):
        if key:
            with context.guesses.answering(looks_up=False) as answer:
                await answer.miss()
        raise needs_organiser()


def needs_organiser() -> HTTPException:
    """403 for a key that is not the organiser's."""
    return RefusedInWords(403, NO_ORGANISER_KEY)


NEEDS_ORGANISER = [Depends(organisers_only)]


def unknown_code() -> HTTPException:
    """404 for a code that no session has."""
    return RefusedInWords(404, UNKNOWN_CODE)


async def room_of(context: AppContext, code: str) -> Room:
    """The room with this join code, or 404 without delay; for routes that need the organiser's key."""
    room = await context.hub.room(code)
    if room is None:
        raise unknown_code()
    return room


async def known_record(context: CurrentContext, code: str) -> SessionRecord:
    """The record of the session with this join code, or 404; it needs no key.

    Unless the session is loaded, both answers are delayed alike. All who ask for a loaded session's at the
    same time share a read, so that many who ask keep no connection of the database from the hall.
    """
    room = await context.hub.room(code) if context.hub.is_loaded(code) else None
    if room is not None:
        shared = await context.finding.do(room.code, room.state, lambda _: context.log.find(room.code))
        if shared is not None:
            return shared
    with context.guesses.answering(looks_up=not context.hub.is_loaded(code)) as answer:
        record = await context.log.find(code.upper())
        if record is None:
            await answer.miss()
            raise unknown_code()
        if not context.hub.is_loaded(record.code):
            await answer.wait()
        return record


KnownRecord = Annotated[SessionRecord, Depends(known_record)]


async def known_code(context: CurrentContext, code: str) -> str:
    """The join code as the session has it, or 404 as `known_record`; it needs no key.

    Of a loaded session nothing is read, but what all who ask at the same time share, so that many who ask
    keep no connection of the database from the hall.
    """
    if context.hub.is_loaded(code):
        room = await context.hub.room(code)
        if room is not None:
            return room.code
    return (await known_record(context, code)).code


KnownCode = Annotated[str, Depends(known_code)]


async def opened_room(context: AppContext, code: str, key: str, *, to_read: bool = False) -> Room | None:
    """The room with this join code, for a facilitator or the organiser; `to_read`: for the report's key too.

    None, after the same delay, for a wrong key and for a wrong code; no session is loaded for a wrong key.
    """
    if context.auth.is_organiser(key):
        return await context.hub.room(code)
    opens = context.auth.opens_report if to_read else context.auth.opens_console
    with context.guesses.answering(looks_up=not context.hub.is_loaded(code)) as answer:
        about = await context.hub.about(code)
        if about is not None and opens(about, key):
            room = await context.hub.room(code)
            if room is not None and opens(room.state, key):
                return room
        await answer.miss()
    return None


def needs_facilitator() -> HTTPException:
    """403 for a key that does not open the console."""
    return RefusedInWords(403, NO_FACILITATOR_KEY)


async def facilitated(context: CurrentContext, code: str, key: Key) -> Room:
    """The room with this join code, for a facilitator or the organiser; 403, and 404 for the organiser."""
    room = await opened_room(context, code, key)
    if room is None:
        raise unknown_code() if context.auth.is_organiser(key) else needs_facilitator()
    return room


FacilitatedRoom = Annotated[Room, Depends(facilitated)]


async def _invited_device(context: CurrentContext, room: FacilitatedRoom, key: Key) -> str:
    """The id of the invited device whose key is used; "" for a facilitator's or the organiser's key."""
    return device_of(key) if context.auth.authenticate(room.state, key) == "device" else ""


InvitedDevice = Annotated[str, Depends(_invited_device)]


# ---- responses for OpenAPI


def refused(*statuses: int) -> Responses:
    """The error responses of an operation for OpenAPI; FastAPI adds 422 itself."""
    return {status: {"model": Refusal} for status in statuses}


def files(*media_types: str, description: str = "Successful Response") -> Responses:
    """The response of an operation that returns a file of one of these media types, for OpenAPI."""

    def schema(media_type: str) -> dict[str, str]:
        if media_type == "application/json":
            return {"type": "object"}
        words = media_type.startswith(("text/", "image/svg"))
        return {"type": "string"} if words else {"type": "string", "format": "binary"}

    content = {media_type: {"schema": schema(media_type)} for media_type in media_types}
    return {200: {"content": content, "description": description}}


def to_save(body: bytes | str, media_type: str, name: str) -> Response:
    """A file that browsers save under a name, which has letters, digits, dashes and dots only."""
    disposition = f'attachment; filename="{name}"'
    return Response(body, media_type=media_type, headers={"content-disposition": disposition})
