"""`summe` without a command: the page in the browser, a second start, a port that is taken; and --version."""

import json
import os
import re
import socket
import subprocess
import sys
import threading
import tomllib
import webbrowser
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import urlsplit

import pytest

from app.cli.browser import open_page
from app.cli.start import _open_when_up, free_port
from app.platform.screen import has_screen
from app.server.listening import CannotServe
from app.settings import Settings
from app.store.noted_address import noted
from tests.server import ROOT, Server, eventually

pytestmark = pytest.mark.process
# A browser as far as it matters here: it fetches its address twice, and keeps what it was given and answered.
BROWSER = """
import http.client, json, os, sys
from urllib.parse import urlsplit
url = urlsplit(sys.argv[1])
def fetched():
    line = http.client.HTTPConnection(url.hostname, url.port, timeout=30)
    try:
        line.request("GET", url.path)
        answer = line.getresponse()
        return [answer.status, answer.getheader("Location")]
    except OSError:
        return [0, None]
seen = [sys.argv, fetched(), fetched()]
with open(f"{sys.argv[2]}.new", "w") as file:
    json.dump(seen, file)
os.replace(f"{sys.argv[2]}.new", sys.argv[2])
"""


# The same, for whose address another user of the computer is faster.
OVERTAKEN = BROWSER.replace("fetched(), fetched()", "stolen(), fetched()").replace(
    "seen =",
    """
import encodings.idna  # which the other user may have no right to read
def stolen():
    os.seteuid(65534)
    try:
        return fetched()
    finally:
        os.seteuid(0)
seen =""",
)


