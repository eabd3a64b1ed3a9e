"""Room: snapshots, numbered deltas, throttling, presence, own lanes, and no frames after a seat has left."""

import asyncio
import json
from collections.abc import AsyncIterator, Container

import pytest
import pytest_asyncio

from app.core import commands as c, views
from app.core.commands import Actor, Answer
from app.core.delta import Delta, digest, own_changes
from app.core.rows import Row, SupportedRow
from app.core.state import Question, State
from app.core.views import Audience, mine, show
from app.rooms import frames, room as rooms
from app.rooms.hub import Ack, Hub, RoomLimits
from app.rooms.newcomers import LATECOMERS_MS
from app.rooms.room import DeltaThrottle, Room
from app.store.memory import MemoryLog
from tests.core.sheet import Story, asked, joined, make_sheet
from tests.rooms.parts import (
    ANNA,
    BO,
    FACILITATOR,
    ManualClock,
    RecordingSink,
    ask,
    collecting,
    presence_rows,
    seat,
)

pytestmark = pytest.mark.asyncio
PHONE, LOOKING = Audience("phone", "da"), Audience("phone", "da", looks=True)
NEVER = DeltaThrottle(phone_s=3600, screen_s=3600, presence_s=3600)


@pytest_asyncio.fixture
async def hub() -> AsyncIterator[Hub]:
    """A hub whose throttle lets every audience have one delta and then no more."""
    one = Hub(MemoryLog(), ManualClock(), RoomLimits(throttle=NEVER))
    await one.open("s", code="ABCDEF", sheet=make_sheet(), language="da")
    await collecting(one)
    yield one
    await one.close()


@pytest_asyncio.fixture
async def room(hub: Hub) -> Room:
    found = await hub.room("ABCDEF")
    assert found is not None
    return found


async def test_a_new_seat_gets_the_snapshot_its_audience_has_and_no_later_changes(
    hub: Hub, room: Room
) -> None:
    first, _ = seat(Audience("board", ""))
    room.join(first)
    await ask(hub, ANNA, c.AskQuestion("Vist"))
    shown = show(room.state, Audience("board", ""))
    await ask(hub, ANNA, c.AskQuestion("Endnu ikke vist"))
    late, sink = seat(Audience("board", ""))
    room.join(late)
    assert sink.frames[0]["view"] == shown
    await ask(hub, FACILITATOR, c.EnterStep("collect", "group"))
    assert sink.frames[1]["n"] == 1
    assert room.lanes(late)["view"] == (1, digest(show(room.state, Audience("board", ""))))
    assert room.lanes(first)["view"][0] == 2


async def test_the_own_lane_is_sent_at_once_and_numbered_from_its_snapshot(hub: Hub, room: Room) -> None:
    own, sink = seat(PHONE, ANNA.id)
    room.join(own)
    await ask(hub, ANNA, c.AskQuestion("Min"))
    assert [frame["t"] for frame in sink.frames[:2]] == ["snapshot", "delta"]
    assert [frame["n"] for frame in sink.frames if frame.get("lane") == "mine"] == [1, 2]
    room.look(own, looks=True)
    assert room.lanes(own)["mine"] == (1, digest(mine(room.state, ANNA.id)))


async def test_looking_sends_a_fresh_snapshot_and_nothing_to_seats_that_have_left(
    hub: Hub, room: Room
) -> None:
    own, sink = seat(PHONE, BO.id)
    room.join(own)
    await ask(hub, ANNA, c.AskQuestion("En andens"))
    room.look(own, looks=True)
    assert "others" in sink.frames[-2]["view"]
    room.leave(own)
    heard = len(sink.frames)
    room.look(own, looks=False)
    assert len(sink.frames) == heard
    assert room.seats == []
    assert room.lanes(own) == {}


async def test_seats_of_a_participant_are_listed_oldest_first(room: Room) -> None:
    seats = [seat(PHONE, ANNA.id)[0] for _ in range(6)]
    for one in seats:
        room.join(one)
    assert room.seats_of(ANNA.id) == seats


async def test_a_seat_that_joins_an_erased_session_is_told_why(hub: Hub, room: Room) -> None:
    here, sink = seat(PHONE, ANNA.id)
    room.join(here)
    await hub.erase("s")
    late, late_sink = seat(PHONE, BO.id)
    room.join(late)
    assert (sink.dropped, late_sink.dropped) == ("erased", "erased")
    assert late_sink.frames == []


