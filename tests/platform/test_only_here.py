"""Only `app/platform` asks which system it is, or calls what some systems do not have.

That its own calls exist on Windows and macOS is a matter of types: `make check`.
"""

import ast
import re
from collections.abc import Iterator

import pytest

from tests.server import ROOT

APP = ROOT / "app"
PLATFORM = APP / "platform"
ELSEWHERE = [path for path in sorted(APP.rglob("*.py")) if PLATFORM not in path.parents]
# Modules that some systems do not have, and those that say which system this is.
MODULES = {
    *("fcntl", "resource", "uvloop", "pwd", "grp", "termios", "pty", "tty", "syslog", "posix"),
    *("msvcrt", "winreg", "_winapi", "nt", "platform", "ctypes", "psutil", "filelock"),
}
# Attributes of modules, and methods of objects whose names are their own.
CALLS = {
    *("sys.platform", "os.name", "os.uname", "os.fork", "os.forkpty", "os.umask", "os.kill", "os.killpg"),
    *("os.nice", "os.setpriority", "os.setsid", "os.getuid", "os.geteuid", "os.chown", "os.waitpid"),
    *("os.writev", "os.readv", "os.sendfile", "os.fsync", "os.fdatasync", "os.replace", "os.rename"),
    *("os.O_NONBLOCK", "os.O_DIRECTORY", "os.O_NOFOLLOW", "os.mkfifo", "os.symlink", "os.link"),
    *("signal.SIGTERM", "signal.SIGKILL", "signal.SIGHUP", "signal.SIGUSR1", "signal.SIGUSR2"),
    *("signal.SIGBREAK", "signal.pthread_kill", "signal.setitimer", "signal.sigwait"),
    *("socket.SO_REUSEADDR", "socket.SO_REUSEPORT", "socket.SO_EXCLUSIVEADDRUSE", "socket.AF_UNIX"),
    *("time.CLOCK_BOOTTIME", "time.CLOCK_MONOTONIC", "time.clock_gettime", "time.clock_gettime_ns"),
    *("time.monotonic_ns", "time.tzset", "asyncio.run", "asyncio.Runner", "asyncio.set_event_loop_policy"),
}
METHODS = {
    *("add_signal_handler", "add_reader", "add_writer", "connect_read_pipe", "connect_write_pipe"),
    *("create_unix_server", "create_unix_connection", "sendmsg", "recvmsg", "send_signal"),
}
ARGUMENTS = {"preexec_fn", "start_new_session", "creationflags", "startupinfo", "process_group", "pass_fds"}


def faults(source: str) -> Iterator[str]:
    for node in ast.walk(ast.parse(source)):
        match node:
            case ast.Import(names=names):
                yield from (one.name for one in names if one.name.split(".")[0] in MODULES)
            case ast.ImportFrom(module=str(module), names=names, level=0):
                if module.split(".")[0] in MODULES:
                    yield module
                yield from (name for one in names if (name := f"{module}.{one.name}") in CALLS)
            case ast.Attribute(value=ast.Name(id=module), attr=name) if f"{module}.{name}" in CALLS:
                yield f"{module}.{name}"
            case ast.Attribute(attr=name) if name in METHODS:
                yield name
            case ast.keyword(arg=str(name)) if name in ARGUMENTS:
                yield name
            case ast.Call(func=ast.Attribute(attr="read_text" | "write_text" as name), keywords=given):
                if "encoding" not in {one.arg for one in given}:
                    yield f"{name} in the encoding of the system"
            case ast.Call(func=ast.Attribute(attr="strftime"), args=[ast.Constant(value=str(form))]):
                yield from re.findall("%-.", form)  # of the C library of Linux and macOS
            case ast.Constant(value=str(text)) if text.startswith("/proc/"):
                yield text


def test_a_module_elsewhere_is_the_same_on_every_system() -> None:
    found = {
        path.relative_to(APP).as_posix(): list(faults(path.read_text(encoding="utf-8"))) for path in ELSEWHERE
    }
    assert {path: of_it for path, of_it in found.items() if of_it} == {}, "this belongs in app/platform"


@pytest.mark.parametrize(
    "source",
    [
        "import fcntl",
        "from resource import getrlimit",
        "import os.path, uvloop",
        "if sys.platform == 'win32': pass",
        "from os import kill",
        "loop.add_signal_handler(2, stop)",
        "Popen(command, start_new_session=True)",
        "Path('/proc/self/statm')",
        "path.read_text()",
        "path.write_text('ø')",
        "day.strftime('%-d. %B')",
    ],
)
def test_what_belongs_in_the_platform_is_found(source: str) -> None:
    assert list(faults(source)) != []
