"""The form of the run sheet editor: `src/home/runSheets/form.generated.ts`, made of the schema of run sheets.

A key that the schema gets is in the form by itself, and the editor does not compile until its words name it.
"""

import json
from pathlib import Path
from typing import Any

from app.core.run_sheet import RunSheet
from app.core.run_sheet_reader import FITS, MANY_FIT
from app.core.run_sheet_schema import Schema, schema

FILE = Path(__file__).parent / "src" / "home" / "runSheets" / "form.generated.ts"
# What few change; the form begins with the title.
LAST = ("version", "languages")
_HEAD = """/** What can be set in a run sheet; made by frontend/generate_run_sheet_form.py, do not edit. */
"""


def _kind(form: Schema) -> str:
    """What stands under a key, in the words of the type `Field`."""
    if form.get("type") == "integer":
        return "number"
    if form.get("type") == "boolean":
        return "switch"
    if "enum" in form:
        return "choice"
    if form.get("type") == "object":
        if "properties" in form:
            return "table"
        (pattern, one), *_ = form["patternProperties"].items()
        if pattern.startswith("^(") and _kind(one) == "number":
            return "numbers_by_step"
        if pattern.startswith("^("):
            return "texts_by_step"
        return "words" if one.get("type") == "array" else "text"
    if form.get("type") == "array":
        inside = _kind(form["items"])
        return {"text": "texts", "table": "tables"}.get(inside, "lines")
    return "line"


def _field(name: str, form: Schema, needed: bool, within: str) -> dict[str, Any]:
    """A field: its dotted key, its kind, its limits, and the fields inside it."""
    key = f"{within}.{name}".lstrip(".")
    kind = _kind(form)
    field: dict[str, Any] = {"key": key, "kind": kind, "needed": needed}
    if kind == "number":
        field |= {"least": form["minimum"], "most": form["maximum"], "usual": form.get("default")}
    if kind == "choice":
        field |= {"choices": form["enum"], "usual": form.get("default")}
    if kind == "switch":
        field |= {"usual": form["default"]}
    if kind in ("texts", "tables"):
        field |= {"least": form.get("minItems", 0), "most": form.get("maxItems", MANY_FIT.get(key))}
    if key in FITS:
        field |= {"fits": FITS[key]}
    inside = form["items"] if kind == "tables" else form
    if kind in ("table", "tables"):
        field |= {"fields": _fields(inside, key)}
    return field


def _fields(table: Schema, within: str = "") -> list[dict[str, Any]]:
    return [
        _field(name, form, name in table["required"], within)
        for name, form in table["properties"].items()
        if "const" not in form
    ]


def _keys(fields: list[dict[str, Any]]) -> list[str]:
    return [key for field in fields for key in (field["key"], *_keys(field.get("fields", [])))]


def written() -> dict[Path, str]:
    """The file with its content."""
    in_order = sorted(RunSheet.__slots__, key=LAST.__contains__)
    # In a run sheet it stands last, since it may be absent; in the hour it comes before the buzz.
    in_order.insert(in_order.index("buzz"), "alone")
    fields = sorted(_fields(schema()), key=lambda field: in_order.index(field["key"]))
    choices = {choice for field in _flat(fields) for choice in field.get("choices", [])}
    lines = [
        _HEAD,
        "export type FormKey =",
        *(f'  | "{key}"' for key in _keys(fields)),
        ";",
        f"export type FormChoice = {' | '.join(json.dumps(one) for one in sorted(choices))};",
        "",
        "export interface Field {",
        "  key: FormKey;",
        "  kind:",
        *(f'    | "{kind}"' for kind in sorted({field["kind"] for field in _flat(fields)})),
        "  ;",
        "  needed: boolean;",
        "  least?: number;",
        "  /** Of a list without a limit, how many fit. */",
        "  most?: number | null;",
        "  usual?: number | boolean | string | null;",
        "  choices?: FormChoice[];",
        "  /** So many characters fit every screen. */",
        "  fits?: number;",
        "  fields?: Field[];",
        "}",
        "",
        f"export const FORM: Field[] = {json.dumps(fields, ensure_ascii=False, indent=1)};",
        "",
    ]
    return {FILE: "\n".join(lines)}


def _flat(fields: list[dict[str, Any]]) -> list[dict[str, Any]]:
    return [one for field in fields for one in (field, *_flat(field.get("fields", [])))]
