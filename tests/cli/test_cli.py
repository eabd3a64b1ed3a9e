"""Command line: exit codes and one-sentence messages, ports, settings, demo and rehearsal."""

import json
import re
import socket
import subprocess
import sys
from dataclasses import replace
from pathlib import Path
from urllib.parse import urlsplit

import pytest

from app.exports.formats import FORMATS
from app.server.listening import CannotServe, follows_network, public_url_of
from app.settings import Settings
from app.store.schema import VERSION
from tests.command_line import run, said
from tests.server import DEFAULT_SHEET, ROOT, Server, eventually, hold_port

pytestmark = pytest.mark.process


@pytest.fixture
def elsewhere(tmp_path: Path) -> dict[str, str]:
    """Settings with a data folder of its own and any free port."""
    return {"SUMME_DATA": str(tmp_path / "data"), "SUMME_PORT": "0"}


def test_the_command_starts_as_installed_and_as_a_module() -> None:
    for program in ([sys.executable, "-m", "app"], [str(Path(sys.executable).parent / "summe")]):
        done = subprocess.run([*program, "--help"], cwd=ROOT, capture_output=True, text=True, check=True)
        assert "A talk in which the audience speaks." in done.stdout


@pytest.mark.parametrize("command", ["serve", "run", "demo"])
def test_a_port_in_use_is_reported(command: str, elsewhere: dict[str, str]) -> None:
    with socket.socket() as taken:
        taken.bind(("0.0.0.0", 0))
        taken.listen()
        port = str(taken.getsockname()[1])
        sentence = said(run(command, **{**elsewhere, "SUMME_PORT": port}))
    assert sentence.startswith(f"Port {port} is taken")
    assert "SUMME_PORT" in sentence


@pytest.mark.parametrize("command", ["serve", "run"])
def test_a_data_folder_in_use_is_reported(server: Server, command: str) -> None:
    folder = server.environment["SUMME_DATA"]
    sentence = said(run(command, SUMME_DATA=folder, SUMME_PORT="0"))
    assert sentence.startswith(f"Another Summe is using the data folder {folder}.")


@pytest.mark.parametrize(
    ("variable", "value", "sentence"),
    [
        ("SUMME_PORT", "99999", "There is no port 99999"),
        ("SUMME_SUGGEST", "on", "SUMME_SUGGEST='on' should be one of auto, off, base."),
        ("SUMME_SUGGEST_SESSIONS", "0", "SUMME_SUGGEST_SESSIONS='0' should be at least 1"),
        ("SUMME_PORT", "eight", "SUMME_PORT='eight' should be a whole number."),
        (
            "SUMME_PHONE_FRAME_BYTES",
            "4096",
            "SUMME_PHONE_FRAME_BYTES='4096' should be at least 12500: the longest question takes that much.",
        ),
        ("SUMME_STALLED_S", "-1", "SUMME_STALLED_S='-1' should not be negative."),
        ("SUMME_PROT", "8000", "SUMME_PROT is not a setting of Summe."),
        ("SUMME_HOST", "203.0.113.7", "203.0.113.7 is not an address of this computer"),
        ("SUMME_SESSIONS", "/nowhere", "There is no run sheet in /nowhere"),
        ("SUMME_DATA", "/dev/null", "The data folder /dev/null cannot be written"),
    ],
)
def test_an_invalid_setting_is_reported(
    variable: str, value: str, sentence: str, elsewhere: dict[str, str]
) -> None:
    assert said(run("serve", **{**elsewhere, variable: value})).startswith(sentence)


def test_a_file_that_is_not_a_database_is_reported(elsewhere: dict[str, str]) -> None:
    folder = Path(elsewhere["SUMME_DATA"])
    folder.mkdir()
    (folder / "summe.db").write_text("Once upon a time there was a text file that nobody had asked. " * 20)
    assert "summe.db cannot be used (file is not a database)" in said(run("serve", **elsewhere))


def test_a_database_that_is_up_to_date_needs_no_migration(server: Server) -> None:
    environment = {"SUMME_DATA": server.environment["SUMME_DATA"]}
    assert said(run("migrate", **environment)).startswith("Another Summe is using the data folder")
    server.stop()
    done = run("migrate", **environment)
    assert (done.returncode, done.stdout) == (0, f"The database is up to date: version {VERSION}.\n")


