"""The writer's inbox: lanes, turns of participants, and turns of the event loop during a flood."""

import asyncio
import sys
from collections import Counter
from collections.abc import AsyncIterator, Callable
from typing import Any

import pytest
import pytest_asyncio
from hypothesis import given, strategies as st

from app.core import commands as c
from app.core.commands import Actor, Command, Envelope
from app.core.decide import decide
from app.core.rejections import Rejection
from app.rooms import writer
from app.rooms.hub import Ack, Hub, RoomLimits
from app.rooms.inbox import NEWCOMER_AFTER, ROUND_AFTER, TURN, WORK_OF_TURN, Inbox, Waiting, work_of
from app.store.memory import MemoryLog
from tests.core.sheet import make_sheet
from tests.rooms.parts import ANNA, BO, FACILITATOR, ManualClock, ask, collecting

pytestmark = pytest.mark.asyncio
CLARA = Actor("participant", "clara")


def waiting(actor: Actor, command: Command, id: str = "") -> Waiting:
    return Waiting.of(Envelope(id, actor, 0, "", command))


def calls(work: Callable[[], object]) -> int:
    """How many functions are called, of Python and of C."""
    events: list[str] = []
    sys.setprofile(lambda _, event, __: events.append(event))
    try:
        work()
    finally:
        sys.setprofile(None)
    return len(events)


def taken(inbox: Inbox) -> list[tuple[str, str]]:
    """The actor and id of all waiting commands, in the order in which they are taken."""
    order = []
    while len(inbox):
        envelope = inbox.take().envelope
        order.append((envelope.actor.id, envelope.id))
    return order


async def test_h10_facilitators_go_ahead_of_participants_and_these_of_newcomers() -> None:
    inbox = Inbox(100)
    inbox.put(waiting(CLARA, c.Join(), "3"))
    inbox.put(waiting(ANNA, c.PairWith("1234"), "2"))
    inbox.put(waiting(FACILITATOR, c.ShowQr(), "1"))
    assert [id for _, id in taken(inbox)] == ["1", "2", "3"]


async def test_h10_a_helper_takes_turns_with_participants_and_a_long_list_is_much_work() -> None:
    inbox = Inbox(100)
    helper = Actor("grouping", "group-1")
    move = c.PlaceQuestions(tuple(f"{n:032x}" for n in range(80)), None, "b" * 32)
    assert work_of(move) > writer.WORK_A_TURN
    for n in range(3):
        inbox.put(waiting(helper, move, f"{n}"))
    inbox.put(waiting(ANNA, c.PairWith("1234"), "anna"))
    inbox.put(waiting(FACILITATOR, c.ShowQr(), "facilitator"))
    assert [id for _, id in taken(inbox)] == ["facilitator", "anna", "0", "1", "2"]


async def test_h10_participants_take_turns_and_each_keeps_its_order() -> None:
    inbox = Inbox(100)
    for n in range(3 * TURN):
        inbox.put(waiting(ANNA, c.PairWith(""), f"{n:02}"))
    inbox.put(waiting(BO, c.PairWith(""), "bo"))
    order = taken(inbox)
    assert order.index((BO.id, "bo")) == 1
    assert [id for who, id in order if who == ANNA.id] == [f"{n:02}" for n in range(3 * TURN)]


async def test_h10_a_turn_ends_after_much_work() -> None:
    inbox = Inbox(100)
    long = c.EditQuestion("a" * 32, "o" * 2_400)
    assert work_of(long) > WORK_OF_TURN
    for _ in range(3):
        inbox.put(waiting(ANNA, long))
        inbox.put(waiting(BO, long))
    assert [who for who, _ in taken(inbox)] == [ANNA.id, BO.id] * 3


async def test_h10_who_has_nothing_waiting_goes_ahead_of_all_who_had_a_turn_and_have_more() -> None:
    inbox = Inbox(10_000)
    crowd = [Actor("participant", f"p{n}") for n in range(200)]
    for one in crowd:
        for _ in range(3 * TURN):
            inbox.put(waiting(one, c.PairWith("")))
    for _ in range(2 * TURN * len(crowd)):
        inbox.take()
    inbox.put(waiting(CLARA, c.PairWith(""), "late"))
    order = taken(inbox)
    assert order.index((CLARA.id, "late")) < TURN  # after the turn that had begun


