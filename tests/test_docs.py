"""The documents that follow from the code say what the code does."""

import runpy
from pathlib import Path

import pytest

GENERATE = Path(__file__).parent.parent / "docs" / "generate.py"
WRITTEN: dict[Path, str] = runpy.run_path(str(GENERATE))["written"]()


@pytest.mark.parametrize("path", WRITTEN, ids=lambda path: path.name)
def test_a_generated_document_is_up_to_date(path: Path) -> None:
    assert path.read_text() == WRITTEN[path], "run: python docs/generate.py"
