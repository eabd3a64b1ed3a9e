"""Which program listens on a port."""

import contextlib
from dataclasses import dataclass

import psutil


@dataclass(frozen=True, slots=True)
class Listener:
    program: str
    process_id: int


def listener_of(port: int) -> Listener | None:
    """None where the system does not say so to a user without special rights, as macOS does not."""
    with contextlib.suppress(psutil.Error, OSError):
        for one in psutil.net_connections("tcp"):
            if one.status == psutil.CONN_LISTEN and one.laddr and one.laddr.port == port and one.pid:
                return Listener(psutil.Process(one.pid).name(), one.pid)
    return None