async def test_h10_what_is_much_work_never_goes_ahead() -> None:
    inbox = Inbox(10_000)
    long = c.EditQuestion("a" * 32, "o" * 2_400)
    for n in range(100):
        inbox.put(waiting(Actor("participant", f"p{n}"), long))
    for n in range(100, 200):  # not behind little work either
        inbox.put(waiting(Actor("participant", f"p{n}"), c.PairWith("")))
        inbox.put(waiting(Actor("participant", f"p{n}"), long))
    inbox.put(waiting(CLARA, c.AskQuestion("o" * 280), "late"))
    order = [inbox.take().envelope for _ in range(120)]
    before = order[: [one.id for one in order].index("late")]
    assert sum(one.command == long for one in before) <= len(before) // ROUND_AFTER


async def test_h10_who_comes_back_again_and_again_has_one_turn_ahead_in_a_round() -> None:
    inbox = Inbox(10_000)
    for n in range(20):
        for _ in range(3 * TURN):
            inbox.put(waiting(Actor("participant", f"p{n}"), c.PairWith("")))
    for _ in range(20 * TURN):
        inbox.take()
    order = []
    for _ in range(100):
        inbox.put(waiting(CLARA, c.PairWith("")))
        order.append(inbox.take().envelope.actor.id)
    assert order[:20].count(CLARA.id) == order[:80].count(CLARA.id) == TURN


async def test_h10_the_round_goes_on_however_many_go_ahead_of_it() -> None:
    inbox = Inbox(10_000)
    for _ in range(2 * TURN):
        inbox.put(waiting(ANNA, c.PairWith("")))
    for _ in range(TURN):
        inbox.take()
    order = []
    for n in range(2 * ROUND_AFTER):
        inbox.put(waiting(Actor("participant", f"p{n}"), c.PairWith("")))
        order.append(inbox.take().envelope.actor.id)
    assert ANNA.id in order[: ROUND_AFTER + 1]


async def test_h10_a_newcomer_waits_for_a_few_others_at_most() -> None:
    inbox = Inbox(1_000)
    for n in range(100):
        inbox.put(waiting(Actor("participant", f"p{n}"), c.PairWith("")))
    inbox.put(waiting(CLARA, c.Join(), "join"))
    assert taken(inbox).index((CLARA.id, "join")) == NEWCOMER_AFTER


async def test_h10_a_full_lane_refuses_its_own_commands_alone() -> None:
    inbox = Inbox(2)
    joins = [waiting(Actor("participant", f"n{n}"), c.Join()) for n in range(3)]
    known = [waiting(ANNA, c.PairWith("")) for _ in range(3)]
    leading = [waiting(FACILITATOR, c.ShowQr()) for _ in range(3)]
    for lane in (joins, known, leading):
        assert [inbox.put(one) for one in lane] == [None, None, lane[2]]
    assert len(inbox) == 6


async def test_h10_in_a_full_lane_the_newest_of_the_participant_with_most_gives_way() -> None:
    inbox = Inbox(4)
    own = [waiting(ANNA, c.PairWith(""), f"{n}") for n in range(4)]
    assert [inbox.put(one) for one in own] == [None] * 4
    first, second, third = (waiting(BO, c.PairWith(""), f"bo {n}") for n in range(3))
    assert [inbox.put(one) for one in (first, second, third)] == [own[3], own[2], third]
    assert taken(inbox) == [(ANNA.id, "0"), (BO.id, "bo 0"), (ANNA.id, "1"), (BO.id, "bo 1")]


async def test_h10_in_a_full_lane_no_only_command_gives_way() -> None:
    inbox = Inbox(50)
    crowd = [waiting(Actor("participant", f"p{n}"), c.PairWith("")) for n in range(51)]
    assert [inbox.put(one) for one in crowd] == [None] * 50 + [crowd[50]]


