"""The Makefile: what it says of a Python that will not do, and what it installs for which target."""

import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests.server import ROOT

pytestmark = pytest.mark.process
LOCKS = sorted(ROOT.glob("requirements*.lock"))


@pytest.fixture
def checkout(tmp_path: Path) -> Path:
    """A folder with the Makefile, the lock files and no more of the sources than it looks at."""
    for file in [ROOT / "Makefile", ROOT / "pyproject.toml", *LOCKS]:
        shutil.copy(file, tmp_path)
    for name in ("frontend/package-lock.json", "app/exports/report.css"):
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).touch()
    return tmp_path


def make(folder: Path, *arguments: str) -> str:
    """What make says, with its errors."""
    done = subprocess.run(
        ["make", "--no-print-directory", *arguments], cwd=folder, capture_output=True, text=True
    )
    return done.stdout + done.stderr


def would_run(folder: Path, target: str) -> str:
    """The commands that make would run for a target."""
    return make(folder, "--dry-run", "UV=", target)


def made(folder: Path, *names: str) -> None:
    """Files that are made, newer than what they are made of."""
    for name in names:
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).touch()


@pytest.mark.parametrize(
    ("answers", "said"),
    [
        ({"version_info": 1}, "Summe needs Python 3.11 or newer"),
        ({"ensurepip": 1}, "cannot make virtual environments; install its venv package"),
    ],
)
def test_a_python_that_will_not_do_is_refused_with_what_to_do(
    answers: dict[str, int], said: str, checkout: Path
) -> None:
    python = checkout / "python3"
    refusals = "".join(f'case "$2" in *{asked}*) exit {code};; esac\n' for asked, code in answers.items())
    python.write_text(f'#!/bin/sh\n{refusals}exec {sys.executable} "$@"\n')
    python.chmod(0o755)
    assert said in make(checkout, f"PYTHON={python}", "run")
    assert not (checkout / ".venv").exists()


def test_what_only_runs_needs_no_tools_of_tests(checkout: Path) -> None:
    commands = would_run(checkout, "run")
    assert "-r requirements-run.lock" in commands
    assert "-r requirements.lock" not in commands
    assert "ci --omit=dev" in commands


@pytest.mark.parametrize(
    ("target", "lock", "uv"),
    [
        ("run", "requirements-run.lock", ".tools/bin/uv"),
        ("install", "requirements.lock", ".venv/bin/uv"),
    ],
)
def test_without_uv_pip_fetches_the_tools_and_their_uv_installs_the_rest(
    target: str, lock: str, uv: str, checkout: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (checkout / "bin").mkdir()
    for name in ("make", "find"):
        (checkout / "bin" / name).symlink_to(str(shutil.which(name)))
    monkeypatch.setenv("PATH", str(checkout / "bin"))
    commands = make(checkout, "--dry-run", target).splitlines()
    (tools,) = (line for line in commands if "-r requirements-tools.lock" in line)
    (rest,) = (line for line in commands if f"-r {lock}" in line)
    assert tools.startswith(".venv/bin/python -m pip install")
    assert rest.startswith(f"{uv} pip install")
    assert commands.index(tools) < commands.index(rest)


def test_after_make_run_nothing_is_installed_again(checkout: Path) -> None:
    made(checkout, ".venv/.made", ".venv/.run", "app/web/static/phone.html")
    assert "install" not in would_run(checkout, "run")


def test_after_make_install_running_installs_nothing(checkout: Path) -> None:
    made(checkout, ".venv/.made", ".venv/.ok", "frontend/node_modules/.ok", "app/web/static/phone.html")
    assert re.fullmatch(r"PATH=\S+ \.venv/bin/summe\n", would_run(checkout, "run"))


def test_after_make_run_installing_all_builds_the_screens_no_second_time(checkout: Path) -> None:
    made(checkout, ".venv/.made", ".venv/.run", "app/web/static/phone.html")
    commands = would_run(checkout, "install")
    assert "-r requirements.lock" in commands
    assert "npm ci" in commands
    assert "npm run" not in commands
