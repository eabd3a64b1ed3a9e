"""What the screens have from the core: `src/live/protocol.generated.ts`; `make generate` writes it.

Types are made of the very definitions that the server uses: commands are dataclasses, frames that come in
are pydantic models, frames that go out and the rows of views are TypedDicts. Tables and limits are values;
a screen carries only those it imports.
"""

import json
import re
from collections.abc import Iterable, Iterator
from dataclasses import MISSING, fields
from pathlib import Path
from types import NoneType, UnionType
from typing import (
    Annotated,
    Any,
    Literal,
    NotRequired,
    Union,
    get_args,
    get_origin,
    get_type_hints,
    is_typeddict,
)

from pydantic import BaseModel

from app.core import preview, rows, text
from app.core.commands import (
    BY_NAME,
    GROUPING,
    Answer,
    Command,
    KeyRole,
    PollAnswer,
    ProposePitfall,
    ReportShows,
    StartTimer,
    WalkOrder,
)
from app.core.events import HeldReason, QuestionFlag
from app.core.figures import SMALL_GROUP
from app.core.kept_examples import NotKept
from app.core.languages import LANGUAGES
from app.core.personal_data import PATTERNS
from app.core.personal_signs import NOT_IN_NUMBER
from app.core.rejections import Code
from app.core.rules.merging import MAX_BULK_IDS
from app.core.rules.session import MAX_SESSION_TITLE_GRAPHEMES
from app.core.rules.texts import MAX_TITLE_GRAPHEMES
from app.core.run_sheet import MAX_PITFALLS
from app.core.state import SWAP_MS, TimerPhase
from app.core.steps import STEPS, StepFamily
from app.doctor.findings import Level
from app.doctor.trial import Phase
from app.exports.csv import SEPARATORS
from app.exports.formats import FORMATS
from app.exports.printouts import PRINTOUT_KINDS
from app.rooms import frames
from app.rooms.frames import ByeReason, Lane
from app.rooms.recent import MOST_COUNTED
from app.web import wire

FILE = Path(__file__).parent / "src" / "live" / "protocol.generated.ts"
# Apart, since phones fetch it only for texts that might hold personal data.
PERSONAL_DATA_FILE = FILE.with_name("personalData.generated.ts")
HEADING = "// Generated from the server's own definitions by `make generate`; do not change it by hand."

# Closed sets that have a name of their own.
_SETS: dict[Any, str] = {
    rows.ScreenRole: "Role",
    StepFamily: "StepFamily",
    Answer: "Answer",
    PollAnswer: "PollAnswer",
    KeyRole: "KeyRole",
    WalkOrder: "WalkOrder",
    TimerPhase: "TimerPhase",
    rows.QuestionState: "QuestionState",
    rows.NoticeKind: "NoticeKind",
    rows.BoardSound: "BoardSound",
    rows.SuggestingState: "SuggestingState",
    rows.BecauseKind: "BecauseKind",
    rows.UndoKind: "UndoKind",
    HeldReason: "HeldReason",
    QuestionFlag: "QuestionFlag",
    NotKept: "NotKept",
    ReportShows: "ReportShows",
    Lane: "Lane",
    Code: "Rejection",
    ByeReason: "ByeReason",
    Level: "FindingLevel",
    Phase: "LoadPhase",
}
_TABLES = (rows.PhoneTables, rows.OwnTables, rows.BoardTables, rows.ConsoleTables)
_LIMITS = {
    "title_graphemes": MAX_TITLE_GRAPHEMES,
    "session_title_graphemes": MAX_SESSION_TITLE_GRAPHEMES,
    "bulk_ids": MAX_BULK_IDS,
    "pitfalls": MAX_PITFALLS,
    "small_group": SMALL_GROUP,
    "swap_ms": SWAP_MS,
    "most_counted": MOST_COUNTED,
}
_PLAIN = {str: "string", bool: "boolean", int: "number", float: "number", NoneType: "null"}


def written() -> dict[Path, str]:
    """The generated files with what should stand in them."""
    return {FILE: "\n".join(_lines()), PERSONAL_DATA_FILE: "\n".join([HEADING, *_personal_data(), ""])}


