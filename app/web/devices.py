"""Routes for further devices, consoles and boards: make an invitation, and redeem it for a device key."""

from fastapi import APIRouter
from pydantic import BaseModel, ConfigDict, Field

from app.core.commands import Actor, ConnectDevice
from app.core.rejections import Rejection
from app.web.auth import DeviceRole, Purpose
from app.web.body_limit import LimitedRoute
from app.web.dependencies import CurrentContext, FacilitatedRoom, InvitedDevice, refused
from app.web.idempotency import RepeatKey
from app.web.invitations import screen_of
from app.web.refusal_words import INVITATION_OVER, RefusedInWords, rejected


class NewInvitation(BaseModel):
    """`role` is the screen that the invited device may open; `grouping` is a console that may only group.

    `name` is whom or what it is for, as other consoles are to call it.
    """

    model_config = ConfigDict(extra="forbid")
    role: Purpose = "console"
    name: str = Field(default="", max_length=60)


class NewDevice(BaseModel):
    """`role` is the screen that is being opened; the invitation must have been made for it.

    `name` is that of the device, unless the invitation was made with one.
    """

    model_config = ConfigDict(extra="forbid")
    invitation: str = Field(max_length=32)
    name: str = Field(default="", max_length=60)
    role: DeviceRole = "console"


class Invitation(BaseModel):
    """A code that opens a screen on another device, once, until `expires_at_ms`.

    It is typed on that screen's page, which needs no key for it, or is part of `link`.
    """

    invitation: str
    expires_at_ms: int
    link: str


class DeviceKey(BaseModel):
    """A key that authenticates this device alone."""

    device: str
    key: str


router = APIRouter(route_class=LimitedRoute, tags=["devices"], responses=refused(403, 404, 503))


@router.post("/api/sessions/{code}/invitations", status_code=201)
async def invite(
    context: CurrentContext, room: FacilitatedRoom, maker: InvitedDevice, body: NewInvitation | None = None
) -> Invitation:
    """Make an invitation for another device; without a body it is for a console.

    It is invalid once the device that made it is revoked.
    """
    wanted = body or NewInvitation()
    made = await context.invitations.make(room.state, maker, wanted.role, wanted.name)
    link = f"{context.public_url}/{room.code}/{screen_of(wanted.role)}#invite={made.code}"
    return Invitation(invitation=made.code, expires_at_ms=made.expires_at_ms, link=link)


@router.post("/api/sessions/{code}/devices", status_code=201)
async def let_in(
    context: CurrentContext, code: str, body: NewDevice, idempotency_key: RepeatKey = None
) -> DeviceKey:
    """Redeem an invitation for a device key; this needs no other key.

    Sent again within two minutes with the same `Idempotency-Key`, it is answered with the same device.
    For a wrong invitation no session is loaded, and the answer is delayed, whether or not the code exists.
    """
    with context.guesses.answering(looks_up=False) as answer:
        is_open = await context.invitations.is_open(body.invitation, idempotency_key)
        room = await context.hub.room(code) if is_open else None
        redeemed = None
        if room is not None:
            redeemed = await context.invitations.redeem(
                room.state, body.invitation, body.role, idempotency_key
            )
        if room is None or redeemed is None:
            await answer.miss()
            raise RefusedInWords(403, INVITATION_OVER)
    device, invitation = redeemed.device, redeemed.invitation
    actor = Actor("grouping" if invitation.role == "grouping" else "facilitator", device)
    named = ConnectDevice(invitation.name or body.name)
    connected = await context.hub.ask(room.session_id, actor, "", "", named)
    if isinstance(connected, Rejection):
        # A device that is not listed could not be revoked.
        raise RefusedInWords(503, rejected(connected.code))
    return DeviceKey(device=device, key=context.auth.device_key(room.state, device))
