"""Connections that return, are superseded, or belong to one participant: snapshots, digests, limits."""

import json
import secrets
from collections.abc import Callable

import pytest
from websockets import ConnectionClosed

from tests.client import Client, console, phone
from tests.faults.data_folder import questions
from tests.faults.mirroring_client import MirroringClient
from tests.faults.raw_socket import CLOSE, RawSocket
from tests.server import Server
from tests.sim.client import digest, fold

TOKEN = "1" * 32
VOTERS = 5


def test_r4_a_hello_that_says_what_the_screen_had_before_is_refused(hall: Server) -> None:
    """Every screen gets a full snapshot, so there is no resume position, which could be wrong."""
    for last_seq in (0, -1, 7, 10**9, "abc", None):
        claiming = Client(hall, role="phone", token=TOKEN, last_seq=last_seq, epoch="an old one")
        assert claiming.receive("bye")["code"] == "no_hello"
        claiming.close()


def test_r4_r5_after_a_long_absence_a_phone_gets_a_full_snapshot_and_its_command_is_stored_once(
    hall: Server,
) -> None:
    asked = secrets.token_hex(16)
    with console(hall) as facilitator:
        facilitator.enter("collect")
        away = MirroringClient(hall, role="phone", token=TOKEN, lang="da")
        first = away.ask("ask_question", asked, text="Inden nettet gik")["seq"]
        away.close()
        for n in range(12):
            with phone(hall) as other:
                for m in range(5):
                    other.do("ask_question", text=f"Imens {n} {m}")
        for n in range(60):
            facilitator.do("set_turn_length", seconds=20 + n)
        facilitator.do("correct_text", question_id=asked, text="Inden nettet gik.")
        back = MirroringClient(hall, role="phone", token=TOKEN, lang="da")
        assert back.ask("ask_question", asked, text="Inden nettet gik")["seq"] == first
        late = secrets.token_hex(16)
        assert back.ask("ask_question", late, text="Skrevet imens")["t"] == "ack"
        fresh = MirroringClient(hall, role="phone", token=TOKEN, lang="da")
        # Either of the two may lag behind, since deltas are throttled.
        mine = back.until(lambda lanes: late in lanes["mine"].get("mine", {}) and lanes == fresh.caught_up())
        assert mine["mine"]["mine"][asked]["text"] == "Inden nettet gik."
        back.close()
        fresh.close()
    assert questions(hall.folder)[asked] == [first]


def test_r7_commands_on_a_superseded_connection_are_ignored(make_hall: Callable[..., Server]) -> None:
    hall = make_hall(sockets_per_participant=2)
    hall.start()
    with console(hall) as facilitator:
        facilitator.enter("collect")
    old = RawSocket(hall)
    old.send_json(t="hello", v=1, role="phone", token=TOKEN)
    old.until(b'"snapshot"')
    with phone(hall, token=TOKEN) as second, phone(hall, token=TOKEN) as third:
        old.until(b'"superseded"')
        old.send_json(t="cmd", id="a" * 32, do="ask_question", args={"text": "Fra den gamle linje"})
        assert old.closed_with() == 4000
        kept = [one.do("ask_question", text="Fra en ny linje") for one in (second, third)]
    old.close()
    assert sorted(questions(hall.folder)) == sorted(kept)


def test_r14_a_phone_in_several_tabs_is_one_participant_with_one_rate_limit_and_one_vote(
    make_hall: Callable[..., Server],
) -> None:
    hall = make_hall(questions_burst=3, questions_per_second=0)
    hall.start()
    tabs = [MirroringClient(hall, role="phone", token=TOKEN, lang="da") for _ in range(3)]
    with console(hall) as facilitator:
        facilitator.enter("collect")
        ids = [tab.do("ask_question", text=f"Fra faneblad {n}") for n, tab in enumerate(tabs)]
        answers = [tab.ask("ask_question", text="Et til") for tab in tabs]
        assert [answer["code"] for answer in answers] == ["too_fast"] * 3
        for tab in tabs:  # a question of one tab is shown in all
            assert tab.until(lambda lanes: len(lanes["mine"].get("mine", {})) == 3)
        for _ in range(VOTERS - 1):
            with phone(hall) as other:
                own = other.do("ask_question", text="Hvem?")
                facilitator.enter("poll")
                other.do("answer_poll", question_id=own, answer="no")
        for tab, answer in zip(tabs, ("yes", "partly", "yes"), strict=True):
            tab.do("answer_poll", question_id=ids[0], answer=answer)
    for tab in tabs:
        assert tab.until(lambda lanes: lanes["mine"]["mine"][ids[0]]["answer"] == "yes")
        tab.close()
    with console(hall) as facilitator:
        assert facilitator.view["counts"]["it"]["joined"] == VOTERS
        total = facilitator.view["poll"]["all"]
    assert (total["yes"], total["partly"], total["no"]) == (1, 0, VOTERS - 1)


