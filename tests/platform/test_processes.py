"""What processes of ours are given: an environment that is chosen, and without keys unless they serve."""

import ast
from pathlib import Path

import pytest

from app.platform.processes import environment
from tests.server import ROOT

STARTING = "create_subprocess_exec"
STARTED = [
    (path, node)
    for path in sorted((ROOT / "app").rglob("*.py"))
    if STARTING in (text := path.read_text(encoding="utf-8"))
    for node in ast.walk(ast.parse(text))
    if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr == STARTING
]


def test_the_environment_of_a_process_has_no_setting(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SUMME_ORGANISER_KEY", "secret")
    monkeypatch.setenv("LANG", "da_DK.UTF-8")
    given = environment()
    assert given["LANG"] == "da_DK.UTF-8"
    assert not [name for name in given if name.startswith("SUMME_")]


@pytest.mark.parametrize(
    ("path", "call"), STARTED, ids=[f"{path.stem}-{call.lineno}" for path, call in STARTED]
)
def test_a_process_is_never_given_the_keys_by_default(path: Path, call: ast.Call) -> None:
    assert "env" in {keyword.arg for keyword in call.keywords}, f"{path} passes everything on"
