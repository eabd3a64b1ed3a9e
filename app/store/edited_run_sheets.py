"""Run sheets that are edited at home: files of the data folder, each with the versions that it had before.

A run sheet is `<id>.toml`, so that an id belongs to one. Its former versions are in `former/<id>/`, by the
time at which they were saved. A run sheet of the sessions' folder is never written to: the first change of it
is saved here, with the file's own text as the version before, and takes its place.
"""

import contextlib
import hashlib
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from app.core import run_sheet_faults as words
from app.core.languages import Language
from app.core.run_sheet import RunSheet
from app.core.run_sheet_reader import ID, Finding
from app.platform.file_lock import FileLock, TakenLock
from app.store.private_files import FILE_MODE, FOLDER_MODE, make_missing, write_whole
from app.store.run_sheets import Located, check_folder, check_text, line_of
from app.store.toml_edits import Put, edited
from app.store.toml_lines import lines

FOLDER, FORMER, LOCK = "run-sheets", "former", "lock"
# Another process saves for a moment only.
PATIENCE_S = 5.0
Origin = Literal["shipped", "edited", "own", "removed"]
# A file of such a name, with whatever ending, is a device for Windows; a data folder may be moved there.
_DEVICE = re.compile(r"con|prn|aux|nul|com\d|lpt\d")
_VERSION = re.compile(r"(\d{1,16})-([0-9a-f]{16})")


class UnknownRunSheet(Exception):
    """No run sheet, or no version of it, has this id."""


class ChangedMeanwhile(Exception):
    """Another has saved since; nothing is lost by it, and nothing was saved."""


class IdTaken(Exception):
    """Another run sheet has this id."""


class TooMuch(Exception):
    """A limit is reached; the message says which, and what to do."""


class Unusable(Exception):
    """The text is no usable run sheet; `located` says why."""

    def __init__(self, located: list[Located]) -> None:
        self.located = located
        super().__init__(self.in_language("en"))

    def in_language(self, language: Language) -> str:
        """A line for each fault."""
        return "\n".join(one.in_language(language) for one in self.located if not one.finding.warning)


class NotSaved(Exception):
    """The disk, or another process that saves, did not let it."""


@dataclass(frozen=True, slots=True)
class Version:
    """A former version of a run sheet, with the time at which it was saved; None for a shipped file's."""

    version_id: str
    saved_at_ms: int | None


@dataclass(frozen=True, slots=True)
class SheetFile:
    """A run sheet as a text. `version` stands for the text: another text has another.

    `edited` is one that has taken a shipped one's place, `removed` one that has former versions alone.
    """

    id: str
    origin: Origin
    text: str
    version: str
    saved_at_ms: int | None
    sheet: RunSheet | None
    located: list[Located]


@dataclass(frozen=True, slots=True)
class Limits:
    """`size` in bytes of UTF-8, `sheets` of the organiser's own, `versions` kept of each."""

    size: int
    sheets: int
    versions: int


def version_of(text: str) -> str:
    """What stands for a text."""
    return hashlib.sha256(text.encode()).hexdigest()[:16]


def cleaned(text: str) -> str:
    """The text as it is saved: with the line ends of Unix, without a byte order mark."""
    return text.removeprefix("\ufeff").replace("\r\n", "\n").replace("\r", "\n")


