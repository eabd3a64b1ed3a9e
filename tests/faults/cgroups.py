"""Limits a server's memory or CPU time by control groups (cgroups). Needs root."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from tests.faults.conftest import need_root
from tests.server import AS_INSTALLED, Server

GROUPS = Path("/sys/fs/cgroup")
MIB = 1 << 20
PERIOD_US = 100_000


@contextmanager
def memory(server: Server, mib: int) -> Iterator[None]:
    """A server started in this context is killed when it needs more memory than this."""
    with _group(server, "memory") as group:
        if (group / "memory.max").exists():
            (group / "memory.max").write_text(str(mib * MIB))
        else:
            (group / "memory.limit_in_bytes").write_text(str(mib * MIB))
        yield


@contextmanager
def core(server: Server, share: float) -> Iterator[None]:
    """A server started in this context is throttled to this share of one core."""
    with _group(server, "cpu") as group:
        quota = round(share * PERIOD_US)
        if (group / "cpu.max").exists():
            (group / "cpu.max").write_text(f"{quota} {PERIOD_US}")
        else:
            (group / "cpu.cfs_period_us").write_text(str(PERIOD_US))
            (group / "cpu.cfs_quota_us").write_text(str(quota))
        yield


@contextmanager
def _group(server: Server, controller: str) -> Iterator[Path]:
    """A control group that the server's process enters before it runs the program."""
    need_root()
    parent = GROUPS / controller if (GROUPS / controller).is_dir() else GROUPS
    group = parent / f"summe-{os.getpid()}"
    try:
        group.mkdir()
    except OSError as error:
        pytest.skip(f"not run here: no control groups ({error.strerror})")
    try:
        if not any(group.glob(f"{controller}.*")):
            pytest.skip(f"not run here: {parent} hands on no {controller}")
        enter = f'echo $$ > {group}/cgroup.procs && exec "$@"'
        server.program = ("sh", "-c", enter, "sh", *AS_INSTALLED)
        yield group
        assert server.process is not None
        assert group.name in Path(f"/proc/{server.process.pid}/cgroup").read_text(), "it was never held to it"
    finally:
        if server.process is not None and server.process.poll() is None:
            server.stop()
        group.rmdir()