async def test_a_step_change_and_the_end_are_sent_without_throttling(hub: Hub, room: Room) -> None:
    board, sink = seat(Audience("board", ""))
    room.join(board)
    await ask(hub, FACILITATOR, c.LockLobby())
    for command, step in ((c.EnterStep("collect", "poll"), "poll"), (c.EndSession(), "done")):
        await ask(hub, FACILITATOR, command)
        assert sink.frames[-1]["put"]["step"]["it"]["step"] == step


async def test_consoles_are_sent_the_number_of_newcomers_and_whether_it_is_a_rush() -> None:
    clock = ManualClock()
    hub = Hub(MemoryLog(), clock, RoomLimits(throttle=DeltaThrottle(0, 0, 0), rush=2))
    room = await hub.open("s", code="ABCDEF", sheet=make_sheet(), language="da")
    console, sink = seat(Audience("console", "da"))
    room.join(console)
    await collecting(hub)

    async def rush() -> tuple[int, bool]:
        await asyncio.sleep(0.01)
        row = presence_rows(sink)[-1]
        return row["newcomers"], row["rush"]

    assert await rush() == (2, False), "the lobby has just filled"
    clock.ms += LATECOMERS_MS + 1
    for late in ("cecilie", "david"):
        await ask(hub, Actor("participant", late), c.Join())
    assert await rush() == (4, True)
    await hub.close()


async def test_r14_presence_is_sent_to_consoles_only_and_counts_a_phone_in_two_tabs_once() -> None:
    hub = Hub(MemoryLog(), ManualClock(), RoomLimits(throttle=DeltaThrottle(0, 0, 0)))
    room = await hub.open("s", code="ABCDEF", sheet=make_sheet(), language="da")
    console, sink = seat(Audience("console", "da"))
    board, board_sink = seat(Audience("board", ""))
    tabs = [seat(PHONE, ANNA.id)[0] for _ in range(2)]
    other, other_sink = seat(PHONE, BO.id)
    for one in (console, board, *tabs, other):
        room.join(one)
    for tab in tabs:
        room.typing(tab, True)

    async def counted() -> dict[str, object]:
        await asyncio.sleep(0.01)
        row = presence_rows(sink)[-1]
        return {key: row[key] for key in ("connected", "typing", "boards", "consoles")}

    assert await counted() == {"connected": 2, "typing": 1, "boards": 1, "consoles": 1}
    room.leave(tabs[0])
    assert await counted() == {"connected": 2, "typing": 1, "boards": 1, "consoles": 1}
    room.leave(tabs[1])
    assert await counted() == {"connected": 1, "typing": 0, "boards": 1, "consoles": 1}
    assert "live.presence" not in repr(board_sink.frames + other_sink.frames)
    await hub.close()


async def test_r4_throttled_changes_are_sent_when_the_interval_is_over() -> None:
    hub = Hub(MemoryLog(), ManualClock(), RoomLimits(throttle=DeltaThrottle(screen_s=0.2, presence_s=3600)))
    room = await hub.open("s", code="ABCDEF", sheet=make_sheet(), language="da")
    await collecting(hub)
    board, sink = seat(Audience("board", ""))
    room.join(board)
    for text in ("Et", "To", "Tre"):
        await ask(hub, ANNA, c.AskQuestion(text))

    def texts() -> set[str]:
        return {row["text"] for frame in sink.frames[1:] for row in frame["put"]["questions"].values()}

    async with asyncio.timeout(10):
        while texts() != {"Et", "To", "Tre"}:
            await asyncio.sleep(0.001)
    deltas = len(sink.frames) - 1
    assert [frame["n"] for frame in sink.frames[1:]] == list(range(1, deltas + 1))
    assert room.lanes(board)["view"] == (deltas, digest(show(room.state, Audience("board", ""))))
    await hub.close()


async def test_r14_every_tab_of_a_phone_is_sent_its_own_questions(hub: Hub, room: Room) -> None:
    tabs = [seat(PHONE, ANNA.id) for _ in range(2)]
    for tab, _ in tabs:
        room.join(tab)
    await ask(hub, ANNA, c.AskQuestion("Min"))
    for _, sink in tabs:
        own = [frame for frame in sink.frames if frame.get("lane") == "mine"]
        assert [row["text"] for row in own[-1]["put"]["mine"].values()] == ["Min"]