def test_r15_a_screen_with_a_missing_or_outdated_row_differs_from_the_digest_in_the_next_pong(
    hall: Server,
) -> None:
    """Compared as a browser does: the digest differs when a row is missing, and when one is outdated."""
    with console(hall) as facilitator, phone(hall) as one:
        facilitator.enter("collect")
        ids = [one.do("ask_question", text=f"Spørgsmål {n}") for n in range(3)]
        board = MirroringClient(hall, role="board", key=hall.key("board"))
        view = board.until(lambda lanes: len(lanes["view"].get("questions", {})) == 3)["view"]
        board.send_json(t="ping", c=2)
        expected = board.receive("pong")["lanes"]["view"][1]
        assert digest(view) == expected
        assert digest(fold(view, {"cut": {"questions": [ids[0]]}})) != expected
        row = view["questions"][ids[0]]
        assert digest(fold(view, {"put": {"questions": {ids[0]: {**row, "r": row["r"] - 1}}}})) != expected
        board.close()


def test_r16_hidden_and_withdrawn_questions_leave_every_screen_and_are_in_no_later_snapshot(
    hall: Server,
) -> None:
    words = "kanariefugl"
    with console(hall) as facilitator, phone(hall) as one:
        facilitator.enter("collect")
        hidden = one.do("ask_question", text=f"Skjult {words}")
        withdrawn = one.do("ask_question", text=f"Trukket {words}")
        facilitator.enter("group")
        board = MirroringClient(hall, role="board", key=hall.key("board"))
        other = MirroringClient(hall, role="phone", token=TOKEN)
        other.send_json(t="look", at="others")
        board.until(lambda lanes: len(lanes["view"]["questions"]) == 2)
        other.until(lambda lanes: len(lanes["view"].get("others", {})) == 2)
        facilitator.do("hide_question", question_id=hidden)
        one.do("withdraw_question", question_id=withdrawn)
        for screen in (board, other):
            assert screen.until(lambda lanes: words not in json.dumps(lanes))
        for hello in ({"role": "board", "key": hall.key("board")}, {"role": "phone", "token": "2" * 32}):
            late = MirroringClient(hall, **hello)
            if hello["role"] == "phone":
                late.send_json(t="look", at="others")
            late.caught_up()
            assert words not in json.dumps([late.lanes, late.received])
            late.close()
        board.close()
        other.close()
    assert [question["state"] for question in hall.export()["questions"]] == ["hidden"]
    report = hall.get(f"/api/sessions/{hall.code}/export.html").decode()
    assert words not in report
    assert f"Trukket {words}" not in hall.get(f"/api/sessions/{hall.code}/export.json").decode()


def test_r7_nothing_is_sent_to_a_superseded_connection(hall: Server) -> None:
    connections = []
    for _ in range(6):  # the limit is four
        connections.append(RawSocket(hall))
        connections[-1].send_json(t="hello", v=1, role="phone", token=TOKEN)
        connections[-1].until(b'"snapshot"')
    with console(hall) as facilitator:
        facilitator.enter("collect")
        facilitator.enter("group")
    for one in connections[:2]:
        one.until(b'"superseded"')
        opcode, _ = one.receive()
        assert opcode == CLOSE
    for one in connections[2:]:
        one.until(b'"group"')
    for one in connections:
        one.close()


def test_o4_a_page_goes_on_with_a_newer_server_of_the_same_protocol_version(hall: Server) -> None:
    """A hello has the protocol version but not the build, so a page of an older build goes on."""
    asked = secrets.token_hex(16)
    with console(hall) as facilitator:
        facilitator.enter("collect")
    page = Client(hall, role="phone", token=TOKEN)
    before = page.receive("welcome")
    first = page.ask("ask_question", asked, text="Før den nye udgave")["seq"]
    hall.stop()
    assert page.receive("bye")["code"] == "restart"
    with pytest.raises(ConnectionClosed, match="1012"):
        page.receive("bye")
    page.close()
    hall.start()
    page = Client(hall, role="phone", token=TOKEN)
    after = page.receive("welcome")
    assert after.keys() == before.keys()
    assert after["v"] == before["v"]
    assert page.ask("ask_question", asked, text="Før den nye udgave")["seq"] == first
    page.close()
    for protocol in (0, 2, 99):
        other = Client(hall)
        other.send_json(t="hello", v=protocol, role="phone", token=TOKEN)
        assert other.receive("bye")["code"] == "no_hello"
        other.close()
