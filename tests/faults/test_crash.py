"""Crash recovery and shutdown: nothing acknowledged is lost or doubled, and timers go on."""

import asyncio
import signal
from collections.abc import Callable
from typing import Any

import pytest
from websockets import ConnectionClosed

from tests.client import console, phone
from tests.faults.crowd import Asker, ask, open_connection, receive
from tests.faults.data_folder import is_sound, questions
from tests.server import Server


@pytest.mark.asyncio
async def test_d3_after_repeated_kills_under_load_every_acknowledged_question_is_stored_exactly_once(
    hall: Server, rounds: int
) -> None:
    with console(hall) as facilitator:
        facilitator.enter("collect")
    askers = [Asker(hall) for _ in range(20)]
    tasks = [asyncio.ensure_future(asker.run()) for asker in askers]
    enough = 0
    for _ in range(rounds):
        enough += 60
        while sum(len(asker.acknowledged) for asker in askers) < enough:
            await asyncio.sleep(0.01)
        await asyncio.to_thread(hall.stop, signal.SIGKILL)
        await asyncio.to_thread(hall.start)
    for asker in askers:
        asker.stopping = True
    await asyncio.gather(*tasks)
    await asyncio.to_thread(hall.stop)
    kept = questions(hall.folder)
    promised = {id: seq for asker in askers for id, seq in asker.acknowledged.items()}
    assert {id: kept.get(id) for id in promised} == {id: [seq] for id, seq in promised.items()}
    assert all(len(seqs) == 1 for seqs in kept.values())
    assert is_sound(hall.folder)


def picture(hall: Server) -> dict[str, Any]:
    """A console's view, without presence."""
    with console(hall) as facilitator:
        return {table: rows for table, rows in facilitator.view.items() if not table.startswith("live.")}


def test_r8_a_kill_in_any_step_leaves_the_session_unchanged(hall: Server) -> None:
    with console(hall) as facilitator, phone(hall) as one:
        facilitator.enter("collect")
        id = one.do("ask_question", text="Hvem ejer effekten?")
        pitfall = next(iter(facilitator.view["pitfalls"]))
        facilitator.do("place_question", question_id=id, pitfall=pitfall)
        arc = facilitator.arc()
    for step in arc:
        with console(hall) as facilitator:
            facilitator.enter(step)
            if step == "buzz":
                facilitator.do("start_timer")
        before = picture(hall)
        hall.stop(signal.SIGKILL)
        hall.start()
        assert picture(hall) == before, step
        assert before["step"]["it"]["step"] == step


def test_n15_a_countdown_keeps_its_end_time_through_a_restart(hall: Server) -> None:
    with console(hall) as facilitator:
        facilitator.enter("buzz")
        facilitator.do("start_timer")
    before = picture(hall)["timer"]["it"]
    hall.stop(signal.SIGKILL)
    hall.start()
    assert before["phase"] == "running"
    assert picture(hall)["timer"]["it"] == before
    with phone(hall) as one:
        one.send_json(t="ping", c=1)
        now = one.receive("pong")["now_ms"]
    assert 0 < before["ends_at_ms"] - now < before["turn_ms"]


@pytest.mark.asyncio
async def test_o1_a_stopping_server_tells_a_full_hall_in_batches_and_loses_nothing_acknowledged(
    make_hall: Callable[..., Server],
) -> None:
    hall = make_hall(farewell_s=5)
    hall.start()
    with console(hall) as facilitator:
        facilitator.enter("collect")
    connections = [await open_connection(hall, role="phone", token=f"{n:032x}") for n in range(500)]
    await asyncio.gather(*(receive(one, t="snapshot") for one in connections))
    answers = await asyncio.gather(*(ask(one, "ask_question", text="Hvem?") for one in connections))
    stopping = asyncio.ensure_future(asyncio.to_thread(hall.stop))
    assert await closing_code(connections[0]) == 1012
    answers.append(await ask(connections[-1], "ask_question", text="Hvem så?"))
    assert await asyncio.gather(*(closing_code(one) for one in connections)) == [1012] * len(connections)
    assert await stopping == 0
    kept = questions(hall.folder)
    assert {answer["id"]: [answer["seq"]] for answer in answers} == kept


def test_o1_a_server_stopped_by_repeated_signals_still_closes_everything(
    make_hall: Callable[..., Server],
) -> None:
    """Ctrl+C sends SIGINT to a server twice: from the terminal, and from `summe run`."""
    hall = make_hall(farewell_s=1)
    hall.start()
    assert hall.process is not None
    with phone(hall) as one:
        for _ in range(3):
            hall.process.send_signal(signal.SIGINT)
        one.receive("bye")
        hall.process.send_signal(signal.SIGINT)
        assert hall.wait() == 0
    assert "Traceback" not in hall.said
    assert not (hall.folder / "summe.db-wal").exists()


async def closing_code(one: Any) -> int | None:
    async with asyncio.timeout(20):
        while True:
            try:
                await one.recv()
            except ConnectionClosed as closed:
                return closed.rcvd.code if closed.rcvd else None


def test_o2_a_second_server_on_the_same_data_folder_refuses_to_start_and_the_first_goes_on(
    hall: Server,
) -> None:
    second = Server(hall.folder)
    with pytest.raises(AssertionError, match="Another Summe is using the data folder"):
        second.start()
    assert second.wait() == 2
    with console(hall) as facilitator:
        facilitator.enter("collect")
