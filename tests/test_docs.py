"""The documents that follow from the code say what the code does."""

import re
import runpy
from pathlib import Path

import pytest

GENERATE = Path(__file__).parent.parent / "docs" / "generate.py"
WRITTEN: dict[Path, str] = runpy.run_path(str(GENERATE))["written"]()


@pytest.mark.parametrize("path", WRITTEN, ids=lambda path: path.name)
def test_a_generated_document_is_up_to_date(path: Path) -> None:
    assert path.read_text() == WRITTEN[path], "run: python docs/generate.py"


def test_no_guarantee_is_stated_without_a_test() -> None:
    page = (GENERATE.parent / "guarantees.md").read_text()
    stated, table = page.split("## The tests by id")
    ids = set(re.findall(r"\b[ARLNSTPDO]\d+\b", stated))
    assert ids, "the page names no test"
    assert ids <= set(re.findall(r"^\| (\w+) \|", table, re.M))