async def test_l15_changes_by_participants_reach_other_phones_at_a_slower_pace() -> None:
    hub = Hub(
        MemoryLog(),
        ManualClock(),
        RoomLimits(throttle=DeltaThrottle(phone_s=0, sums_s=3600, presence_s=3600)),
    )
    room = await hub.open("s", code="ABCDEF", sheet=make_sheet(), language="da")
    await collecting(hub)
    phone, sink = seat(PHONE, BO.id)
    looking, looking_sink = seat(LOOKING)
    for one in (phone, looking):
        room.join(one)

    def deltas(sink: RecordingSink) -> int:
        return sum(frame.get("lane") == "view" for frame in sink.frames)

    for text in ("Et", "To", "Tre"):
        await ask(hub, ANNA, c.AskQuestion(text))
    assert deltas(sink) == 1  # the first is not throttled
    assert deltas(looking_sink) == 3  # phones that look at others' questions are sent each at once
    await ask(hub, FACILITATOR, c.CloseSubmissions())
    assert deltas(sink) == 2
    await hub.close()


async def test_the_question_in_focus_leaves_all_phones_at_once_when_its_asker_withdraws_it() -> None:
    throttle = DeltaThrottle(phone_s=0, sums_s=3600, presence_s=3600)
    hub = Hub(MemoryLog(), ManualClock(), RoomLimits(throttle=throttle))
    room = await hub.open("s", code="ABCDEF", sheet=make_sheet(), language="da")
    await collecting(hub)
    id = "a" * 32
    await ask(hub, ANNA, c.AskQuestion("Min"), id=id)
    await ask(hub, FACILITATOR, c.PlaceQuestion(id, "en"))
    await ask(hub, FACILITATOR, c.EnterStep("collect", "walk:en"))
    await ask(hub, FACILITATOR, c.Spotlight(id))
    phone, sink = seat(PHONE, BO.id)
    room.join(phone)
    await ask(hub, FACILITATOR, c.MarkTakenUp(id))
    await ask(hub, ANNA, c.AskQuestion("To"))
    await ask(hub, ANNA, c.WithdrawQuestion(id))
    assert sink.frames[-1].get("cut") == {"focus": ["it"]}
    await hub.close()


async def test_a_delta_due_in_less_than_a_millisecond_does_not_block_the_next_batch() -> None:
    story = Story().given(*joined())
    room = Room(story.state, DeltaThrottle(screen_s=0.0004))
    board, sink = seat(Audience("board", ""))
    room.join(board)

    def batches_shown() -> list[int]:
        return [len(frame["put"]["questions"]) for frame in sink.frames[1:]]

    # uvloop's clock counts milliseconds: a delta is due later only when two batches fall into the same one.
    while 2 not in batches_shown():
        for _ in range(3):
            story.given(asked(f"{story.state.seq:032x}"))
            room.absorb([(story.log[-1], story.state)])
        await asyncio.sleep(0.002)
    assert sum(batches_shown()) == len(story.state.questions)


