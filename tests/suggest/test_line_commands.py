"""`summe alike` and `summe flag`: lines in, lines out, and what is wrong with a line."""

import json
import os
import subprocess
from pathlib import Path
from typing import Any

import pytest

from tests import forked
from tests.server import ROOT

pytestmark = pytest.mark.process
ALIKE = ("alike", "--jsonl", "--semantic", "off")
FLAG = ("flag", "--jsonl")


def run(command: tuple[str, ...], given: bytes) -> subprocess.CompletedProcess[bytes]:
    return forked.run(command, os.environ, given)


def answers(command: tuple[str, ...], *given: dict[str, Any]) -> list[dict[str, Any]]:
    done = run(command, "".join(json.dumps(line, ensure_ascii=False) + "\n" for line in given).encode())
    assert (done.returncode, done.stderr) == (0, b"")
    return [json.loads(line) for line in done.stdout.splitlines()]


def test_pairs_are_named_by_their_ids_or_else_by_their_numbers() -> None:
    best, *others = answers(
        ALIKE,
        {"text": "Hvem ejer effekten?"},
        {"text": "Hvor er kaffen?", "id": "kaffe"},
        {"text": "hvem ejer efekten", "id": "slip"},
    )
    assert (best["a"], best["b"]) == (0, "slip")
    assert best["likeness"] > 0.5
    assert all(other["likeness"] < 0.5 for other in others)


def test_pairs_below_the_wished_likeness_are_left_out() -> None:
    texts = [{"text": "Hvem ejer effekten?"}, {"text": "Hvem ejer effekten?"}, {"text": "Hvem ejer målet?"}]
    (pair,) = answers((*ALIKE, "--at-least", "0.9"), *texts)
    assert (pair["a"], pair["b"]) == (0, 1)


def test_places_are_counted_in_characters_and_a_text_without_any_has_an_empty_list() -> None:
    first, second = answers(
        FLAG, {"text": "😀 Ring til fru Hansen på 22 33 44 55"}, {"text": "Hvem ejer effekten?"}
    )
    assert first["flags"] == [
        {"kind": "title_name", "start": 11, "end": 21},
        {"kind": "phone", "start": 25, "end": 36},
    ]
    assert second["flags"] == []


def test_names_that_a_run_sheet_allows_are_not_flagged(tmp_path: Path) -> None:
    sheet = tmp_path / "sheet.toml"
    text = (ROOT / "sessions" / "projektjungle.toml").read_text()
    assert "\n[questions]\n" in text
    sheet.write_text(text.replace("\n[questions]\n", '\n[questions]\nallowed_names = ["Mette Nørgaard"]\n'))
    question = {"text": "Hvad siger Mette Nørgaard?"}
    assert answers((*FLAG, "--run-sheet", str(sheet)), question) == [{"flags": []}]
    assert answers(FLAG, question) == [{"flags": [{"kind": "full_name", "start": 11, "end": 25}]}]


@pytest.mark.parametrize("command", [ALIKE, FLAG], ids=lambda command: command[0])
@pytest.mark.parametrize("line", [b"Hvem?", b"[]", b'{"txt": "Hvem?"}', b'{"text": 3}', b"\xff"])
def test_a_line_that_cannot_be_used_is_named(command: tuple[str, ...], line: bytes) -> None:
    done = run(command, b'{"text": "Hvem ejer effekten?"}\n' + line + b"\n")
    assert done.returncode == 2
    assert done.stderr.startswith(b"Line 2: ")


def test_no_lines_are_no_pairs() -> None:
    assert answers(ALIKE) == []
    assert answers(FLAG) == []
