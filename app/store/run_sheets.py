"""Run sheets as files: TOML in, and findings that name file, line and key; kept examples as TOML out."""

import re
from collections.abc import Generator, Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from functools import lru_cache
from pathlib import Path
from typing import Any

from app.core import run_sheet_faults as words
from app.core.languages import Language, alike
from app.core.logo import ENDINGS, MOST_FILE_BYTES as MOST_LOGO_BYTES, data_url
from app.core.run_sheet import RunSheet
from app.core.run_sheet_faults import LONGEST_SHOWN, Worded
from app.core.run_sheet_reader import Finding, Key, read
from app.store import KeptExample
from app.store.toml_edits import quoted
from app.store.toml_lines import lines
from app.store.toml_reading import NotToml, read_toml

SHIPPED = "projektjungle.toml"
# A run sheet with its logo in it is far smaller; what is larger is something else.
MOST_FILE_BYTES = 2_000_000
# At most so many findings of a text are reported: more are not mended at a time.
MOST_FINDINGS = 100


@dataclass(frozen=True, slots=True)
class Located:
    """A finding with its file and its line."""

    file: str
    line: int
    finding: Finding

    def __str__(self) -> str:
        return self.in_language("en")

    def in_language(self, language: Language) -> str:
        """The line that says it: file, line, key, what was found there and what is expected."""
        finding = self.finding
        key = ".".join(str(part) for part in finding.key)
        said = words.line(self.file, self.line, key, finding.found, finding.expected, warning=finding.warning)
        return said[language]


@dataclass(frozen=True, slots=True)
class Edited:
    """Texts of run sheets that are edited at home, by id, and the folder in which their logos may be."""

    texts: Mapping[str, str] = field(default_factory=dict)
    logos: Path = Path()


class RunSheetError(Exception):
    """A file is no usable run sheet, or a folder has none; the message says what is wrong."""


def check(path: Path, logo_folders: tuple[Path, ...] = ()) -> tuple[RunSheet | None, list[Located]]:
    """The sheet, or None when it cannot be used, and all findings with their lines.

    A logo is looked for in these folders, or else beside the file.
    """
    unreadable: Worded
    try:
        if path.exists() and not path.is_file():
            unreadable = words.NO_FILE  # a pipe or a device may have no end
        elif path.stat().st_size > MOST_FILE_BYTES:
            unreadable = words.more_than_bytes(MOST_FILE_BYTES)
        else:
            source = path.read_text(encoding="utf-8")
            return check_text(source, str(path), logo_folders or (path.parent,))
    except (OSError, UnicodeDecodeError) as error:
        unreadable = alike(str(error))
    return None, [
        Located(str(path), 1, Finding((), words.an_unreadable_file(unreadable), words.A_FILE_IN_UTF_8))
    ]


def check_text(
    source: str, file: str, logo_folders: tuple[Path, ...]
) -> tuple[RunSheet | None, list[Located]]:
    """As `check`, for a text that need not be a file; a logo is looked for in these folders, in this order.

    A text that is asked for again is not read again, unless a file that may be its logo has changed.
    """
    images = [file for folder in logo_folders for file in folder.glob("*") if _may_be_logo(file)]
    stamps = tuple((str(image), image.stat().st_mtime_ns) for image in sorted(images))
    sheet, located = _checked(source, file, logo_folders, stamps)
    return sheet, [*located]


def _may_be_logo(file: Path) -> bool:
    return file.suffix[1:].lower() in ENDINGS and file.is_file()


@lru_cache(maxsize=256)
def _checked(
    source: str, file: str, logo_folders: tuple[Path, ...], _stamps: tuple[tuple[str, int], ...]
) -> tuple[RunSheet | None, tuple[Located, ...]]:
    try:
        data = read_toml(source)
    except NotToml as error:
        line = error.line or source.count("\n") + 1
        return None, (Located(file, line, Finding((), error.found, words.VALID_TOML)),)
    lacks_logo = _put_in_logo(data, logo_folders)
    sheet, findings = read(data)
    if lacks_logo is not None:
        sheet, findings = None, [lacks_logo, *findings]
    places = lines(source) if findings else {}
    return sheet, tuple(Located(file, line_of(places, finding.key), finding) for finding in _said(findings))


