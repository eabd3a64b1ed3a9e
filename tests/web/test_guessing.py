"""Guessing of join codes and keys: answers take the same time whether the session exists or not.

Time is virtual, so that times can be compared exactly.
"""

import asyncio
from collections.abc import Awaitable, Callable, Coroutine
from dataclasses import replace
from typing import Any

import pytest
from fastapi import HTTPException

from app.store import SessionRecord
from app.store.memory import MemoryLog
from app.web.auth import UNKNOWN_CODE_DELAY_S
from app.web.connection import Refused
from app.web.context import AppContext
from app.web.dependencies import facilitated, known_code, known_record, opened_room
from app.web.devices import NewDevice, let_in
from app.web.guessing import MOST_TIMES_LATER, Guesses, TooManyGuesses
from tests.core.sheet import make_sheet
from tests.sim.virtual import VirtualLoop
from tests.web.connections import connect, make_context

IN_USE, ASLEEP, NOBODYS = "AAAAAA", "BBBBBB", "CCCCCC"
REFUSED = "refused"
Door = Callable[[AppContext, str], Awaitable[object]]


def run(work: Callable[[AppContext], Coroutine[Any, Any, None]]) -> None:
    """Run with a context that has one session in use and one that is not loaded."""

    async def with_context() -> None:
        context = make_context()
        await context.hub.open(ASLEEP, code=ASLEEP, sheet=make_sheet(), language="da")
        await context.hub.evict_idle(0)
        await context.hub.open(IN_USE, code=IN_USE, sheet=make_sheet(), language="da")
        await work(context)
        await context.hub.close()

    loop = VirtualLoop()
    try:
        loop.run_until_complete(with_context())
    finally:
        loop.close()


async def told(door: Awaitable[object]) -> tuple[object, float]:
    """The answer of a door, and the seconds it took."""
    began_s = asyncio.get_running_loop().time()
    answer: object
    try:
        answer = await door
    except HTTPException as error:
        answer = (error.status_code, error.detail)
    except Refused as error:
        answer = error.code
    except TooManyGuesses:
        answer = REFUSED
    return answer, round(asyncio.get_running_loop().time() - began_s, 6)


def hello(**said: Any) -> Door:
    return lambda context, code: connect(context, code, **said)


WITH_A_WRONG_KEY: dict[str, Door] = {
    "a console": hello(role="console", key="guess", device="d"),
    "a console with a device's key": hello(role="console", key="0123456789abcdef.guess"),
    "a board": hello(role="board", key="guess"),
    "a board without a key": hello(role="board"),
    "a route of facilitators": lambda context, code: facilitated(context, code, "guess"),
    "a route of exports": lambda context, code: opened_room(context, code, "guess"),
    "an invitation": lambda context, code: let_in(context, code, NewDevice(invitation="ABCDEFGH")),
}
FOR_ANYBODY: dict[str, Door] = {
    "a phone": hello(role="phone", token="1" * 32),
    "a route": lambda context, code: known_record(context, code),
}


@pytest.mark.parametrize("door", WITH_A_WRONG_KEY)
def test_h18_a_wrong_key_is_answered_alike_and_alike_late_whether_the_session_exists(door: str) -> None:
    async def knock(context: AppContext) -> None:
        answers = [
            await told(WITH_A_WRONG_KEY[door](context, code)) for code in (NOBODYS, ASLEEP, IN_USE, ASLEEP)
        ]
        assert set(answers) == {(answers[0][0], UNKNOWN_CODE_DELAY_S)}
        assert not context.hub.is_loaded(ASLEEP)

    run(knock)


@pytest.mark.parametrize("door", FOR_ANYBODY)
def test_h18_the_code_of_a_session_that_is_not_in_use_is_answered_as_late_as_a_wrong_one(door: str) -> None:
    async def knock(context: AppContext) -> None:
        waits = [(await told(FOR_ANYBODY[door](context, code)))[1] for code in (NOBODYS, ASLEEP, IN_USE)]
        assert waits == [UNKNOWN_CODE_DELAY_S, UNKNOWN_CODE_DELAY_S, 0]

    run(knock)


def test_h18_a_right_key_is_let_in_at_once_also_where_its_session_has_to_be_loaded() -> None:
    async def knock(context: AppContext) -> None:
        about = await context.hub.about(ASLEEP)
        assert about is not None
        assert not context.hub.is_loaded(ASLEEP)
        key = context.auth.key(about, "facilitator")
        answer, wait_s = await told(connect(context, ASLEEP, role="console", key=key, device="d"))
        assert not isinstance(answer, str)
        assert wait_s == 0

    run(knock)


@pytest.mark.parametrize("door", FOR_ANYBODY | WITH_A_WRONG_KEY)
def test_h18_while_too_many_answers_wait_all_but_codes_in_use_are_refused_at_once(door: str) -> None:
    async def knock(context: AppContext) -> None:
        knocks = FOR_ANYBODY | WITH_A_WRONG_KEY
        full = replace(context, guesses=Guesses(most_waiting=1))
        with full.guesses.answering(looks_up=True):
            answers = [await told(knocks[door](full, code)) for code in (NOBODYS, ASLEEP)]
            in_use = await told(knocks[door](full, IN_USE))
        assert {wait_s for _, wait_s in (*answers, in_use)} == {0}
        assert {answer for answer, _ in answers} <= {REFUSED, "busy"}
        assert (in_use == answers[0]) is (door in WITH_A_WRONG_KEY)
        assert not context.hub.is_loaded(ASLEEP)
        later = await told(knocks[door](full, NOBODYS))
        assert later[1] == UNKNOWN_CODE_DELAY_S, "the place is free again"

    run(knock)


