"""Run sheets that are edited at home, each with its former texts, over those of the sessions' folder.

They are in the log's database, so that a backup has them and every server on it the same. A run sheet of the
sessions' folder is never written to: the first change of it is saved in the database, with the file's own
text as the version before, and takes its place.
"""

import asyncio
import hashlib
import re
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from app.core import run_sheet_faults as words
from app.core.languages import Language
from app.core.run_sheet import RunSheet
from app.core.run_sheet_reader import ID, Finding
from app.store import SheetChanged, SheetText, SheetTexts, TooManySheets
from app.store.run_sheets import (
    Edited,
    Located,
    check_folder,
    check_text,
    default_sheet,
    faults,
    line_of,
    sheets,
)
from app.store.toml_edits import Put, edited
from app.store.toml_lines import lines

# Of the data folder: files of logos that a run sheet names are looked for here first.
FOLDER = "run-sheets"
Origin = Literal["shipped", "edited", "own", "removed"]
# A file of such a name, with whatever ending, is a device for Windows; a run sheet may be fetched as a file.
_DEVICE = re.compile(r"con|prn|aux|nul|com\d|lpt\d")
VERSION_ID = r"(\d{1,16})-([0-9a-f]{16})"


class UnknownRunSheet(Exception):
    """No run sheet, or no version of it, has this id."""


class ChangedMeanwhile(Exception):
    """Another has saved since; nothing is lost by it, and nothing was saved."""


class IdTaken(Exception):
    """Another run sheet has this id."""


class TooMuch(Exception):
    """A limit is reached; `words` say which, and what to do."""

    def __init__(self, words: words.Worded) -> None:
        super().__init__(words["en"])
        self.words = words


class Unusable(Exception):
    """The text is no usable run sheet; `located` says why."""

    def __init__(self, located: list[Located]) -> None:
        self.located = located
        super().__init__(self.in_language("en"))

    def in_language(self, language: Language) -> str:
        """A line for each fault."""
        return "\n".join(one.in_language(language) for one in self.located if not one.finding.warning)


@dataclass(frozen=True, slots=True)
class Version:
    """A former version of a run sheet, with the time at which it was saved; None for a shipped file's."""

    version_id: str
    saved_at_ms: int | None


@dataclass(frozen=True, slots=True)
class SheetFile:
    """A run sheet as a text. `version` stands for the text: another text has another.

    `edited` is one that has taken a shipped one's place, `removed` one that has former versions alone.
    `stored_id` is the version's in the database; None where there is no current one.
    """

    id: str
    origin: Origin
    text: str
    version: str
    saved_at_ms: int | None
    sheet: RunSheet | None
    located: list[Located]
    stored_id: str | None


@dataclass(frozen=True, slots=True)
class Limits:
    """`size` in bytes of UTF-8, `sheets` of the organiser's own, `versions` kept of each, `removed` ones."""

    size: int
    sheets: int
    versions: int
    removed: int


def version_of(text: str) -> str:
    """What stands for a text."""
    return hashlib.sha256(text.encode()).hexdigest()[:16]


def version_id(saved_at_ms: int, text: str) -> str:
    """The id of a version among those of its run sheet."""
    return f"{saved_at_ms}-{version_of(text)}"


def cleaned(text: str) -> str:
    """The text as it is saved: with the line ends of Unix, without a byte order mark."""
    return text.removeprefix("\ufeff").replace("\r\n", "\n").replace("\r", "\n")


