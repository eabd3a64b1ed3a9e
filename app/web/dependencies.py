"""Dependencies of routes: the application context, the key of a request, and the authorization it gives.

Routes are made once, when their modules are imported; each request finds the context in the application's
state. All dependencies are coroutines: FastAPI runs plain functions on a thread, which costs more than
they do.
"""

from typing import Annotated, Any

from fastapi import Depends, Header, HTTPException, Query, Request
from pydantic import BaseModel

from app.core.languages import Language
from app.rooms.room import Room
from app.web.auth import unknown_code
from app.web.context import AppContext

Responses = dict[int | str, dict[str, Any]]


class Refusal(BaseModel):
    """The body of an error response; `detail` says what to do."""

    detail: str


class Links(BaseModel):
    """Addresses of a session's screens; keys stand in the fragment."""

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
    """Raises 403 for a request without the organiser's key."""
    if not context.auth.is_organiser(key):
        raise HTTPException(403, "This needs the organiser's key, as Authorization: Bearer <key>.")


NEEDS_ORGANISER = [Depends(organisers_only)]


async def room_of(context: AppContext, code: str) -> Room:
    """The room behind a join code, or 404."""
    room = await context.hub.room(code)
    if room is None:
        raise await unknown_code()
    return room


async def known_room(context: CurrentContext, code: str) -> Room:
    """The room that the address names, or 404."""
    return await room_of(context, code)


KnownRoom = Annotated[Room, Depends(known_room)]


async def facilitated(context: CurrentContext, room: KnownRoom, key: Key) -> Room:
    """The room that the address names, for a facilitator or the organiser; 404 and 403 otherwise."""
    if not context.auth.opens_console(room.state, key):
        raise HTTPException(403, "This needs the facilitator's or the organiser's key.")
    return room


FacilitatedRoom = Annotated[Room, Depends(facilitated)]


# ---- for the description of the API


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