@pytest.mark.parametrize("many", [5, 60])
async def test_h10_for_screens_that_come_and_go_only_what_has_changed_is_encoded_again(
    many: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    hub = Hub(MemoryLog(), ManualClock(), RoomLimits(throttle=DeltaThrottle(0, 0, 3600, 0)))
    room = await hub.open("s", code="ABCDEF", sheet=make_sheet(), language="da")
    await ask(hub, FACILITATOR, c.EnterStep("lobby", "group"))
    ids = [f"{n:f>32}" for n in range(many)]
    for id in ids:
        await ask(hub, FACILITATOR, c.AskForRoom("Hvem?"), id=id)
    for audience in (LOOKING, Audience("board", "da")):
        room.join(seat(audience)[0])
        room.leave(room.seats[0])
    encoded = 0
    real = frames.row

    def counted(id: str, row: Row) -> bytes:
        nonlocal encoded
        encoded += 1
        return real(id, row)

    monkeypatch.setattr(frames, "row", counted)
    for n in range(5):
        await ask(hub, FACILITATOR, c.CorrectText(ids[n], f"Hvem {n}?"))
        for audience in (LOOKING, Audience("board", "da")):
            screen, sink = seat(audience)
            room.join(screen)
            assert sink.frames[0]["view"] == json.loads(frames.encode(show(room.state, audience)))
            room.leave(screen)
    assert encoded == 5 * 2
    assert not room.occupied
    await hub.close()


async def test_h10_a_heartbeat_reads_no_rows(hub: Hub, room: Room, monkeypatch: pytest.MonkeyPatch) -> None:
    own, sink = seat(PHONE, ANNA.id)
    room.join(own)
    for n in range(5):
        await ask(hub, ANNA, c.AskQuestion(f"Hvem {n}?"))
    truth = digest(mine(room.state, ANNA.id))
    for name in ("mine", "diff"):
        monkeypatch.setattr(f"app.rooms.room.{name}", None)
    assert room.lanes(own)["mine"] == (sum(f.get("lane") == "mine" for f in sink.frames), truth)


async def test_h10_what_supporters_do_not_see_compares_no_lane_of_theirs(
    hub: Hub, room: Room, monkeypatch: pytest.MonkeyPatch
) -> None:
    """One may take support back again and again, and an asker answer and propose, with thousands of them."""
    people = [Actor("participant", f"person-{n}") for n in range(30)]
    asked = [f"{n:032x}" for n in range(3)]
    for id in asked:
        await ask(hub, ANNA, c.AskQuestion(f"Hvem ejer effekten af {id}?"), id=id)
    await ask(hub, FACILITATOR, c.EnterStep("collect", "group"))
    for person in people:
        await ask(hub, person, c.Join())
        for id in asked:
            assert isinstance(await ask(hub, person, c.SupportQuestion(id)), Ack)
        room.join(seat(PHONE, person.id)[0])
    compared: list[str] = []
    rows: list[str] = []
    supported_row = views._supported_row

    def counted(before: State, after: State, affected: Container[str], participant: str) -> Delta:
        compared.append(participant)
        return own_changes(before, after, affected, participant)

    def counted_row(state: State, question: Question, answer: Answer | None, r_person: int) -> SupportedRow:
        rows.append(question.id)
        return supported_row(state, question, answer, r_person)

    monkeypatch.setattr("app.rooms.room.own_changes", counted)
    monkeypatch.setattr(views, "_supported_row", counted_row)
    one = people[0]
    for command in (c.UnsupportQuestion(asked[0]), c.SupportQuestion(asked[0])):
        assert isinstance(await ask(hub, one, command), Ack)
    assert isinstance(await ask(hub, ANNA, c.ProposePitfall(asked[0], "en")), Ack)
    await ask(hub, FACILITATOR, c.EnterStep("group", "poll"))
    for person in (one, ANNA):
        assert isinstance(await ask(hub, person, c.AnswerPoll(asked[0], "yes")), Ack)
    assert compared == [one.id] * 3
    rows.clear()
    await ask(hub, FACILITATOR, c.PlaceQuestion(asked[0], "en"))
    assert set(compared) == {person.id for person in people}
    assert set(rows) == {asked[0]}  # of the questions that each of them supports


async def test_h10_the_own_lanes_of_many_are_compared_over_turns_while_seats_come_and_go(
    hub: Hub, room: Room, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(rooms, "OWN_A_TURN", 5)
    people = [Actor("participant", f"person-{n}") for n in range(20)]
    id = "a" * 32
    await ask(hub, ANNA, c.AskQuestion("Hvem ejer effekten?"), id=id)
    await ask(hub, FACILITATOR, c.EnterStep("collect", "group"))
    seats = []
    for person in people:
        await ask(hub, person, c.Join())
        assert isinstance(await ask(hub, person, c.SupportQuestion(id)), Ack)
        seats.append(seat(PHONE, person.id))
        room.join(seats[-1][0])
    turns: list[int] = []
    send = room.send_own_changes

    def in_a_turn() -> None:
        before = len(room._own_waiting)
        send()
        turns.append(before - len(room._own_waiting))
        waiting = tuple(room._own_waiting)
        if len(waiting) > 10:  # one leaves, one comes with a second page, and one looks at others' questions
            room.leave(room.seats_of(waiting[0])[0])
            seats.append(seat(PHONE, waiting[1]))
            room.join(seats[-1][0])
            room.look(room.seats_of(waiting[2])[0], looks=True)

    monkeypatch.setattr(room, "send_own_changes", in_a_turn)
    await ask(hub, FACILITATOR, c.PlaceQuestion(id, "en"))
    assert turns == [5, 5, 5, 5]
    left = [sink for one, sink in seats if not room.lanes(one)]
    assert len(left) == 1
    assert not any("'pitfall': 'en'" in str(frame) for frame in left[0].frames)
    for one, sink in seats:
        if sink not in left:
            since = max(n for n, frame in enumerate(sink.frames) if frame["t"] == "snapshot")
            sent = sum(frame.get("lane") == "mine" for frame in sink.frames[since:])
            assert one.participant is not None
            assert room.lanes(one)["mine"] == (sent, digest(mine(room.state, one.participant)))
