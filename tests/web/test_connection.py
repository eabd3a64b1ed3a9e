"""Connections of screens: rate limits, frame size, superseded tabs, revoked and renewed keys."""

import asyncio
import json
import secrets
from dataclasses import replace

import pytest

from app.core.commands import RevokeDevice
from app.rooms.hub import Hub, RoomLimits
from app.rooms.room import DeltaThrottle
from app.settings import Settings
from app.store.memory import MemoryLog
from app.web import connection
from app.web.connection import Refused, parse_hello
from app.web.context import AppContext
from app.web.rate_limit import RateLimiter
from tests.core.sheet import make_sheet
from tests.rooms.parts import FACILITATOR, ManualClock, ask, presence_rows
from tests.web.connections import connect, key, say

pytestmark = pytest.mark.asyncio
TOKEN, OTHER = "1" * 32, "2" * 32


async def open_room(context: AppContext) -> None:
    facilitator = await connect(context, "AAAAAA", role="console", key="organiser", device="desk")
    await say(*facilitator, "open_submissions", {}, 1_000)


async def test_s13_tabs_of_a_phone_share_one_rate_limit_and_other_phones_have_their_own(
    context: AppContext,
) -> None:
    await open_room(context)
    rate_limiter = RateLimiter(per_second=1, burst=1)
    tabs = [await connect(context, "AAAAAA", rate_limiter, role="phone", token=TOKEN) for _ in range(2)]
    other = await connect(context, "AAAAAA", rate_limiter, role="phone", token=OTHER)
    assert (await say(*tabs[0], "ask_question", {"text": "Et"}, 1))["t"] == "ack"
    assert (await say(*tabs[1], "ask_question", {"text": "To"}, 2))["code"] == "too_fast"
    assert (await say(*other, "ask_question", {"text": "Mit"}, 3))["t"] == "ack"


async def test_h10_all_that_a_participant_asks_for_shares_one_rate_limit_over_all_tabs(
    context: AppContext,
) -> None:
    await open_room(context)
    context = replace(context, commands=RateLimiter(per_second=1, burst=4))
    generous = RateLimiter(per_second=1, burst=100)
    tabs = [await connect(context, "AAAAAA", generous, role="phone", token=TOKEN) for _ in range(2)]
    other = await connect(context, "AAAAAA", generous, role="phone", token=OTHER)
    question = f"{1:032x}"
    asked = [
        await say(*tabs[0], "ask_question", {"text": "Et"}, 1),
        await say(*tabs[1], "edit_question", {"question_id": question, "text": "Et andet"}, 2),
        await say(*tabs[0], "support_question", {"question_id": "a" * 32}, 3),
        await say(*tabs[1], "withdraw_question", {"question_id": question}, 4),
        await say(*tabs[0], "pair_with", {"code": "1234"}, 5),
        await say(*tabs[1], "ask_question", {"text": "To"}, 6),
    ]
    assert [answer.get("code") == "too_fast" for answer in asked] == [False] * 4 + [True] * 2
    assert (await say(*other, "ask_question", {"text": "Mit"}, 7))["t"] == "ack"
    # A repeated command gets its first answer.
    assert await say(*tabs[1], "ask_question", {"text": "Et"}, 1) == asked[0]
    assert isinstance(context.clock, ManualClock)
    context.clock.ms += 1_000
    assert (await say(*tabs[0], "ask_question", {"text": "To"}, 6))["t"] == "ack"


async def test_digits_of_a_pair_are_not_found_by_trying_and_giving_up_a_pair_is_no_try(
    context: AppContext,
) -> None:
    phone = await connect(context, "AAAAAA", role="phone", token=TOKEN)
    tries = context.settings.pair_tries_burst
    codes = [
        (await say(*phone, "pair_with", {"code": f"{n:04d}"}, n)).get("code") == "too_fast"
        for n in range(tries + 3)
    ]
    assert codes == [False] * tries + [True] * 3
    assert (await say(*phone, "pair_with", {"code": ""}, 100)).get("code") != "too_fast"
    other = await connect(context, "AAAAAA", role="phone", token=OTHER)
    assert (await say(*other, "pair_with", {"code": "1234"}, 101)).get("code") != "too_fast"


