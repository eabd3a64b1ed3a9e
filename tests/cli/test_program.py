"""The table of commands: each one exists and shows its help, and most load neither server nor database."""

import json
import subprocess
import sys
from pathlib import Path

import pytest
from typer.testing import CliRunner

from app.cli import cli
from app.cli.program import COMMANDS
from tests.server import ROOT

# What servers, databases and suggestions are made with, and an HTTP client. (Typer itself loads pydantic.)
HEAVY = ("fastapi", "httpx", "numpy", "scipy", "sklearn", "sqlalchemy", "uvicorn")
SHEET = str(ROOT / "sessions" / "projektjungle.toml")
# Each is carried out as far as it goes without a server or a question.
LIGHT = [
    ["--version"],
    ["--help"],
    ["check", SHEET],
    ["schema"],
    ["links"],
    ["new", "projektjungle"],
    ["export", "ABCDEF"],
    ["slide", "ABCDEF"],
    ["print", "ABCDEF"],
    ["examples", "list"],
    ["flag", "--jsonl"],
    ["suggest", "--help"],
    ["alike", "--help"],
    ["rehearse", "--session", "ABCDEF"],
    ["run", "--help"],
]
# They are carried out in one process: what one loads would be found after those that follow too.
PROGRAM = f"""
import json, sys
from typer.testing import CliRunner
from app.cli import cli
found = []
for arguments in json.loads(sys.argv[1]):
    done = CliRunner().invoke(cli, arguments, input=b"")
    found.append([done.exit_code, sorted(sys.modules.keys() & {set(HEAVY)!r})])
print(json.dumps(found))
"""


@pytest.mark.parametrize("name", COMMANDS)
def test_every_command_of_the_table_exists_and_shows_its_help(name: str) -> None:
    done = CliRunner().invoke(cli, [name, "--help"], env={"COLUMNS": "500", "TERMINAL_WIDTH": "500"})
    assert done.exit_code == 0, done.output
    assert COMMANDS[name].help in done.output


def test_the_help_lists_all_commands_in_the_order_of_the_table() -> None:
    listed = CliRunner().invoke(cli, ["--help"], env={"COLUMNS": "500", "TERMINAL_WIDTH": "500"}).output
    places = [listed.index(f"{name} ") for name in COMMANDS]
    assert places == sorted(places)
    assert all(one.help in listed for one in COMMANDS.values())


@pytest.mark.process
def test_a_command_without_server_or_database_loads_neither(tmp_path: Path) -> None:
    done = subprocess.run(
        [sys.executable, "-c", PROGRAM, json.dumps(LIGHT)],
        cwd=ROOT,
        env={"SUMME_DATA": str(tmp_path), "PYTHONPATH": str(ROOT)},
        capture_output=True,
        text=True,
        check=True,
    )
    found = dict(zip((" ".join(one) for one in LIGHT), json.loads(done.stdout), strict=True))
    assert {name: heavy for name, (_, heavy) in found.items() if heavy} == {}
    asks_a_server = {"links", "new", "export", "slide", "print", "examples", "rehearse"}
    assert {name.partition(" ")[0] for name, (code, _) in found.items() if code == 2} == asks_a_server
    assert {code for code, _ in found.values()} == {0, 2}
