"""Traces a server's system calls with strace, or makes them fail or slow."""

import re
import signal
import subprocess
from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager

from tests.server import Server


@contextmanager
def attached(server: Server, *arguments: str) -> Iterator[None]:
    """Run strace on all threads of the server within the block."""
    assert server.process is not None
    with subprocess.Popen(
        ["strace", "-f", "-p", str(server.process.pid), *arguments], stderr=subprocess.PIPE, text=True
    ) as strace:
        assert strace.stderr is not None
        said = ""
        while not re.search(f"[Pp]rocess {server.process.pid} attached", said):
            said = strace.stderr.readline()
            assert said, "strace could not attach"
        try:
            yield
        finally:
            strace.send_signal(signal.SIGINT)
            strace.stderr.read()


def failing(server: Server, call: str, error: str) -> AbstractContextManager[None]:
    """Within the block the system call fails with this error."""
    return attached(server, "-e", f"trace={call}", "-e", f"inject={call}:error={error}", "-o", "/dev/null")


def killed_before_answering(server: Server) -> AbstractContextManager[None]:
    """Within the block an idle server commits a command and is killed before it sends the answer."""
    kill = "inject=write:signal=KILL:when=1"
    return attached(server, "-e", "trace=write", "-e", kill, "-o", "/dev/null")


def slow(server: Server, call: str, seconds: float) -> AbstractContextManager[None]:
    """Within the block the system call takes this much longer."""
    delay = f"inject={call}:delay_enter={round(seconds * 1_000_000)}"
    return attached(server, "-e", f"trace={call}", "-e", delay, "-o", "/dev/null")
