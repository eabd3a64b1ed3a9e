"""The organiser's API for run sheets: those that sessions can be opened with, and their texts for editing.

`/api/run-sheets` has the usable ones; `/api/run-sheet-files` checks a text, changes it, saves it, and has its
former versions. What requests and answers hold is in `run_sheet_models`.
"""

import asyncio
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Annotated

from fastapi import APIRouter, HTTPException, Path, Query, Response

from app.core import run_sheet_faults as words
from app.core.languages import Language, PerLanguage
from app.core.preview import preview
from app.core.run_sheet import RunSheet
from app.core.run_sheet_reader import ID
from app.settings import Settings
from app.store.edited_run_sheets import (
    ChangedMeanwhile,
    EditedRunSheets,
    IdTaken,
    SheetFile,
    TooMuch,
    UnknownRunSheet,
    Unusable,
    cleaned,
    version_of,
)
from app.store.run_sheets import Located
from app.store.toml_edits import NotEditable, edited, read_data
from app.web.body_limit import LimitedRoute, body_up_to
from app.web.context import AppContext
from app.web.dependencies import NEEDS_ORGANISER, CurrentContext, refused
from app.web.refusal_words import RefusedInWords, no_such_sheet, not_in_language
from app.web.run_sheet_models import (
    ChangedText,
    Checked,
    FormerText,
    FormerVersion,
    NewId,
    NewText,
    Preview,
    RunSheetEntry,
    SheetEdit,
    SheetEntry,
    SheetFinding,
    SheetText,
    TextToCheck,
)

SheetId = Annotated[str, Path(pattern=f"^{ID}$")]
FaultsLanguage = Annotated[Language, Query(description="What is wrong is said in this language.")]


def in_language_of(sheet: RunSheet, language: str | None, otherwise: str) -> str:
    """The language if the run sheet has it, `otherwise` where it is None; raises 422 when it has not."""
    language = language or otherwise
    if language not in sheet.languages:
        raise RefusedInWords(422, not_in_language(language, ", ".join(sheet.languages)))
    return language


async def chosen_sheet(context: AppContext, id: str, language: str | None) -> tuple[RunSheet, str]:
    """A run sheet and a language, its first when None; raises 422 when there is no such sheet or language.

    The faults of sheets that cannot be used are named then: the one that is wanted may have become faulty.
    """
    known = await context.run_sheets.usable()
    sheet = known.get(id)
    if sheet is None:
        faults: PerLanguage[list[str]] = {
            "da": await context.run_sheets.faults("da"),
            "en": await context.run_sheets.faults("en"),
        }
        raise RefusedInWords(422, no_such_sheet(id, ", ".join(known), faults))
    return sheet, in_language_of(sheet, language, sheet.languages[0])


def _finding(located: Located, lang: Language) -> SheetFinding:
    finding = located.finding
    return SheetFinding(
        line=located.line,
        key=[*finding.key],
        found=finding.found[lang],
        expected=finding.expected[lang],
        warning=finding.warning,
        missing=finding.is_missing,
    )


async def _text(files: EditedRunSheets, file: SheetFile) -> SheetText:
    former = [
        FormerVersion(version_id=one.version_id, saved_at_ms=one.saved_at_ms)
        for one in await files.versions(file.id)
    ]
    return SheetText(
        id=file.id,
        origin=file.origin,
        text=file.text,
        version=file.version,
        saved_at_ms=file.saved_at_ms,
        former=former,
    )


def _entry(file: SheetFile) -> SheetEntry:
    return SheetEntry(
        id=file.id,
        title=dict(file.sheet.title) if file.sheet else {},
        languages=[*file.sheet.languages] if file.sheet else [],
        origin=file.origin,
        usable=file.sheet is not None and file.origin != "removed",
        saved_at_ms=file.saved_at_ms,
    )


@contextmanager
def _answered(lang: Language = "en") -> Iterator[None]:
    """Errors of the store as HTTP errors, in this language."""
    try:
        yield
    except UnknownRunSheet:
        raise HTTPException(404, words.UNKNOWN_SHEET[lang]) from None
    except ChangedMeanwhile:
        raise HTTPException(409, words.CHANGED_MEANWHILE[lang]) from None
    except IdTaken as taken:
        raise HTTPException(409, words.id_taken(str(taken))[lang]) from None
    except NotEditable:
        raise HTTPException(422, words.MENDED_FIRST[lang]) from None
    except Unusable as faulty:
        raise HTTPException(422, faulty.in_language(lang)) from None
    except TooMuch as full:
        raise HTTPException(409, full.words[lang]) from None


def _text_bytes(settings: Settings) -> int:
    """How large a request with a text may be: as JSON a character may take three times its bytes."""
    return 3 * settings.run_sheet_bytes + settings.request_bytes


router = APIRouter(
    route_class=LimitedRoute, tags=["run sheets"], dependencies=NEEDS_ORGANISER, responses=refused(403, 503)
)


@router.get("/api/run-sheets")
async def run_sheets(context: CurrentContext) -> list[RunSheetEntry]:
    """The run sheets that sessions can be opened with."""
    return [
        RunSheetEntry(id=sheet.id, title=dict(sheet.title), languages=list(sheet.languages))
        for sheet in (await context.run_sheets.usable()).values()
    ]


