"""Documents and generated files agree with the code."""

import json
import re
import runpy
from pathlib import Path
from typing import get_args

import pytest

from app.core.languages import LANGUAGES, Language
from app.exports.formats import FORMATS
from app.web import wire
from tests.ids import IDS

ROOT = Path(__file__).parent.parent
DOCS = ROOT / "docs"
WRITTEN: dict[Path, str] = runpy.run_path(str(ROOT / "generate.py"))["written"]()


@pytest.mark.parametrize("path", WRITTEN, ids=lambda path: path.name)
def test_a_generated_file_is_up_to_date(path: Path) -> None:
    assert path.read_text() == WRITTEN[path], "run: make generate"


def rows_told() -> dict[str, set[str]]:
    """The fields of the rows of every table in the golden frames, by table."""
    frames = json.loads((ROOT / "tests" / "golden" / "frames.json").read_text())
    told: dict[str, set[str]] = {}
    heard = (frame for screen in frames.values() for frame in screen["out"])
    for frame in heard:
        for table, rows in frame.get("view", frame.get("put", {})).items():
            for row in rows.values():
                told.setdefault(table, set()).update(row.keys() - {"r"})
    return told


def test_every_table_and_field_of_a_view_is_documented() -> None:
    page = (DOCS / "protocol.md").read_text().split("## Views")[1]
    lines = [line for line in page.splitlines() if line.startswith("| `")]
    for table, fields in rows_told().items():
        line = " ".join(line for line in lines if f"`{table}`" in line.split("|")[1])
        assert line, f"the table {table} is missing in docs/protocol.md"
        if table != "sheet":  # its fields are generated
            missing = {field for field in fields if not re.search(rf"\b{field}\b", line)}
            assert not missing, f"{table} lacks {missing} in docs/protocol.md"


def test_each_frame_of_a_screen_is_documented_once_with_all_its_fields() -> None:
    page = (DOCS / "protocol.md").read_text()
    documented: dict[str, list[frozenset[str]]] = {}
    for fields, kind in re.findall(r'^-> \{("t":"(\w+)"[^{}]*(?:\{[^{}]*\}[^{}]*)*)\}', page, re.M):
        names = re.findall(r'"(\w+)":', re.sub(r"\{[^{}]*\}", "", fields))
        documented.setdefault(kind, []).append(frozenset(names))
    for model in get_args(wire.Frame):
        (kind,) = get_args(model.model_fields["t"].annotation)
        # `afresh` has a paragraph of its own.
        assert frozenset().union(*documented[kind]) == model.model_fields.keys() - {"afresh"}, kind
        assert len(set(documented[kind])) == len(documented[kind]), f"{kind} stands there twice"


def test_the_protocol_names_every_language_of_exports() -> None:
    assert f"?lang={'|'.join(LANGUAGES)}`" in (DOCS / "protocol.md").read_text()


@pytest.mark.parametrize(("heading", "language"), [("fil | brug den til", "da"), ("file | use it for", "en")])
def test_the_organisers_guide_says_of_every_export_format_what_it_is_for(
    heading: str, language: Language
) -> None:
    page = (DOCS / "operating.md").read_text()
    table = page.partition(f"| {heading} |\n|---|---|\n")[2].partition("\n\n")[0]
    named = {name for row in table.splitlines() for name in re.findall(r"\*([^*]+)\*", row.split("|")[1])}
    assert named == {format.labels[language] for format in FORMATS.values()}


def test_every_stated_guarantee_has_a_test() -> None:
    page = (DOCS / "guarantees.md").read_text()
    stated, table = page.split("## The tests by id")
    ids = set(re.findall(r"\b[ARLNSTPDOH]\d+\b", stated))
    assert ids, "the page names no test"
    assert ids <= set(re.findall(r"^\| (\w+) \| [^|]+ \| (?!none)", table, re.M))


def test_every_rule_id_is_in_a_test_name_and_every_id_in_a_test_name_exists() -> None:
    rules = set(re.findall(r"^\| ([A-Z]+\d+) \|", (ROOT / "app" / "core" / "RULES.md").read_text(), re.M))
    assert rules, "the page states no rule"
    names = r"^ *(?:async )?def test((?:_[a-z]+\d+)+)_"
    carried = {
        id.upper()
        for path in (ROOT / "tests").rglob("test_*.py")
        for ids in re.findall(names, path.read_text(), re.M)
        for id in ids.split("_")[1:]
    }
    assert carried & rules == rules, f"rules without a test: {rules - carried}"
    assert carried <= rules | set(IDS), f"ids that stand nowhere: {carried - rules - set(IDS)}"
