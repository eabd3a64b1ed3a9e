"""Server processes for tests, each with its own port and data folder, and sessions on a shared one."""

import json
import os
import queue
import re
import signal
import socket
import subprocess
import sys
import threading
import time
import urllib.request
import weakref
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import IO, Any
from urllib.parse import urlsplit

from app.settings import ANY
from tests import silent_failures
from tests.forked import ForkedProcess, reaches_only_new_programs

ROOT = Path(__file__).parent.parent
# How long a test waits for an event. No test asserts a duration, since a busy machine may be slow.
PATIENCE_S = 60.0
ORGANISER_KEY = "organiser"
DEFAULT_SHEET = "projektjungle"
NEEDS_ITS_OWN = "this server is shared: mark the test own_server"
AS_INSTALLED = (sys.executable, "-m", "app")
# Windows has no signal by which another process could be asked to stop.
STOPS_WITH_INPUT = sys.platform == "win32"


def hold_port() -> socket.socket:
    """Reserve a port: while the socket is open no other program gets it, but our servers can listen on it.

    The socket is bound and does not listen. Linux lets a server bind the same port, since both allow reuse
    (SO_REUSEADDR) and none listens yet, and never assigns a bound port to a program that asks for any free
    one. So the port stays reserved before the first start, while a server is down, and when it starts again.
    It is bound on every address, as our servers bind it: held on one address alone, a connection from another
    one (127.0.0.9) is assigned the same port, and the server cannot start.
    Other systems do not allow this: there the port is only chosen beforehand, and may be taken.
    """
    held = socket.socket()
    held.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    held.bind((ANY, 0))
    return held


class Server:
    """`summe serve` on a port of its own; can be killed and started again on the same data and port.

    It is forked from a process that has imported the program. A new program is started instead when `program`
    is set, or when the environment has a variable that is read only at program start (`LD_PRELOAD`, say).
    """

    program: Sequence[str] = ()

    def __init__(self, folder: Path, **settings: object) -> None:
        self.folder = folder
        held = hold_port()
        self.port = int(held.getsockname()[1])
        weakref.finalize(self, held.close)
        if sys.platform != "linux":
            held.close()
        self.base = f"http://127.0.0.1:{self.port}"
        self.environment = {
            **{name: value for name, value in os.environ.items() if not name.startswith("SUMME_")},
            "SUMME_PORT": str(self.port),
            "SUMME_DATA": str(folder),
            "SUMME_PUBLIC_URL": self.base,
            "SUMME_ORGANISER_KEY": ORGANISER_KEY,
            # A worker takes seconds of processor time to start; tests of suggestions say `suggest="auto"`.
            "SUMME_SUGGEST": "off",
            **{f"SUMME_{name.upper()}": str(value) for name, value in settings.items()},
        }
        self.process: subprocess.Popen[str] | ForkedProcess | None = None
        self.links: dict[str, str] = {}
        self.said = ""
        self._lines: list[str] = []
        self._announced = 0
        self._expected: list[str] = []

    @property
    def code(self) -> str:
        return self.links["join"].rsplit("/", 1)[1]

    def key(self, screen: str) -> str:
        return self.links[screen].partition("#key=")[2]

    @property
    def secrets(self) -> list[str]:
        """The keys of this server and of its session."""
        return [self.environment["SUMME_ORGANISER_KEY"], self.key("board"), self.key("console")]

    def start(self, *command: str) -> None:
        """Run `summe serve`, or another command that serves, until its addresses have been printed.

        Its output is no terminal, so the keys are not in it: the links are what the organiser gets.
        """
        self.process = self._run(command or ("serve",))
        assert self.process.stdout is not None
        self._lines, news = [], queue.SimpleQueue[str]()
        self._listening = threading.Thread(target=self._listen, args=(self.process.stdout, news), daemon=True)
        self._listening.start()
        join = ""
        for self._announced, line in enumerate(iter(news.get, ""), start=1):
            if match := re.match(r"\s+Join\s+(\S+)", line):
                join = match[1]
            if line.strip().startswith("Home"):
                if join:
                    self.links = self._links_with_keys(join)
                return
        raise AssertionError("the server did not start: " + "".join(self._lines))

    def _links_with_keys(self, join: str) -> dict[str, str]:
        """The links of the session that is joined at this link."""
        given = self.environment.get("SUMME_ORGANISER_KEY")
        key = given or (self.folder / "organiser.key").read_text().strip()
        if self.environment["SUMME_PORT"] == "0":
            self.base = f"http://127.0.0.1:{urlsplit(join).port}"
        code = join.rsplit("/", 1)[1]
        return dict(json.loads(self.get(f"/api/sessions/{code}", key))["links"])

    def _run(self, command: Sequence[str]) -> subprocess.Popen[str] | ForkedProcess:
        if not self.program and not reaches_only_new_programs(self.environment):
            return ForkedProcess(command, self.environment)
        supervised = ("--supervised",) if STOPS_WITH_INPUT and command[0] == "serve" else ()
        return subprocess.Popen(
            [*(self.program or AS_INSTALLED), *command, *supervised],
            env=self.environment,
            cwd=ROOT,
            stdin=subprocess.PIPE if STOPS_WITH_INPUT else None,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
        )

    def stop(self, how: int = signal.SIGTERM) -> int:
        assert self.process is not None
        if STOPS_WITH_INPUT and isinstance(self.process, subprocess.Popen) and self.process.stdin is not None:
            self.process.stdin.close()
        else:
            self.process.send_signal(how)
        return self.wait()

    def wait(self) -> int:
        """The exit code, once the server has ended by itself and all its output has been read."""
        assert self.process is not None
        self._listening.join(PATIENCE_S)
        self.said = "".join(self._lines[self._announced :])
        return self.process.wait(timeout=PATIENCE_S)

    def expects(self, words: str) -> None:
        """Allow errors with these words in the server's output; any other error fails the test."""
        self._expected.append(words)

    def _listen(self, output: IO[str], news: "queue.SimpleQueue[str]") -> None:
        """Read the server's output to its end, and note the errors in it."""

        def heard() -> Iterator[str]:
            for line in output:
                self._lines.append(line)
                news.put(line)
                yield line

        with output:
            for error in silent_failures.errors_in(heard()):
                silent_failures.note(error, self._expected)
        news.put("")

    def get(self, path: str, key: str = ORGANISER_KEY) -> bytes:
        return self._request("GET", path, key)

    def post(self, path: str, body: object) -> Any:
        """What the organiser is answered, read as JSON."""
        return json.loads(self._request("POST", path, ORGANISER_KEY, body))

    def delete(self) -> None:
        """Erase the session, as the organiser can."""
        self._request("DELETE", f"/api/sessions/{self.code}", ORGANISER_KEY)

    def _request(self, method: str, path: str, key: str, body: object = None) -> bytes:
        headers = {"Authorization": f"Bearer {key}", "Content-Type": "application/json"}
        data = None if body is None else json.dumps(body).encode()
        request = urllib.request.Request(self.base + path, data, headers, method=method)
        with urllib.request.urlopen(request, timeout=60) as response:
            return bytes(response.read())

    def export(self) -> dict[str, Any]:
        """The report of the session, with the texts that were held back or hidden."""
        return dict(json.loads(self.get(f"/api/sessions/{self.code}/export.json?whole=true"))["report"])