def _said(findings: list[Finding]) -> list[Finding]:
    """The first findings, those that are no warnings before the others, and how many there are besides."""
    if len(findings) <= MOST_FINDINGS:
        return findings
    first = sorted(findings, key=lambda finding: finding.warning)[:MOST_FINDINGS]
    besides = words.so_many_besides(len(findings) - MOST_FINDINGS)
    return [*first, Finding((), besides, words.THESE_MENDED_FIRST, warning=first[-1].warning)]


def _put_in_logo(data: dict[str, Any], folders: tuple[Path, ...]) -> Finding | None:
    """Replace the name of a logo's file by its content; where it has none, leave the logo out and say why."""
    name = data.get("logo")
    if not isinstance(name, str) or name.startswith("data:"):
        return None
    try:
        data["logo"] = _logo_in(folders, name)
    except _NoLogoFile as error:
        del data["logo"]
        data.pop("logo_text", None)
        return Finding(
            ("logo",), words.a_logo_file_that_fails(name[:LONGEST_SHOWN], error.why), words.A_LOGO_FILE
        )
    return None


class _NoLogoFile(Exception):
    """The file of a logo cannot be used; `why` says it."""

    def __init__(self, why: Worded) -> None:
        super().__init__(why["en"])
        self.why = why


def _logo_in(folders: tuple[Path, ...], name: str) -> str:
    """The content of a logo's file as a data URL; raises _NoLogoFile, for a file outside its folder too."""
    media_type = ENDINGS.get(name.rpartition(".")[2].lower())
    if media_type is None:
        raise _NoLogoFile(words.WRONG_ENDING)
    if re.search(r"[/\\:\0]", name):
        raise _NoLogoFile(words.A_PATH_IN_IT)
    try:
        folder = next((one for one in folders if (one / name).is_file()), folders[0])
        file = (folder / name).resolve()
        if file.parent != folder.resolve():
            raise _NoLogoFile(words.OUT_OF_THE_FOLDER)
        if not file.is_file():
            raise _NoLogoFile(words.NO_SUCH_FILE)
        with file.open("rb") as opened:
            image = opened.read(MOST_LOGO_BYTES + 1)
    except OSError as error:
        raise _NoLogoFile(alike(error.strerror or str(error))) from error
    if len(image) > MOST_LOGO_BYTES:
        raise _NoLogoFile(words.more_than_bytes(MOST_LOGO_BYTES))
    return data_url(media_type, image)


def load(path: Path) -> RunSheet:
    """The run sheet in a file; raises RunSheetError."""
    sheet, located = check(path)
    if sheet is None:
        raise RunSheetError("\n".join(str(one) for one in located if not one.finding.warning))
    return sheet


def check_folder(
    folder: Path, edited: Edited | None = None
) -> Iterator[tuple[Path, RunSheet | None, list[Located]]]:
    """Every run sheet of a folder, by file name, with its findings; None when it cannot be used.

    Of those with one id only the first can be used, and the shipped talk before copies: most begin as one.
    Those that are edited come first, and each takes the place of the folder's own with its id.
    """
    replaced = (yield from _check_edited(edited, folder)) if edited else set()
    read = {path: check(path) for path in sorted(folder.glob("*.toml"))}
    first: dict[str, Path] = {}
    for path in sorted(read, key=lambda path: path.name != SHIPPED):
        if (sheet := read[path][0]) is not None:
            first.setdefault(sheet.id, path)
    for path, (sheet, located) in read.items():
        if sheet is not None and first[sheet.id] != path:
            found = words.an_id_of_another_file(sheet.id, first[sheet.id].name)
            text = path.read_text(encoding="utf-8")
            located = [*located, _wrong_id(path, text, found, words.AN_ID_OF_ITS_OWN)]
            sheet = None
        if sheet is None or sheet.id not in replaced:
            yield path, sheet, located


