"""Rehearsals: a session marked as one, a simulated audience in it, and a hand on its pace.

A rehearsal has a code and keys of its own and never touches another session. Deleting it sends its people
away and erases all they wrote; whoever may lead a rehearsal may do that too, since nobody loses anything.
"""

import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Annotated, Any, Literal

from fastapi import APIRouter, Depends, HTTPException
from pydantic import BaseModel, ConfigDict, Field

from app.core.run_sheet import RunSheet
from app.rehearsal.company import AT_ONCE, Company, TooMany
from app.rehearsal.plan import Plan
from app.rooms.room import Room
from app.store.run_sheets import sheets
from app.web.api import Key, room_of
from app.web.door import device_of
from app.web.house import House

Speed = Annotated[float, Field(ge=0.1, le=100)]


class Wish(BaseModel):
    """`lead` lets somebody at a console lead the hour, until a facilitator takes over."""

    model_config = ConfigDict(extra="forbid")
    phones: int = Field(default=60, ge=1, le=3_000)
    minutes: float = Field(default=8, ge=1, le=180)
    speed: Speed = 1.0
    seed: int | None = Field(default=None, ge=0, le=2**53)
    lead: bool = False


class WishFromHome(Wish):
    run_sheet: str = Field(default="projektjungle", max_length=64)
    language: str | None = Field(default=None, max_length=8)


class NewSpeed(BaseModel):
    model_config = ConfigDict(extra="forbid")
    speed: Speed


async def rehearse(
    house: House, sheet: RunSheet, language: str, title: str | None, wish: Wish
) -> tuple[Room, Company]:
    """A rehearsal session with its people on their way. Raises TooMany."""
    house.companies.make_room()
    room = await house.open_session(sheet, language=language, title=title, rehearsal=True)
    return room, await let_in(house, room, wish)


async def let_in(house: House, room: Room, wish: Wish) -> Company:
    """People for a rehearsal that is open already. Raises TooMany."""
    state = room.state
    plan = Plan(
        server=house.local_url,
        code=room.code,
        sheet=state.run_sheet,
        language=state.language,
        phones=wish.phones,
        minutes=wish.minutes,
        speed=wish.speed,
        seed=secrets.randbelow(1_000_000) if wish.seed is None else wish.seed,
        console_key=house.door.key(state, "facilitator") if wish.lead else "",
    )
    return await house.companies.begin(room.session_id, plan)


@contextmanager
def too_many_answered() -> Iterator[None]:
    """TooMany as an answer."""
    try:
        yield
    except TooMany:
        raise HTTPException(
            409, f"{AT_ONCE} rehearsals are running; let one end, or delete its session."
        ) from None


def rehearsals(house: House) -> APIRouter:
    """The routes of a rehearsal; `{code}/rehearsal` of a real session begins one beside it."""
    router = APIRouter()

    async def mine(code: str, key: Key) -> Room:
        room = await room_of(house, code)
        if not house.door.opens_console(room.state, key):
            raise HTTPException(403, "This needs the facilitator's or the organiser's key.")
        return room

    Mine = Annotated[Room, Depends(mine)]

    async def people(room: Mine) -> Company:
        company = house.companies.of(room.session_id)
        if company is None:
            raise HTTPException(404, "Nobody is rehearsing in this session.")
        return company

    People = Annotated[Company, Depends(people)]

    async def device(room: Mine, key: Key) -> str:
        """The invited device that asks; "" for whoever has the facilitator's or the organiser's key."""
        return device_of(key) if house.door.recognise(room.state, key) == "device" else ""

    Device = Annotated[str, Depends(device)]

    def told(room: Room, company: Company, device: str = "") -> dict[str, Any]:
        plan = company.plan
        links = house.links(room.state, device)
        about = {"id": room.session_id, "code": room.code, "seed": plan.seed, "minutes": plan.minutes}
        return {**about, "links": links, **company.figures}

    @router.post("/api/rehearsals", status_code=201)
    async def begin(wish: WishFromHome, key: Key) -> dict[str, Any]:
        if not house.door.is_organiser(key):
            raise HTTPException(403, "This needs the organiser's key, as Authorization: Bearer <key>.")
        known = {sheet.id: sheet for _, sheet in sheets(house.settings.sessions)}
        sheet = known.get(wish.run_sheet)
        if sheet is None:
            there = ", ".join(known)
            raise HTTPException(422, f"There is no run sheet {wish.run_sheet!r}; there are: {there}.")
        language = wish.language or sheet.languages[0]
        if language not in sheet.languages:
            raise HTTPException(422, f"This run sheet speaks {', '.join(sheet.languages)}, not {language!r}.")
        with too_many_answered():
            return told(*await rehearse(house, sheet, language, None, wish))

    @router.post("/api/sessions/{code}/rehearsal", status_code=201)
    async def begin_beside(room: Mine, device: Device, wish: Wish) -> dict[str, Any]:
        """Beside a real session; into a rehearsal that has no people, or whose people have gone."""
        state = room.state
        company = house.companies.of(room.session_id)
        if company is not None and company.here:
            raise HTTPException(409, "There are people in this rehearsal already.")
        with too_many_answered():
            if state.rehearsal:
                return told(room, await let_in(house, room, wish), device)
            beside = await rehearse(house, state.run_sheet, state.language, state.given_title, wish)
            return told(*beside, device)

    @router.get("/api/sessions/{code}/rehearsal")
    async def progress(room: Mine, company: People, device: Device) -> dict[str, Any]:
        return told(room, company, device)

    @router.delete("/api/sessions/{code}/rehearsal", status_code=204)
    async def wipe(room: Mine) -> None:
        if not room.state.rehearsal:
            raise HTTPException(409, "This is no rehearsal; only the organiser can delete a real session.")
        await house.erase(room.session_id)

    @router.post("/api/sessions/{code}/rehearsal/speed")
    async def set_speed(room: Mine, company: People, device: Device, wish: NewSpeed) -> dict[str, Any]:
        company.tell({"do": "speed", "speed": wish.speed})
        return told(room, company, device)

    @router.post("/api/sessions/{code}/rehearsal/{order}")
    async def tell(
        room: Mine, company: People, device: Device, order: Literal["pause", "resume", "flood", "stop"]
    ) -> dict[str, Any]:
        company.tell({"do": order})
        return told(room, company, device)

    return router
