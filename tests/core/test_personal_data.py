"""What looks like personal data, by vectors that the phone reads too: it may warn of less, never of more."""

import json
from pathlib import Path
from typing import Any

import pytest

from app.core.personal_data import find

GOLDEN = Path(__file__).parent.parent / "golden"
VECTORS: list[dict[str, Any]] = json.loads((GOLDEN / "personal_data.json").read_text())


@pytest.mark.parametrize("vector", VECTORS, ids=lambda vector: vector["text"][:40])
def test_a_text_is_flagged_as_agreed(vector: dict[str, Any]) -> None:
    assert list(find(vector["text"])) == vector["flags"]
    assert not vector["phone"] or vector["flags"], "the phone warns where the server would not hold"
