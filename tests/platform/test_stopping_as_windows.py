"""How a server stops where there are no signals from outside: Windows as imitated by `as_windows`."""

import signal
from collections.abc import Callable
from pathlib import Path

import pytest
from websockets import ConnectionClosed

from tests.client import phone
from tests.platform.conftest import WindowsServer
from tests.server import eventually
from tests.tiers import rest_long

pytestmark = pytest.mark.process


def children(pid: int) -> list[int]:
    return [int(one) for one in Path(f"/proc/{pid}/task/{pid}/children").read_text().split()]


def is_serving(pid: int) -> bool:
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except FileNotFoundError:
        return False


@pytest.mark.parametrize(
    "ended_by", rest_long([signal.SIGINT, signal.SIGUSR1, signal.SIGUSR2, signal.SIGKILL])
)
def test_a_supervised_server_stops_with_its_supervisor_however_that_ends(
    windows: Callable[..., WindowsServer], ended_by: signal.Signals
) -> None:
    """By Ctrl+C, Ctrl+Break, the closing of its window, and when it is killed."""
    server = windows()
    server.start("run")
    assert server.process is not None
    (serving,) = children(server.process.pid)
    server.stop(ended_by)
    eventually(lambda: not is_serving(serving))
    assert "Everything it has received is kept" in server.said


def test_a_server_whose_window_is_closed_says_goodbye_first(windows: Callable[..., WindowsServer]) -> None:
    server = windows()
    server.start()
    with phone(server) as one:
        assert server.process is not None
        server.process.send_signal(signal.SIGUSR2)
        assert one.receive("bye")["code"] == "restart"
        with pytest.raises(ConnectionClosed):
            one.receive("bye")
    assert server.wait() == 0
