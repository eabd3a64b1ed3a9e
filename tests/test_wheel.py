"""The wheel: it holds all that is read at run time, and serves in any folder, without the sources."""

import json
import os
import re
import subprocess
import sys
import tomllib
import zipfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from app.exports.formats import FORMATS
from tests.server import ROOT, Server

pytestmark = [pytest.mark.process, pytest.mark.half_a_minute]
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
INFO = f"summe_live-{PROJECT['version']}.dist-info"
# Writes down every file of the sources that a program opens, so that whatever the wheel lacks is named.
OPENED = """
import os, sys
SOURCES = tuple(os.path.join({root!r}, name) for name in ("app", "sessions", "frontend", "pyproject.toml"))
def note(event, arguments):
    if event == "open" and str(arguments[0]).startswith(SOURCES):
        os.write(descriptor, (str(arguments[0]) + chr(10)).encode())
descriptor = os.open({log!r}, os.O_WRONLY | os.O_CREAT | os.O_APPEND)
sys.addaudithook(note)
"""


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The wheel as `make wheel` builds it, of the screens that have been built."""
    folder = tmp_path_factory.mktemp("wheel")
    subprocess.run(
        [sys.executable, "-m", "pip", "wheel", "--quiet", "--disable-pip-version-check", "--no-deps",
         "--no-build-isolation", "--wheel-dir", str(folder), str(ROOT)],
        env={**os.environ, "SUMME_SKIP_FRONTEND": "1"},
        check=True,
    )  # fmt: skip
    (built,) = folder.iterdir()
    return built


@pytest.fixture(scope="module")
def installed(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder in which the wheel is unpacked, as an installer would."""
    folder = tmp_path_factory.mktemp("installed")
    with zipfile.ZipFile(wheel) as file:
        file.extractall(folder)
    return folder


def sources() -> set[str]:
    """All files that are kept of the package and its run sheets, and the screens as they have been built."""
    listed = subprocess.run(
        ["git", "ls-files", "--cached", "--others", "--exclude-standard", "app", "sessions"],
        cwd=ROOT, capture_output=True, text=True, check=True,
    ).stdout.split()  # fmt: skip
    kept = {re.sub(r"^sessions/", "app/sessions/", name) for name in listed if (ROOT / name).is_file()}
    static = ROOT / "app" / "web" / "static"
    return kept | {str(path.relative_to(ROOT)) for path in static.rglob("*") if path.is_file()}


def test_the_wheel_is_for_every_system_and_holds_package_screens_run_sheets_and_licence(wheel: Path) -> None:
    assert wheel.name == f"summe_live-{PROJECT['version']}-py3-none-any.whl"
    with zipfile.ZipFile(wheel) as file:
        names = {name for name in file.namelist() if not name.startswith(INFO)}
        assert f"{INFO}/licenses/LICENSE" in file.namelist()
    assert names == sources()
    assert {"app/web/static/phone.html.br", "app/sessions/projektjungle.toml"} <= names


@pytest.fixture
def environment(installed: Path, tmp_path: Path) -> dict[str, str]:
    """Of a user without settings, for whom the program is what the wheel has installed."""
    hook = tmp_path / "hook"
    hook.mkdir()
    opened = OPENED.format(root=str(ROOT), log=str(tmp_path / "opened"))
    (hook / "sitecustomize.py").write_text(opened)
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("SUMME_", "XDG_"))}
    return {**kept, "HOME": str(tmp_path / "home"), "PYTHONPATH": f"{hook}{os.pathsep}{installed}"}


class Installed(Server):
    """A server of the wheel in the user's own data folder, started in another folder than the sources."""

    program = (sys.executable, "-P", "-m", "app")

    def __init__(self, environment: dict[str, str], here: Path) -> None:
        super().__init__(here)
        self.here = here
        del self.environment["SUMME_DATA"]
        self.environment |= environment

    def _run(self, command: object) -> "subprocess.Popen[str]":
        assert isinstance(command, tuple)
        return subprocess.Popen(
            [*self.program, *command],
            env=self.environment, cwd=self.here, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True,
        )  # fmt: skip


@pytest.fixture
def one(environment: dict[str, str], tmp_path: Path) -> Iterator[Installed]:
    """A server of the wheel that has not been started; stopped after the test."""
    here = tmp_path / "here"
    here.mkdir()
    one = Installed(environment, here)
    yield one
    if one.process is not None and one.process.poll() is None:
        one.stop()


@pytest.mark.skipif(sys.platform != "linux", reason="the user's own data folder is another on other systems")
def test_what_is_installed_serves_without_reading_any_source(one: Installed, tmp_path: Path) -> None:
    one.start()
    own = tmp_path / "home" / ".local" / "share" / "summe"
    assert f"Its data is in {own}\n" in one._lines
    assert (own / "summe.db").is_file()
    assert json.loads(one.get("/-/health"))["version"] == PROJECT["version"]
    for page in ("/", f"/{one.code}", f"/{one.code}/board", f"/{one.code}/console", f"/{one.code}/privacy"):
        assert b"<html" in one.get(page), page
    for name in FORMATS:
        assert one.get(f"/api/sessions/{one.code}/export.{name}"), name
    rehearsal = [*one.program, "rehearse", "--phones", "1", "--minutes", "1", "--speed", "100", "--wipe"]
    subprocess.run(rehearsal, env=one.environment, cwd=one.here, check=True, capture_output=True)
    assert one.stop() == 0
    assert (tmp_path / "opened").read_text() == ""


@pytest.mark.skipif(sys.platform != "linux", reason="the user's own data folder is another on other systems")
def test_a_data_folder_in_the_current_folder_is_used_and_said(one: Installed, tmp_path: Path) -> None:
    found, own = one.here / "data", tmp_path / "home" / ".local" / "share" / "summe"
    one.environment["SUMME_DATA"] = str(found)
    one.start()
    assert f"Its data is in {found}\n" in one._lines
    one.stop()
    del one.environment["SUMME_DATA"]
    one.start()
    (said,) = (line for line in one._lines if line.startswith("Its data is in"))
    assert said == (
        f"Its data is in {found}, found in the current folder (for {own} instead: SUMME_DATA='{own}')\n"
    )
    assert not own.exists()
