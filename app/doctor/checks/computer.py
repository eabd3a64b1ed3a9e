"""Checks the computer: cores, memory, open files and power, against what an audience needs."""

from collections.abc import Iterator

from app.doctor import kinds
from app.doctor.figures import GB
from app.doctor.findings import Finding
from app.doctor.situation import Situation
from app.platform.power import power
from app.platform.resources import cores, free_memory_bytes, most_open_files

# As docs/performance.md has measured: a process without connections, a connected phone, and the worker that
# suggests pitfalls.
PROCESS_BYTES, PHONE_BYTES, SUGGESTIONS_BYTES = 100 * 2**20, 24 * 2**10, 200 * 2**20
# Of phones that reconnect the old connection may still be open; files and boards are a few more.
FILES_PER_PHONE, OTHER_FILES = 1.25, 128


def check_computer(at: Situation) -> Iterator[Finding]:
    """What the computer has, and what of that is too little for the expected phones."""
    yield from _cores()
    yield from _memory(at)
    yield from _files(at)
    yield from _power()


def _cores() -> Iterator[Finding]:
    yield kinds.ONE_CORE.found() if cores() == 1 else kinds.CORES.found(cores=cores())


def _memory(at: Situation) -> Iterator[Finding]:
    free, needed = free_memory_bytes(), PROCESS_BYTES + at.phones * PHONE_BYTES
    if at.settings.suggest != "off":
        needed += SUGGESTIONS_BYTES
    if free < needed:
        yield kinds.MEMORY_SHORT.found(
            free=round(free / GB, 1), needed=round(needed / GB, 1), phones=at.phones
        )
    else:
        yield kinds.MEMORY.found(free=round(free / GB, 1))


def _files(at: Situation) -> Iterator[Finding]:
    most = most_open_files()
    if most is None:
        return
    few = most < at.phones * FILES_PER_PHONE + OTHER_FILES
    yield kinds.FILES_FEW.found(files=most, phones=at.phones) if few else kinds.FILES.found(files=most)


def _power() -> Iterator[Finding]:
    now = power()
    if now is not None:
        yield kinds.PLUGGED_IN.found() if now.plugged_in else kinds.ON_BATTERY.found(percent=now.percent)
