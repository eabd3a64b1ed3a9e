"""What another process uses: processor time and memory. Each raises ProcessLookupError once it has ended."""

import contextlib
import sys
from collections.abc import Iterator
from pathlib import Path

import psutil


def processor_time_s(process_id: int) -> float:
    """Seconds of all its threads; on Linux to the nanosecond, elsewhere as fine as the system counts."""
    with _ended():
        if sys.platform == "linux":
            threads = Path(f"/proc/{process_id}/task").iterdir()
            return sum(int((thread / "schedstat").read_text().split()[0]) for thread in threads) / 1e9
        times = psutil.Process(process_id).cpu_times()
        return float(times.user + times.system)


def memory_bytes(process_id: int) -> int:
    """Its resident memory."""
    with _ended():
        return int(psutil.Process(process_id).memory_info().rss)


@contextlib.contextmanager
def _ended() -> Iterator[None]:
    try:
        yield
    except (psutil.Error, FileNotFoundError) as error:
        raise ProcessLookupError(str(error)) from error