def test_without_a_database_there_is_nothing_to_migrate(elsewhere: dict[str, str]) -> None:
    assert said(run("migrate", **elsewhere)).startswith("There is no database in")
    assert not (Path(elsewhere["SUMME_DATA"]) / "summe.db").exists()


def test_an_unreadable_key_file_is_reported(elsewhere: dict[str, str]) -> None:
    (Path(elsewhere["SUMME_DATA"]) / "secret").mkdir(parents=True)
    assert "secret cannot be read" in said(run("serve", **elsewhere))


def test_a_faulty_run_sheet_is_reported_with_the_line(elsewhere: dict[str, str], tmp_path: Path) -> None:
    (tmp_path / "projektjungle.toml").write_text('format = 1\nid = "A B"\n')
    done = run("serve", SUMME_SESSIONS=str(tmp_path), **elsewhere)
    assert done.returncode == 2
    assert "projektjungle.toml:2: error: id: found 'A B'" in done.stderr
    assert "Traceback" not in done.stderr


def test_a_folder_with_one_run_sheet_of_any_name_is_enough_to_start(tmp_path: Path) -> None:
    sheet = (ROOT / "sessions" / "projektjungle.toml").read_text()
    folder = tmp_path / "sheets"
    folder.mkdir()
    (folder / "a-faulty.toml").write_text("format = 1")
    (folder / "byraadet.toml").write_text(sheet.replace('id = "projektjungle"', 'id = "byraadet"', 1))
    one = Server(tmp_path / "data", sessions=folder)
    one.start()
    try:
        environment = {n: v for n, v in one.environment.items() if n.startswith("SUMME_")}
        assert json.loads(one.get(f"/api/sessions/{one.code}"))["run_sheet"] == "byraadet"
        done = run("rehearse", "--phones", "1", "--minutes", "1", "--speed", "100", "--wipe", **environment)
        assert done.returncode == 0, done.stdout + done.stderr
    finally:
        one.stop()


def test_with_port_0_the_links_name_the_port_in_use(tmp_path: Path) -> None:
    one = Server(tmp_path / "data", port=0, public_url="", host="127.0.0.1")
    before = one.base
    one.start()
    try:
        (base,) = {urlsplit(link)._replace(path="", fragment="").geturl() for link in one.links.values()}
        assert base == one.base != before
        assert json.loads(one.get("/-/health"))["status"] == "up"
    finally:
        one.stop()


def test_without_a_network_address_the_output_says_what_to_do() -> None:
    anywhere = Settings()
    assert public_url_of(anywhere, 8000, None) == ""
    shared = replace(anywhere, database_url="postgresql://summe@db/summe")
    with pytest.raises(CannotServe, match=r"No network address was found.*SUMME_PUBLIC_URL"):
        public_url_of(shared, 8000, None)
    assert public_url_of(anywhere, 8000, "10.0.0.7") == "http://10.0.0.7:8000"
    assert public_url_of(Settings(host="127.0.0.1"), 8000, None) == "http://127.0.0.1:8000"
    assert public_url_of(Settings(public_url="https://summe.example/"), 8000, None) == "https://summe.example"


def test_links_follow_the_network_only_where_no_address_is_given_and_no_database_shared() -> None:
    anywhere = Settings()
    given = replace(anywhere, public_url="http://summe.example")
    shared = replace(anywhere, database_url="postgresql://summe@db/summe")
    assert follows_network(anywhere)
    assert not any(map(follows_network, (given, shared, replace(anywhere, host="192.168.1.23"))))


@pytest.mark.parametrize(
    ("public_url", "overheard"),
    [("http://192.0.2.7:8000", True), ("https://summe.example", False), ("http://127.0.0.1:8000", False)],
)
def test_h19_links_that_can_be_overheard_are_named_so_with_the_address_of_this_computer(
    public_url: str, overheard: bool, tmp_path: Path
) -> None:
    one = Server(tmp_path / "data", public_url=public_url, host="127.0.0.1")
    one.start()
    links, new = run("links", **one.environment), run("new", DEFAULT_SHEET, **one.environment)
    one.stop()
    assert "#key=" in links.stdout
    assert "#key=" in new.stdout
    for printed in ("".join(one._lines), links.stdout, new.stderr):
        assert ("others can pick up the keys" in printed) == overheard
        assert (f"on this computer at\n            {one.base}." in printed) == overheard