class EditedRunSheets:
    """The run sheets in the data folder, over those of the sessions' folder; its methods use the disk."""

    def __init__(self, data: Path, sessions: Path, limits: Limits) -> None:
        self.folder = data / FOLDER
        self.sessions = sessions
        self._limits = limits

    def check(self, text: str, id: str = "") -> tuple[RunSheet | None, list[Located]]:
        """The sheet that a text makes, None when it cannot be used, and all findings.

        With `id` it has to have that one.
        """
        if len(text.encode()) > self._limits.size:
            found = Finding(
                (), words.so_many_bytes(len(text.encode())), words.at_most_bytes(self._limits.size)
            )
            return None, [Located(id, 1, found)]
        sheet, located = check_text(text, id, (self.folder, self.sessions))
        expected = None
        if sheet is not None and _DEVICE.fullmatch(sheet.id):
            expected = words.AN_ID_THAT_IS_NO_DEVICE
        elif sheet is not None and id and sheet.id != id:
            expected = words.the_id_it_was_opened_by(id)
        if sheet is not None and expected is not None:
            wrong = Finding(("id",), words.as_written(sheet.id), expected)
            sheet, located = None, [Located(id, line_of(lines(text), ("id",)), wrong), *located]
        return sheet, located

    def all(self) -> list[SheetFile]:
        """Every run sheet that can be opened in the editor, by id; the removed ones last."""
        shipped = self._shipped()
        ids = {path.stem for path in self.folder.glob("*.toml")} | shipped.keys()
        found = [file for id in sorted(ids) if (file := self._current(id, shipped)) is not None]
        known = {file.id for file in found}
        former = sorted(path.name for path in (self.folder / FORMER).glob("*") if path.is_dir())
        return found + [file for id in former if id not in known and (file := self._removed(id))]

    def get(self, id: str) -> SheetFile:
        """One run sheet; raises UnknownRunSheet."""
        file = (self._current(id) or self._removed(id)) if re.fullmatch(ID, id) else None
        if file is None:
            raise UnknownRunSheet
        return file

    def versions(self, id: str) -> list[Version]:
        """The versions that a run sheet had before, the newest first."""
        named = [(path.stem, _VERSION.fullmatch(path.stem)) for path in self._former(id).glob("*.toml")]
        ordered = sorted(((int(match[1]), stem) for stem, match in named if match), reverse=True)
        return [Version(stem, at or None) for at, stem in ordered]

    def former(self, id: str, version_id: str) -> str:
        """The text of a former version; raises UnknownRunSheet."""
        if not (re.fullmatch(ID, id) and _VERSION.fullmatch(version_id)):
            raise UnknownRunSheet
        try:
            return (self._former(id) / f"{version_id}.toml").read_text(encoding="utf-8")
        except FileNotFoundError:
            raise UnknownRunSheet from None

    def make(self, text: str) -> SheetFile:
        """Save a new run sheet under the id that its text has.

        Raises Unusable, IdTaken, TooMuch and NotSaved.
        """
        with self._alone():
            sheet = self._usable(text := cleaned(text))
            if self._current(sheet.id) is not None:
                raise IdTaken(sheet.id)
            self._need_room()
            self._write(sheet.id, text)
        return self.get(sheet.id)

    def save(self, id: str, text: str, based_on: str) -> SheetFile:
        """Save a change of the version `based_on`, which stays as a former one.

        Raises UnknownRunSheet, ChangedMeanwhile, Unusable, TooMuch and NotSaved.
        """
        with self._alone():
            before = self.get(id)
            if before.version != based_on:
                raise ChangedMeanwhile
            self._usable(text := cleaned(text), id)
            if text != before.text or before.origin == "removed":
                if before.origin not in ("edited", "own"):
                    self._need_room()
                if before.origin != "removed":
                    self._keep_former(before)
                self._write(id, text)
        return self.get(id)

    def remove(self, id: str) -> None:
        """Remove a run sheet of the data folder; its text stays as a former version. Raises as `save`.

        A shipped one that it had taken the place of is there again.
        """
        with self._alone():
            file = self.get(id)
            if file.origin not in ("edited", "own"):
                raise UnknownRunSheet
            self._keep_former(file)
            with _saving():
                self._path(id).unlink()

    def copy(self, id: str, new: str) -> SheetFile:
        """Save a copy of a run sheet under another id. Raises as `make`, UnknownRunSheet and NotEditable."""
        return self.make(_with_id(self.get(id).text, new))

    def rename(self, id: str, new: str) -> SheetFile:
        """Give a run sheet of one's own another id, in its text too; its former versions come along.

        Raises as `save`, IdTaken and NotEditable.
        """
        with self._alone():
            before = self.get(id)
            # Of the text that is there now: another may have saved since this one was looked at.
            text = _with_id(before.text, new)
            self._usable(text, new)
            if before.origin != "own":
                raise UnknownRunSheet
            if self._current(new) is not None or self._former(new).exists():
                raise IdTaken(new)
            self._keep_former(before)
            self._write(new, text)
            with _saving():
                self._former(id).rename(self._former(new))
                self._path(id).unlink()
        return self.get(new)

    # ---- files

    def _path(self, id: str) -> Path:
        return self.folder / f"{id}.toml"

    def _former(self, id: str) -> Path:
        return self.folder / FORMER / id

    def _shipped(self) -> dict[str, Path]:
        """The files of the sessions' folder that can be used, by id."""
        return {sheet.id: path for path, sheet, _ in check_folder(self.sessions) if sheet is not None}

    def _current(self, id: str, shipped_files: Mapping[str, Path] | None = None) -> SheetFile | None:
        """What has this id; the sessions' folder is looked through unless its files are given."""
        shipped = (self._shipped() if shipped_files is None else shipped_files).get(id)
        path = self._path(id)
        if path.is_file():
            # What is no UTF-8 is shown as such, so that it can be mended or removed.
            text = path.read_text(encoding="utf-8", errors="replace")
            at_ms = path.stat().st_mtime_ns // 1_000_000
            origin: Origin = "edited" if shipped else "own"
        elif shipped:
            text, at_ms, origin = shipped.read_text(encoding="utf-8"), None, "shipped"
        else:
            return None
        sheet, located = self.check(text, id)
        return SheetFile(id, origin, text, version_of(text), at_ms, sheet, located)

    def _removed(self, id: str) -> SheetFile | None:
        versions = self.versions(id)
        if not versions:
            return None
        text = self.former(id, versions[0].version_id)
        sheet, located = self.check(text, id)
        return SheetFile(id, "removed", text, version_of(text), versions[0].saved_at_ms, sheet, located)

    def _usable(self, text: str, id: str = "") -> RunSheet:
        sheet, located = self.check(text, id)
        if sheet is None:
            raise Unusable(located)
        return sheet

    def _need_room(self) -> None:
        if sum(1 for _ in self.folder.glob("*.toml")) >= self._limits.sheets:
            raise TooMuch(
                f"There are {self._limits.sheets} run sheets of your own already. Remove one, "
                "or raise SUMME_RUN_SHEETS."
            )

    def _write(self, id: str, text: str) -> None:
        with _saving():
            write_whole(self._path(id), text)

    def _keep_former(self, file: SheetFile) -> None:
        """Keep a text as a former version, and of these the newest only; a shipped one's time is 0."""
        folder = self._former(file.id)
        at_ms = file.saved_at_ms or 0
        with _saving():
            folder.mkdir(FOLDER_MODE, parents=True, exist_ok=True)
            write_whole(folder / f"{at_ms}-{file.version}.toml", file.text)
            for old in self.versions(file.id)[self._limits.versions :]:
                (folder / f"{old.version_id}.toml").unlink(missing_ok=True)

    @contextlib.contextmanager
    def _alone(self) -> Iterator[None]:
        """While no other process changes run sheets; raises NotSaved."""
        with _saving():
            self.folder.mkdir(FOLDER_MODE, parents=True, exist_ok=True)
            make_missing(self.folder / LOCK)
            lock = FileLock(self.folder / LOCK, FILE_MODE, PATIENCE_S)
        try:
            yield
        finally:
            lock.release()


def _with_id(text: str, id: str) -> str:
    return edited(text, Put(("id",), id))


@contextlib.contextmanager
def _saving() -> Iterator[None]:
    """Raises NotSaved for what a disk, or a lock, may refuse."""
    try:
        yield
    except TakenLock as error:
        raise NotSaved("Another process is saving just now. Try again.") from error
    except OSError as error:
        raise NotSaved(f"The data folder cannot be written ({error.strerror}).") from error
