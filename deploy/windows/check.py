"""What would be missing or wrong on a Windows computer, found in the zip without one.

Every module that Summe imports there, every package that another requires and every DLL that another needs is
in the zip or comes with Windows, and file names are such as Windows takes.
"""

import ast
import posixpath
import re
from collections.abc import Iterator
from email.parser import Parser
from functools import cached_property
from typing import Final
from zipfile import ZipFile

from packaging.requirements import Requirement
from packaging.utils import canonicalize_name
from packaging.version import Version

from deploy.windows.libraries import NotALibrary, linked_to
from deploy.windows.target import EXTRAS, LEFT_OUT, PLATFORM, STANDARD_LIBRARY, applies

PROGRAM: Final = "app"
# Windows takes 260 characters, with the folder that the zip is unpacked in.
LONGEST_PATH: Final = 140
_RESERVED: Final = re.compile(r"(con|prn|aux|nul|com\d|lpt\d)(\.|$)", re.IGNORECASE)
_FORBIDDEN: Final = re.compile(r'[<>:"|?*\\\x00-\x1f]|[. ]$')
# What every Windows since 10 has. The C library is behind the names that begin with api-ms-win.
_OF_WINDOWS: Final = frozenset(
    f"{name}.dll"
    for name in (
        *("advapi32", "bcrypt", "bcryptprimitives", "combase", "crypt32", "iphlpapi", "kernel32", "ntdll"),
        *("ole32", "oleaut32", "pdh", "powrprof", "psapi", "rpcrt4", "secur32", "shell32", "ucrtbase"),
        *("user32", "userenv", "version", "winmm", "ws2_32", "ncrypt", "propsys", "shlwapi", "wintrust"),
        "gdi32",
    )
)
_WITH_CODE: Final = (".dll", ".pyd", ".exe")


class Pack:
    """The zip, opened. `python` is the folder of the embeddable Python in it."""

    def __init__(self, pack: ZipFile, python: str) -> None:
        self._zip = pack
        self.names = [name for name in pack.namelist() if not name.endswith("/")]
        self._python = python
        self._site = f"{python}/Lib/site-packages/"

    def read(self, name: str) -> bytes:
        """A file of the zip."""
        return self._zip.read(name)

    def faults(self) -> Iterator[str]:
        """A sentence for each fault."""
        yield from self._names()
        yield from self._scripts()
        yield from self._platforms()
        yield from self._requirements()
        yield from self._imports()
        yield from self._libraries()

    def _names(self) -> Iterator[str]:
        seen: dict[str, str] = {}
        for name in self.names:
            if len(name) > LONGEST_PATH:
                yield f"{name} has {len(name)} characters, more than {LONGEST_PATH}."
            if any(_RESERVED.match(part) or _FORBIDDEN.search(part) for part in name.split("/")):
                yield f"{name} cannot be a file on Windows."
            if (other := seen.setdefault(name.casefold(), name)) is not name:
                yield f"{name} and {other} are one file on Windows."

    def _scripts(self) -> Iterator[str]:
        for name in self.names:
            if name.endswith(".cmd"):
                script = self.read(name)
                if script.count(b"\n") != script.count(b"\r\n"):
                    yield f"{name} has lines without a carriage return: cmd may skip its labels."
                if not script.isascii():
                    yield f"{name} is not ASCII: what cmd makes of it depends on the computer."

    def _platforms(self) -> Iterator[str]:
        for name in self._inside(r"[^/]+\.dist-info/WHEEL"):
            for tag in Parser().parsestr(self.read(name).decode()).get_all("Tag", []):
                if tag.rpartition("-")[2] not in ("any", PLATFORM):
                    yield f"{name}: {tag} is for another system."

    @cached_property
    def packages(self) -> dict[str, tuple[Version, list[Requirement]]]:
        """The version and the requirements of each distribution, by its name in normal form."""
        found: dict[str, tuple[Version, list[Requirement]]] = {}
        for name in self._inside(r"[^/]+\.dist-info/METADATA"):
            about = Parser().parsestr(self.read(name).decode())
            required = [Requirement(one) for one in about.get_all("Requires-Dist", [])]
            found[canonicalize_name(about["Name"])] = Version(about["Version"]), required
        return found

    def _requirements(self) -> Iterator[str]:
        own = {
            canonicalize_name(name.removeprefix(self._site).partition("-")[0])
            for name in self._inside(r"[^/]+\.dist-info/RECORD")
            if f",\n{PROGRAM}/__init__.py,".encode() in b",\n" + self.read(name)
        }
        for package, (_, requirements) in self.packages.items():
            for one in requirements:
                extras = ("", *EXTRAS) if package in own else ("",)
                if not any(applies(one, extra) for extra in extras):
                    continue
                version, _ = self.packages.get(canonicalize_name(one.name), (None, None))
                if version is None:
                    yield f"{package} requires {one.name}, which is missing."
                elif not one.specifier.contains(version, prereleases=True):
                    yield f"{package} requires {one.name}{one.specifier}, and not {version}."

    @cached_property
    def _modules(self) -> dict[str, str]:
        """The file of every module in site-packages, by the module's name."""
        found = {}
        for name in self._inside(r".+\.(py|pyd)"):
            parts = name.removeprefix(self._site).split("/")
            stem = parts[-1].partition(".")[0]
            module = ".".join(parts[:-1] if stem == "__init__" else [*parts[:-1], stem])
            found[module] = name
        return found

    def _imports(self) -> Iterator[str]:
        """What Summe's own modules import in vain, in functions too. Libraries say what they require."""
        own = {name: file for name, file in self._modules.items() if name.partition(".")[0] == PROGRAM}
        if not own:
            yield f"There is no {PROGRAM} in the zip."
        for module, file in own.items():
            for name in sorted(imported(ast.parse(self.read(file)))):
                top = name.partition(".")[0]
                if top not in STANDARD_LIBRARY and top not in LEFT_OUT and not self._is_there(name):
                    yield f"{module} imports {name}, which is neither in the zip nor in its Python."

    def _is_there(self, name: str) -> bool:
        """Whether it is a module, or may be something in the module before the last dot."""
        inner = name.rpartition(".")[0]
        return not {name, inner}.isdisjoint(self._modules)

    def _libraries(self) -> Iterator[str]:
        files = [name for name in self.names if name.lower().endswith(_WITH_CODE)]
        there = {posixpath.basename(name).lower() for name in files} | _OF_WINDOWS
        for file in files:
            try:
                missing = {
                    one for one in linked_to(self.read(file)) - there if not one.startswith("api-ms-win-")
                }
            except NotALibrary as error:
                yield f"{file} is no library of 64-bit Windows ({error})."
                continue
            for one in sorted(missing):
                yield f"{file} needs {one}, which is missing."

    def _inside(self, pattern: str) -> list[str]:
        """The files whose path in site-packages fits the pattern."""
        fits = re.compile(re.escape(self._site) + pattern)
        return [name for name in self.names if fits.fullmatch(name)]


