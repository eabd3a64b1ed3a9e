"""Tools that tests need besides Python and Node: the list that `make`, `.ci/run`, the tests and the docs use.

`python3 tests/needs.py TARGET` fails with a list of what is missing for a make target; with `--packages` it
prints only the missing Debian packages. It runs before anything is installed, so it imports only the standard
library.
"""

import os
import re
import shutil
import sys
from functools import cache
from pathlib import Path
from typing import NamedTuple, NoReturn

# Debian keeps the tools of PostgreSQL's server in a folder of each version; the newest comes first.
POSTGRES = sorted(
    Path("/usr/lib/postgresql").glob("*/bin"), key=lambda bin: float(bin.parent.name), reverse=True
)
LIKELY = os.pathsep.join((os.environ.get("PATH", ""), "/usr/sbin", "/sbin", *map(str, POSTGRES)))


class Need(NamedTuple):
    """`tool` is a command or an absolute path; `instead` is a command that can replace it."""

    tool: str
    packages: str
    what_for: str
    target: str
    instead: str = ""

    def is_met(self) -> bool:
        if self.tool.startswith("/"):
            return Path(self.tool).exists()
        return self.command() is not None

    def command(self) -> "str | None":
        """The path of the command, None where neither it nor its substitute is installed."""
        found = (shutil.which(name, path=LIKELY) for name in (self.tool, self.instead) if name)
        return next(filter(None, found), None)


NEEDS = [
    Need(
        "chromium-headless-shell",
        "chromium-headless-shell fonts-roboto",
        "the browser tests, with pictures drawn alike",
        "test",
        instead="chromium",
    ),
    Need("strace", "strace", "system calls that fail, are slow, or are counted", "test"),
    Need("gcc", "gcc libc6-dev", "a disk that loses power", "test"),
    Need("faketime", "faketime", "a computer whose clock is changed", "test"),
    Need("initdb", "postgresql", "a database that several processes share", "test"),
    Need("pgbouncer", "pgbouncer", "a pooler before that database", "test"),
    Need("ip", "iproute2", "computers with several networks, and networks that lose; needs root", "test"),
    Need("tc", "iproute2", "networks that are narrow; needs root", "faults-long"),
    Need("iptables", "iptables", "routers that drop or forget connections; needs root", "faults-long"),
    Need("conntrack", "conntrack", "a router that is restarted; needs root", "faults-long"),
    Need("firefox-esr", "firefox-esr", "the whole arc in Firefox", "engines"),
    Need("WebKitWebDriver", "webkit2gtk-driver", "the whole arc in WebKit", "engines"),
    Need("xvfb-run", "xvfb", "a screen for those browsers", "engines"),
    Need("xauth", "xauth", "the same", "engines"),
]
# Of POSIX: modules that Windows has not. Of Linux: its files of processes and devices, and what needs those.
_OF_POSIX = re.compile(r"^(?:import|from) (fcntl|grp|pty|pwd|resource|termios)\b", re.MULTILINE)
_OF_LINUX = re.compile(r'(?:Path|open|listdir)\(f?"(/proc|/dev/net|/sys/fs)\b')
_TESTS = re.compile(r"^from (tests\.[\w.]+) import", re.MULTILINE)
BY_TOOL = {need.tool: need for need in NEEDS}
# The long ones also run the faults of `make test`.
INCLUDES = {
    "test": ("test",),
    "faults-long": ("test", "faults-long"),
    "cluster-long": ("test", "cluster-long"),
    "engines": ("engines",),
}


def missing(target: str) -> "list[Need]":
    return [need for need in NEEDS if need.target in INCLUDES[target] and not need.is_met()]


def packages(needs: "list[Need]") -> str:
    return " ".join(dict.fromkeys(" ".join(need.packages for need in needs).split()))


def need(tool: str) -> None:
    """Skip the running test, with the reason, if the tool is missing."""
    import pytest

    if not BY_TOOL[tool].is_met():
        pytest.skip(f"not run here: {tool} is not installed (apt install {BY_TOOL[tool].packages})")


@cache
def lacks(file: Path, system: str = sys.platform) -> "str | None":
    """What a test file needs, by itself or through other modules of the tests, that this system has not."""
    text = file.read_text(encoding="utf-8")
    if system == "win32" and (found := _OF_POSIX.search(text)):
        return found[1]
    if system != "linux" and (found := _OF_LINUX.search(text)):
        return found[1]
    folder = Path(__file__).parent.parent
    named = (folder.joinpath(*name.split(".")).with_suffix(".py") for name in _TESTS.findall(text))
    return next(filter(None, (lacks(one, system) for one in named if one.is_file())), None)


def table() -> str:
    """The list for docs/architecture.md."""
    rows = [f"| {_names(n)} | {n.packages} | `make {n.target}` | {n.what_for} |" for n in NEEDS]
    return "\n".join(["| command | Debian packages | needed by | for |", "|---|---|---|---|", *rows])


def _names(need: Need) -> str:
    return f"`{need.tool}` or `{need.instead}`" if need.instead else f"`{need.tool}`"


def _stop(target: str, lacking: "list[Need]") -> NoReturn:
    lines = [f"make {target} needs what is not installed here:"]
    lines += [f"  {n.tool:24} {n.what_for}" for n in lacking]
    lines.append(f"On Debian and Ubuntu: sudo apt install {packages(lacking)}")
    if sys.platform != "linux":
        lines.append("Some of it exists for Linux alone.")
    if target != "engines":
        lines.append(f"To run the rest, and be told which tests were skipped: make {target} MISSING=skip")
    raise SystemExit("\n".join(lines))


def main(target: str, *options: str) -> None:
    lacking = missing(target)
    if "--packages" in options:
        print(packages(lacking))
    elif lacking:
        _stop(target, lacking)


if __name__ == "__main__":
    main(*sys.argv[1:])