def test_h19_the_guides_say_how_keys_are_not_overheard() -> None:
    operating, facilitating = (
        (ROOT / "docs" / page).read_text() for page in ("operating.md", "facilitating.md")
    )
    assert "**Plain http can be overheard.**" in operating
    assert "**Pas på nøglen på åbent wi-fi.**" in facilitating
    assert "**Mind the key on an open Wi-Fi.**" in facilitating


@pytest.mark.parametrize(
    ("variable", "value", "sentence"),
    [
        ("SUMME_ORGANISER_KEY", "kort", "SUMME_ORGANISER_KEY has 4 characters; a key has 8 or more"),
        ("SUMME_SECRET", "kort", "SUMME_SECRET has 4 characters; a key has 16 or more"),
        ("SUMME_ORGANISER_KEY", "", "SUMME_ORGANISER_KEY is empty."),
    ],
)
def test_h14_a_short_or_empty_key_keeps_the_server_from_starting(
    variable: str, value: str, sentence: str, elsewhere: dict[str, str]
) -> None:
    assert said(run("serve", **{**elsewhere, variable: value})).startswith(sentence)


def test_h14_an_empty_key_file_keeps_the_server_from_starting(elsewhere: dict[str, str]) -> None:
    folder = Path(elsewhere["SUMME_DATA"])
    folder.mkdir(mode=0o700)
    (folder / "organiser.key").touch(mode=0o600)
    assert "organiser.key holds no whole key" in said(run("serve", **elsewhere))


def test_a_demo_has_a_simulated_audience_and_leaves_no_files(tmp_path: Path) -> None:
    one = Server(tmp_path / "unused")
    one.environment["TMPDIR"] = str(tmp_path)
    one.start("demo", "--phones", "3", "--minutes", "5")
    assert [path.name[:11] for path in tmp_path.iterdir()] == ["summe-demo-"]
    way = f"/api/sessions/{one.code}"
    eventually(lambda: json.loads(one.get(way))["joined"] >= 1, 20)
    assert json.loads(one.get(way))["rehearsal"] is True
    assert one.stop() == 0
    assert list(tmp_path.iterdir()) == []


def test_a_server_that_does_not_run_is_reported(elsewhere: dict[str, str]) -> None:
    assert said(run("new", "projektjungle", **elsewhere)).startswith("There is no organiser's key in")
    with hold_port() as nobody_listens:
        port = str(nobody_listens.getsockname()[1])
        with_key = {**elsewhere, "SUMME_ORGANISER_KEY": "k", "SUMME_PORT": port}
        assert said(run("new", "projektjungle", **with_key)).startswith(f"No Summe answers on port {port}")


def test_invalid_requests_to_a_server_are_reported(server: Server) -> None:
    environment = {n: v for n, v in server.environment.items() if n.startswith("SUMME_")}
    assert said(run("new", "nope", **environment)).startswith("There is no run sheet 'nope'; there are:")
    assert said(run("export", "NOSUCH", **environment)).startswith("This needs")
    unknown = run("export", "NOSUCH", "--as", "odt", **environment)
    assert unknown.returncode == 2
    assert all(name in unknown.stderr for name in ("'odt' is not", *FORMATS))
    assert said(run("rehearse", "--phones", "0", **environment)).startswith("phones: input should be greater")
    assert said(run("rehearse", "--session", "NOSUCH", **environment)).startswith("There is no session")


def test_a_rehearsal_on_the_command_line_ends_with_a_verdict(server: Server) -> None:
    environment = {n: v for n, v in server.environment.items() if n.startswith("SUMME_")}
    done = run("rehearse", "--phones", "3", "--minutes", "1", "--speed", "50", "--wipe", **environment)
    assert done.returncode == 0, done.stdout + done.stderr
    assert re.search(r"screens +4 of 4 show what they should", done.stdout)


def test_a_python_that_is_too_old_is_reported_before_anything_is_installed(tmp_path: Path) -> None:
    old = tmp_path / "python3.9"
    old.write_text('#!/bin/sh\n[ "$1" = -V ] && echo "Python 3.9.2"\nexit 1\n')
    old.chmod(0o755)
    done = subprocess.run(
        ["make", "--always-make", ".venv/.ok", f"PYTHON={old}"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 2
    assert f"Summe needs Python 3.11 or newer; {old} is Python 3.9.2." in done.stdout
