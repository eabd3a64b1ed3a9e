"""Hints of the command line name a command that works where they are read."""

import ast
import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

from app.cli.program import COMMANDS
from tests.server import ORGANISER_KEY, ROOT

DESCRIBED = (ast.Module, ast.ClassDef, ast.FunctionDef, ast.AsyncFunctionDef)
PROGRAMS = Path(sys.executable).parent
pytestmark = pytest.mark.process


def test_no_message_names_a_command_by_the_program_s_bare_name() -> None:
    bare = re.compile(rf"\bsumme ({'|'.join(COMMANDS)})\b")
    for path in (ROOT / "app").rglob("*.py"):
        tree = ast.parse(path.read_text("utf-8"))
        described = (node for node in ast.walk(tree) if isinstance(node, DESCRIBED))
        docstrings = {ast.get_docstring(node, clean=False) for node in described}
        for node in ast.walk(tree):
            if (
                isinstance(node, ast.Constant)
                and isinstance(node.value, str)
                and node.value not in docstrings
            ):
                assert not bare.search(node.value), f"{path}:{node.lineno}"


def hint(tmp_path: Path, *command: str, cwd: Path, path: str = "/usr/bin:/bin") -> str:
    """What to start a server with, as said by a command that finds none."""
    # Nothing listens on this port, which is kept for the discard protocol.
    settings = {"SUMME_DATA": str(tmp_path), "SUMME_ORGANISER_KEY": ORGANISER_KEY, "SUMME_PORT": "9"}
    environment = {"PATH": path, "HOME": str(tmp_path), **settings}
    done = subprocess.run(
        [*command, "links"], cwd=cwd, env=environment, capture_output=True, text=True, check=False
    )
    assert done.returncode != 0
    return done.stderr.partition("start it with: ")[2].partition(" serve")[0]


def test_a_program_on_the_path_is_named_alone(tmp_path: Path) -> None:
    path = f"{PROGRAMS}{os.pathsep}/usr/bin{os.pathsep}/bin"
    assert hint(tmp_path, "summe", cwd=tmp_path, path=path) == "summe"


def test_a_program_that_is_not_on_the_path_is_named_with_its_place(tmp_path: Path) -> None:
    assert hint(tmp_path, str(PROGRAMS / "summe"), cwd=tmp_path) == str(PROGRAMS / "summe")
    below = hint(tmp_path, str(PROGRAMS / "summe"), cwd=PROGRAMS.parent)
    assert below == str(Path(PROGRAMS.name, "summe"))


def test_a_place_with_a_space_in_it_is_quoted(tmp_path: Path) -> None:
    folder = tmp_path / "min mappe"
    folder.mkdir()
    (folder / "summe").symlink_to(PROGRAMS / "summe")
    assert hint(tmp_path, str(folder / "summe"), cwd=ROOT) == f'"{folder / "summe"}"'


def test_started_as_a_module_it_names_the_program_beside_its_interpreter(tmp_path: Path) -> None:
    program = PROGRAMS / "summe"
    shown = program.relative_to(ROOT) if program.is_relative_to(ROOT) else program
    assert hint(tmp_path, sys.executable, "-m", "app", cwd=ROOT) == str(shown)
