"""After a device is revoked or a key renewed, no invitation, key, link or waiting command of it works."""

import asyncio
import secrets
from collections.abc import AsyncIterator
from typing import Any

import pytest
import pytest_asyncio

from app.core.commands import Actor, EnterStep, RenewKey, RevokeDevice
from app.core.rejections import Rejection
from app.rooms.room import Room
from app.store import Batch
from app.store.memory import MemoryLog
from app.web.connection import Refused
from app.web.context import AppContext
from tests.core.sheet import make_sheet
from tests.rooms.parts import FACILITATOR, ask
from tests.web.connections import connect, key, make_context, say

pytestmark = pytest.mark.asyncio
CODE = "AAAAAA"


class SlowLog(MemoryLog):
    """A log that stores nothing until it is released."""

    def __init__(self) -> None:
        super().__init__()
        self.released = asyncio.Event()
        self.released.set()

    async def append(self, batch: Batch) -> None:
        await self.released.wait()
        await super().append(batch)


@pytest_asyncio.fixture
async def context() -> AsyncIterator[AppContext]:
    one = make_context(SlowLog())
    await one.hub.open(CODE, code=CODE, sheet=make_sheet(), language="da")
    yield one
    await one.hub.close()


async def room_of(context: AppContext) -> Room:
    room = await context.hub.room(CODE)
    assert room is not None
    return room


async def device(context: AppContext) -> tuple[str, str]:
    """An invited device that has connected once: its id and its key."""
    own = context.auth.device_key((await room_of(context)).state, id := secrets.token_hex(8))
    connection, _ = await connect(context, CODE, role="console", key=own)
    connection.leave()
    return id, own


async def test_h15_an_invitation_of_a_revoked_device_lets_nobody_in(context: AppContext) -> None:
    room = await room_of(context)
    helper, _ = await device(context)
    helpers = await context.invitations.make(room.state, helper, "console")
    facilitators = await context.invitations.make(room.state, "", "console")
    await ask(context.hub, FACILITATOR, RevokeDevice(helper), session=CODE)
    assert not await context.invitations.redeem(room.state, helpers.code)
    assert await context.invitations.redeem(room.state, facilitators.code)


async def test_h15_an_invited_device_can_renew_no_key_and_revoke_none_but_itself(context: AppContext) -> None:
    desk = await connect(context, CODE, role="console", key=key(context, CODE, "facilitator"), device="desk")
    _, own = await device(context)
    helper = await connect(context, CODE, role="console", key=own)
    asked: list[tuple[str, dict[str, Any]]] = [
        ("renew_key", {"role": "facilitator"}),
        ("renew_key", {"role": "board"}),
        ("revoke_device", {"device": "desk"}),
    ]
    for n, (do, args) in enumerate(asked, 1):
        assert (await say(*helper, do, args, n))["code"] == "forbidden"
    assert desk[1].dropped is None
    assert (await say(*helper, "revoke_device", {"device": helper[0].seat.device}, 10))["t"] == "ack"
    assert helper[1].dropped == "not_yours"
    assert (await say(*desk, "renew_key", {"role": "board"}, 11))["t"] == "ack"


async def test_h15_a_device_that_is_revoked_while_it_says_hello_is_not_seated(context: AppContext) -> None:
    room = await room_of(context)
    helper, own = await device(context)
    log = context.log
    assert isinstance(log, SlowLog)
    for revocation, said in ((RevokeDevice(helper), "not_yours"), (RenewKey("facilitator"), "unknown_key")):
        log.released.clear()
        revoking = context.hub.put(CODE, FACILITATOR, secrets.token_hex(16), "", revocation)
        hello = asyncio.create_task(connect(context, CODE, role="console", key=own, name="Telefon"))
        await asyncio.sleep(0.01)
        assert not hello.done()
        log.released.set()
        await revoking
        with pytest.raises(Refused, match=said):
            await hello
        own = context.auth.device_key(room.state, secrets.token_hex(8))
    assert not room.occupied


async def test_h15_commands_of_a_device_that_wait_behind_its_revocation_change_nothing(
    context: AppContext,
) -> None:
    room = await room_of(context)
    helper, _ = await device(context)
    replies = [
        context.hub.put(CODE, actor, secrets.token_hex(16), "", command)
        for actor, command in (
            (FACILITATOR, RevokeDevice(helper)),
            (Actor("facilitator", helper), EnterStep("lobby", "collect")),
        )
    ]
    assert await replies[1] == Rejection("forbidden")
    assert room.state.stage.step == "lobby"


async def test_h15_a_report_link_of_an_invited_device_opens_the_report_alone_until_it_is_revoked(
    context: AppContext,
) -> None:
    room = await room_of(context)
    helper, own = await device(context)
    link = context.links(room.state, helper)["report"].partition("#key=")[2]
    assert link != own
    assert context.auth.opens_report(room.state, link)
    assert not context.auth.opens_console(room.state, link)
    for role in ("console", "board"):
        with pytest.raises(Refused, match="unknown_key"):
            await connect(context, CODE, role=role, key=link)
    await ask(context.hub, FACILITATOR, RenewKey("report"), session=CODE)
    assert not context.auth.opens_report(room.state, link)
    link = context.links(room.state, helper)["report"].partition("#key=")[2]
    await ask(context.hub, FACILITATOR, RevokeDevice(helper), session=CODE)
    assert not context.auth.opens_report(room.state, link)


async def test_h15_a_revoked_devices_key_is_named_revoked_only_to_who_has_it(context: AppContext) -> None:
    helper, own = await device(context)
    await ask(context.hub, FACILITATOR, RevokeDevice(helper), session=CODE)
    for presented, said in ((own, "not_yours"), (f"{helper}.guess", "unknown_key")):
        with pytest.raises(Refused, match=said):
            await connect(context, CODE, role="console", key=presented)


async def test_h15_a_key_with_a_dot_that_is_no_devices_names_no_device() -> None:
    """Otherwise the part before the dot would be in the log and on every console."""
    dotted = make_context(organiser_key="first-half.second-half")
    await dotted.hub.open(CODE, code=CODE, sheet=make_sheet(), language="da")
    connection, _ = await connect(dotted, CODE, role="console", key="first-half.second-half", device="desk")
    assert connection.seat.device == "desk"
    assert "first-half" not in str(await dotted.log.read(CODE))
    await dotted.hub.close()