@router.get("/api/run-sheets/faults")
async def run_sheet_faults(context: CurrentContext, lang: Language = "en") -> list[str]:
    """Why the others of the folder cannot be used: a line for each fault, with file, line, key and words.

    The words are in the language `lang`.
    """
    return await context.run_sheets.faults(lang)


@router.get("/api/run-sheet-files")
async def listed(context: CurrentContext) -> list[SheetEntry]:
    """The run sheets that can be edited, with those that were removed and can be fetched back."""
    return [_entry(file) for file in await context.run_sheets.all()]


@router.post("/api/run-sheet-files", status_code=201, responses=refused(409, 413))
@body_up_to(_text_bytes)
async def make(context: CurrentContext, body: NewText, lang: FaultsLanguage = "en") -> SheetText:
    """Save a new run sheet, under the id that its text has."""
    files = context.run_sheets
    with _answered(lang):
        return await _text(files, await files.make(body.text))


@router.post("/api/run-sheet-files/check", response_model=Checked, responses=refused(409, 413))
@body_up_to(_text_bytes)
async def check(context: CurrentContext, body: TextToCheck, lang: FaultsLanguage = "en") -> Response:
    """What is wrong with a text, what it holds, and what the screens show of it; nothing is saved.

    A change is made in the text first, and leaves all else in it as it is. Where that is not possible, the
    answer is 409.
    """
    text = await asyncio.to_thread(_changed, cleaned(body.text), body.edit, lang)
    sheet, located = await context.run_sheets.check(text, body.id)
    now_ms = context.clock.now_ms()

    def answer() -> bytes:
        checked = Checked(
            text=text,
            version=version_of(text),
            usable=sheet is not None,
            findings=[_finding(one, lang) for one in located],
            data=read_data(text),
            preview=None if sheet is None else _preview(sheet, body, now_ms),
        )
        return checked.model_dump_json().encode()

    # As JSON on the thread too: what the screens show is large.
    return Response(await asyncio.to_thread(answer), media_type="application/json")


def _changed(text: str, edit: SheetEdit | None, lang: Language) -> str:
    if edit is None:
        return text
    try:
        return edited(text, edit.edit())
    except NotEditable:
        raise HTTPException(409, words.NOT_IN_FORM[lang]) from None


def _preview(sheet: RunSheet, body: TextToCheck, now_ms: int) -> Preview:
    language = body.language if body.language in sheet.languages else sheet.languages[0]
    step = body.step if body.step in sheet.steps else sheet.steps[0]
    views = preview(sheet, step, body.beat, language, now_ms)
    return Preview(step=step, steps=[*sheet.steps], language=language, now_ms=now_ms, **views)


@router.get("/api/run-sheet-files/{run_sheet}", responses=refused(404))
async def one(context: CurrentContext, run_sheet: SheetId) -> SheetText:
    """A run sheet as TOML; of a removed one its last version."""
    files = context.run_sheets
    with _answered():
        return await _text(files, await files.get(run_sheet))


@router.put("/api/run-sheet-files/{run_sheet}", responses=refused(404, 409, 413))
@body_up_to(_text_bytes)
async def save(
    context: CurrentContext, run_sheet: SheetId, body: ChangedText, lang: FaultsLanguage = "en"
) -> SheetText:
    """Save a changed text; the version that it is based on stays as a former one.

    Sessions that are open keep the run sheet that they were opened with.
    """
    files = context.run_sheets
    with _answered(lang):
        return await _text(files, await files.save(run_sheet, body.text, body.based_on))


@router.delete("/api/run-sheet-files/{run_sheet}", status_code=204, responses=refused(404, 409))
async def remove(context: CurrentContext, run_sheet: SheetId, lang: FaultsLanguage = "en") -> None:
    """Remove a run sheet of one's own, or the changes of a shipped one; it stays as a former version."""
    with _answered(lang):
        await context.run_sheets.remove(run_sheet)


@router.post("/api/run-sheet-files/{run_sheet}/copy", status_code=201, responses=refused(404, 409))
async def copy(
    context: CurrentContext, run_sheet: SheetId, body: NewId, lang: FaultsLanguage = "en"
) -> SheetText:
    """Make a copy of a run sheet, under an id of its own."""
    files = context.run_sheets
    with _answered(lang):
        return await _text(files, await files.copy(run_sheet, body.id))


@router.post("/api/run-sheet-files/{run_sheet}/rename", responses=refused(404, 409))
async def rename(
    context: CurrentContext, run_sheet: SheetId, body: NewId, lang: FaultsLanguage = "en"
) -> SheetText:
    """Give a run sheet of one's own another id; its former versions come along, kept examples do not."""
    files = context.run_sheets
    with _answered(lang):
        return await _text(files, await files.rename(run_sheet, body.id))


@router.get("/api/run-sheet-files/{run_sheet}/former/{version_id}", responses=refused(404))
async def former(
    context: CurrentContext, run_sheet: SheetId, version_id: Annotated[str, Path(max_length=64)]
) -> FormerText:
    """A former version of a run sheet as TOML; to have it back, save it as a change."""
    with _answered():
        return FormerText(text=await context.run_sheets.former(run_sheet, version_id))
