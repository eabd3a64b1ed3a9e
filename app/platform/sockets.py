"""Sockets: how they listen, and how a frame is written to one without the event loop."""

import asyncio
import errno
import os
import socket
import sys
from collections.abc import Sequence

# Ports below this are for administrators.
PRIVILEGED_BELOW = 0 if sys.platform == "win32" else 1_024
# Whether the system divides the connections of one port among several processes that listen on it.
CAN_SHARE_PORT = sys.platform == "linux"
# Errors by which a connection ends in everyday life: the other end or the network between is gone.
_ENDINGS = frozenset(
    getattr(errno, name)
    for name in (
        "EPIPE",
        "ECONNRESET",
        "ECONNABORTED",
        "ETIMEDOUT",
        "EHOSTUNREACH",
        "EHOSTDOWN",
        "ENETUNREACH",
        "ENETDOWN",
        "ENETRESET",
        "ENOTCONN",
        "ESHUTDOWN",
    )
    if hasattr(errno, name)
)
# Windows has errors of its own for a proactor's connection that is gone: its network name, or the operation.
_WINDOWS_ENDINGS = frozenset({64, 121, 995, 1_236})


def is_ending(error: BaseException) -> bool:
    """Whether the error says only that the other end or the network is gone."""
    if getattr(error, "winerror", None) in _WINDOWS_ENDINGS:
        return True
    return isinstance(error, OSError) and error.errno in _ENDINGS


def descriptor_of(transport: asyncio.Transport) -> int:
    """The descriptor that `write_now` writes to; -1 where only the transport can write.

    That is where uvicorn itself does TLS, and on Windows, where a socket is no file.
    """
    if sys.platform == "win32" or transport.get_extra_info("sslcontext") is not None:
        return -1
    return int(transport.get_extra_info("socket").fileno())


if sys.platform == "win32":

    def write_now(descriptor: int, parts: Sequence[bytes]) -> int:
        """Write nothing, so that all is left to the transport."""
        return 0

else:
    # Writes the parts as far as there is room, and returns how many bytes that was; raises BlockingIOError.
    # It is the system's own call, as it is made for every frame and screen.
    write_now = os.writev


def own_port(listening: socket.socket) -> None:
    """Let a restarted server have its port at once, and no other program beside it.

    On Windows `SO_REUSEADDR` would let several programs listen on one port, and any of them get a connection.
    """
    if sys.platform == "win32":
        listening.setsockopt(socket.SOL_SOCKET, socket.SO_EXCLUSIVEADDRUSE, 1)
    else:
        listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)


def share_port(listening: socket.socket) -> None:
    """Let other processes listen on the same port, where `CAN_SHARE_PORT`."""
    if sys.platform == "linux":
        listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEPORT, 1)


def shut_down(descriptor: int) -> None:
    """End the connection of a socket that another library owns and closes; raises OSError."""
    borrowed = socket.socket(fileno=descriptor)
    try:
        borrowed.shutdown(socket.SHUT_RDWR)
    finally:
        borrowed.detach()