class EditedRunSheets:
    """The run sheets of the database, over those of the sessions' folder.

    Besides what each method says, those that read may raise LogUnavailable, and those that change something
    NotSaved or OutcomeUnknown.
    """

    def __init__(
        self, texts: SheetTexts, data: Path, sessions: Path, limits: Limits, now_ms: Callable[[], int]
    ) -> None:
        self._texts = texts
        self._logos = data / FOLDER
        self._sessions = sessions
        self._limits = limits
        self._now_ms = now_ms

    # ---- those that sessions can be opened with

    async def usable(self) -> dict[str, RunSheet]:
        """Every run sheet that sessions can be opened with, by id."""
        edited = await self.edited()
        return await asyncio.to_thread(
            lambda: {sheet.id: sheet for _, sheet in sheets(self._sessions, edited)}
        )

    async def faults(self, language: Language = "en") -> list[str]:
        """What is wrong with those that cannot be used: a line for each fault."""
        return await asyncio.to_thread(faults, self._sessions, await self.edited(), language)

    async def default(self) -> RunSheet:
        """The run sheet that is used when none is named; raises RunSheetError."""
        return await asyncio.to_thread(default_sheet, self._sessions, await self.edited())

    async def edited(self) -> Edited:
        """The current texts of the database."""
        return Edited({one.run_sheet_id: one.text for one in await self._texts.current()}, self._logos)

    # ---- the editor's

    async def check(self, text: str, id: str = "") -> tuple[RunSheet | None, list[Located]]:
        """The sheet that a text makes, None when it cannot be used, and all findings.

        With `id` it has to have that one.
        """
        return await asyncio.to_thread(self._check, text, id)

    async def all(self) -> list[SheetFile]:
        """Every run sheet that can be opened in the editor, by id; the removed ones last."""
        shipped = await asyncio.to_thread(self._shipped)
        current = {one.run_sheet_id: one for one in await self._texts.current()}
        removed = [one for one in await self._texts.latest_former() if one.run_sheet_id not in shipped]

        def read() -> list[SheetFile]:
            ids = sorted(current.keys() | shipped.keys())
            return [
                *(self._file(id, current.get(id), shipped.get(id)) for id in ids),
                *(self._file(one.run_sheet_id, one, None) for one in removed),
            ]

        return await asyncio.to_thread(read)

    async def get(self, id: str) -> SheetFile:
        """One run sheet; raises UnknownRunSheet."""
        file = await self._find(id)
        if file is None:
            raise UnknownRunSheet
        return file

    async def versions(self, id: str) -> list[Version]:
        """The versions that a run sheet had before, the newest first."""
        return [Version(version_id, at or None) for version_id, at in await self._texts.former(id)]

    async def former(self, id: str, version_id: str) -> str:
        """The text of a former version; raises UnknownRunSheet."""
        known = re.fullmatch(ID, id) and re.fullmatch(VERSION_ID, version_id)
        text = await self._texts.text(id, version_id) if known else None
        if text is None:
            raise UnknownRunSheet
        return text

    async def make(self, text: str) -> SheetFile:
        """Save a new run sheet under the id that its text has.

        Raises Unusable, IdTaken and TooMuch.
        """
        sheet = await self._usable(text := cleaned(text))
        before = await self._find(sheet.id)
        if before is not None and before.origin != "removed":
            raise IdTaken(sheet.id)
        try:
            return await self._save(sheet.id, text, before)
        except ChangedMeanwhile:
            raise IdTaken(sheet.id) from None

    async def save(self, id: str, text: str, based_on: str) -> SheetFile:
        """Save a change of the version `based_on`, which stays as a former one.

        Raises UnknownRunSheet, ChangedMeanwhile, Unusable and TooMuch.
        """
        before = await self.get(id)
        if before.version != based_on:
            raise ChangedMeanwhile
        await self._usable(text := cleaned(text), id)
        if text == before.text and before.origin != "removed":
            return before
        return await self._save(id, text, before)

    async def remove(self, id: str) -> None:
        """Remove a run sheet of the database; its text stays as a former version. Raises as `save`.

        A shipped one that it had taken the place of is there again. Beyond the limit of removed ones, the one
        that was saved longest ago is deleted for good.
        """
        file = await self.get(id)
        if file.stored_id is None:
            raise UnknownRunSheet
        try:
            await self._texts.remove(id, file.stored_id, self._limits.removed)
        except SheetChanged:
            raise ChangedMeanwhile from None

    async def copy(self, id: str, new: str) -> SheetFile:
        """Save a copy of a run sheet under another id. Raises as `make`, UnknownRunSheet and NotEditable."""
        return await self.make(await _with_id((await self.get(id)).text, new))

    async def rename(self, id: str, new: str) -> SheetFile:
        """Give a run sheet of one's own another id, in its text too; its former versions come along.

        What another saves meanwhile comes along too. Raises UnknownRunSheet, IdTaken, Unusable and
        NotEditable.
        """
        while True:
            before = await self.get(id)
            text = await _with_id(before.text, new)
            await self._usable(text, new)
            if before.origin != "own" or before.stored_id is None:
                raise UnknownRunSheet
            if await self._find(new) is not None:
                raise IdTaken(new)
            try:
                await self._texts.rename(id, before.stored_id, self._now(new, text, before))
            except SheetChanged:
                continue  # another has saved since this text was looked at, or has taken the id
            return await self.get(new)

    async def _save(self, id: str, text: str, before: SheetFile | None) -> SheetFile:
        """Save a text in place of what is there, if anything; raises ChangedMeanwhile and TooMuch."""
        original = None
        if before is not None and before.origin == "shipped":
            original = SheetText(id, version_id(0, before.text), 0, False, before.text)
        most = (self._limits.sheets, self._limits.versions)
        stored_id = before.stored_id if before is not None else None
        try:
            await self._texts.save(self._now(id, text, before), stored_id, original, most)
        except SheetChanged:
            raise ChangedMeanwhile from None
        except TooManySheets:
            raise TooMuch(words.too_many_sheets(self._limits.sheets)) from None
        return await self.get(id)

    def _now(self, id: str, text: str, before: SheetFile | None) -> SheetText:
        """The text as the newest version, also where the clock was set back since the one before."""
        at_ms = self._now_ms()
        if before is not None and before.saved_at_ms is not None:
            at_ms = max(at_ms, before.saved_at_ms + 1)
        return SheetText(id, version_id(at_ms, text), at_ms, True, text)

    async def _find(self, id: str) -> SheetFile | None:
        if not re.fullmatch(ID, id):
            return None
        shipped = (await asyncio.to_thread(self._shipped)).get(id)
        texts = [one for one in await self._texts.current() if one.run_sheet_id == id]
        if not texts and shipped is None:
            texts = [one for one in await self._texts.latest_former() if one.run_sheet_id == id]
        if not texts and shipped is None:
            return None
        return await asyncio.to_thread(self._file, id, texts[0] if texts else None, shipped)

    async def _usable(self, text: str, id: str = "") -> RunSheet:
        sheet, located = await self.check(text, id)
        if sheet is None:
            raise Unusable(located)
        return sheet

    # ---- on a thread, since they use the disk

    def _check(self, text: str, id: str) -> tuple[RunSheet | None, list[Located]]:
        if len(text.encode()) > self._limits.size:
            found = words.so_many_bytes(len(text.encode()))
            return None, [Located(id, 1, Finding((), found, words.at_most_bytes(self._limits.size)))]
        sheet, located = check_text(text, id, (self._logos, self._sessions))
        expected = None
        if sheet is not None and _DEVICE.fullmatch(sheet.id):
            expected = words.AN_ID_THAT_IS_NO_DEVICE
        elif sheet is not None and id and sheet.id != id:
            expected = words.the_id_it_was_opened_by(id)
        if sheet is not None and expected is not None:
            wrong = Finding(("id",), words.as_written(sheet.id), expected)
            sheet, located = None, [Located(id, line_of(lines(text), ("id",)), wrong), *located]
        return sheet, located

    def _shipped(self) -> dict[str, Path]:
        """The files of the sessions' folder that can be used, by id."""
        return {sheet.id: path for path, sheet, _ in check_folder(self._sessions) if sheet is not None}

    def _file(self, id: str, stored: SheetText | None, shipped: Path | None) -> SheetFile:
        """A run sheet of the database or of the folder, one of which it is in."""
        if stored is not None:
            text, at_ms = stored.text, stored.saved_at_ms or None
            origin: Origin = "removed" if not stored.is_current else "edited" if shipped else "own"
        else:
            assert shipped is not None  # noqa: S101  it is in one of them
            text, at_ms, origin = shipped.read_text(encoding="utf-8"), None, "shipped"
        sheet, located = self._check(text, id)
        stored_id = stored.version_id if stored is not None and stored.is_current else None
        return SheetFile(id, origin, text, version_of(text), at_ms, sheet, located, stored_id)


async def _with_id(text: str, id: str) -> str:
    return await asyncio.to_thread(edited, text, Put(("id",), id))
