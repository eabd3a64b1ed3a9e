"""Checks the addresses of this computer, and whether the one that phones are given leads to it."""

import contextlib
import socket
import threading
from collections.abc import Iterable, Iterator

from app.doctor import kinds
from app.doctor.findings import Finding
from app.doctor.situation import Situation
from app.platform.network import is_loopback
from app.settings import ANY

# A network without internet may leave a question for a name unanswered for half a minute.
RESOLVE_S = 4.0


def check_addresses(at: Situation) -> Iterator[Finding]:
    """Which address phones use, and what keeps it from being the right one."""
    if at.settings.public_url:
        yield from _public_name(at)
    elif is_loopback(at.settings.host):
        yield kinds.ONLY_THIS_COMPUTER.found(host=at.settings.host)
    else:
        yield from _own_address(at)


def _own_address(at: Situation) -> Iterator[Finding]:
    own = at.own_addresses()
    given = [one for one in own if not one.link_local]
    real = [one for one in given if not one.virtual]
    if not own:
        yield kinds.NO_ADDRESS.found()
    elif not given:
        yield kinds.SELF_GIVEN_ADDRESS.found(address=own[0].ip)
    elif not real:
        yield kinds.ONLY_VIRTUAL_ADDRESS.found(interfaces=_listed(one.interface for one in given))
    elif at.name and at.name not in [one.ip for one in own]:
        yield kinds.ADDRESS_GONE.found(said=at.name)
    else:
        yield kinds.ADDRESS.found(url=at.public_url)
        if len(real) > 1 and at.settings.host == ANY:
            addresses = _listed(f"{one.ip} ({one.interface})" for one in real)
            yield kinds.SEVERAL_ADDRESSES.found(addresses=addresses, address=at.name)
    before, now = at.running.address_at_start if at.running else None, at.name
    if before and now and before != now and at.settings.host == ANY:
        yield kinds.ADDRESS_CHANGED.found(before=before, now=now)


def _public_name(at: Situation) -> Iterator[Finding]:
    found = resolved(at.name)
    own = {one.ip for one in at.own_addresses()}
    if not found:
        yield kinds.NAME_UNKNOWN.found(name=at.name)
    elif own.intersection(found):
        yield kinds.NAME_OURS.found(name=at.name)
    elif any(is_loopback(one) for one in found):
        yield kinds.NAME_LOOPS_BACK.found(name=at.name)
    else:
        yield kinds.NAME_ELSEWHERE.found(name=at.name, address=found[0])


def resolved(name: str) -> list[str]:
    """The IPv4 addresses of a name; empty where it has none, or no answer came within `RESOLVE_S`."""
    answers: list[str] = []

    def ask() -> None:
        with contextlib.suppress(OSError, UnicodeError):
            answers.extend(str(one[4][0]) for one in socket.getaddrinfo(name, None, socket.AF_INET))

    # The system's own call cannot be given a time limit.
    asking = threading.Thread(target=ask, name="resolving", daemon=True)
    asking.start()
    asking.join(RESOLVE_S)
    return list(answers)


def _listed(names: Iterable[str]) -> str:
    return ", ".join(dict.fromkeys(names))
