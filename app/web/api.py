"""The organiser's API: sessions and run sheets. JSON in and out, keys as Bearer.

What is taken home, and brought back, has a module of its own: `taken_home`.
"""

import contextlib
import datetime
import secrets
from collections.abc import Callable
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Header, HTTPException
from pydantic import AfterValidator, BaseModel, ConfigDict, Field, model_validator

from app.core.codec import UnreadableLog
from app.core.commands import Actor, Command, EndSession, KeyRole, RenewKey, Retitle
from app.core.outline import Outline, outline_of
from app.core.rejections import MEANINGS, Rejection
from app.core.run_sheet import RunSheet
from app.core.state import State
from app.core.text import clean_line
from app.core.views import said
from app.rooms.housekeeping import erased_at_ms
from app.rooms.room import Room
from app.store import SessionRecord, UnknownSession
from app.store.run_sheets import sheets
from app.web.door import unknown_code
from app.web.house import House

_STATUS = {"not_saved": 503, "full": 503, "empty": 422, "too_long": 422}

Line = Annotated[str, AfterValidator(clean_line)]


class NewSession(BaseModel):
    model_config = ConfigDict(extra="forbid")
    run_sheet: str = Field(max_length=64)
    language: str | None = Field(default=None, max_length=8)
    title: Line | None = Field(default=None, max_length=200)
    date: datetime.date | None = None
    place: Line | None = Field(default=None, max_length=120)
    expected: int | None = Field(default=None, ge=1, le=100_000)
    rehearsal: bool = False


class SessionChange(BaseModel):
    model_config = ConfigDict(extra="forbid")
    retention_days: int | None = Field(default=None, ge=1, le=90)
    title: str | None = Field(default=None, max_length=1_000)

    @model_validator(mode="after")
    def something(self) -> "SessionChange":
        if self.retention_days is None and self.title is None:
            raise ValueError("name what to change: retention_days, title, or both")
        return self


def bearer(authorization: Annotated[str, Header()] = "") -> str:
    """The key a request carries; "" when it carries none."""
    return authorization.removeprefix("Bearer ").strip()


Key = Annotated[str, Depends(bearer)]


async def room_of(house: House, code: str) -> Room:
    """The room behind a join code, or 404."""
    room = await house.hub.room(code)
    if room is None:
        raise await unknown_code()
    return room


def organisers_only(house: House) -> Callable[[str], None]:
    """What a route depends on that asks for the organiser's key."""

    def organiser(key: Key) -> None:
        if not house.door.is_organiser(key):
            raise HTTPException(403, "This needs the organiser's key, as Authorization: Bearer <key>.")

    return organiser


def entry(house: House, record: SessionRecord, outline: Outline) -> dict[str, Any]:
    """A session as the organiser sees it in a list."""
    state = outline.about
    return {
        "session_id": record.session_id,
        "code": record.code,
        "title": state.title,
        "run_sheet": state.run_sheet.id,
        "language": state.language,
        "date": state.date,
        "place": state.place,
        "expected": state.expected,
        "created_at_ms": record.created_at_ms,
        "ended_at_ms": record.ended_at_ms,
        "retention_days": record.retention_days,
        "erased_at_ms": erased_at_ms(record),
        "rehearsal": record.rehearsal,
        "joined": outline.joined,
        "questions": outline.questions,
        "links": house.links(state),
    }


def handout(state: State) -> dict[str, Any]:
    """The words that print-outs need, in each language of the run sheet."""
    sheet = state.run_sheet
    return {
        language: {
            "title": state.given_title or said(sheet.title, language),
            "subtitle": said(sheet.subtitle, language),
            "question": said(sheet.questions.prompt, language),
            "prompts": [said(prompt, language) for prompt in sheet.buzz.prompts],
        }
        for language in sheet.languages
    }