async def test_h10_a_facilitator_is_not_limited_as_a_participant_is(context: AppContext) -> None:
    context = replace(context, commands=RateLimiter(per_second=0, burst=0))
    desk = await connect(context, "AAAAAA", role="console", key="organiser", device="desk")
    for n in range(50):
        answer = await say(*desk, "show_qr" if n % 2 else "hide_qr", {}, n)
        assert answer["t"] == "ack"


async def test_h10_looking_elsewhere_again_and_again_is_paced_and_ends_where_the_screen_wants_to_be(
    context: AppContext, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Each look is answered with a snapshot of all others' questions."""
    monkeypatch.setattr(connection, "LOOK_AGAIN_S", 0.001)
    facilitator = await connect(context, "AAAAAA", role="console", key="organiser", device="desk")
    await say(*facilitator, "enter_step", {"was": "lobby", "to": "group"}, 1)
    context = replace(context, commands=RateLimiter(per_second=1, burst=5))
    phone, sink = await connect(context, "AAAAAA", role="phone", token=TOKEN)
    for n in range(51):
        phone.handle_frame(json.dumps({"t": "look", "at": None if n % 2 else "others"}))
    snapshots = sum(frame["t"] == "snapshot" for frame in sink.frames)
    assert snapshots == 1 + 5
    phone.handle_frame(json.dumps({"t": "look", "at": None}))
    assert phone.seat.audience.looks
    assert isinstance(context.clock, ManualClock)
    context.clock.ms += 1_000
    async with asyncio.timeout(10):
        while phone.seat.audience.looks:
            await asyncio.sleep(0)
    assert sum(frame["t"] == "snapshot" for frame in sink.frames) == snapshots + 1
    phone.leave()


async def test_d10_a_repeated_command_gets_the_same_answer_and_is_not_rate_limited(
    context: AppContext,
) -> None:
    await open_room(context)
    phone = await connect(context, "AAAAAA", RateLimiter(per_second=1, burst=1), role="phone", token=TOKEN)
    first = await say(*phone, "ask_question", {"text": "Et"}, 1)
    assert first["t"] == "ack"
    assert await say(*phone, "ask_question", {"text": "Et"}, 1) == first


async def test_s13_beyond_the_frame_burst_pings_are_ignored_and_commands_rejected(
    context: AppContext,
) -> None:
    phone, sink = await connect(context, "AAAAAA", role="phone", token=TOKEN)
    burst = context.settings.frames_burst
    for n in range(burst + 10):
        assert phone.handle_frame(json.dumps({"t": "ping", "c": n}))
    assert sum(frame["t"] == "pong" for frame in sink.frames) == burst
    assert (await say(phone, sink, "pair_with", {"code": "1234"}, 1))["code"] == "too_fast"


@pytest.mark.parametrize(
    "frame",
    [
        json.dumps({"t": "ping", "c": 1}) + " " * Settings().phone_frame_bytes,
        # Fewer characters than the limit, but more bytes.
        json.dumps(
            {"t": "cmd", "id": "1" * 32, "do": "pair_with", "args": {"code": "æ" * 12_000}},
            ensure_ascii=False,
        ),
    ],
    ids=["signs", "bytes"],
)
async def test_s14_a_frame_that_is_too_large_ends_the_connection(context: AppContext, frame: str) -> None:
    phone, sink = await connect(context, "AAAAAA", role="phone", token=TOKEN)
    assert not phone.handle_frame(frame)
    assert sink.dropped == "bad_frame"


async def test_r7_frames_after_bye_are_ignored(context: AppContext) -> None:
    await open_room(context)
    phone, sink = await connect(context, "AAAAAA", role="phone", token=TOKEN)
    heard = len(sink.frames)
    sink.drop("superseded")
    frame = {"t": "cmd", "id": "1" * 32, "do": "ask_question", "args": {"text": "For sent"}}
    assert not phone.handle_frame(json.dumps(frame))
    assert not phone.handle_frame(json.dumps({"t": "ping", "c": 1}))
    assert len(sink.frames) == heard


async def test_r14_with_too_many_tabs_the_oldest_is_superseded(context: AppContext) -> None:
    most = context.settings.sockets_per_participant
    tabs = [await connect(context, "AAAAAA", role="phone", token=TOKEN) for _ in range(most + 1)]
    assert [sink.dropped for _, sink in tabs] == ["superseded", *[None] * most]


async def test_n13_a_pong_contains_the_servers_time(context: AppContext) -> None:
    phone, sink = await connect(context, "AAAAAA", role="phone", token=TOKEN)
    assert isinstance(context.clock, ManualClock)
    context.clock.ms += 12_345
    phone.handle_frame(json.dumps({"t": "ping", "c": 1}))
    assert sink.frames[-1]["now_ms"] == context.clock.now_ms()


async def test_s7_a_phone_is_shown_others_questions_only_in_steps_that_show_them(context: AppContext) -> None:
    facilitator = await connect(context, "AAAAAA", role="console", key="organiser", device="desk")
    phone, _ = await connect(context, "AAAAAA", role="phone", token=TOKEN)
    phone.handle_frame(json.dumps({"t": "look", "at": "others"}))
    assert not phone.seat.audience.looks
    await say(*facilitator, "enter_step", {"was": "lobby", "to": "group"}, 1)
    phone.handle_frame(json.dumps({"t": "look", "at": "others"}))
    assert phone.seat.audience.looks


async def test_s11_a_revoked_devices_key_is_refused_and_its_screen_is_closed(context: AppContext) -> None:
    room = await context.hub.room("AAAAAA")
    assert room is not None
    own = context.auth.device_key(room.state, device := secrets.token_hex(8))
    _, sink = await connect(context, "AAAAAA", role="console", key=own)
    await ask(context.hub, FACILITATOR, RevokeDevice(device), session="AAAAAA")
    assert sink.dropped == "not_yours"
    assert not context.auth.opens_console(room.state, own)
    for screen in ("console", "board"):
        with pytest.raises(Refused, match="not_yours"):
            await connect(context, "AAAAAA", role=screen, key=own)


@pytest.mark.parametrize(
    ("renewed", "closed"),
    [
        ("facilitator", {"facilitator", "device", "grouping"}),
        ("board", {"board"}),
        ("report", set()),
    ],
)
async def test_s11_a_renewed_key_closes_connections_opened_with_the_old_key_and_no_others(
    context: AppContext, renewed: str, closed: set[str]
) -> None:
    room = await context.hub.room("AAAAAA")
    assert room is not None
    screens = {
        "facilitator": ("console", key(context, "AAAAAA", "facilitator")),
        "device": ("console", context.auth.device_key(room.state, "remote")),
        "grouping": ("console", context.auth.device_key(room.state, "group-1")),
        "board": ("board", key(context, "AAAAAA", "board")),
        "organiser": ("console", "organiser"),
    }
    sinks = {}
    for by, (role, own) in screens.items():
        _, sinks[by] = await connect(context, "AAAAAA", role=role, key=own, device="desk")
    facilitator = await connect(context, "AAAAAA", role="console", key="organiser", device="other")
    await say(*facilitator, "renew_key", {"role": renewed}, 1)
    assert {by for by, sink in sinks.items() if sink.dropped == "unknown_key"} == closed
    for by in closed:
        role, own = screens[by]
        with pytest.raises(Refused):
            await connect(context, "AAAAAA", role=role, key=own, device="desk")


async def test_p5_a_phone_is_another_participant_in_each_session(context: AppContext) -> None:
    seats = [
        (await connect(context, code, role="phone", token=TOKEN))[0].seat for code in ("AAAAAA", "BBBBBB")
    ]
    assert seats[0].participant != seats[1].participant


async def test_o4_a_hello_of_another_protocol_is_refused() -> None:
    with pytest.raises(Refused, match="no_hello"):
        parse_hello(json.dumps({"t": "hello", "v": 2, "role": "phone", "token": TOKEN}))


async def test_h11_newcomers_beyond_the_expected_wait_outside_until_they_are_let_in(
    context: AppContext,
) -> None:
    context = replace(context, settings=replace(context.settings, newcomers_wait_unknown=1))
    desk, sink = await connect(context, "AAAAAA", role="console", key="organiser", device="desk")
    first, _ = await connect(context, "AAAAAA", role="phone", token=TOKEN)
    room = await context.hub.room("AAAAAA")
    assert room is not None
    before = room.state
    for _ in range(2):
        with pytest.raises(Refused, match="waiting"):
            await connect(context, "AAAAAA", role="phone", token=OTHER)
    assert room.state is before, "who waits is in no log"
    first.leave()
    await connect(context, "AAAAAA", role="phone", token=TOKEN)
    await say(desk, sink, "admit_newcomers", {"up_to": 2}, 1)
    await connect(context, "AAAAAA", role="phone", token=OTHER)
    with pytest.raises(Refused, match="waiting"):
        await connect(context, "AAAAAA", role="phone", token="3" * 32)


async def test_h11_consoles_are_told_how_many_phones_wait(context: AppContext) -> None:
    hub = Hub(MemoryLog(), context.clock, RoomLimits(throttle=DeltaThrottle(0, 0, 0)))
    await hub.open("c", code="CCCCCC", sheet=make_sheet(), language="da", expected=1)
    settings = replace(context.settings, newcomers_wait_beyond=1, newcomers_wait_at_least=1)
    context = replace(context, hub=hub, settings=settings)
    _, sink = await connect(context, "CCCCCC", role="console", key="organiser", device="desk")
    await connect(context, "CCCCCC", role="phone", token=TOKEN)
    for n in (2, 2, 3):
        with pytest.raises(Refused, match="waiting"):
            await connect(context, "CCCCCC", role="phone", token=str(n) * 32)
    async with asyncio.timeout(30):
        while not (rows := presence_rows(sink)) or rows[-1]["waiting"] != 2:
            await asyncio.sleep(0)
    assert rows[-1]["notice"]["kind"] == "waiting"
    await hub.close()


async def test_only_a_console_asks_for_a_gong_and_only_a_real_board_answers_it(context: AppContext) -> None:
    hub = Hub(MemoryLog(), context.clock, RoomLimits(throttle=DeltaThrottle(0, 0, 0)))
    await hub.open("c", code="CCCCCC", sheet=make_sheet(), language="da")
    context = replace(context, hub=hub)
    desk, sink = await connect(context, "CCCCCC", role="console", key="organiser", device="desk")
    board, board_sink = await connect(context, "CCCCCC", role="board", key="organiser")
    preview, _ = await connect(context, "CCCCCC", role="board", key="organiser", device="desk")
    phone, _ = await connect(context, "CCCCCC", role="phone", token=TOKEN)

    def gongs() -> list[int]:
        return [
            row["it"]["n"] for row in (f.get("put", {}).get("live.gong") for f in board_sink.frames) if row
        ]

    for screen in (board, preview, phone):
        screen.handle_frame('{"t":"gong"}')
    assert gongs() == []
    desk.handle_frame('{"t":"gong"}')
    assert gongs() == [1]
    for screen in (desk, preview, phone, board):
        screen.handle_frame('{"t":"equipped","sound":"muted","gong":1,"awake":true}')
    async with asyncio.timeout(30):
        while not (rows := presence_rows(sink)) or rows[-1]["gong"]["muted"] != 1:
            await asyncio.sleep(0)
    assert (rows[-1]["boards"], rows[-1]["boards_awake"]) == (1, 1)
    await hub.close()
