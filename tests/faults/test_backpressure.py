"""Backpressure: screens that read nothing are disconnected, and slow ones cost bounded memory."""

import json
import re
import threading
from collections.abc import Callable

import pytest

from tests.client import console, phone
from tests.faults.raw_socket import RawSocket, resident_mib
from tests.server import Server, eventually

STALLED = 20


def dropped(hall: Server) -> int:
    """The number of seats that were dropped as too slow."""
    metrics = hall.get("/-/metrics").decode()
    found = re.search(r'summe_seats_dropped_total\{code="too_slow"\} (\d+)', metrics)
    return int(found[1]) if found else 0


def boards(hall: Server) -> int:
    return int(json.loads(hall.get("/-/health"))["seats"]["board"])


@pytest.mark.parametrize("reads", [False, True], ids=["l6 never reads", "l7 reads a byte now and then"])
def test_l6_l7_stalled_screens_are_disconnected_and_the_others_are_served(
    make_hall: Callable[..., Server], reads: bool
) -> None:
    hall = make_hall(stalled_s=1, screen_pace_s=0, screen_waiting_bytes=200_000)
    hall.start()
    stalled = [RawSocket(hall, receive_buffer=4_096) for _ in range(STALLED)]
    for board in stalled:
        board.send_json(t="hello", v=1, role="board", key=hall.key("board"))
        board.until(b'"snapshot"')
    before = resident_mib(hall)
    done = threading.Event()
    sipping = threading.Thread(target=sip, args=(stalled, done)) if reads else None
    if sipping is not None:
        sipping.start()
    with console(hall) as facilitator, phone(hall) as one:
        assert boards(hall) == STALLED
        for n in range(2_000):  # changes every text on the boards
            facilitator.do("set_board_language", language=("en", "da")[n % 2])
            if n % 50 == 0 and boards(hall) == 0:
                break
        eventually(lambda: boards(hall) == 0)
        assert dropped(hall) == STALLED
        assert resident_mib(hall) - before < 40
        one.send_json(t="ping", c=1)
        assert one.receive("pong")["c"] == 1
    done.set()
    if sipping is not None:
        sipping.join()
    for board in stalled:
        board.close()


def sip(stalled: list[RawSocket], done: threading.Event) -> None:
    """Read a byte from each, ten times a second."""
    while not done.wait(0.1):
        for one in stalled:
            try:
                one.connection.recv(1)
            except OSError:
                continue


@pytest.mark.long
def test_l7_a_slow_phone_that_reads_a_large_snapshot_stays_connected(
    make_hall: Callable[..., Server],
) -> None:
    """With a snapshot over the limit of unsent data, a phone stays connected as long as it reads."""
    hall = make_hall(stalled_s=5, phone_waiting_bytes=20_000, questions_burst=10_000)
    hall.start()
    with console(hall) as facilitator:
        facilitator.enter("collect")
        for n in range(60):
            with phone(hall) as one:
                for m in range(8):
                    one.do("ask_question", text=f"{n} {m} " + "Hvad gør vi ved det? " * 12)
        facilitator.enter("group")
        slow = RawSocket(hall, receive_buffer=4_096)
        slow.send_json(t="hello", v=1, role="phone", token="f" * 32)
        slow.until(b'"mine"')
        slow.send_json(t="look", at="others")
        for n in range(40):
            facilitator.do("set_turn_length", seconds=20 + n)  # which sends deltas to every phone
        slow.until(b'"others"')
        slow.send_json(t="ping", c=7)
        slow.until(b'"c":7')
        slow.close()
    assert dropped(hall) == 0