def _lines() -> Iterator[str]:
    yield HEADING
    yield ""
    for members, name in _SETS.items():
        yield f"export type {name} = {_union(map(json.dumps, get_args(members)))};"
    yield from _list("LANGUAGES", "Language", LANGUAGES)
    yield from _text_rules()
    yield from _export_formats()
    yield ""
    yield from _steps()
    yield f"export const LIMITS = {json.dumps(_LIMITS)} as const;"
    yield "/** The code of the session that previews of a run sheet show, which there is not. */"
    yield f"export const NO_SESSION = {json.dumps(preview.CODE)};"
    yield ""
    yield from _commands()
    yield ""
    yield "// ---- rows, and the tables of each screen; a table of one row has it under the id `it`"
    for row in _typed_dicts(*_TABLES):
        yield from _typed_dict(row)
    yield "/** The tables of each screen; a phone's with its own lane. */"
    yield "export interface Tables {"
    yield "  phone: PhoneTables & OwnTables;"
    yield "  board: BoardTables;"
    yield "  console: ConsoleTables;"
    yield "}"
    yield "export type Row = { r?: number };"
    yield "/** A view where its tables do not matter. */"
    yield "export type View = Record<string, Record<string, Row>>;"
    yield ""
    yield "// ---- frames"
    inbound = get_args(get_args(wire.Inbound)[0])
    for model in inbound:
        yield from _model(model)
    yield f"export type ClientFrame = {_union(f'{model.__name__}Frame' for model in inbound)};"
    outbound = get_args(frames.Outbound)
    for frame in _typed_dicts(*outbound):
        yield from _typed_dict(frame)
    yield f"export type ServerFrame = {_union(frame.__name__ for frame in outbound)};"
    yield ""


def _list(values: str, name: str, members: Iterable[str]) -> Iterator[str]:
    yield f"export const {values} = {json.dumps(list(members))} as const;"
    yield f"export type {name} = (typeof {values})[number];"


def _export_formats() -> Iterator[str]:
    yield "/** In the order in which people are offered them. */"
    yield "export const EXPORT_FORMATS = ["
    for name, format in FORMATS.items():
        row = {
            "name": name,
            "labels": format.labels,
            "hasWhole": format.whole is not None,
            "hasComparison": format.compared is not None,
        }
        yield f"  {json.dumps(row, ensure_ascii=False)},"
    row_type = "{ name: string; labels: Record<Language, string>; hasWhole: boolean; hasComparison: boolean }"
    yield f"] as const satisfies readonly {row_type}[];"
    yield "export type ExportFormat = (typeof EXPORT_FORMATS)[number];"
    yield "/** Of CSV, in the order in which people are offered them. */"
    yield f"export const CSV_SEPARATORS = {json.dumps(SEPARATORS)} as const;"
    yield "export type CsvSeparator = (typeof CSV_SEPARATORS)[number];"
    yield "/** Print-outs as PDF, in the order in which people are offered them. */"
    yield f"export const PRINTOUT_KINDS = {json.dumps(PRINTOUT_KINDS)} as const;"
    yield "export type PrintoutKind = (typeof PRINTOUT_KINDS)[number];"


def _personal_data() -> Iterator[str]:
    yield "/** Kinds of personal data, with their patterns; the server finds names of two words too. */"
    yield "export const PERSONAL_DATA = ["
    for pattern in PATTERNS:
        written = [pattern.flag, _for_browsers(pattern.on_phone), "giu" if pattern.any_case else "gu"]
        yield f"  {json.dumps(written, ensure_ascii=False)},"
    yield "] as const;"


def _text_rules() -> Iterator[str]:
    """The rules of `app.core.text`; its patterns are written so that browsers read them too."""
    rules = {
        "orderable": _replacement(text.ORDERABLE),
        "rules": [_replacement(rule) for rule in text.RULES],
        "manyMarks": text.MANY_MARKS,
        "stacks": text.STACKS,
        "joiners": text.JOINERS,
        "numeral": text.NUMERAL,
        "maxMarks": text.MAX_MARKS,
        "maxRun": text.MAX_RUN,
        "maxLines": text.MAX_LINES,
    }
    yield "/** How a text is cleaned: patterns with what stands instead of what they find, and limits. */"
    yield "export const TEXT_RULES = {"
    for name, value in rules.items():
        yield f"  {name}: {json.dumps(value)},"
    yield "} as const;"


def _replacement(rule: tuple[str, str]) -> tuple[str, str]:
    pattern, instead = rule
    return pattern, instead.replace("\\", "$")


def _for_browsers(pattern: str) -> str:
    """The pattern in the syntax of browsers without lookbehind and inline flags (Safari before 16.4).

    What is looked behind at the beginning becomes the first group instead.
    """
    pattern = re.sub(r"\(\?i:(.*?)\)", lambda words: f"(?:{_in_any_case(words[1])})", pattern)
    pattern = pattern.replace(NOT_IN_NUMBER, r"(^[.,]?|[^\d.,]|[^\d][.,])").replace("(?<![", "(^|[^")
    if not pattern.startswith("(^") or "(?<" in pattern:
        raise ValueError(f"no browser without lookbehind reads {pattern}")
    return pattern.replace(r"\w", r"\p{L}\d_").replace("(?P<", "(?<")


