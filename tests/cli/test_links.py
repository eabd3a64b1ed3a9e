"""The command `summe links`, and that no other output has a key unless it is a terminal."""

import json
import os
import re
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any

import psutil
import pytest

from app.cli.api_client import ApiError, organiser_key
from app.settings import Settings
from tests.client import Client, console, phone
from tests.command_line import run
from tests.server import DEFAULT_SHEET, Server, eventually

pytestmark = pytest.mark.process
NOBODY = 65_534
# All that any library has to say, as it may be set to look for a fault.
EVERYTHING_LOGGED = (
    sys.executable,
    "-c",
    "import logging; logging.basicConfig(level=logging.DEBUG)\nfrom app.cli import main; main()",
)


def links(server: Server, *arguments: str, **settings: str) -> subprocess.CompletedProcess[str]:
    """Run `summe links` as on the server's computer: with its port, and the key in its data folder."""
    own = {"SUMME_DATA": str(server.folder), "SUMME_PORT": str(server.port)}
    return run("links", *arguments, **{**own, **settings})


def found(server: Server, *arguments: str) -> dict[str, Any]:
    done = links(server, "--json", *arguments)
    assert done.returncode == 0, done.stderr
    return dict(json.loads(done.stdout))


@pytest.fixture
def own_keys(tmp_path: Path) -> Iterator[Server]:
    """A running server whose organiser's key is in its data folder alone."""
    one = Server(tmp_path / "data")
    del one.environment["SUMME_ORGANISER_KEY"]
    one.start()
    yield one
    one.stop()


def key_of(server: Server) -> str:
    return (server.folder / "organiser.key").read_text().strip()


def test_links_prints_home_and_the_links_and_qr_code_of_each_open_session(own_keys: Server) -> None:
    done = links(own_keys)
    assert done.returncode == 0, done.stderr
    said = dict(re.findall(r"(Join|Board|Console|Home) +(\S+)", done.stdout))
    assert said.pop("Home") == f"{own_keys.base}/#key={key_of(own_keys)}"
    assert said == {name.capitalize(): own_keys.links[name] for name in ("join", "board", "console")}
    assert "█" in done.stdout


def test_links_as_json_has_open_sessions_and_an_ended_one_by_its_code(own_keys: Server) -> None:
    everything = found(own_keys)
    assert everything["home"] == everything["local"] == f"{own_keys.base}/#key={key_of(own_keys)}"
    (session,) = everything["sessions"]
    assert (session["code"], session["links"]) == (own_keys.code, own_keys.links)
    with console(own_keys) as facilitator:
        facilitator.do("end_session")
    assert found(own_keys)["sessions"] == []
    typed = f"{own_keys.code[:3]} {own_keys.code[3:]}".lower()
    assert found(own_keys, "--session", typed)["sessions"] == everything["sessions"]


def test_links_of_a_session_that_is_not_there_says_so(own_keys: Server) -> None:
    done = links(own_keys, "--session", "NOSUCH")
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr == "There is no session 'NOSUCH' here. All of them: summe links\n"


def test_links_without_a_running_server_says_so(own_keys: Server) -> None:
    own_keys.stop()
    done = links(own_keys)
    own_keys.start()
    assert (done.returncode, done.stdout) == (2, "")
    assert f"No Summe runs with the data folder {own_keys.folder}" in done.stderr


def test_links_of_a_folder_that_another_server_is_not_running_on_says_so(
    own_keys: Server, tmp_path: Path
) -> None:
    other = tmp_path / "other"
    other.mkdir()
    (other / "organiser.key").write_text("another-key-altogether")
    done = links(own_keys, SUMME_DATA=str(other))
    assert (done.returncode, done.stdout) == (2, "")
    assert f"No Summe runs with the data folder {other}" in done.stderr


def test_links_with_another_servers_key_says_so(own_keys: Server) -> None:
    done = links(own_keys, SUMME_ORGANISER_KEY="another-key-altogether")
    assert (done.returncode, done.stdout) == (2, "")
    assert "has another organiser's key than SUMME_ORGANISER_KEY" in done.stderr


@pytest.mark.parametrize("address", ["noted", "of the settings"])
def test_s3_a_folders_key_is_sent_to_no_other_program_at_the_address_of_a_killed_server(
    address: str, own_keys: Server
) -> None:
    own_keys.stop(signal.SIGKILL)
    assert (own_keys.folder / "address").read_text() == own_keys.base
    if address != "noted":
        (own_keys.folder / "address").unlink()
    with socket.create_server(("127.0.0.1", own_keys.port)) as stranger:
        stranger.setblocking(False)
        done = links(own_keys)
        with pytest.raises(BlockingIOError):
            stranger.accept()
    own_keys.start()
    assert f"No Summe runs with the data folder {own_keys.folder}" in done.stderr


