"""Flooding: participants are rate-limited one by one, and the facilitator can lock out and sweep bots."""

import asyncio
import json
import secrets
from collections import Counter
from collections.abc import Callable

import pytest
from websockets.asyncio.client import ClientConnection

from tests.client import Client, ConsoleClient
from tests.faults.crowd import ask, gone, joined, open_connection, receive
from tests.faults.data_folder import questions
from tests.faults.flooder import Flooder
from tests.faults.raw_socket import resident_mib
from tests.server import Server

BOTS, PEOPLE = 200, 20
FLOOD_S = 30
# The limits of a server with default settings.
LIMITS = {"questions_burst": 5, "frames_burst": 100, "phone_pace_s": 1.0}


def shown(hall: Server) -> set[str]:
    """The ids of the questions on the board."""
    board = Client(hall, role="board", key=hall.key("board"))
    view = board.receive("snapshot")["view"]
    board.close()
    return set(view.get("questions", {}))


@pytest.mark.asyncio
async def test_s12_two_hundred_bots_are_locked_out_and_swept_away_and_no_other_participant_is(
    hall: Server,
) -> None:
    facilitator = ConsoleClient(hall)
    facilitator.enter("collect")
    people = await joined(hall, PEOPLE)
    real = {(await ask(one, "ask_question", text="Hvem følger op?"))["id"] for one in people}
    before_the_bots = await now_ms(people[0])
    await asyncio.sleep(0.002)  # the server's clock has milliseconds
    bots = await joined(hall, BOTS)
    spam = [(await ask(one, "ask_question", text="KØB NU"))["id"] for one in bots]
    more = [(await ask(bots[0], "ask_question", text="KØB NU IGEN"))["id"] for _ in range(5)]
    assert shown(hall) == {*real, *spam, *more}

    facilitator.do("hide_all_from", question_id=spam[0])
    assert shown(hall) == {*real, *spam[1:]}

    facilitator.do("lock_lobby")
    swept = facilitator.do("sweep_newer_than", at_ms=before_the_bots)
    assert shown(hall) == real
    assert await refused(hall) == "locked"
    again = await asyncio.gather(*(ask(one, "ask_question", text="Og hvornår?") for one in people))
    real |= {answer["id"] for answer in again}
    assert shown(hall) == real

    facilitator.do("undo", command_id=swept)
    assert shown(hall) == {*real, *spam[1:]}
    facilitator.close()
    await gone(people + bots)


@pytest.mark.asyncio
async def test_h11_h13_a_hall_full_of_bots_is_as_it_was_after_one_sweep_and_takes_in_real_latecomers(
    make_hall: Callable[..., Server],
) -> None:
    """The figures stay the same over a restart, and one undo then restores all bots."""
    hall = make_hall(participants_per_session=PEOPLE + BOTS)
    hall.start()
    facilitator = ConsoleClient(hall)
    facilitator.enter("collect")
    people = await joined(hall, PEOPLE)
    real = [(await ask(one, "ask_question", text="Hvem følger op?"))["id"] for one in people]
    before_the_bots = await now_ms(people[0])
    await asyncio.sleep(0.002)  # the server's clock has milliseconds
    bots = await joined(hall, BOTS)
    spam = [(await ask(one, "ask_question", text="KØB NU"))["id"] for one in bots]
    for step, do, args in (
        ("group", "support_question", [{"question_id": real[0]}] * BOTS),
        ("momentum", "place_dot", [{"weights": [1, 0, 0]}] * BOTS),
        ("poll", "answer_poll", [{"question_id": id, "answer": "no"} for id in spam]),
    ):
        facilitator.enter(step)
        answers = await asyncio.gather(*(ask(one, do, **a) for one, a in zip(bots, args, strict=True)))
        assert {answer["t"] for answer in answers} == {"ack"}
    for one, id in zip(people, real, strict=True):
        await ask(one, "answer_poll", question_id=id, answer="yes")
    assert hall.export()["joined"] == PEOPLE + BOTS
    assert await refused(hall) == "full"

    swept = facilitator.do("sweep_newer_than", at_ms=before_the_bots)
    assert await receive(bots[0], t="bye") == {"t": "bye", "code": "removed"}
    without = hall.export()
    assert (without["joined"], without["momentum"]["dots"]) == (PEOPLE, None)
    assert (without["poll"]["all"]["yes"], without["poll"]["all"]["no"]) == (PEOPLE, 0)
    assert {(q["text"], q["support"]) for q in without["questions"]} == {("Hvem følger op?", 0)}

    facilitator.close()
    hall.stop()
    hall.start()
    assert hall.export() == without
    latecomers = await joined(hall, 1)
    facilitator = ConsoleClient(hall)
    facilitator.do("undo", command_id=swept)
    restored = hall.export()
    assert (restored["joined"], restored["momentum"]["dots"]) == (PEOPLE + BOTS + 1, BOTS)
    assert (restored["poll"]["all"]["no"], restored["questions"][0]["support"]) == (BOTS, BOTS)
    facilitator.close()
    await gone([*people, *bots, *latecomers])


