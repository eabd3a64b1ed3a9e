"""Idempotency of commands: the same id is stored once, and other words under it are a conflict."""

import asyncio
import secrets
import signal
from collections.abc import Callable

import pytest

from tests.client import console, phone
from tests.faults.crowd import ask, open_connection, receive
from tests.faults.data_folder import holds, questions
from tests.server import Server

BAD_KEYS = ["null", '""', "NaN", "1e999", "[]", '"' + "0" * 10_000 + '"', "7", "{}", '"' + "X" * 32 + '"']


@pytest.mark.asyncio
async def test_d10_the_same_command_on_ten_connections_at_once_is_stored_once_and_answered_alike(
    make_hall: Callable[..., Server],
) -> None:
    hall = make_hall(sockets_per_participant=20)
    hall.start()
    with console(hall) as facilitator:
        facilitator.enter("collect")
    token, id = secrets.token_hex(16), secrets.token_hex(16)
    connections = [await open_connection(hall, role="phone", token=token) for _ in range(10)]
    for one in connections:
        await receive(one, t="snapshot")
    answers = await asyncio.gather(*(ask(one, "ask_question", id, text="Hvem?") for one in connections))
    for one in connections:
        await one.close()
    assert [answer["t"] for answer in answers] == ["ack"] * 10
    assert questions(hall.folder) == {id: [answers[0]["seq"]]}
    assert len({answer["seq"] for answer in answers}) == 1


def test_d11_the_same_id_with_other_words_is_a_conflict_and_the_first_words_stay(hall: Server) -> None:
    id = secrets.token_hex(16)
    with console(hall) as facilitator, phone(hall) as one:
        facilitator.enter("collect")
        assert one.ask("ask_question", id, text="De første ord")["t"] == "ack"
        assert one.ask("ask_question", id, text="Nogle andre ord")["code"] == "conflict"
    assert [question["text"] for question in hall.export()["questions"]] == ["De første ord"]


def test_d11_after_a_withdrawal_a_retry_with_the_same_id_gets_the_first_answer(hall: Server) -> None:
    id, token = secrets.token_hex(16), secrets.token_hex(16)
    with console(hall) as facilitator, phone(hall, token) as one, phone(hall) as other:
        facilitator.enter("collect")
        first = one.ask("ask_question", id, text="De første ord")
        one.do("withdraw_question", question_id=id)
        assert one.ask("ask_question", id, text="De første ord") == first
        assert one.ask("ask_question", id, text="Nogle andre ord") == first
        assert other.ask("ask_question", id, text="De første ord")["code"] == "conflict"
    hall.stop(signal.SIGKILL)
    assert not holds(hall.folder, b"andre ord")
    hall.start()
    with phone(hall, token) as again:
        assert again.ask("ask_question", id, text="De første ord") == first
    assert hall.export()["questions"] == []


def test_d12_the_same_id_from_another_participant_is_a_conflict_and_reveals_nothing(hall: Server) -> None:
    id = secrets.token_hex(16)
    with console(hall) as facilitator, phone(hall) as one, phone(hall) as other:
        facilitator.enter("collect")
        first = one.ask("ask_question", id, text="Mit spørgsmål")
        assert other.ask("ask_question", id, text="Mit spørgsmål") == {
            "t": "reject",
            "id": id,
            "code": "conflict",
        }
        assert one.ask("ask_question", id, text="Mit spørgsmål") == first
    assert len(questions(hall.folder)) == 1


def test_d13_a_malformed_command_id_is_refused_and_nothing_is_stored(hall: Server) -> None:
    with console(hall) as facilitator:
        facilitator.enter("collect")
    for key in BAD_KEYS:
        with phone(hall) as one:
            one.socket.send('{"t":"cmd","id":%s,"do":"ask_question","args":{"text":"Hvem?"}}' % key)
            assert one.receive("bye")["code"] == "bad_frame"
    assert questions(hall.folder) == {}
