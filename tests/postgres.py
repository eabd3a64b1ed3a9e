"""A PostgreSQL server for tests, of Debian's packages, in a folder of its own and on a Unix socket."""

import os
import shutil
import signal
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from tests.needs import LIKELY
from tests.server import eventually

USER = "postgres"
# Faster than a real one, and the same for everything but power cuts.
FAST = ("-c", "fsync=off", "-c", "max_connections=60", "-c", "shared_buffers=16MB")
# Of these users one needs a password, and one may not connect at all.
STRICTER = "local all locked scram-sha-256\nlocal all rejected reject\n"


class Postgres:
    """A server in a folder; `start` and `stop` may be called again and again."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._data = folder / "data"
        self._pid_file = self._data / "postmaster.pid"

    def make(self) -> None:
        self._own_folder()
        self._run(
            "initdb", "-D", self._data, "-U", USER, "--auth=trust", "--no-sync", "-E", "UTF8", "--no-locale"
        )
        access = self._data / "pg_hba.conf"
        access.write_text(STRICTER + access.read_text())

    def copy(self, primary: "Postgres") -> None:
        """Make this the standby of another server."""
        self._own_folder()
        self._run(
            *("pg_basebackup", "-h", primary.folder, "-U", USER, "-D", self._data),
            *("--write-recovery-conf", "--checkpoint=fast", "--no-sync"),
        )

    def promote(self) -> None:
        """Make a standby a server that can be written to."""
        self._run("pg_ctl", "-D", self._data, "-w", "promote")

    def _own_folder(self) -> None:
        if _is_root():
            import pwd  # Windows, which has no root, has none either

            owner = pwd.getpwnam(USER)
            os.chown(self.folder, owner.pw_uid, owner.pw_gid)

    def start(self, *options: str) -> None:
        settings = " ".join([*FAST, *options, "-c", "listen_addresses=''", "-k", str(self.folder)])
        self._run("pg_ctl", "-D", self._data, "-l", self.folder / "log", "-o", settings, "-w", "start")

    def stop(self, how: signal.Signals = signal.SIGINT) -> None:
        """Stop the server if it runs: SIGINT ends its connections, SIGQUIT is like a crash."""
        if self.is_running:
            os.kill(int(self._pid_file.read_text().split()[0]), how)
            eventually(lambda: not self.is_running)

    @property
    def is_running(self) -> bool:
        return self._pid_file.exists()

    def database(self, name: str) -> str:
        """The URL of a new, empty database."""
        self._run("createdb", "-h", self.folder, "-U", USER, name)
        return f"postgresql://{USER}@/{name}?host={self.folder}"

    def _run(self, tool: str, *arguments: object) -> None:
        command = [*as_user(), binary(tool), *map(str, arguments)]
        subprocess.run(command, check=True, capture_output=True, cwd="/", timeout=60)


def binary(tool: str) -> str:
    """The path of a tool of PostgreSQL; raises FileNotFoundError when it is not installed."""
    path = shutil.which(tool, path=LIKELY)
    if path is None:
        raise FileNotFoundError(f"{tool} of PostgreSQL is not installed")
    return path


def as_user() -> list[str]:
    """How a command begins that must not run as root."""
    return ["setpriv", f"--reuid={USER}", f"--regid={USER}", "--clear-groups"] if _is_root() else []


def _is_root() -> bool:
    return sys.platform != "win32" and os.geteuid() == 0


@contextmanager
def postgres(*options: str, standby_of: Postgres | None = None) -> Iterator[Postgres]:
    """A running server, removed with its folder afterwards; `options` come after those that make it fast.

    With `standby_of` it is a standby, which receives all that this one stores.
    """
    folder = Path(tempfile.mkdtemp(prefix="summe-pg-"))
    folder.chmod(0o700)
    server = Postgres(folder)
    try:
        if standby_of is None:
            server.make()
        else:
            server.copy(standby_of)
        server.start(*options)
        try:
            yield server
        finally:
            server.stop(signal.SIGQUIT)
    finally:
        shutil.rmtree(folder, ignore_errors=True)