class SharedServer(Server):
    """A server for many tests, one after another, each with its own session; it opens none at start."""

    def start(self, *command: str) -> None:
        super().start(*(command or ("serve", "--no-session")))

    @contextmanager
    def session(self) -> Iterator["SharedSession"]:
        """A new session within the block, the server's only one; at its end all sessions are erased."""
        made = self.post("/api/sessions", {"run_sheet": DEFAULT_SHEET})
        yield SharedSession(self, made["links"])
        for listed in json.loads(self.get("/api/sessions")):
            self._request("DELETE", f"/api/sessions/{listed['code']}", ORGANISER_KEY)


class SharedSession(Server):
    """A session on a shared server, with the interface of a server; it cannot be stopped or configured."""

    def __init__(self, shared: SharedServer, links: dict[str, str]) -> None:
        self.folder, self.port, self.base = shared.folder, shared.port, shared.base
        self.environment = dict(shared.environment)
        self.process, self.links = None, links

    def start(self, *command: str) -> None:
        raise AssertionError(NEEDS_ITS_OWN)

    def stop(self, how: int = signal.SIGTERM) -> int:
        raise AssertionError(NEEDS_ITS_OWN)

    def expects(self, words: str) -> None:
        raise AssertionError(NEEDS_ITS_OWN)


def eventually(check: object, timeout_s: float = PATIENCE_S) -> None:
    """Wait until a check holds; raises its last failure when it never does."""
    assert callable(check)
    end, pause_s = time.monotonic() + timeout_s, 0.01
    while True:
        try:
            assert check()
            return
        except AssertionError:
            if time.monotonic() > end:
                raise
            time.sleep(pause_s)
            pause_s = min(2 * pause_s, 0.1)
