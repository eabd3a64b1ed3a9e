"""Run sheets as files: TOML in, and findings that name file, line and key."""

import re
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from app.core.run_sheet import RunSheet
from app.core.run_sheet_reader import Finding, Key, read


@dataclass(frozen=True, slots=True)
class Located:
    """A finding in its file."""

    file: str
    line: int
    finding: Finding

    def __str__(self) -> str:
        word = "warning" if self.finding.warning else "error"
        key = ".".join(str(part) for part in self.finding.key) or "the file"
        return (
            f"{self.file}:{self.line}: {word}: {key}: found {self.finding.found}, "
            f"expected {self.finding.expected}"
        )


class RunSheetError(Exception):
    """The file is no usable run sheet; the message has a line for every fault."""


def check(path: Path) -> tuple[RunSheet | None, list[Located]]:
    """The sheet, if it can be used, and everything there is to say about the file."""
    try:
        source = path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        finding = Finding((), f"a file that cannot be read ({error})", "a TOML file in UTF-8")
        return None, [Located(str(path), 1, finding)]
    try:
        data = tomllib.loads(source)
    except tomllib.TOMLDecodeError as error:
        line = re.search(r"line (\d+)", str(error))
        finding = Finding((), str(error), "valid TOML")
        return None, [Located(str(path), int(line.group(1)) if line else source.count("\n") + 1, finding)]
    sheet, findings = read(data)
    return sheet, [Located(str(path), line_of(source, finding.key), finding) for finding in findings]


def load(path: Path) -> RunSheet:
    """The run sheet in a file; raises RunSheetError."""
    sheet, located = check(path)
    if sheet is None:
        raise RunSheetError("\n".join(str(one) for one in located if not one.finding.warning))
    return sheet


def sheets(folder: Path) -> Iterator[tuple[Path, RunSheet]]:
    """Every usable run sheet in a folder, by file name."""
    for path in sorted(folder.glob("*.toml")):
        sheet, _ = check(path)
        if sheet is not None:
            yield path, sheet


def line_of(source: str, key: Key) -> int:
    """The line (from 1) where a key stands, or the nearest table above it that is there."""
    line = 1
    names = [part for part in key if isinstance(part, str)]
    occurrence = next((part for part in key if isinstance(part, int)), 0)
    lines = source.split("\n")
    start = 0
    for depth, name in enumerate(names):
        found = _find(lines, start, name, occurrence if depth == 0 else 0)
        if found is None:
            break
        line, start = found + 1, found
    return line


def _find(lines: list[str], start: int, name: str, occurrence: int) -> int | None:
    quoted = re.escape(name)
    pattern = re.compile(
        rf'(^\s*\[\[?\s*(?:[\w-]+\.)*"?{quoted}"?\s*\]\]?)|((?:^|[{{,\s]){quoted}\s*=)|"{quoted}"\s*='
    )
    array = re.compile(rf"^\s*\[\[\s*{quoted}\s*\]\]")
    tables = [n for n in range(start, len(lines)) if array.match(lines[n])]
    if tables:
        return tables[min(occurrence, len(tables) - 1)]
    return next((n for n in range(start, len(lines)) if pattern.search(lines[n])), None)