@pytest.fixture
def seen(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Where the browser of this computer keeps what it has been given; there is a screen."""
    (tmp_path / "browser.py").write_text(BROWSER)
    seen = tmp_path / "seen.json"
    monkeypatch.setenv("BROWSER", f"{sys.executable} {tmp_path / 'browser.py'} %s {seen}")
    monkeypatch.setattr(webbrowser, "_tryorder", None)  # so that the variable is read again
    monkeypatch.setenv("DISPLAY", ":0")
    monkeypatch.delenv("SSH_CONNECTION", raising=False)
    return seen


@pytest.fixture
def one(tmp_path: Path, seen: Path) -> Server:
    """A server that has not been started, on a computer with a screen."""
    return Server(tmp_path / "data", host="127.0.0.1")


def without_a_command(one: Server, *options: str) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [sys.executable, "-m", "app", *options],
        env=one.environment,
        cwd=ROOT,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )


@contextmanager
def started(one: Server, *options: str) -> Iterator[str]:
    """What a start without a command has said until its links are printed; stopped after the block."""
    process = without_a_command(one, *options)
    assert process.stdout is not None
    said = ""
    try:
        for line in process.stdout:
            said += line
            if line.strip().startswith("Stop with"):
                break
        yield said
    finally:
        process.terminate()
        process.communicate()
    assert process.returncode == 0


def test_the_start_says_where_it_is_and_opens_the_page_once_with_a_key_on_no_command_line(
    one: Server, seen: Path
) -> None:
    with started(one) as said:
        eventually(seen.exists)
    assert said.startswith(f"Summe {project_version()} is serving on {one.base}\n")
    assert f"Its data is in {one.folder}\n" in said
    arguments, first, second = json.loads(seen.read_text())
    (home,) = re.findall(r"Home +(\S+)", said)
    key = one.environment["SUMME_ORGANISER_KEY"]
    assert first == [303, f"{home}#key={key}"]
    assert second[0] in (0, 404)
    assert not any(key in argument for argument in arguments)


@pytest.mark.skipif(sys.platform != "linux" or os.geteuid() != 0, reason="only root can become another user")
def test_s3_another_user_who_asks_first_gets_no_key_and_the_page_opens(tmp_path: Path, seen: Path) -> None:
    (tmp_path / "browser.py").write_text(OVERTAKEN)
    assert open_page("http://127.0.0.1:9/#key=key")
    eventually(seen.exists)
    assert json.loads(seen.read_text())[1:] == [[404, None], [303, "http://127.0.0.1:9/#key=key"]]


def test_a_second_start_opens_the_page_of_the_first_unless_none_is_wanted_or_there_is_no_screen(
    one: Server, seen: Path
) -> None:
    one.start()
    unwanted, _ = without_a_command(one, "--no-browser").communicate(timeout=60)
    there = dict(one.environment)
    one.environment |= {"SSH_CONNECTION": "192.0.2.1 1 192.0.2.2 22"}
    without_a_screen, _ = without_a_command(one).communicate(timeout=60)
    assert all(f"Home      {one.base}\n" in said for said in (unwanted, without_a_screen))
    assert not seen.exists()
    one.environment = there
    second = without_a_command(one)
    said, _ = second.communicate(timeout=60)
    assert (second.returncode, said.splitlines()[0]) == (0, f"Summe is running already, at {one.base}")
    assert "Home" not in said
    eventually(seen.exists)
    one.stop()
    assert json.loads(seen.read_text())[1] == [
        303,
        f"{one.base}/#key={one.environment['SUMME_ORGANISER_KEY']}",
    ]


def test_s3_the_page_opens_at_the_address_of_this_folders_server_whatever_has_its_port(
    tmp_path: Path, seen: Path
) -> None:
    with socket.create_server(("127.0.0.1", 0)) as stranger:
        settings = Settings(port=stranger.getsockname()[1], data=tmp_path, organiser_key="key")
        opening = threading.Thread(target=_open_when_up, args=(settings,))
        opening.start()
        with noted(tmp_path, "http://127.0.0.1:9"):
            opening.join()
        eventually(seen.exists)
    assert json.loads(seen.read_text())[1] == [303, "http://127.0.0.1:9/#key=key"]


def test_a_data_folder_that_something_else_has_locked_is_reported(one: Server) -> None:
    one.start()
    (one.folder / "address").unlink()
    one.environment["SUMME_PORT"] = "0"
    second = without_a_command(one)
    said, _ = second.communicate(timeout=60)
    one.stop()
    assert second.returncode == 2
    assert said.startswith(f"Another Summe is using the data folder {one.folder}")


def test_the_next_free_port_is_taken_unless_a_port_was_chosen() -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        settings = Settings(host="127.0.0.1", port=taken.getsockname()[1])
        assert settings.port < free_port(settings, was_chosen=False) <= settings.port + 20
        with pytest.raises(CannotServe, match=f"Port {settings.port} is taken"):
            free_port(settings, was_chosen=True)
    assert free_port(Settings(host="127.0.0.1", port=0), was_chosen=True) > 0


def test_commands_find_a_server_on_another_port_by_its_data_folder(tmp_path: Path) -> None:
    one = Server(tmp_path / "data", port=0, public_url="", host="127.0.0.1")
    one.start()
    base = urlsplit(one.links["join"])._replace(path="").geturl()
    environment = {n: v for n, v in one.environment.items() if n not in ("SUMME_PORT", "SUMME_PUBLIC_URL")}
    done = subprocess.run(
        [sys.executable, "-m", "app", "new", "projektjungle"],
        cwd=ROOT, env=environment, capture_output=True, text=True, check=True,
    )  # fmt: skip
    assert (one.folder / "address").read_text() == base
    one.stop()
    assert re.search(rf"join +{base}/", done.stdout)
    assert not (one.folder / "address").exists()


@pytest.mark.parametrize(
    ("environment", "screen"),
    [
        ({"DISPLAY": ":0"}, True),
        ({"WAYLAND_DISPLAY": "wayland-0"}, True),
        ({}, False),
        ({"DISPLAY": "localhost:10.0", "SSH_CONNECTION": "192.0.2.1 1 192.0.2.2 22"}, False),
    ],
)
@pytest.mark.skipif(sys.platform != "linux", reason="other systems always have a screen")
def test_there_is_a_screen_where_a_window_can_open(
    environment: dict[str, str], screen: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("DISPLAY", "WAYLAND_DISPLAY", "SSH_CONNECTION"):
        monkeypatch.delenv(name, raising=False)
    for name, value in environment.items():
        monkeypatch.setenv(name, value)
    assert has_screen() == screen


def project_version() -> str:
    return str(tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]["version"])


def test_the_version_is_that_of_the_project() -> None:
    done = subprocess.run(
        [sys.executable, "-m", "app", "--version"], cwd=ROOT, capture_output=True, text=True, check=True
    )
    assert done.stdout == f"summe {project_version()}\n"
