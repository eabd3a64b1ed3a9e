"""Load of a full hall: five hundred phones from one address that act at once."""

import asyncio
import json
import signal

import pytest
from websockets.asyncio.client import ClientConnection

from app.exports.formats import FORMATS
from tests.client import console
from tests.faults.crowd import Asker, ask, gone, joined, open_connection, receive
from tests.faults.data_folder import questions
from tests.faults.phones import LONG_S, Phones
from tests.server import Server, eventually

HALL = 500
EACH = 10  # as many as one participant may have open
KINDS = [name for name, format in FORMATS.items() if format.extra is None]
ANSWERS = ("yes", "partly", "no")


@pytest.mark.asyncio
async def test_l1_l2_l3_five_hundred_phones_join_ask_and_vote_at_once_and_none_is_refused(
    server: Server,
) -> None:
    """With the default limits, none of which counts by address."""
    lines = await joined(server, HALL)
    with console(server) as facilitator:
        assert facilitator.view["counts"]["it"]["joined"] == HALL
        facilitator.enter("collect")
        asked = await asyncio.gather(*(ask(one, "ask_question", text="Hvem tager over?") for one in lines))
        assert {answer["t"] for answer in asked} == {"ack"}
        assert questions(server.folder) == {answer["id"]: [answer["seq"]] for answer in asked}
        facilitator.enter("poll")
        facilitator.do("open_poll")
        voted = await asyncio.gather(
            *(
                ask(one, "answer_poll", question_id=answer["id"], answer=ANSWERS[n % 3])
                for n, (one, answer) in enumerate(zip(lines, asked, strict=True))
            )
        )
        assert {answer["t"] for answer in voted} == {"ack"}
    async with await open_connection(server, role="board", key=server.key("board")) as board:
        view = (await receive(board, t="snapshot"))["view"]
    assert set(view["questions"]) == {answer["id"] for answer in asked}
    assert [view["poll"]["all"][answer] for answer in ANSWERS] == [167, 167, 166]
    await gone(lines)


@pytest.mark.long
def test_l4_after_a_kill_under_a_full_hall_all_phones_reconnect(hall: Server) -> None:
    with console(hall) as facilitator:
        facilitator.enter("collect")
    with Phones(hall.base, hall.code, HALL) as phones:
        eventually(phones.settled, LONG_S)
        phones.ask()
        hall.stop(signal.SIGKILL)
        hall.start()
        eventually(lambda: phones.figures()["here"] >= 0.95 * HALL, 10)
        eventually(lambda: phones.figures()["here"] == HALL, 30)
        phones.all_is_well(hall, each=1)


@pytest.mark.asyncio
async def test_l13_commands_are_answered_while_large_exports_are_made(hall: Server, rounds: int) -> None:
    """Exports are made outside the event loop: commands sent meanwhile are stored before the exports end."""
    with console(hall) as facilitator:
        facilitator.enter("collect")
    # Few phones ask meanwhile, so that they finish before the exports.
    early, late = await joined(hall, 25 * rounds), await joined(hall, 25)
    for _ in range(EACH):
        await all_ask(early)
    path = f"/api/sessions/{hall.code}/export."
    taking = [asyncio.ensure_future(asyncio.to_thread(hall.get, path + kind)) for kind in KINDS]
    meanwhile = 0
    for _ in range(EACH):
        await all_ask(late)
        meanwhile += not all(one.done() for one in taking)
    assert meanwhile
    assert all(await asyncio.gather(*taking))
    questions = json.loads(await asyncio.to_thread(hall.get, path + "json"))["report"]["questions"]
    assert len(questions) == EACH * len(early + late)
    await gone(early + late)


async def all_ask(lines: list[ClientConnection]) -> None:
    asked = (ask(one, "ask_question", text="Hvad gør vi på mandag?") for one in lines)
    assert {answer["t"] for answer in await asyncio.gather(*asked)} == {"ack"}


@pytest.mark.asyncio
async def test_l14_after_the_server_process_was_frozen_nothing_is_lost_or_doubled(hall: Server) -> None:
    """Phones retry on new connections meanwhile, so the server gets both copies when it resumes."""
    with console(hall) as facilitator:
        facilitator.enter("collect")
    assert hall.process is not None
    askers = [Asker(hall, patience_s=1) for _ in range(20)]
    tasks = [asyncio.ensure_future(asker.run()) for asker in askers]
    await enough(askers, 100)
    hall.process.send_signal(signal.SIGSTOP)
    await asyncio.sleep(4)  # long enough for each phone to reconnect more than once
    hall.process.send_signal(signal.SIGCONT)
    await enough(askers, 300)
    for asker in askers:
        asker.stopping = True
    await asyncio.gather(*tasks)
    assert sum(asker.given_up for asker in askers) >= len(askers)
    promised = {id: [seq] for asker in askers for id, seq in asker.acknowledged.items()}
    kept = questions(hall.folder)
    assert {id: kept.get(id) for id in promised} == promised
    assert all(len(seqs) == 1 for seqs in kept.values())


async def enough(askers: list[Asker], count: int) -> None:
    """Wait until so many questions have been acknowledged in total."""
    async with asyncio.timeout(LONG_S):
        while sum(len(asker.acknowledged) for asker in askers) < count:
            await asyncio.sleep(0.01)
