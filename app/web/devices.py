"""Letting a facilitator's second device in: by an invitation, and then with a key of its own."""

import secrets
from typing import Annotated, Any

from fastapi import APIRouter, Depends, HTTPException
from pydantic import BaseModel, ConfigDict, Field

from app.core.commands import Actor, ConnectDevice
from app.rooms.room import Room
from app.web.api import Key, room_of
from app.web.house import House

NO_LONGER_GOOD = (
    "This invitation is no longer good: it has been used, is more than ten minutes old, or was made before "
    "a new key or a restart of the server. Make another at the console."
)


class NewDevice(BaseModel):
    model_config = ConfigDict(extra="forbid")
    invitation: str = Field(max_length=32)
    name: str = Field(default="", max_length=60)


def devices(house: House) -> APIRouter:
    """The two routes of the way in."""
    router = APIRouter()

    async def room(code: str) -> Room:
        return await room_of(house, code)

    @router.post("/api/sessions/{code}/invitations", status_code=201)
    async def invite(room: Annotated[Room, Depends(room)], key: Key) -> dict[str, Any]:
        if not house.door.opens_console(room.state, key):
            raise HTTPException(403, "This needs the facilitator's or the organiser's key.")
        invitation = house.invitations.make(room.state)
        link = f"{house.public_url}/{room.code}/console#invite={invitation.code}"
        return {"invitation": invitation.code, "expires_at_ms": invitation.expires_at_ms, "link": link}

    @router.post("/api/sessions/{code}/devices", status_code=201)
    async def let_in(room: Annotated[Room, Depends(room)], wish: NewDevice) -> dict[str, Any]:
        if not house.invitations.redeem(room.state, wish.invitation):
            raise HTTPException(403, NO_LONGER_GOOD)
        device = secrets.token_hex(8)
        actor = Actor("facilitator", device)
        await house.hub.ask(room.session_id, actor, "", "", ConnectDevice(wish.name))
        return {"device": device, "key": house.door.device_key(room.state, device)}

    return router