@given(
    st.lists(st.one_of(st.integers(0, 5), st.none()), max_size=300),
    st.integers(0, 12),
)
async def test_h10_law_a_participant_is_refused_only_while_none_has_two_more_waiting(
    puts: list[int | None], size: int
) -> None:
    """In any order of commands (by participant) and turns of the writer (None); a plain list is the model."""
    inbox, held = Inbox(size), list[Waiting]()
    for who in puts:
        counts = Counter(one.envelope.actor.id for one in held)
        if who is None:
            if held:
                held.remove(inbox.take())
        else:
            one = waiting(Actor("participant", f"p{who}"), c.PairWith(""))
            out = inbox.put(one)
            held.append(one)
            if out is not None:
                assert len(held) == size + 1
                newest = [old for old in held if old.envelope.actor == out.envelope.actor][-1]
                assert out is newest
                most = max(counts.values(), default=0)
                assert (out is one) is (counts[one.envelope.actor.id] + 1 >= most)
                assert out is one or counts[out.envelope.actor.id] == most
                held.remove(out)
        assert len(inbox) == len(held) <= size


async def test_h10_a_put_into_a_full_lane_costs_as_much_among_many_participants_as_among_few() -> None:
    def cost(crowd: int) -> int:
        inbox = Inbox(2 * crowd)
        for n in range(2 * crowd):
            inbox.put(waiting(Actor("participant", f"p{n % crowd}"), c.PairWith("")))
        late = waiting(CLARA, c.PairWith(""))
        return calls(lambda: inbox.put(late))

    assert cost(5_000) == cost(5)


async def test_the_inbox_waits_for_a_command_and_is_empty_after_the_last() -> None:
    inbox = Inbox(10)
    some = asyncio.ensure_future(inbox.some())
    await asyncio.sleep(0)
    assert not some.done()
    inbox.put(waiting(ANNA, c.PairWith("")))
    await some
    inbox.take()
    with pytest.raises(IndexError):
        inbox.take()
    again = asyncio.ensure_future(inbox.some())
    await asyncio.sleep(0)
    assert not again.done()
    again.cancel()


# ---- with a writer


@pytest_asyncio.fixture
async def hub() -> AsyncIterator[Hub]:
    one = Hub(MemoryLog(), ManualClock())
    await one.open("s", code="ABCDEF", sheet=make_sheet(), language="da")
    await collecting(one)
    yield one
    await one.close()


def flood(hub: Hub, people: int, each: int, text: str = "Hvem?") -> list[asyncio.Future[Any]]:
    """Put so many undecided commands into the inbox; their participants need not have joined."""
    return [
        hub.put("s", Actor("participant", f"p{n}"), f"{n:016x}{k:016x}", "", c.AskQuestion(text))
        for n in range(people)
        for k in range(each)
    ]


async def test_h10_a_facilitators_command_waits_for_one_turn_of_a_flood(hub: Hub) -> None:
    asked = flood(hub, 200, 10)
    await asyncio.sleep(0)  # the writer has begun with the flood
    before = sum(one.done() for one in asked)
    reply = hub.put("s", FACILITATOR, "f" * 32, "", c.ShowQr())
    assert isinstance(await reply, Ack)
    assert sum(one.done() for one in asked) - before <= 3 * writer.WORK_A_TURN
    await asyncio.gather(*asked)


async def test_h10_a_participants_command_waits_for_one_turn_of_each_other(hub: Hub) -> None:
    asked = flood(hub, 5, 100)
    reply = hub.put("s", ANNA, "f" * 32, "", c.AskQuestion("Og jeg?"))
    assert isinstance(await reply, Ack)
    assert sum(one.done() for one in asked) <= 5 * TURN + writer.COMMANDS_A_TURN
    await asyncio.gather(*asked)


async def test_h10_among_many_long_texts_a_participants_command_waits_for_a_few(hub: Hub) -> None:
    text = "ab" * 600
    asked = flood(hub, 100, 5, text)
    while sum(one.done() for one in asked) < len(asked) // 2:
        await asyncio.sleep(0)
    before = sum(one.done() for one in asked)
    reply = hub.put("s", ANNA, "f" * 32, "", c.AskQuestion("Og jeg?"))
    assert isinstance(await reply, Ack)
    a_batch = writer.WORK_A_BATCH // work_of(c.AskQuestion(text)) + 1
    assert sum(one.done() for one in asked) - before <= 2 * a_batch
    await asyncio.gather(*asked)


