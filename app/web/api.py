"""The organiser's API: sessions, run sheets, exports, import. JSON in and out, keys as Bearer."""

import json
import secrets
from collections.abc import Callable
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Header, HTTPException, Request, Response
from pydantic import BaseModel, ConfigDict, Field

from app.core import codec
from app.core.run_sheet import RunSheet
from app.exports.csv import export_csv
from app.exports.importing import NotAnExport, import_session
from app.exports.markdown import export_markdown
from app.exports.rows import export, report
from app.rooms.room import Room
from app.store import CodeTaken, SessionRecord
from app.store.run_sheets import sheets
from app.web.door import new_code
from app.web.house import House


class NewSession(BaseModel):
    model_config = ConfigDict(extra="forbid")
    run_sheet: str = Field(max_length=64)
    language: str | None = Field(default=None, max_length=8)
    title: str | None = Field(default=None, max_length=200)
    expected: int | None = Field(default=None, ge=1, le=100_000)


def _json(value: Any) -> bytes:
    return json.dumps(value, ensure_ascii=False, indent=2).encode()


_FORMATS: dict[str, tuple[str, Callable[[Room], bytes]]] = {
    "json": ("application/json", lambda room: _json(export(room.state))),
    "csv": ("text/csv; charset=utf-8", lambda room: export_csv(report(room.state))),
    "md": ("text/markdown; charset=utf-8", lambda room: export_markdown(report(room.state)).encode()),
}


def bearer(authorization: Annotated[str, Header()] = "") -> str:
    """The key a request carries; "" when it carries none."""
    return authorization.removeprefix("Bearer ").strip()


Key = Annotated[str, Depends(bearer)]


async def room_of(house: House, code: str) -> Room:
    """The room behind a join code, or 404."""
    room = await house.hub.room(code)
    if room is None:
        raise HTTPException(404, "There is no session with this code.")
    return room


def api(house: House) -> APIRouter:
    """The routes under /api."""
    router = APIRouter()

    def organiser(key: Key) -> None:
        if not house.door.is_organiser(key):
            raise HTTPException(403, "This needs the organiser's key, as Authorization: Bearer <key>.")

    Organiser = Depends(organiser)

    def known_sheets() -> dict[str, RunSheet]:
        return {sheet.id: sheet for _, sheet in sheets(house.settings.sessions)}

    async def entry(record: SessionRecord) -> dict[str, Any]:
        room = await room_of(house, record.code)
        return {
            "session_id": record.session_id,
            "code": record.code,
            "title": room.state.title,
            "created_at_ms": record.created_at_ms,
            "ended_at_ms": record.ended_at_ms,
            "retention_days": record.retention_days,
            "rehearsal": record.rehearsal,
            "joined": room.state.sums.joined,
            "questions": len(room.state.questions),
            "links": house.links(room.state),
        }

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
        room = await house.open_session(sheet, language=language, title=wish.title)
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
        return [await entry(record) for record in await house.log.sessions()]

    @router.post("/api/sessions/import", status_code=201, dependencies=[Organiser])
    async def import_one(request: Request) -> dict[str, Any]:
        try:
            data = json.loads(await request.body())
        except (ValueError, RecursionError):
            raise HTTPException(422, "The file is not JSON.") from None
        code = new_code()
        session_id = secrets.token_hex(16)
        try:
            log = import_session(data, code=code)
        except NotAnExport as error:
            raise HTTPException(422, str(error)) from None
        title = str(data["report"]["title"])[:200]
        record = SessionRecord(
            session_id,
            code,
            title,
            log[0].at_ms,
            log[-1].at_ms,
            house.settings.retention_days,
            False,
            log[-1].seq,
        )
        try:
            await house.log.create(record, tuple(codec.encode(recorded) for recorded in log))
        except CodeTaken:
            raise HTTPException(503, "Please try again.") from None
        return await entry(record)

    @router.get("/api/sessions/{code}", dependencies=[Organiser])
    async def one(code: str) -> dict[str, Any]:
        room = await room_of(house, code)
        record = await house.log.find(room.code)
        assert record is not None  # noqa: S101  the room was found by the same code
        return await entry(record)

    @router.delete("/api/sessions/{code}", status_code=204, dependencies=[Organiser])
    async def delete(code: str) -> None:
        room = await room_of(house, code)
        await house.hub.erase(room.session_id)

    @router.get("/api/sessions/{code}/export.{kind}")
    async def exported(code: str, kind: str, key: Key) -> Response:
        room = await house.hub.room(code)
        if room is None or not house.door.opens_console(room.state, key):
            raise HTTPException(403, "This needs the facilitator's or the organiser's key.")
        if kind not in _FORMATS:
            raise HTTPException(404, f"There is no format {kind!r}; there are: {', '.join(_FORMATS)}.")
        media_type, make = _FORMATS[kind]
        name = f'attachment; filename="summe-{room.code}.{kind}"'
        return Response(make(room), media_type=media_type, headers={"content-disposition": name})

    return router