@contextmanager
def another_user() -> Iterator[None]:
    """This process without the rights of root, if it has them."""
    before = os.geteuid()
    if before == 0:
        os.seteuid(NOBODY)
    try:
        yield
    finally:
        os.seteuid(before)


def test_a_data_folder_of_another_user_is_named_so(tmp_path: Path) -> None:
    folder = tmp_path / "data"
    folder.mkdir()
    (folder / "organiser.key").write_text("secret-of-another")
    (folder / "organiser.key").chmod(0o000)
    tmp_path.chmod(0o755)
    with another_user(), pytest.raises(ApiError, match=r"belongs to another user.*sudo -u"):
        organiser_key(replace(Settings(), data=folder))


# ---- output that is no terminal


def keys_of(server: Server) -> set[str]:
    """All keys there are: the organiser's, the secret, those of all sessions."""
    own = key_of(server)
    keys = {own, (server.folder / "secret").read_text().strip()}
    for listed in json.loads(server.get("/api/sessions", own)):
        keys |= {link.partition("#key=")[2] for link in listed["links"].values()} - {""}
    return keys


def ask(server: Server, path: str, key: str, body: object = None) -> Any:
    return json.loads(server._request("POST", path, key, body or {}))


def whole_arc(server: Server) -> set[str]:
    """A rehearsal from the first step to the last, devices, renewed and wrong keys; returns all keys."""
    own, session = key_of(server), f"/api/sessions/{server.code}"
    people = {"phones": 3, "minutes": 1, "speed": 60, "lead": True, "run_sheet": DEFAULT_SHEET}
    begun = ask(server, "/api/rehearsals", own, people)
    keys = keys_of(server) | {"0123456789abcdef0123456789abcdef", "en-gættet-nøgle"}
    with console(server) as facilitator, phone(server, "0123456789abcdef0123456789abcdef") as one:
        facilitator.enter("collect")
        one.do("ask_question", text="Hvem betaler?")
        for role in ("console", "board", "grouping"):
            invited = ask(server, f"{session}/invitations", own, {"role": role})["invitation"]
            opens = "board" if role == "board" else "console"
            device = ask(server, f"{session}/devices", own, {"invitation": invited, "role": opens})
            keys |= {invited, device["key"]}
    for role in ("board", "console"):
        stranger = Client(server, role=role, key="en-gættet-nøgle", device="d")
        stranger.receive("bye")
        stranger.close()
    for role in ("board", "report", "facilitator"):
        ask(server, f"{session}/keys/{role}", own)
    server.get(f"{session}/export.html", own)

    def over() -> bool:
        figures = json.loads(server.get(f"/api/sessions/{begun['code']}/rehearsal", own))
        return bool(figures["ended"])

    eventually(over, 120)
    return keys | keys_of(server)


def output_of(server: Server) -> str:
    return "".join(server._lines)


@pytest.mark.parametrize(
    "program",
    [
        pytest.param((), id="as it is"),
        pytest.param(EVERYTHING_LOGGED, id="everything logged", marks=pytest.mark.long),
    ],
)
def test_s3_the_output_of_a_whole_arc_has_no_key(program: tuple[str, ...], tmp_path: Path) -> None:
    server = Server(tmp_path / "data")
    server.program = program
    del server.environment["SUMME_ORGANISER_KEY"]
    server.start()
    try:
        keys = whole_arc(server)
    finally:
        server.stop()
    assert len(keys) >= 12
    said = output_of(server)
    assert [key for key in keys if key in said] == []
    assert ("DEBUG:" in said) == bool(program)
    assert f"Home      {server.base}/\n" in said
    assert "summe links" in said


def test_s3_a_server_that_is_started_again_writes_no_key(tmp_path: Path) -> None:
    server = Server(tmp_path / "data")
    del server.environment["SUMME_ORGANISER_KEY"]
    server.start("run")
    try:
        assert server.process is not None
        (child,) = psutil.Process(server.process.pid).children()
        child.kill()
        eventually(lambda: output_of(server).count("  Home ") == 2)
        keys = keys_of(server)
    finally:
        server.stop()
    assert "starting it again" in output_of(server)
    assert [key for key in keys if key in output_of(server)] == []
