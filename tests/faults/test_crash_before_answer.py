"""Crash or lost connection between commit and answer: the retry gets the stored answer (idempotency)."""

import contextlib
import json
import secrets
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from websockets import ConnectionClosed

from tests.client import Client, ConsoleClient, console, phone
from tests.faults.data_folder import of_command
from tests.faults.raw_socket import TEXT, RawSocket, frame
from tests.faults.strace import killed_before_answering
from tests.needs import need
from tests.server import Server, eventually

TOKEN = "1" * 32


@contextlib.contextmanager
def dying(hall: Server) -> Iterator[None]:
    """The server is killed between commit and answer of the block's command, and restarted."""
    with killed_before_answering(hall):
        yield
        hall.wait()
    hall.stop()
    hall.start()


def unanswered(one: Client, id: str, do: str, **args: Any) -> None:
    """Send a command whose answer never comes because the connection closes."""
    one.send_json(t="cmd", id=id, do=do, args=args)
    with pytest.raises(ConnectionClosed):
        one.receive("ack")
    one.close()


def seated(hall: Server) -> Client:
    one = Client(hall, role="phone", token=TOKEN)
    one.receive("snapshot")
    return one


def test_d4_a_retry_after_a_kill_between_commit_and_answer_gets_the_first_answer(hall: Server) -> None:
    need("strace")
    asked, edited = secrets.token_hex(16), secrets.token_hex(16)
    with console(hall) as facilitator:
        facilitator.enter("collect")
    one = seated(hall)
    with dying(hall):
        unanswered(one, asked, "ask_question", text="Er det gemt?")
    first = of_command(hall.folder, asked)
    assert [kind for _, kind in first] == ["question_asked"], "the process died too early"
    with phone(hall, token=TOKEN) as again:
        assert again.ask("ask_question", asked, text="Er det gemt?")["seq"] == first[0][0]
    one = seated(hall)
    with dying(hall):
        unanswered(one, edited, "edit_question", question_id=asked, text="Er det nu gemt?")
    with phone(hall, token=TOKEN) as again:
        answer = again.ask("edit_question", edited, question_id=asked, text="Er det nu gemt?")
    assert [(answer["seq"], "question_edited")] == of_command(hall.folder, edited)
    assert of_command(hall.folder, asked) == first
    assert [question["text"] for question in hall.export()["questions"]] == ["Er det nu gemt?"]


def test_r11_a_kill_in_the_middle_of_next_moves_the_session_exactly_one_step(
    make_hall: Callable[..., Server],
) -> None:
    need("strace")
    id = secrets.token_hex(16)
    hall = make_hall(presence_pace_s=3_600)  # no presence updates: the next frame is the answer
    hall.start()
    with console(hall) as facilitator:
        facilitator.enter("overview")
    facilitator = ConsoleClient(hall)
    with dying(hall):
        unanswered(facilitator, id, "next_beat", was=0)
    assert len(of_command(hall.folder, id)) == 1, "the process died too early"
    with console(hall) as again:
        assert again.view["step"]["it"]["beat"] == 1
        assert again.ask("next_beat", id, was=0)["t"] == "ack"
        assert again.ask("next_beat", was=0)["code"] == "stale"
    with console(hall) as last:
        assert last.view["step"]["it"]["beat"] == 1
    assert len(of_command(hall.folder, id)) == 1


@pytest.mark.parametrize("do", ["enter_step", "next_beat"])
def test_r11_a_connection_lost_in_the_middle_of_next_moves_the_session_exactly_one_step(
    hall: Server, do: str
) -> None:
    id = secrets.token_hex(16)
    args = {"was": "lobby", "to": "overview"} if do == "enter_step" else {"was": 0}
    if do == "next_beat":
        with console(hall) as facilitator:
            facilitator.enter("overview")
    broken = RawSocket(hall)
    broken.send_json(t="hello", v=1, role="console", key=hall.key("console"), device="d")
    broken.until(b'"snapshot"')
    broken.send(frame(TEXT, json.dumps({"t": "cmd", "id": id, "do": do, "args": args}).encode()))
    eventually(lambda: len(of_command(hall.folder, id)) > 0)
    broken.close()  # before the answer is read
    events = of_command(hall.folder, id)
    with console(hall) as again:
        before = again.view["step"]
        assert again.ask(do, id, **args)["seq"] == events[-1][0]
    with console(hall) as last:
        assert last.view["step"] == before
    assert of_command(hall.folder, id) == events