def api(house: House) -> APIRouter:
    """The routes under /api."""
    router = APIRouter()
    Organiser = Depends(organisers_only(house))

    def known_sheets() -> dict[str, RunSheet]:
        return {sheet.id: sheet for _, sheet in sheets(house.settings.sessions)}

    async def found(code: str) -> SessionRecord:
        record = await house.log.find(code.upper())
        if record is None:
            raise await unknown_code()
        return record

    async def listed(record: SessionRecord) -> dict[str, Any]:
        """An entry; a session written by a newer Summe says no more than its record does."""
        try:
            outline = await house.hub.outline(record)
        except UnreadableLog as error:
            return {
                "session_id": record.session_id,
                "code": record.code,
                "title": record.title,
                "unreadable": str(error),
            }
        return entry(house, record, outline)

    async def ask(code: str, command: Command) -> Room:
        """Ask something of a session in the organiser's name; a refusal becomes an HTTP error."""
        room = await room_of(house, code)
        command_id = secrets.token_hex(16)
        answer = await house.hub.ask(room.session_id, Actor("organiser"), command_id, command_id, command)
        if isinstance(answer, Rejection):
            raise HTTPException(_STATUS.get(answer.code, 409), MEANINGS[answer.code])
        return room

    @router.get("/api/run-sheets", dependencies=[Organiser])
    async def run_sheets() -> list[dict[str, Any]]:
        return [
            {"id": sheet.id, "title": dict(sheet.title), "languages": list(sheet.languages)}
            for sheet in known_sheets().values()
        ]

    @router.post("/api/sessions", status_code=201, dependencies=[Organiser])
    async def create(wish: NewSession) -> dict[str, Any]:
        known = known_sheets()
        sheet = known.get(wish.run_sheet)
        if sheet is None:
            raise HTTPException(
                422, f"There is no run sheet {wish.run_sheet!r}; there are: {', '.join(known)}."
            )
        language = wish.language or sheet.languages[0]
        if language not in sheet.languages:
            raise HTTPException(422, f"This run sheet speaks {', '.join(sheet.languages)}, not {language!r}.")
        room = await house.open_session(
            sheet,
            language=language,
            title=wish.title or None,
            rehearsal=wish.rehearsal,
            date=wish.date.isoformat() if wish.date else None,
            place=wish.place or None,
            expected=wish.expected,
        )
        state = room.state
        return {
            "session_id": state.session_id,
            "code": state.code,
            "keys": {
                "facilitator": house.door.key(state, "facilitator"),
                "board": house.door.key(state, "board"),
            },
            "links": house.links(state),
        }

    @router.get("/api/sessions", dependencies=[Organiser])
    async def sessions() -> list[dict[str, Any]]:
        entries = []
        for record in await house.log.sessions():
            with contextlib.suppress(UnknownSession):
                entries.append(await listed(record))
        return entries

    @router.get("/api/sessions/{code}", dependencies=[Organiser])
    async def one(code: str) -> dict[str, Any]:
        record = await found(code)
        room = await room_of(house, code)
        return {**entry(house, record, outline_of(room.state)), "handout": handout(room.state)}

    @router.patch("/api/sessions/{code}", dependencies=[Organiser])
    async def change(code: str, wish: SessionChange) -> dict[str, Any]:
        if wish.title is not None:
            await ask(code, Retitle(wish.title))
        if wish.retention_days is not None:
            record = await found(code)
            await house.log.set_retention(record.session_id, wish.retention_days)
        return await listed(await found(code))

    @router.post("/api/sessions/{code}/end", dependencies=[Organiser])
    async def end(code: str) -> dict[str, Any]:
        room = await room_of(house, code)
        if not room.state.ended:
            await ask(code, EndSession())
        return await listed(await found(code))

    @router.post("/api/sessions/{code}/keys/{role}", status_code=201, dependencies=[Organiser])
    async def renew(code: str, role: KeyRole) -> dict[str, Any]:
        room = await ask(code, RenewKey(role))
        return {"key": house.door.key(room.state, role), "links": house.links(room.state)}

    @router.delete("/api/sessions/{code}", status_code=204, dependencies=[Organiser])
    async def delete(code: str) -> None:
        await house.erase((await found(code)).session_id)

    return router
