"""Routes for a facilitator's further devices: make an invitation, and redeem it for a device key."""

import secrets

from fastapi import APIRouter, HTTPException
from pydantic import BaseModel, ConfigDict, Field

from app.core.commands import Actor, ConnectDevice
from app.web.body_limit import LimitedRoute
from app.web.dependencies import CurrentContext, FacilitatedRoom, KnownRoom, refused

NO_LONGER_GOOD = (
    "This invitation is no longer good: it has been used, is more than ten minutes old, or was made before "
    "a new key or a restart of the server. Make another at the console."
)


class NewDevice(BaseModel):
    model_config = ConfigDict(extra="forbid")
    invitation: str = Field(max_length=32)
    name: str = Field(default="", max_length=60)


class Invitation(BaseModel):
    """`link` opens the console on another device, once, until `expires_at_ms`."""

    invitation: str
    expires_at_ms: int
    link: str


class DeviceKey(BaseModel):
    """A key that authenticates this device alone."""

    device: str
    key: str


router = APIRouter(route_class=LimitedRoute, tags=["devices"], responses=refused(403, 404))


@router.post("/api/sessions/{code}/invitations", status_code=201)
async def invite(context: CurrentContext, room: FacilitatedRoom) -> Invitation:
    """An invitation for a second device."""
    made = context.invitations.make(room.state)
    link = f"{context.public_url}/{room.code}/console#invite={made.code}"
    return Invitation(invitation=made.code, expires_at_ms=made.expires_at_ms, link=link)


@router.post("/api/sessions/{code}/devices", status_code=201)
async def let_in(context: CurrentContext, room: KnownRoom, body: NewDevice) -> DeviceKey:
    """Redeem an invitation for a device key; this needs no other key."""
    if not context.invitations.redeem(room.state, body.invitation):
        raise HTTPException(403, NO_LONGER_GOOD)
    device = secrets.token_hex(8)
    actor = Actor("facilitator", device)
    await context.hub.ask(room.session_id, actor, "", "", ConnectDevice(body.name))
    return DeviceKey(device=device, key=context.auth.device_key(room.state, device))