def imported(tree: ast.Module) -> set[str]:
    """The names that a module imports on Windows and cannot do without.

    Left out: what only type checkers see, what is for other systems, and what is tried with a way around.
    """
    finder = _Imports()
    finder.visit(tree)
    return finder.found


class _Imports(ast.NodeVisitor):
    def __init__(self) -> None:
        self.found: set[str] = set()

    def generic_visit(self, node: ast.AST) -> None:
        if not isinstance(node, ast.expr):  # no expression imports
            super().generic_visit(node)

    def visit_Import(self, node: ast.Import) -> None:
        self.found |= {alias.name for alias in node.names}

    def visit_ImportFrom(self, node: ast.ImportFrom) -> None:
        # Summe's modules import by full names: there are no dots before them.
        self.found |= {f"{node.module}.{alias.name}" for alias in node.names}

    def visit_If(self, node: ast.If) -> None:
        holds = _holds_on_windows(node.test)
        for statement in [*(node.body if holds is not False else []), *(node.orelse if not holds else [])]:
            self.visit(statement)

    def visit_Try(self, node: ast.Try) -> None:
        caught = {ast.unparse(handler.type) for handler in node.handlers if handler.type}
        has_a_way_around = not caught.isdisjoint({"ImportError", "ModuleNotFoundError"})
        for statement in [
            *([] if has_a_way_around else node.body),
            *node.handlers,
            *node.orelse,
            *node.finalbody,
        ]:
            self.visit(statement)


def _holds_on_windows(test: ast.expr) -> bool | None:
    """Whether a condition about the system holds there; None where it is about something else."""
    match test:
        case ast.Name("TYPE_CHECKING") | ast.Attribute(attr="TYPE_CHECKING"):
            return False
        case ast.UnaryOp(ast.Not(), inner):
            holds = _holds_on_windows(inner)
            return None if holds is None else not holds
        case ast.BoolOp(ast.And(), values) if any(_holds_on_windows(value) is False for value in values):
            return False
        case ast.Compare(ast.Attribute(ast.Name(), "platform" | "name" as kind), [how], [ast.Constant(said)]):
            same = said == {"platform": "win32", "name": "nt"}[kind]
            return same if isinstance(how, ast.Eq) else not same if isinstance(how, ast.NotEq) else None
        case _:
            return None