def _check_edited(
    edited: Edited, beside: Path
) -> Generator[tuple[Path, RunSheet | None, list[Located]], None, set[str]]:
    """The edited run sheets, called as files with their ids for names would be; returns those ids.

    A logo may also be a file in the folder that they were taken from.
    """
    for id, text in sorted(edited.texts.items()):
        path = edited.logos / f"{id}.toml"
        sheet, located = check_text(text, str(path), (edited.logos, beside))
        if sheet is not None and sheet.id != id:
            wrong = _wrong_id(path, text, words.as_written(sheet.id), words.the_id_of_the_file(id))
            sheet, located = None, [*located, wrong]
        yield path, sheet, located
    return set(edited.texts)


def _wrong_id(path: Path, text: str, found: Worded, expected: Worded) -> Located:
    return Located(str(path), line_of(lines(text), ("id",)), Finding(("id",), found, expected))


def check_in_folder(path: Path) -> tuple[RunSheet | None, list[Located]]:
    """As `check`, with what the other run sheets of its folder make of it."""
    beside = {other: (sheet, located) for other, sheet, located in check_folder(path.parent)}
    return beside.get(path) or check(path)


def sheets(folder: Path, edited: Edited | None = None) -> Iterator[tuple[Path, RunSheet]]:
    """Every usable run sheet, as `check_folder` has them."""
    for path, sheet, _ in check_folder(folder, edited):
        if sheet is not None:
            yield path, sheet


def faults(folder: Path, edited: Edited | None = None, language: Language = "en") -> list[str]:
    """What is wrong with the run sheets that cannot be used: file, line, key and words each."""
    return [
        replace(one, file=path.name).in_language(language)
        for path, sheet, located in check_folder(folder, edited)
        if sheet is None
        for one in located
        if not one.finding.warning
    ]


def default_sheet(folder: Path, edited: Edited | None = None) -> RunSheet:
    """The run sheet that is used when none is named: the shipped talk, or else the first usable one.

    Raises RunSheetError: with the faults of the shipped talk, or of the first file where none is usable.
    """
    read = {path: (sheet, located) for path, sheet, located in check_folder(folder, edited)}
    talk = next((path for path in read if path.name == SHIPPED), None)
    chosen = talk or next((path for path, (sheet, _) in read.items() if sheet), next(iter(read), None))
    if chosen is None:
        raise RunSheetError(
            f"There is no run sheet in {folder}; name a folder that has one with SUMME_SESSIONS, "
            "or leave it out for the shipped ones."
        )
    sheet, located = read[chosen]
    if sheet is None:
        raise RunSheetError("\n".join(str(one) for one in located if not one.finding.warning))
    return sheet


def line_of(places: Mapping[Key, int], key: Key) -> int:
    """The line of a key, or of the nearest table above it that is in the file; 1 when there is none."""
    return next((places[key[:n]] for n in range(len(key), 0, -1) if key[:n] in places), 1)


def examples_as_toml(run_sheet_id: str, examples: Iterable[KeptExample]) -> str:
    """Kept examples as a file whose tables of `examples` can be pasted into the run sheet as they are."""
    by_pitfall: dict[str, dict[str, list[str]]] = {}
    for one in examples:
        by_pitfall.setdefault(one.pitfall_id, {}).setdefault(one.language, []).append(one.text)
    parts = [
        f"# Questions kept as examples of the run sheet {run_sheet_id}. Paste each [pitfalls.examples]\n"
        "# under the pitfall with its id; where there is one already, add the questions to its lists.\n"
    ]
    for pitfall_id, by_language in by_pitfall.items():
        lists = (f"{code} = [\n{_lines(texts)}]\n" for code, texts in by_language.items())
        parts.append(f"[[pitfalls]]\nid = {quoted(pitfall_id)}\n\n[pitfalls.examples]\n{''.join(lists)}")
    return "\n".join(parts)


def _lines(texts: Iterable[str]) -> str:
    return "".join(f"  {quoted(text)},\n" for text in texts)