async def test_h10_a_participant_who_fills_the_lane_loses_the_newest_and_the_others_are_served() -> None:
    hub = Hub(MemoryLog(), ManualClock(), RoomLimits(inbox=100))
    await hub.open("s", code="ABCDEF", sheet=make_sheet(), language="da")
    await collecting(hub)
    asked = [hub.put("s", BO, f"b{n:031x}", "", c.AskQuestion("Hvem?")) for n in range(120)]
    reply = hub.put("s", ANNA, "f" * 32, "", c.AskQuestion("Og jeg?"))
    assert isinstance(await reply, Ack)
    full = [n for n, one in enumerate(asked) if await one == Rejection("full")]
    assert full == [*range(99, 120)]
    await hub.close()


@pytest.mark.parametrize(("text", "most"), [("Hvem?", writer.WORK_A_TURN), ("ab" * 600, 8)])
async def test_h2_the_loop_has_a_turn_after_a_bounded_amount_of_work(
    hub: Hub, text: str, most: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    decided = turns = 0
    longest = 0
    real = decide

    def counted(*given: Any) -> Any:
        nonlocal decided, longest
        decided += 1
        longest = max(longest, decided)
        return real(*given)

    monkeypatch.setattr(writer, "decide", counted)
    asked = flood(hub, 50, 10, text)
    while not all(one.done() for one in asked):
        await asyncio.sleep(0)
        decided = 0
        turns += 1
    assert 0 < longest <= most
    assert turns > len(asked) // most


async def test_h10_a_participant_who_has_made_too_much_happen_can_only_withdraw() -> None:
    log = MemoryLog()
    hub = Hub(log, ManualClock(), RoomLimits(events_per_participant=5))
    await hub.open("s", code="ABCDEF", sheet=make_sheet(), language="da")
    await collecting(hub)  # joining is the first event
    asked = "a" * 32
    assert isinstance(await ask(hub, ANNA, c.AskQuestion("Hvem?"), id=asked), Ack)
    edits = [await ask(hub, ANNA, c.EditQuestion(asked, f"Hvem {n}?")) for n in range(5)]
    assert [isinstance(reply, Ack) for reply in edits] == [True] * 3 + [False] * 2
    assert edits[-1] == Rejection("used_up")
    # Only events count, not commands that change nothing; and other participants are not limited.
    assert isinstance(await ask(hub, BO, c.AskQuestion("Hvad?")), Ack)
    await hub.close()

    again = Hub(log, ManualClock(), RoomLimits(events_per_participant=5))
    assert await ask(again, ANNA, c.EditQuestion(asked, "Hvem ellers?")) == Rejection("used_up")
    assert isinstance(await ask(again, ANNA, c.Join()), Ack)
    assert isinstance(await ask(again, ANNA, c.WithdrawQuestion(asked)), Ack)
    assert await ask(again, ANNA, c.AskQuestion("Igen?")) == Rejection("used_up")
    await again.close()


async def test_h10_commands_that_are_rejected_or_change_nothing_are_not_remembered(hub: Hub) -> None:
    await ask(hub, ANNA, c.AskQuestion("Hvem?"), id="a" * 32)
    room = await hub.room("ABCDEF")
    assert room is not None
    before = len(room.state.seen_commands)
    for _ in range(50):
        assert isinstance(await ask(hub, ANNA, c.EditQuestion("a" * 32, "Hvem?")), Ack)
        assert await ask(hub, ANNA, c.AskQuestion("")) == Rejection("empty")
    assert len(room.state.seen_commands) == before


async def test_h10_an_edit_keeps_no_words_of_those_before_it(hub: Hub) -> None:
    asked = "a" * 32
    await ask(hub, ANNA, c.AskQuestion("Hvem?"), id=asked)
    for n in range(10):
        await ask(hub, ANNA, c.EditQuestion(asked, f"Hvem {n}?"))
    room = await hub.room("ABCDEF")
    assert room is not None
    question = room.state.questions[asked]
    assert [wording.text for wording in question.texts if wording.text] == ["Hvem 9?"]
    assert question.text == "Hvem 9?"
    assert len({wording.command_id for wording in question.texts}) == 11


async def test_a_command_answered_before_is_answered_at_once(hub: Hub) -> None:
    first = await ask(hub, ANNA, c.AskQuestion("Hvem?"), id="a" * 32)
    again = hub.put("s", ANNA, "a" * 32, repr(c.AskQuestion("Hvem?")), c.AskQuestion("Hvem?"))
    assert again.done()
    assert again.result() == first
    assert hub.waiting() == 0
