"""Makes a Python program on Linux find what it would find on Windows, as far as that can be imitated.

Python imports this by itself where its folder is in PYTHONPATH, in child processes too. What is of POSIX
alone is gone, for `app.platform` this is Windows, open files and folders refuse what they refuse
there, and sockets of the event loop write and read as those of the proactor do. Not imitated are the real
calls of Windows, its loop, the encodings of its files and the rules for their names.
"""

# It replaces parts of the standard library by others, which is what these would forbid.
# mypy: disable-error-code="assignment, attr-defined, misc, name-defined"

import asyncio
import asyncio.protocols
import asyncio.selector_events
import asyncio.unix_events
import builtins
import ctypes
import errno
import fcntl
import os
import shutil
import signal
import socket
import subprocess
import sys
import threading
import time
from pathlib import Path
from types import ModuleType, SimpleNamespace
from typing import Any

OF_POSIX = ("fcntl", "grp", "pwd", "resource", "termios")
EXIT_CLOSED_WITHOUT_STOPPING = 0xC000013A & 0xFF
# What SIGUSR2 stands for here: the window of the program is closed.
CLOSE_EVENT = 2
SHARING_VIOLATION = 32
WRITE_BYTES = 65_536


class _Sys(ModuleType):
    """The module `sys`, but for the platform."""

    platform = "win32"

    def __getattr__(self, name: str) -> Any:
        return getattr(sys, name)

    def __setattr__(self, name: str, value: object) -> None:
        setattr(sys, name, value)


_sys = _Sys("sys")
_import = builtins.__import__


def _import_as_windows(name: str, caller: Any = None, *rest: Any, **more: Any) -> Any:
    by = (caller or {}).get("__name__", "")
    if by == "app" or by.startswith("app."):
        if name in OF_POSIX:
            raise ModuleNotFoundError(f"No module named {name!r}", name=name)
        if name == "sys" and by.startswith("app.platform"):
            return _sys
    imported = _import(name, caller, *rest, **more)
    if name == "psutil":  # its numbers are those of niceness here
        imported.IDLE_PRIORITY_CLASS, imported.BELOW_NORMAL_PRIORITY_CLASS = 19, 10
    return imported


builtins.__import__ = _import_as_windows
sys.modules["uvloop"] = None  # Python's way to say that there is none
for module, names in {
    os: ("fork", "forkpty", "writev", "readv", "nice", "killpg", "setsid", "getpriority", "setpriority"),
    socket: ("SO_REUSEPORT",),
    time: ("clock_gettime", "clock_gettime_ns", "CLOCK_BOOTTIME", "CLOCK_MONOTONIC"),
}.items():
    for one in names:
        delattr(module, one)


# ---- what Windows alone has


def _set_handler(handler: Any, add: bool) -> None:
    """SetConsoleCtrlHandler: the system ends a program once its handler has returned."""

    def close() -> None:
        handler(CLOSE_EVENT)
        os._exit(EXIT_CLOSED_WITHOUT_STOPPING)

    if add:
        signal.signal(signal.SIGUSR2, lambda *_: threading.Thread(target=close, daemon=True).start())


def _time_awake(ticks: Any) -> None:
    """QueryUnbiasedInterruptTime, in units of 100 ns."""
    ticks._obj.value = time.monotonic_ns() // 100


signal.SIGBREAK = signal.SIGUSR1
subprocess.CREATE_NO_WINDOW = 0
socket.SO_EXCLUSIVEADDRUSE = socket.SO_REUSEADDR
ctypes.WINFUNCTYPE = ctypes.CFUNCTYPE
ctypes.windll = SimpleNamespace(
    kernel32=SimpleNamespace(SetConsoleCtrlHandler=_set_handler, QueryUnbiasedInterruptTime=_time_awake)
)


# ---- files and folders

_open, _fsync = os.open, os.fsync


def _open_no_folder(path: Any, flags: int, *rest: Any, **more: Any) -> int:
    if os.path.isdir(path):
        raise PermissionError(errno.EACCES, "a folder cannot be opened", path)
    return _open(path, flags, *rest, **more)


def _sync_writable(descriptor: Any) -> None:
    number = descriptor if isinstance(descriptor, int) else descriptor.fileno()
    if fcntl.fcntl(number, fcntl.F_GETFL) & os.O_ACCMODE == os.O_RDONLY:
        raise OSError(errno.EBADF, "only what may be written to can be synced")
    _fsync(number)


def _is_open(path: Any) -> bool:
    wanted = os.path.realpath(path)
    return any(os.path.realpath(one) == wanted for one in Path("/proc/self/fd").iterdir())


def _unless_open(act: Any) -> Any:
    def refuse_or_act(*paths: Any, **more: Any) -> Any:
        for path in paths:
            if isinstance(path, str | Path) and os.path.isfile(path) and _is_open(path):
                raise PermissionError(errno.EACCES, "the file is open", str(path), SHARING_VIOLATION)
        return act(*paths, **more)

    return refuse_or_act


os.open, os.fsync = _open_no_folder, _sync_writable
os.replace, os.rename = _unless_open(os.replace), _unless_open(os.rename)
os.unlink = os.remove = _unless_open(os.unlink)
shutil._use_fd_functions = False


# ---- the event loop


def _is_missing(*_: object) -> None:
    raise NotImplementedError


class _Loop(asyncio.unix_events._UnixSelectorEventLoop):
    add_signal_handler = add_reader = add_writer = _is_missing

    async def connect_read_pipe(self, protocol_factory: Any, pipe: Any) -> Any:
        if pipe.fileno() == 0:
            raise OSError(errno.EBADF, "standard input cannot be waited for")
        return await super().connect_read_pipe(protocol_factory, pipe)


class _Policy(asyncio.DefaultEventLoopPolicy):
    _loop_factory = _Loop


asyncio.set_event_loop_policy(_Policy())


def _write(self: Any, data: Any) -> None:
    """Nothing is sent before the next turn of the loop, and until then all of it counts as waiting."""
    if self._eof or self._conn_lost or not data:
        return
    if not self._buffer:
        self._loop._add_writer(self._sock_fd, self._write_ready)
    if hasattr(self._buffer, "extend") and isinstance(self._buffer, bytearray):
        self._buffer.extend(data)
    else:
        self._buffer.append(memoryview(bytes(data)))
    self._maybe_pause_protocol()


def _read(self: Any) -> None:
    """What has been read at once is handed over piece by piece, also after a pause."""
    if self._conn_lost:
        return
    try:
        data = self._sock.recv(WRITE_BYTES)
    except (BlockingIOError, InterruptedError):
        return
    except OSError as error:
        self._fatal_error(error, "Fatal read error on socket transport")
        return
    if data:
        asyncio.protocols._feed_data_to_buffered_proto(self._protocol, data)
    else:
        self._read_ready__on_eof()


_transport = asyncio.selector_events._SelectorSocketTransport
_transport.write, _transport._read_ready__get_buffer = _write, _read
