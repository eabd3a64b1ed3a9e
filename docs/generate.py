"""What the documents have from the code; `make generate` writes it, and all else that is generated.

The tables of protocol.md, facilitating.md, operating.md, guarantees.md, architecture.md and the run sheets'
readme, the commands' schemas in asyncapi.json, and openapi.json. A test holds them all to the code.
"""

import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import fields
from functools import cache
from pathlib import Path
from typing import Any, Literal, get_args, get_origin, get_type_hints

from fastapi import FastAPI
from pydantic import TypeAdapter

from app.core.commands import BY_NAME, GROUPING, PARTICIPANT, Command
from app.core.languages import LANGUAGES, Language, PerLanguage
from app.core.rejections import MEANINGS
from app.core.rows import SheetRow
from app.core.run_sheet_reader import FITS, MANY_FIT
from app.core.run_sheet_schema import keys, schema
from app.core.steps import ASKABLE, STEPS
from app.exports.formats import FORMATS
from app.exports.printout_words import printout_words_in
from app.main import API, routes_of
from app.rooms.frames import BYE_MEANINGS, PROTOCOL, Outbound
from app.web.wire import Cmd, Hello, Look, Ping, Typing
from tests import needs
from tests.ids import GUARDS, NOT_RUN

FOLDER = Path(__file__).parent
# The button that the guide has in italics, as all that stands on a screen.
NEXT: PerLanguage[str] = {"da": "Næste", "en": "Next"}
ASKED_FOR: PerLanguage[str] = {
    "da": "Kun hvis drejebogen beder om det",
    "en": "Only if the run sheet asks for it",
}
# Marks that put a test outside the gate, by the target that runs it.
TIERS = {"long": "`make faults-long`", "soak": "`make soak`"}
_CARRIES_IDS = re.compile(
    r"^((?:@.*\n(?:[ )].*\n)*)*)(?:async )?def (test((?:_[a-z]\d+)+)_\w+)", re.MULTILINE
)
# The frontend's tests carry them as the first words of their titles; they are all of the gate.
_TITLED_BY_IDS = re.compile(r"(?:\btest|^\]\))\(\s*[\"`](((?:[a-z]\d+ )+)[^\"`]*)", re.MULTILINE)


def tables() -> dict[str, str]:
    """Each generated table of protocol.md by its name."""
    lines = ["| command | asked by | arguments | only in | undo |", "|---|---|---|---|---|"]
    for name, command in BY_NAME.items():
        by = "participant" if command.by == PARTICIPANT else "facilitator"
        by += ", grouping" if command.by == GROUPING else ""
        arguments = ", ".join(f"`{f.name}`" for f in fields(command))  # type: ignore[arg-type]  # a command is a dataclass
        steps = ", ".join(sorted(ASKABLE.get(command, ())))
        lines.append(f"| `{name}` | {by} | {arguments} | {steps} | {'yes' if command.undoable else ''} |")
    return {
        "commands": "\n".join(lines),
        "steps": _steps(),
        "sheet": ", ".join(f"`{field}`" for field in SheetRow.__annotations__ if field != "r"),
        "byes": _meanings(BYE_MEANINGS),
        "rejections": _meanings(MEANINGS),
    }


def _meanings(texts: Mapping[Any, str]) -> str:
    rows = (f"| `{code}` | {text} |" for code, text in texts.items())
    return "\n".join(["| code | meaning |", "|---|---|", *rows])


def _steps() -> str:
    lines = [
        "| step | occurs | opens | others' questions show | a new question is a next one | phones stay on |",
        "|---|---|---|---|---|---|",
    ]
    for family, rules in STEPS.items():
        step = f"{family}:<pitfall>" if rules.occurs == "for each pitfall" else family
        answers = ("yes" if one else "" for one in (rules.others, rules.next_questions, rules.awake))
        lines.append(f"| `{step}` | {rules.occurs} | {rules.opens or ''} | {' | '.join(answers)} |")
    return "\n".join(lines)