async def now_ms(one: ClientConnection) -> int:
    """The server's time."""
    await one.send('{"t":"ping","c":1}')
    return int((await receive(one, t="pong"))["now_ms"])


async def refused(hall: Server) -> str:
    """The code of the bye that a new phone gets."""
    async with await open_connection(hall, role="phone", token=secrets.token_hex(16)) as late:
        return str((await receive(late, t="bye"))["code"])


@pytest.mark.asyncio
async def test_s13_a_participant_who_floods_is_rate_limited_alone(make_hall: Callable[..., Server]) -> None:
    """Of a thousand questions on two connections only the burst is accepted; other phones lose none."""
    hall = make_hall(questions_per_second=0, questions_burst=5)
    hall.start()
    facilitator = ConsoleClient(hall)
    facilitator.enter("collect")
    people = await joined(hall, PEOPLE)
    token = secrets.token_hex(16)
    flooding = [await open_connection(hall, role="phone", token=token) for _ in range(2)]
    floods = [asyncio.ensure_future(flood(one)) for one in flooding]
    for _ in range(3):
        asked = await asyncio.gather(*(ask(one, "ask_question", text="Hvem følger op?") for one in people))
        assert {answer["t"] for answer in asked} == {"ack"}
    answers = [answer for answers in await asyncio.gather(*floods) for answer in answers]
    assert Counter(answers) == {"ack": 5, "too_fast": 995}
    assert len(questions(hall.folder)) == 3 * PEOPLE + 5
    facilitator.close()
    await gone([*people, *flooding])


async def flood(one: ClientConnection) -> list[str]:
    """Send five hundred questions without waiting for answers; returns the answers."""
    for n in range(500):
        args = {"text": f"Spam {n}"}
        await one.send(
            json.dumps({"t": "cmd", "id": secrets.token_hex(16), "do": "ask_question", "args": args})
        )
    answers: list[str] = []
    while len(answers) < 500:
        frame = json.loads(await one.recv())
        if frame["t"] in ("ack", "reject"):
            answers.append(frame.get("code", "ack"))
    return answers


@pytest.mark.long
@pytest.mark.asyncio
@pytest.mark.parametrize(
    ("what", "phones", "connections"),
    [("chains", 1, 4), ("edits", 150, 1), ("changes", 150, 1), ("looks", 20, 4)],
)
async def test_h2_h10_participants_who_ask_for_all_they_can_hold_nobody_up(
    make_hall: Callable[..., Server], what: str, phones: int, connections: int
) -> None:
    hall = make_hall(**LIMITS)
    hall.start()
    facilitator = await open_connection(hall, role="console", key=hall.key("console"), device="desk")
    await receive(facilitator, t="snapshot")
    await ask(facilitator, "enter_step", was="lobby", to="group" if what == "looks" else "collect")
    await ask(facilitator, "open_submissions")
    phone = (await joined(hall, 1))[0]
    own = (await ask(phone, "ask_question", text="Hvem?"))["id"]
    before = resident_mib(hall)
    flooder = Flooder(hall, what, phones, connections)
    try:
        await asyncio.to_thread(flooder.start)
        texts = [f"Hvem {n}?" for n in range(FLOOD_S * 3 // 2)]
        people, leads = await asyncio.gather(
            waits(phone, [("edit_question", {"question_id": own, "text": text}) for text in texts]),
            waits(facilitator, [("show_qr", {}), ("hide_qr", {})] * FLOOD_S),
        )
        assert resident_mib(hall) - before <= 64
    finally:
        flooder.stop()
    assert (percentile(people) <= 0.1, percentile(leads) <= 0.2) == (True, True), (people[-5:], leads[-5:])
    await gone([facilitator, phone])


async def waits(one: ClientConnection, commands: list[tuple[str, dict[str, str]]]) -> list[float]:
    """Send the commands spread over `FLOOD_S`; the sorted seconds until each was acknowledged."""
    loop = asyncio.get_running_loop()
    waited = []
    for do, args in commands:
        asked = loop.time()
        assert (await ask(one, do, **args))["t"] == "ack"
        waited.append(loop.time() - asked)
        await asyncio.sleep(FLOOD_S / len(commands))
    return sorted(waited)


def percentile(waited: list[float]) -> float:
    return waited[len(waited) * 99 // 100]
