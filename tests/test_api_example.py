"""Runs the example program of docs/api.md against a real server, unchanged."""

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

from tests.server import ORGANISER_KEY, Server

pytestmark = [pytest.mark.process, pytest.mark.shared_server]
PAGE = Path(__file__).parent.parent / "docs" / "api.md"


def example() -> str:
    [code] = re.findall(r"^```python\n(.*?)^```$", PAGE.read_text(encoding="utf-8"), re.DOTALL | re.MULTILINE)
    return str(code)


def run(server: Server, key: str) -> subprocess.CompletedProcess[str]:
    environment = {**os.environ, "SUMME_URL": server.base, "SUMME_KEY": key, "PYTHONIOENCODING": "utf-8"}
    return subprocess.run(
        [sys.executable, "-c", example()], env=environment, capture_output=True, encoding="utf-8"
    )


def test_the_example_for_programs_prints_an_export_with_its_question_in_the_first_pitfall(
    server: Server,
) -> None:
    done = run(server, ORGANISER_KEY)
    assert (done.returncode, done.stderr) == (0, "")
    assert "Hvem bestemmer, hvilket projekt der stopper?" in done.stdout
    [_, *pitfalls] = done.stdout.split("\n### ")
    assert ["Ét spørgsmål" in text for text in pitfalls] == [True, False, False, False]


def test_the_example_for_programs_fails_with_another_key(server: Server) -> None:
    done = run(server, "another")
    assert done.returncode == 1
    assert "403 Forbidden" in done.stderr


def test_the_example_for_programs_has_at_most_forty_lines() -> None:
    assert len([line for line in example().splitlines() if line.strip()]) <= 40