def test_h18_while_too_many_answers_wait_the_keys_of_a_session_in_use_and_of_the_organiser_open() -> None:
    async def knock(context: AppContext) -> None:
        full = replace(context, guesses=Guesses(most_waiting=0))
        room = await context.hub.room(IN_USE)
        assert room is not None
        key = context.auth.key(room.state, "facilitator")
        screen, _ = await connect(full, IN_USE, role="console", key=key, device="d")
        assert screen.seat in room.seats
        assert await opened_room(full, IN_USE, key) is room
        assert await opened_room(full, ASLEEP, "organiser") is not None

    run(knock)


def test_h18_while_too_many_answers_wait_nothing_is_looked_up() -> None:
    async def guess(context: AppContext) -> None:
        found: list[str] = []

        class Counting(MemoryLog):
            async def find(self, code: str) -> SessionRecord | None:
                found.append(code)
                return await super().find(code)

        one = make_context(Counting())
        full = replace(one, guesses=Guesses(most_waiting=0))
        for door in (FOR_ANYBODY | WITH_A_WRONG_KEY).values():
            await told(door(full, NOBODYS))
        assert found == []
        await told(known_record(one, NOBODYS))
        assert found == [NOBODYS]

    run(guess)


def test_the_code_of_a_loaded_session_is_found_without_reading_the_log() -> None:
    async def ask(_: AppContext) -> None:
        found: list[str] = []

        class Counting(MemoryLog):
            async def find(self, code: str) -> SessionRecord | None:
                found.append(code)
                return await super().find(code)

        context = make_context(Counting())
        await context.hub.open(IN_USE, code=IN_USE, sheet=make_sheet(), language="da")
        assert await known_code(context, IN_USE.lower()) == IN_USE
        assert found == []
        await context.hub.evict_idle(0)
        assert await known_code(context, IN_USE.lower()) == IN_USE
        assert found == [IN_USE]
        await context.hub.close()

    run(ask)


def test_h21_all_who_ask_at_once_for_what_is_kept_of_a_loaded_session_share_two_reads_of_the_log() -> None:
    async def ask(_: AppContext) -> None:
        found: list[str] = []

        class Counting(MemoryLog):
            async def find(self, code: str) -> SessionRecord | None:
                found.append(code)
                await asyncio.sleep(0)
                return await super().find(code)

        context = make_context(Counting())
        room = await context.hub.open(IN_USE, code=IN_USE, sheet=make_sheet(), language="da")
        first = asyncio.create_task(known_record(context, IN_USE))
        while not found:
            await asyncio.sleep(0)
        # What is set while a read is under way is in the next one.
        await context.log.set_retention(room.session_id, 7)
        records = await asyncio.gather(*(known_record(context, IN_USE.lower()) for _ in range(100)))
        assert {record.retention_days for record in records} == {7}
        assert len(found) == 2
        await first
        await context.hub.close()

    run(ask)


def test_h18_misses_beyond_the_usual_come_later_and_keep_nobody_waiting_who_has_a_right_code() -> None:
    async def guess(context: AppContext) -> None:
        guesses = 1_000
        many = replace(context, guesses=Guesses(most_waiting=guesses))
        async with asyncio.TaskGroup() as group:
            wrong = [group.create_task(told(known_record(many, NOBODYS))) for _ in range(guesses)]
            right = [
                group.create_task(told(connect(many, IN_USE, role="phone", token=f"{n:032x}")))
                for n in range(50)
            ]
        later = await told(known_record(many, NOBODYS))
        assert {one.result()[1] for one in right} == {0}
        assert len({one.result()[0] for one in wrong} | {later[0]}) == 1
        # When this is sent, the misses of half a second have been forgotten.
        assert later[1] > UNKNOWN_CODE_DELAY_S * (MOST_TIMES_LATER - 1)
        await asyncio.sleep(60)
        assert (await told(known_record(many, NOBODYS)))[1] == UNKNOWN_CODE_DELAY_S

    run(guess)


def test_h18_many_misses_are_logged_once_a_minute(caplog: pytest.LogCaptureFixture) -> None:
    async def guess(_: AppContext) -> None:
        guesses = Guesses(per_second=1, burst=10)
        for _n in range(30):
            with guesses.answering(looks_up=True) as answer:
                await answer.miss()
        assert len(caplog.records) == 1

    run(guess)


def test_h18_after_a_key_is_renewed_the_old_one_does_not_load_the_session() -> None:
    """The data against which an unloaded session's keys are checked is read again after a change."""

    async def renew(context: AppContext) -> None:
        about = await context.hub.about(ASLEEP)
        assert about is not None
        old = context.auth.key(about, "facilitator")
        console, sink = await connect(context, ASLEEP, role="console", key=old, device="d")
        console.handle_frame(
            '{"t":"cmd","id":"00000000000000000000000000000001","do":"renew_key","args":{"role":"facilitator"}}'
        )
        while not sink.closed:
            await asyncio.sleep(0)
        console.leave()
        await context.hub.evict_idle(0)
        assert (await told(opened_room(context, ASLEEP, old)))[0] is None
        assert not context.hub.is_loaded(ASLEEP)

    run(renew)
