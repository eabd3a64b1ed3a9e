"""Emptying a session after a trial: what goes and what stays, here and in other processes on the log."""

import asyncio

import pytest

from app.core import commands as c
from app.core.rejections import Rejection
from app.core.session_summary import summary_of
from app.core.state import State
from app.core.views import Audience
from app.rooms.hub import Ack, Hub
from tests.core.sheet import ORGANISER, make_sheet
from tests.rooms.parts import ANNA, BO, FACILITATOR, ManualClock, ask, seat
from tests.rooms.test_many_writers import CODE, SharedLog

pytestmark = pytest.mark.asyncio
TRIED = c.EmptySession(participants=2, questions=1)


async def tried(hub: Hub) -> State:
    """A session with a day, a renewed key and a revoked device, that was tried by two phones and ended."""
    await hub.open("s", code=CODE, sheet=make_sheet(), language="da", title="Årskursus")
    for actor, command in (
        (ORGANISER, c.Plan("2030-05-02", "Vejle", 140)),
        (FACILITATOR, c.ConnectDevice("Scenen")),
        (FACILITATOR, c.RenewKey("board")),
        (ANNA, c.Join()),
        (BO, c.Join()),
        (FACILITATOR, c.AddPitfall("Føjet til")),
        (FACILITATOR, c.EnterStep("lobby", "collect")),
        (ANNA, c.AskQuestion("En kanariefugl?")),
        (FACILITATOR, c.EndSession()),
        (ORGANISER, c.RevokeDevice(FACILITATOR.id)),
    ):
        assert isinstance(await ask(hub, actor, command), Ack), command
    return hub.rooms()[0].state


async def state_of(hub: Hub) -> State:
    room = await hub.room(CODE)
    assert room is not None
    return room.state


async def test_an_emptied_session_is_as_it_was_opened_with_its_plan_keys_and_devices() -> None:
    log = SharedLog()
    hub, other, late = (Hub(log, ManualClock()) for _ in range(3))
    before = await tried(hub)
    assert await state_of(other) == before
    sinks = []
    for one in (hub, other):
        board, sink = seat(Audience("board", "da"))
        one.rooms()[0].join(board)
        sinks.append(sink)
    assert isinstance(await hub.empty("s", TRIED), Ack)
    await other.catch_up()
    assert [sink.dropped for sink in sinks] == ["restart", "restart"]
    now = await state_of(hub)
    assert now == await state_of(other) == await state_of(late)
    assert (now.title, now.date, now.place, now.expected) == ("Årskursus", "2030-05-02", "Vejle", 140)
    assert (now.code, now.generation("board"), now.is_revoked(FACILITATOR.id)) == (CODE, 1, True)
    assert (now.stage.step, now.begun, now.ended, now.emptied) == ("lobby", False, False, now.seq)
    assert (len(now.participants), len(now.questions), len(now.pitfalls)) == (0, 0, 2)
    assert now.opened_at_ms == before.opened_at_ms
    record = await log.find(CODE)
    assert record is not None
    assert (record.last_seq, record.ended_at_ms) == (before.seq + 1, None)
    assert "kanariefugl" not in repr(await log.read("s"))
    fresh = Hub(log, ManualClock())
    listed, ends_at_ms = await fresh.summary(record), summary_of(now).ends_at_ms
    assert (listed.joined, listed.questions, listed.begun) == (0, 0, False)
    assert listed.ends_at_ms == ends_at_ms
    # It can be used, and emptied again.
    assert isinstance(await ask(other, ANNA, c.Join()), Ack)
    assert (await state_of(late)).sums.joined == 1
    assert isinstance(await late.empty("s", c.EmptySession(1, 0)), Ack)
    assert (await state_of(other)).sums.joined == 0
    assert not any(one.crashed.done() for one in (hub, other, late))
    for one in (hub, other, late, fresh):
        await one.close()


async def test_nothing_is_emptied_when_there_is_more_than_the_organiser_was_told() -> None:
    log = SharedLog()
    hub, other = (Hub(log, ManualClock()) for _ in range(2))
    await hub.open("s", code=CODE, sheet=make_sheet(), language="da")
    assert isinstance(await ask(hub, FACILITATOR, c.OpenSubmissions()), Ack)
    assert await state_of(other) == await state_of(hub)
    assert isinstance(await ask(other, ANNA, c.Join()), Ack)
    asked, emptied = await asyncio.gather(
        ask(other, ANNA, c.AskQuestion("Et rigtigt spørgsmål?")), hub.empty("s", c.EmptySession(1, 0))
    )
    # Either the question is there, or it came after all was gone, and its phone has to join again.
    assert (emptied == Rejection("stale")) == isinstance(asked, Ack)
    assert len((await state_of(hub)).questions) == isinstance(asked, Ack)
    for one in (hub, other):
        await one.close()


async def test_of_several_who_empty_a_session_at_once_all_but_one_learn_that_it_has_changed() -> None:
    log = SharedLog()
    hub, other = (Hub(log, ManualClock()) for _ in range(2))
    await hub.open("s", code=CODE, sheet=make_sheet(), language="da")
    assert await state_of(other) == await state_of(hub)
    replies = await asyncio.gather(*(one.empty("s", c.EmptySession(0, 0)) for one in (hub, hub, other)))
    assert [reply for reply in replies if not isinstance(reply, Ack)] == [Rejection("stale")] * 2
    for one in (hub, other):
        await one.close()
