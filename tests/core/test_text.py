"""The text rules by their vectors, which the phone reads too (frontend/src/live/text.test.ts)."""

import json
from pathlib import Path
from typing import Any

import pytest

from app.core.text import clean, graphemes

GOLDEN = Path(__file__).parent.parent / "golden"
VECTORS: list[dict[str, Any]] = json.loads((GOLDEN / "graphemes.json").read_text())


@pytest.mark.parametrize("vector", VECTORS, ids=lambda vector: ascii(vector["text"])[:40])
def test_a_text_is_cleaned_and_counted_as_agreed(vector: dict[str, Any]) -> None:
    assert clean(vector["text"]) == vector["clean"]
    assert graphemes(vector["clean"]) == vector["graphemes"]
    assert clean(vector["clean"]) == vector["clean"]
