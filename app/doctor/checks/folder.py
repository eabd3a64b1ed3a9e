"""Checks the data folder: whether it can be written, which disk it is on, how fast and how full that is."""

import contextlib
import shutil
import statistics
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

from app.doctor import kinds
from app.doctor.figures import GB, p99
from app.doctor.findings import Finding
from app.doctor.situation import Situation
from app.platform.disks import network_drive, synchronised_by
from app.platform.files import sync_data

# As SQLite writes: an append of some pages, and then a sync.
APPEND_BYTES, APPENDS, LONGEST_S = 4_096, 100, 2.0
# What waits is saved by one sync (group commit), so a question waits for at most two: 100 ms is what people
# take as at once, and after a second they believe that nothing has happened.
SLOW_MS, TOO_SLOW_MS = 50, 500
# A participant's events, twice over in the write-ahead log, and twice that for a backup beside it.
BYTES_PER_PHONE = 40_000
# What the system itself may write within the hour, to a log or an update.
BYTES_FOR_THE_SYSTEM = 500_000_000


def check_folder(at: Situation) -> Iterator[Finding]:
    """Nothing where the sessions are in a database elsewhere."""
    if at.settings.database_url:
        return
    folder = at.settings.data
    if kind := network_drive(folder):
        yield kinds.FOLDER_ON_NETWORK.found(folder=str(folder), kind=kind)
    if program := synchronised_by(folder):
        yield kinds.FOLDER_SYNCHRONISED.found(folder=str(folder), program=program)
    place = nearest_existing(folder)
    # Before anything is written: on a full disk the space is what is wrong, and not the speed.
    yield from _space(at, place)
    try:
        syncs = sync_times_ms(place)
    except OSError as error:
        yield kinds.FOLDER_REFUSED.found(folder=str(folder), why=error.strerror or str(error))
        return
    # Not the longest: one sync that something else was in the way of makes no slow disk.
    half_ms, most_ms = statistics.median(syncs), p99(syncs)
    slow = kinds.DISK_SLOW if most_ms > SLOW_MS else kinds.DISK_FAST
    kind_of_speed = kinds.DISK_TOO_SLOW if most_ms > TOO_SLOW_MS else slow
    yield kind_of_speed.found(p50=round(half_ms, 1), p99=round(most_ms, 1))


def nearest_existing(folder: Path) -> Path:
    """The folder, or the one in which it will be made."""
    folder = folder.resolve()
    return next((one for one in (folder, *folder.parents) if one.is_dir()), folder)


def sync_times_ms(folder: Path) -> list[float]:
    """How long each of some small appends takes until it is on disk; raises OSError."""
    times: list[float] = []
    with tempfile.NamedTemporaryFile(dir=folder, prefix="doctor-", buffering=0) as file:
        began = time.perf_counter()
        while len(times) < APPENDS and time.perf_counter() - began < LONGEST_S:
            before = time.perf_counter()
            file.write(bytes(APPEND_BYTES))
            sync_data(file.fileno())
            times.append((time.perf_counter() - before) * 1000)
    return times


def _space(at: Situation, place: Path) -> Iterator[Finding]:
    with contextlib.suppress(OSError):  # said by the check that writes
        free = shutil.disk_usage(place).free
        needed = BYTES_FOR_THE_SYSTEM + at.phones * BYTES_PER_PHONE
        if free >= 2 * needed:
            yield kinds.SPACE.found(free=round(free / GB, 1))
            return
        kind = kinds.SPACE_LOW if free >= needed else kinds.SPACE_GONE
        yield kind.found(free=round(free / GB, 1), phones=at.phones, needed=round(needed / GB, 1))