def steps_in_the_guide(language: Language) -> str:
    """The table of steps in facilitating.md: what the presenter's card says of each."""
    words = printout_words_in(language)
    lines = [f"| {' | '.join(column.lower() for column in words.columns[1:])} |", "|---|---|---|"]
    for family, rules in STEPS.items():
        said = words.steps[family]
        is_asked_for = rules.occurs not in ("always", "for each pitfall")
        say = " ".join(filter(None, (said.say, ASKED_FOR[language] if is_asked_for else "")))
        do = re.sub(rf"\b{NEXT[language]}\b", r"*\g<0>*", said.do)
        lines.append(f"| {said.name} | {say or '–'} | {do or '–'} |")
    return "\n".join(lines)


def formats() -> str:
    """The table of export formats in operating.md."""
    lines = ["| format | on buttons | media type | what it is for |", "|---|---|---|---|"]
    for name, format in FORMATS.items():
        label = " / ".join(dict.fromkeys(format.labels[language] for language in LANGUAGES))
        needs = f" (needs the extra `summe-live[{format.extra}]`)" if format.extra else ""
        lines.append(f"| `{name}` | {label} | `{format.media_type}` | {format.purpose}{needs} |")
    return "\n".join(lines)


def run_sheet_keys() -> str:
    """The table of keys in sessions/README.md; raises ValueError for a key without a description."""
    lines = [
        "| key | meaning | if it is left out | characters that fit | so many fit |",
        "|---|---|---|---|---|",
    ]
    for key, form, needed in keys(schema()):
        if "properties" in form and "description" not in form:
            continue  # a table that says nothing beyond its keys
        if "description" not in form:
            raise ValueError(f"describe {key} in app/core/run_sheet_schema.py")
        span = f" ({form['minimum']} to {form['maximum']})" if "minimum" in form else ""
        default = f"`{json.dumps(form['default'])}`" if "default" in form else "none"
        cells = (f"`{key}`", form["description"] + span, "needed" if needed else default)
        lines.append(f"| {' | '.join(cells)} | {FITS.get(key, '')} | {MANY_FIT.get(key, '')} |")
    return "\n".join(lines)


def filled(page: str, contents: Mapping[str, str]) -> str:
    """The page with each generated table in its place; raises ValueError when a place is missing."""
    for name, table in contents.items():
        begin, end = f"<!-- {name} -->\n", f"<!-- /{name} -->"
        if page.count(begin) != 1 or page.count(end) != 1:
            raise ValueError(f"a page has no place for the table of {name}")
        before, _, rest = page.partition(begin)
        page = f"{before}{begin}{table}\n{end}{rest.partition(end)[2]}"
    return page


def _carriers() -> Iterator[tuple[str, str, str]]:
    """Every id with the tier of a test that carries it, and where that stands."""
    root = FOLDER.parent
    for path in sorted((root / "tests").rglob("test_*.py")):
        for marks, name, ids in _CARRIES_IDS.findall(path.read_text("utf-8")):
            tier = next((tier for mark, tier in TIERS.items() if f"@pytest.mark.{mark}" in marks), "gate")
            for id in ids.upper().split("_")[1:]:
                yield id, tier, f"`{path.relative_to(root)}::{name}`"
    for path in sorted((root / "frontend" / "src").rglob("*.test.ts")):
        for title, ids in _TITLED_BY_IDS.findall(path.read_text("utf-8")):
            for id in ids.upper().split():
                yield id, "gate", f"`{path.relative_to(root)}` {title}"


def tests_by_id() -> str:
    """Every id with what it guards, its tier and the tests that carry it, or why there is none."""
    found: dict[str, list[tuple[str, str]]] = {}
    for id, tier, test in _carriers():
        found.setdefault(id, []).append((tier, test))
    lines = ["| id | guards | tier | tests |", "|---|---|---|---|"]
    for id, guards in GUARDS.items():
        tests = found.pop(id, [])
        tiers = ", ".join(sorted({tier for tier, _ in tests})) or "none"
        told = "<br>".join(test for _, test in tests) or NOT_RUN[id]
        lines.append(f"| {id} | {guards} | {tiers} | {told} |")
        if tests and id in NOT_RUN:
            raise ValueError(f"{id} has a test: take it out of tests/ids.py")
    if found:
        raise ValueError(f"there is no id {', '.join(found)}")
    return "\n".join(lines)


