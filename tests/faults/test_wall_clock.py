"""Changes of the system clock while a session runs or between two starts: timers and retention."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from tests.client import console, phone
from tests.faults.data_folder import holds
from tests.faults.wall_clock import WallClock
from tests.server import Server, eventually
from tests.tiers import rest_long

HOUR_S = 3_600
DAY_S = 24 * HOUR_S


def server_ms(server: Server) -> int:
    with phone(server) as one:
        one.send_json(t="ping", c=1)
        return int(one.receive("pong")["now_ms"])


def timer(server: Server) -> dict[str, Any]:
    with console(server) as facilitator:
        return dict(facilitator.view["timer"]["it"])


@pytest.mark.parametrize("hours", rest_long([1, -1]))
def test_n14_a_step_of_the_wall_clock_moves_no_timer(
    make_hall: Callable[..., Server], tmp_path: Path, hours: int
) -> None:
    hall = make_hall()
    clock = WallClock(hall, tmp_path / "offset")
    hall.start()
    with console(hall) as facilitator:
        facilitator.enter("buzz")
        facilitator.do("start_timer")
        eventually(lambda: timer(hall)["phase"] == "running")  # deltas are throttled
        before, now_before = timer(hall), server_ms(hall)
        clock.step(hours * HOUR_S)
        # uvicorn updates the Date header every second
        eventually(lambda: abs(clock.ahead_s() - hours * HOUR_S) < 60)
        assert timer(hall) == before
        assert 0 <= server_ms(hall) - now_before < 60_000
        left_ms = before["ends_at_ms"] - server_ms(hall)
        facilitator.do("move_timer", by_ms=1_000 - left_ms)
        eventually(lambda: timer(hall)["phase"] != "running", timeout_s=20)


def test_p2_a_session_whose_retention_ran_out_while_the_server_was_down_is_erased_at_the_next_start(
    make_hall: Callable[..., Server], tmp_path: Path
) -> None:
    hall = make_hall(retention_days=30)
    hall.start()
    with console(hall) as facilitator, phone(hall) as one:
        facilitator.enter("collect")
        one.do("ask_question", text="Hvad med min kanariefugl?")
        facilitator.do("end_session")
    hall.stop()
    clock = WallClock(hall, tmp_path / "offset")
    clock.step(29 * DAY_S)
    hall.start()
    assert hall.get("/api/sessions")  # housekeeping has run before the first response
    with console(hall) as facilitator, phone(hall) as one:  # of the session that this start has opened
        facilitator.enter("collect")
        one.do("ask_question", text="Hvad med min papegøje?")
    hall.stop()
    assert holds(hall.folder, b"kanariefugl")
    clock.step(31 * DAY_S)
    hall.start()
    eventually(lambda: not holds(hall.folder, b"kanariefugl"))
    assert holds(hall.folder, "papegøje".encode())
    hall.stop()
