"""Stand-ins for what a Windows computer has: the embeddable Python, wheels, libraries, and `cmd`."""

import re
import struct
from collections.abc import Callable, Mapping
from pathlib import Path, PureWindowsPath
from zipfile import ZipFile

from deploy.windows.target import DIGITS

# What an embeddable Python has beside its own DLLs, and extension modules are linked to.
_DLLS = ("python3.dll", f"python{DIGITS}.dll", "vcruntime140.dll", "vcruntime140_1.dll")


def library(*linked_to: str, delayed: str = "") -> bytes:
    """A library of 64-bit Windows that has nothing but its tables of imports."""
    start, section = 0x1000, 0x200
    names = [name.encode() + b"\0" for name in (*linked_to, delayed) if name]
    tables = 20 * (len(linked_to) + 1) + 32 * 2
    places = [start + tables + sum(map(len, names[:number])) for number in range(len(names))]
    imports = b"".join(struct.pack("<12xII", place, 0) for place in places[: len(linked_to)]) + bytes(20)
    lazily = b"".join(struct.pack("<4xI24x", place) for place in places[len(linked_to) :]) + bytes(32)
    body = imports + lazily
    body += bytes(tables - len(body)) + b"".join(names)
    directories = [(0, 0)] * 16
    directories[1] = (start, 20)
    directories[13] = (start + len(imports), 32) if delayed else (0, 0)
    optional = struct.pack("<H110x", 0x20B) + b"".join(struct.pack("<II", *one) for one in directories)
    header = b"PE\0\0" + struct.pack("<HH12xHH", 0x8664, 1, len(optional), 0)
    of_section = struct.pack("<8sIIII16x", b".rdata", len(body), start, len(body), section)
    head = struct.pack("<2s58xI", b"MZ", 64) + header + optional + of_section
    return head + bytes(section - len(head)) + body


def embeddable(path: Path, without: str = "") -> Path:
    """A zip with the files that the embeddable Python is known by; without one of them, if it is named."""
    files = {
        "python.exe": library(f"python{DIGITS}.dll", "kernel32.dll"),
        **{name: library("kernel32.dll") for name in _DLLS},
        f"python{DIGITS}.zip": b"the standard library",
        f"python{DIGITS}._pth": f"python{DIGITS}.zip\r\n.\r\n#import site\r\n".encode(),
        "LICENSE.txt": b"PSF",
    }
    with ZipFile(path, "w") as made:
        for name, content in files.items():
            if name != without:
                made.writestr(name, content)
    return path


def wheel(
    folder: Path,
    name: str,
    files: Mapping[str, bytes | str],
    *,
    version: str = "1.0",
    requires: tuple[str, ...] = (),
    tag: str = "py3-none-any",
) -> Path:
    """A wheel of these files."""
    info = f"{name}-{version}.dist-info"
    about = ["Metadata-Version: 2.4", f"Name: {name}", f"Version: {version}"]
    about += [f"Requires-Dist: {requirement}" for requirement in requires]
    path = folder / f"{name}-{version}-{tag}.whl"
    with ZipFile(path, "w") as made:
        for file, content in files.items():
            made.writestr(file, content)
        made.writestr(f"{info}/METADATA", "\n".join(about) + "\n\n")
        made.writestr(f"{info}/WHEEL", f"Wheel-Version: 1.0\nTag: {tag}\n")
        made.writestr(f"{info}/RECORD", "".join(f"{file},,\n" for file in files))
    return path


class Cmd:
    """Runs a script as `cmd` does, as far as `Start Summe.cmd` needs it; other statements raise ValueError.

    `run` is called with the path of a program, its arguments, and returns the exit code.
    """

    def __init__(self, script: Path, run: Callable[[Path, list[str]], int]) -> None:
        self._folder = script.parent
        self._lines = script.read_bytes().decode("ascii").split("\r\n")
        self._run = run
        self._code = 0
        self.said: list[str] = []
        self.waited_for_a_key = False

    def start(self, *arguments: str) -> int:
        """Run the script to its end and return its exit code."""
        at = 0
        while at < len(self._lines):
            line = self._lines[at].strip()
            at += 1
            if (left := re.fullmatch(r"exit /b (\d+)", line)) is not None:
                return int(left[1])
            if label := self._step(line, arguments):
                at = self._lines.index(f":{label}")
        return self._code

    def _step(self, line: str, arguments: tuple[str, ...]) -> str | None:
        """Run a line; returns the label that it goes to."""
        if not line or line.startswith((":", "@echo off", "title ")):
            return None
        if found := re.fullmatch(r"goto (\w+)", line):
            return found[1]
        if found := re.fullmatch(r'if not exist "%~dp0([^"]+)" (.+)', line):
            return None if self._path(found[1]).exists() else self._step(found[2], arguments)
        if found := re.fullmatch(r"if %errorlevel%==(\d+) (.+)", line):
            return self._step(found[2], arguments) if self._code == int(found[1]) else None
        if found := re.fullmatch(r"echo(?:\.| ([^%&|<>^]+))", line):
            self.said.append(found[1] or "")
        elif line == "pause":
            self.waited_for_a_key = True
        elif found := re.fullmatch(r'"%~dp0([^"]+)" ([\w -]+) %\*', line):
            self._code = self._run(self._path(found[1]), [*found[2].split(), *arguments])
        else:
            raise ValueError(line)
        return None

    def _path(self, relative: str) -> Path:
        return self._folder / PureWindowsPath(relative).as_posix()
