"""Several consoles at once: concurrent commands get one order, and all screens show the same."""

import asyncio
from functools import partial
from typing import Any

import pytest

from tests.client import console, phone
from tests.faults.crowd import ask, open_connection, receive
from tests.faults.mirroring_client import MirroringClient
from tests.faults.raw_socket import RawSocket
from tests.server import Server

TRIES = 10
# The tables that differ between consoles: devices and presence.
MACHINES = ("devices", "live.presence", "live.moves")


@pytest.mark.asyncio
async def test_r10_of_two_consoles_that_press_next_at_once_one_moves_the_session_and_one_is_rejected_as_stale(
    hall: Server,
) -> None:
    with console(hall) as facilitator:
        facilitator.enter("overview")
    key = hall.key("console")
    two = [
        await open_connection(hall, role="console", key=key, device=device) for device in ("laptop", "remote")
    ]
    for one in two:
        await receive(one, t="snapshot")
    for beat in range(4):
        answers = await asyncio.gather(*(ask(one, "next_beat", was=beat) for one in two))
        assert sorted(answer.get("code", "ack") for answer in answers) == ["ack", "stale"]
    for one in two:
        await one.close()
    with console(hall) as facilitator:
        assert facilitator.view["step"]["it"]["beat"] == 4


@pytest.mark.asyncio
async def test_r10_when_two_consoles_move_one_card_at_once_the_later_move_wins_on_every_screen(
    hall: Server,
) -> None:
    with console(hall) as facilitator, phone(hall) as one:
        facilitator.enter("collect")
        card, other = (one.do("ask_question", text=f"Kort {n}") for n in range(2))
        pitfalls = list(facilitator.view["pitfalls"])
    key = hall.key("console")
    two = [
        await open_connection(hall, role="console", key=key, device=device) for device in ("laptop", "remote")
    ]
    screens = [
        MirroringClient(hall, role="console", key=key, device="looks on"),
        MirroringClient(hall, role="board", key=hall.key("board")),
    ]
    for n in range(TRIES):
        targets = [pitfalls[n % len(pitfalls)], pitfalls[(n + 1) % len(pitfalls)]]
        moves = [
            ask(one, "place_question", question_id=card, pitfall=pitfall)
            for one, pitfall in zip(two, targets, strict=True)
        ]
        answers = await asyncio.gather(*moves)
        assert [answer["t"] for answer in answers] == ["ack", "ack"]
        last = max(zip(answers, targets, strict=True), key=lambda move: move[0]["seq"])[1]
        for screen in screens:
            assert screen.until(partial(lies_at, last, card))
    merges = [ask(two[0], "merge_questions", ids=[card], into=other)]
    merges.append(ask(two[1], "merge_questions", ids=[other], into=card))
    assert [answer["t"] for answer in await asyncio.gather(*merges)] == ["ack", "ack"]
    for connection in two:
        await connection.close()
    flags = screens[0].until(lambda lanes: any(into(lanes)))["view"]["flags"]
    assert sorted([flags[card]["into"] is None, flags[other]["into"] is None]) == [False, True]
    for screen in screens:
        screen.close()


@pytest.mark.asyncio
async def test_r10_place5_of_two_consoles_that_move_one_card_one_wins_and_the_other_is_told_that_it_moved(
    hall: Server,
) -> None:
    with console(hall) as facilitator, phone(hall) as one:
        facilitator.enter("collect")
        card = one.do("ask_question", text="Hvem ejer effekten?")
        first, second = list(facilitator.view["pitfalls"])[:2]
    key = hall.key("console")
    two = [
        await open_connection(hall, role="console", key=key, device=device) for device in ("laptop", "remote")
    ]
    looks_on = MirroringClient(hall, role="console", key=key, device="looks on")
    place: str | None = None
    for n in range(TRIES):
        targets = [first, second] if n % 2 == 0 else [None, None]
        moves = [
            ask(one, "place_questions", ids=[card], pitfall=pitfall, was=[place])
            for one, pitfall in zip(two, targets, strict=True)
        ]
        answers = await asyncio.gather(*moves)
        if n % 2 == 0:
            assert sorted(answer.get("code", "ack") for answer in answers) == ["ack", "moved"]
        else:  # to the same place, it does not matter who is first
            assert [answer["t"] for answer in answers] == ["ack", "ack"]
        place = next(to for answer, to in zip(answers, targets, strict=True) if answer["t"] == "ack")
        assert looks_on.until(partial(lies_at, place, card))
    for connection in two:
        await connection.close()
    looks_on.close()


def lies_at(pitfall: str | None, card: str, lanes: dict[str, Any]) -> bool:
    """Whether a card is in this pitfall; None for the tray."""
    return bool(lanes["view"]["places"][card]["pitfall"] == pitfall)


def into(lanes: dict[str, Any]) -> list[object]:
    return [row["into"] for row in lanes["view"]["flags"].values()]


def test_r12_a_facilitator_can_go_on_from_another_computer(hall: Server) -> None:
    key = hall.key("console")
    with console(hall) as facilitator, phone(hall) as one:
        facilitator.enter("buzz")
        facilitator.do("start_timer")
        facilitator.enter("collect")
        card = one.do("ask_question", text="Hvem ejer effekten?")
        placed = facilitator.do(
            "place_question", question_id=card, pitfall=next(iter(facilitator.view["pitfalls"]))
        )
        facilitator.do("spotlight", question_id=card)
    stuck = RawSocket(hall)  # the first computer, whose network is lost silently
    stuck.send_json(t="hello", v=1, role="console", key=key, device="laptop")
    stuck.until(b'"snapshot"')
    before = MirroringClient(hall, role="console", key=key, device="laptop", lang="da")
    after = MirroringClient(hall, role="console", key=key, device="another", lang="da")
    pictures = [
        {table: rows for table, rows in screen.caught_up()["view"].items() if table not in MACHINES}
        for screen in (before, after)
    ]
    assert pictures[0] == pictures[1]
    after.do("enter_step", was="collect", to="group")
    after.do("undo", command_id=placed)
    assert before.until(lambda lanes: lanes["view"]["step"]["it"]["step"] == "group")
    assert before.until(partial(lies_at, None, card))
    for screen in (stuck, before, after):
        screen.close()
