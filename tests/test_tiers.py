"""The pytest plugin `tiers` and `needs.py`: quick tests, no skips in CI, the list of missing tools."""

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

from tests import needs
from tests.server import ROOT

pytestmark = pytest.mark.process

SKIPS = "import pytest\n\ndef test_it():\n    pytest.skip('not run here: no such tool')\n"
SKIPS_AS_A_FILE = "import pytest\n\npytest.skip('not run here: no such tool', allow_module_level=True)\n"
FAILS_AS_EXPECTED = "import pytest\n\n@pytest.mark.xfail\ndef test_it():\n    assert False\n"
STARTS_A_PROCESS = """
import subprocess, sys
import pytest

def test_it():
    try:
        subprocess.run([sys.executable, "-V"])
    except Exception:
        pass
"""
IS_RANDOM = """
from hypothesis import given, settings, strategies as st

@settings(max_examples=5)
@given(st.binary(min_size=8))
def test_it(drawn):
    print("drawn", drawn)
"""
HAS_A_SERVER = """
import pytest

@pytest.fixture
def server():
    raise RuntimeError("it was started")

@pytest.fixture
def hall(server):
    return server

def test_it(hall):
    pass
"""


def run(folder: Path, text: str, **environment: str) -> tuple[int, str]:
    """The exit code and output of pytest on a file with this text."""
    file = folder / "test_one.py"
    file.write_text(text)
    clean = {name: value for name, value in os.environ.items() if name not in ("CI", "SUMME_QUICK")}
    clean["PYTEST_DISABLE_PLUGIN_AUTOLOAD"] = "1"  # importing the others takes most of the time
    done = subprocess.run(
        [sys.executable, "-m", "pytest", "-c", "/dev/null", "-p", "tests.tiers", "-ra", str(file)],
        cwd=ROOT,
        env={**clean, **environment},
        capture_output=True,
        text=True,
        check=False,
    )
    return done.returncode, done.stdout + done.stderr


@pytest.mark.parametrize("text", [SKIPS, SKIPS_AS_A_FILE])
def test_a_skip_fails_in_ci_only(text: str, tmp_path: Path) -> None:
    code, said = run(tmp_path, text)
    assert code in (pytest.ExitCode.OK, pytest.ExitCode.NO_TESTS_COLLECTED), said
    code, said = run(tmp_path, text, CI="true")
    assert code not in (pytest.ExitCode.OK, pytest.ExitCode.NO_TESTS_COLLECTED)
    assert "in CI nothing may be skipped. Skipped: not run here: no such tool" in said


def test_an_expected_failure_does_not_count_as_a_skip(tmp_path: Path) -> None:
    code, said = run(tmp_path, FAILS_AS_EXPECTED, CI="true")
    assert code == pytest.ExitCode.OK, said


@pytest.mark.parametrize("quick", ["0", "1"])
def test_a_test_that_starts_a_process_without_the_mark_fails(tmp_path: Path, quick: str) -> None:
    code, said = run(tmp_path, STARTS_A_PROCESS, SUMME_QUICK=quick)
    assert code == pytest.ExitCode.TESTS_FAILED
    assert re.search(r"test_it starts a process .*pytest\.mark\.process", said)


def test_a_test_that_uses_a_server_indirectly_is_not_quick(tmp_path: Path) -> None:
    code, said = run(tmp_path, HAS_A_SERVER, SUMME_QUICK="1")
    assert code == pytest.ExitCode.NO_TESTS_COLLECTED, said
    assert "1 deselected" in said


def test_random_examples_are_the_same_in_every_run_unless_it_is_a_thorough_one(tmp_path: Path) -> None:
    def drawn(thorough: str) -> list[str]:
        _, said = run(tmp_path, IS_RANDOM, SUMME_THOROUGH=thorough, PYTEST_ADDOPTS="--capture=no")
        return re.findall("drawn .*", said)

    assert drawn("0") == drawn("0") != []
    assert drawn("1") != drawn("1")


def test_everything_missing_is_listed_at_once_with_the_packages_to_install(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(needs, "LIKELY", "/nowhere")
    with pytest.raises(SystemExit) as stopped:
        needs.main("test")
    message = str(stopped.value)
    for need in needs.NEEDS:
        assert (f"\n  {need.tool} " in message) == (need.target == "test")
    tools = "strace gcc libc6-dev faketime postgresql pgbouncer iproute2"
    install = f"chromium-headless-shell fonts-roboto {tools}"
    assert f"sudo apt install {install}" in message
    assert "make test MISSING=skip" in message
    needs.main("test", "--packages")
    assert capsys.readouterr().out.strip() == install


def test_a_test_whose_tool_is_missing_is_skipped_with_the_reason(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(needs, "LIKELY", "/nowhere")
    with pytest.raises(pytest.skip.Exception, match=r"strace is not installed \(apt install strace\)"):
        needs.need("strace")


def test_an_unsuitable_node_is_refused_with_the_version_that_is_needed(tmp_path: Path) -> None:
    for script in ("node.mjs", "package.json"):
        text = (ROOT / "frontend" / script).read_text()
        (tmp_path / script).write_text(re.sub(r'"node": ">=\d+"', '"node": ">=999"', text))
    for folder, code in ((ROOT / "frontend", 0), (tmp_path, 1)):
        done = subprocess.run(
            [Path(sys.executable).with_name("node"), folder / "node.mjs"],
            capture_output=True,
            text=True,
            check=False,
        )
        assert done.returncode == code, done.stderr
    assert done.stderr.startswith("The frontend needs Node 999 or newer; this is v")