def _in_any_case(words: str) -> str:
    return re.sub(r"[^\W\d_]", lambda letter: f"[{letter[0]}{letter[0].upper()}]", words)


def _steps() -> Iterator[str]:
    yield "/** What each step allows, in the order of the arc. */"
    yield "export const STEPS = {"
    for name, rules in STEPS.items():
        allows = {
            "others": rules.others,
            "next_questions": rules.next_questions,
            "awake": rules.awake,
            "proposals": ProposePitfall in rules.commands,
        }
        yield f"  {name}: {json.dumps(allows)},"
    yield "} as const satisfies Record<StepFamily, object>;"
    counting_down = [name for name, rules in STEPS.items() if StartTimer in rules.commands]
    yield "/** The steps with a countdown. */"
    yield f"export const COUNTING_DOWN: readonly StepFamily[] = {json.dumps(counting_down)};"


def _commands() -> Iterator[str]:
    yield "/** Every command with its arguments. */"
    yield "export interface Commands {"
    for name, command in BY_NAME.items():
        yield from _about(command.__doc__, "  ")
        yield f"  {name}: {_arguments(command)};"
    yield "}"
    yield "export type Command = keyof Commands;"
    yield "/** The commands that a console for grouping only may send. */"
    names = [name for name, command in BY_NAME.items() if command.by == GROUPING]
    yield f"export const GROUPING_COMMANDS = {json.dumps(names)} as const satisfies readonly Command[];"


def _arguments(command: type[Command]) -> str:
    hints = get_type_hints(command)
    arguments = [
        f"{field.name}{'' if field.default is MISSING else '?'}: {_type(hints[field.name])}"
        for field in fields(command)  # type: ignore[arg-type]  # a command is a dataclass
    ]
    return f"{{ {'; '.join(arguments)} }}" if arguments else "Record<never, never>"


def _typed_dicts(*roots: Any) -> list[Any]:
    """These and all that stand in them, each once and after what it has."""
    found: dict[Any, None] = {}

    def visit(hint: Any) -> None:
        if is_typeddict(hint):
            for inner in get_type_hints(hint).values():
                visit(inner)
            found[hint] = None
        elif hint != rows.View:
            for inner in get_args(hint):
                visit(inner)

    for root in roots:
        visit(root)
    return list(found)


def _typed_dict(typed: Any) -> Iterator[str]:
    yield from _about(typed.__doc__)
    yield f"export interface {typed.__name__} {{"
    for name, hint in get_type_hints(typed).items():
        optional = "" if name in typed.__required_keys__ else "?"
        yield f"  {name if name.isidentifier() else json.dumps(name)}{optional}: {_type(hint)};"
    yield "}"


def _model(model: type[BaseModel]) -> Iterator[str]:
    if model is wire.Cmd:
        shape = "t: 'cmd'; id: string; do: C; args: Commands[C]".replace("'", '"')
        yield f"export type CmdFrame = {{ [C in Command]: {{ {shape} }} }}[Command];"
        return
    yield f"export interface {model.__name__}Frame {{"
    for name, field in model.model_fields.items():
        yield f"  {name}{'' if field.is_required() else '?'}: {_type(field.annotation)};"
    yield "}"


def _about(doc: str | None, indent: str = "") -> Iterator[str]:
    if doc and not doc.startswith("dict("):
        yield f"{indent}/** {' '.join(doc.split())} */"


def _type(hint: Any) -> str:
    """A Python type as TypeScript; raises KeyError for what has no counterpart here."""
    if hint == rows.View:
        return "View"
    if hint in _SETS:
        return _SETS[hint]
    if is_typeddict(hint):
        return str(hint.__name__)
    origin, inner = get_origin(hint), get_args(hint)
    if origin in (Annotated, NotRequired):
        return _type(inner[0])
    if origin is Literal:
        return _union(map(json.dumps, inner))
    if origin in (Union, UnionType):
        return _union(map(_type, inner))
    if origin is list:
        return f"{_within(inner[0])}[]"
    if origin is dict:
        return f"Record<{_type(inner[0])}, {_type(inner[1])}>"
    if origin is tuple:
        if inner[1:] == (...,):
            return f"readonly {_within(inner[0])}[]"
        return f"readonly [{', '.join(map(_type, inner))}]"
    return _PLAIN[hint]


def _within(hint: Any) -> str:
    text = _type(hint)
    return f"({text})" if " " in text else text


def _union(members: Any) -> str:
    return " | ".join(members)
