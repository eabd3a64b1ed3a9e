"""Checks the port: whether it is free or answers, what the firewall says, and whether a phone got through."""

import contextlib
import errno
import socket
from collections.abc import Iterator

from app.doctor import kinds
from app.doctor.findings import Finding
from app.doctor.situation import Situation
from app.platform.firewall import firewalls
from app.platform.network import is_loopback
from app.platform.ports import listener_of
from app.platform.sockets import own_port
from app.settings import ANY

CONNECT_S = 1.0


def check_port(at: Situation) -> Iterator[Finding]:
    """Connect to this computer's own addresses: to the server, or to a socket opened for it."""
    if at.running is not None:
        yield from _answering(at)
        return
    try:
        with _opened(at.settings.host, at.port) as listener:
            yield kinds.PORT_FREE.found(port=str(listener.getsockname()[1]))
            yield from _answering(at, listener.getsockname()[1])
    except (OSError, OverflowError) as error:
        yield from _not_opened(at, error)


def check_phone(at: Situation) -> Iterator[Finding]:
    """Whether a device other than this computer has reached the server; nothing else proves it."""
    if at.running is None:
        if at.public_url:
            yield kinds.NOT_STARTED.found(url=at.public_url)
    elif at.running.last_arrival is None:
        yield kinds.NO_PHONE_YET.found(url=at.public_url)
    else:
        yield kinds.PHONE_GOT_THROUGH.found(at=at.running.last_arrival)


def check_firewall(at: Situation) -> Iterator[Finding]:
    """What the firewall says; nothing where a phone has got through it, or where a proxy stands in front."""
    if at.is_behind_proxy or (at.running is not None and at.running.last_arrival is not None):
        return
    found = firewalls(at.port)
    for one in found:
        if not one.on:
            yield kinds.FIREWALL_OFF.found(program=one.program)
        elif one.open:
            yield kinds.FIREWALL_OPEN.found(program=one.program, port=str(at.port))
        else:
            yield kinds.FIREWALL_ON[one.program].found(port=str(at.port))
    if not found:
        yield kinds.FIREWALL_UNREAD.found(port=str(at.port))


def _opened(host: str, port: int) -> socket.socket:
    """A socket that listens as the server would."""
    listener = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
    own_port(listener)
    try:
        listener.bind((host, port))
        listener.listen()
    except (OSError, OverflowError):
        listener.close()
        raise
    return listener


def _answering(at: Situation, port: int | None = None) -> Iterator[Finding]:
    """Whether the port answers on each address that it should; loopback needs no proof."""
    if is_loopback(at.settings.host):
        return
    own = [one.ip for one in at.own_addresses()] if at.settings.host == ANY else [at.settings.host]
    silent = [ip for ip in own if not _answers(ip, port or at.port)]
    if silent:
        yield kinds.PORT_SILENT.found(addresses=", ".join(silent), port=str(port or at.port))
    elif own:
        yield kinds.PORT_ANSWERS.found()


def _answers(ip: str, port: int) -> bool:
    with contextlib.suppress(OSError), socket.create_connection((ip, port), CONNECT_S):
        return True
    return False


def _not_opened(at: Situation, error: OSError | OverflowError) -> Iterator[Finding]:
    number, by = getattr(error, "errno", None), listener_of(at.port)
    if by is not None:  # first, since Windows calls a port that is taken forbidden
        yield kinds.PORT_TAKEN_BY.found(port=str(at.port), program=by.program, process=str(by.process_id))
    elif number == errno.EADDRINUSE:
        yield kinds.PORT_TAKEN.found(port=str(at.port))
    elif isinstance(error, OverflowError) or number == errno.EACCES:
        yield kinds.PORT_REFUSED.found(port=str(at.port))
    else:  # not an address of this computer
        yield kinds.ADDRESS_GONE.found(said=at.settings.host)