@cache
def openapi() -> dict[str, Any]:
    """The organiser's API as OpenAPI."""
    return FastAPI(title="Summe", version=str(PROTOCOL), routes=routes_of(*API)).openapi()


def asyncapi() -> dict[str, Any]:
    """The socket as AsyncAPI 3: frames in with their schemas, frames out with their fields."""
    inbound = {
        model.__name__.lower(): model.model_json_schema() for model in (Hello, Cmd, Look, Typing, Ping)
    }
    arguments = {name: _arguments(command) for name, command in BY_NAME.items()}
    messages = {
        **{name: {"payload": schema} for name, schema in inbound.items()},
        **{_name_of(frame): {"payload": _frame(frame)} for frame in get_args(Outbound)},
    }
    everything = [{"$ref": f"#/channels/session/messages/{name}"} for name in messages]
    count = len(inbound)
    return {
        "asyncapi": "3.0.0",
        "info": {"title": "Summe", "version": str(PROTOCOL), "description": "See protocol.md."},
        "channels": {"session": {"address": "/ws/{code}", "parameters": {"code": {}}, "messages": messages}},
        "operations": {
            "say": {
                "action": "receive",
                "channel": {"$ref": "#/channels/session"},
                "messages": everything[:count],
            },
            "hear": {
                "action": "send",
                "channel": {"$ref": "#/channels/session"},
                "messages": everything[count:],
            },
        },
        "components": {"schemas": arguments},
    }


def _name_of(frame: Any) -> str:
    (name,) = get_args(get_type_hints(frame)["t"])
    return str(name)


def _frame(frame: Any) -> dict[str, Any]:
    """The schema of a frame from its type; protocol.md describes the fields that are objects."""
    fields = {name: _field(hint) for name, hint in get_type_hints(frame).items()}
    required = [name for name in fields if name in frame.__required_keys__]
    return {"type": "object", "properties": fields, "required": required}


def _field(hint: Any) -> dict[str, Any]:
    values = get_args(hint) if get_origin(hint) is Literal else ()
    if values:
        return {"const": values[0]} if len(values) == 1 else {"enum": list(values)}
    return {"type": {str: "string", int: "integer"}.get(hint, "object")}


def _arguments(command: type[Command]) -> dict[str, Any]:
    schema: dict[str, Any] = TypeAdapter(command).json_schema()
    return {**schema, "additionalProperties": False}


def written() -> dict[Path, str]:
    """Every generated file with what should stand in it."""
    protocol, facilitating, operating, guarantees, architecture = (
        FOLDER / f"{page}.md"
        for page in ("protocol", "facilitating", "operating", "guarantees", "architecture")
    )
    guide = {f"steps, {language}": steps_in_the_guide(language) for language in LANGUAGES}
    run_sheets = FOLDER.parent / "sessions" / "README.md"
    return {
        run_sheets: filled(run_sheets.read_text("utf-8"), {"keys": run_sheet_keys()}),
        protocol: filled(protocol.read_text("utf-8"), tables()),
        facilitating: filled(facilitating.read_text("utf-8"), guide),
        operating: filled(operating.read_text("utf-8"), {"formats": formats()}),
        guarantees: filled(guarantees.read_text("utf-8"), {"tests": tests_by_id()}),
        architecture: filled(architecture.read_text("utf-8"), {"needs": needs.table()}),
        FOLDER / "openapi.json": json.dumps(openapi(), indent=1, ensure_ascii=False) + "\n",
        FOLDER / "asyncapi.json": json.dumps(asyncapi(), indent=1, ensure_ascii=False) + "\n",
    }
