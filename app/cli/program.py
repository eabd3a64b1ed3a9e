"""The command `summe`: the table of its commands, each of which is loaded only when it is used.

Loading all of them takes two seconds, and most need neither the server nor the database.
"""

import gc
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from importlib import import_module
from typing import Annotated, Any

import typer
from typer.core import TyperCommand, TyperGroup
from typer.main import get_group

from app.platform import interrupt
from app.version import summe_version


@dataclass(frozen=True, slots=True)
class Listed:
    """A command in the table: in which module of `app.cli` it is, by which name there, and its help.

    It is a function, or a `typer.Typer` with a group of commands.
    """

    module: str
    name: str
    help: str


# By the name that is typed, in the order of the help.
COMMANDS: dict[str, Listed] = {
    "doctor": Listed(
        "doctor",
        "doctor",
        "Say whether this computer is ready for a hall, and what to do; exit code 1 when there is a problem.",
    ),
    "serve": Listed("serve", "serve", "Serve sessions from the data folder, or a database, until stopped."),
    "demo": Listed(
        "serve",
        "demo",
        "Serve a rehearsal of the talk, with people, from a data folder that is gone afterwards.",
    ),
    "run": Listed("start", "run", "Serve, and start again at once if the server should ever fail."),
    "check": Listed("run_sheets", "check", "Say everything that is wrong with a run sheet, by line and key."),
    "suggest": Listed(
        "json_lines",
        "suggest",
        "Say which pitfall each question on standard input fits, a line of JSON for each.",
    ),
    "alike": Listed(
        "json_lines",
        "alike",
        "Say which questions on standard input are alike, a line of JSON for each pair, "
        "the most alike first.",
    ),
    "flag": Listed(
        "json_lines",
        "flag",
        "Say where each question on standard input seems to hold personal data, a line of JSON for each.",
    ),
    "schema": Listed("run_sheets", "schema", "Write the JSON Schema of run sheets, for editors."),
    "new": Listed("sessions", "new", "Open a session of a run sheet on the running server."),
    "links": Listed(
        "links",
        "links",
        "Write the links of the running server, with their keys: home, and each open session's screens.",
    ),
    "rehearse": Listed(
        "rehearse",
        "rehearse",
        "Let a simulated audience into a rehearsal on the running server, and watch how it goes.",
    ),
    "export": Listed("files", "export", "Write a session's export to standard output."),
    "slide": Listed(
        "files",
        "slide",
        "Write a slide with a session's QR code and address to standard output, for one's own presentation.",
    ),
    "print": Listed(
        "files",
        "print_out",
        "Write a print-out as PDF to standard output: poster (A3), hand-out, slips or presenter's card (A4).",
    ),
    "backup": Listed("database", "backup", "Copy the database into one file, while the server runs or not."),
    "restore": Listed(
        "database", "restore", "Put a backup in place of the database; the server must not be running."
    ),
    "erase-again": Listed(
        "database",
        "erase_again",
        "Erase in a restored PostgreSQL database whatever the one before has erased since the backup.",
    ),
    "migrate": Listed(
        "database",
        "migrate",
        "Bring the database up to date for this version of Summe; with SQLite the server must "
        "not be running.",
    ),
    "examples": Listed("examples", "examples", "The questions that are kept as examples of a run sheet."),
}


def load(module: str, name: str) -> Any:
    """What has this name in a module of `app.cli`; Ctrl+C while it loads ends the process at once."""
    with interrupt.ends_at_once(), _without_collection():
        return getattr(import_module(f"app.cli.{module}"), name)


@contextmanager
def _without_collection() -> Iterator[None]:
    """Collect no garbage within the block: nearly all that modules make stays, and looking through it again
    and again is an eighth of the time that a server takes to load."""
    gc.disable()
    try:
        yield
    finally:
        gc.enable()


class _Unloaded(TyperCommand):
    """A command of which only name and help are there until it is used."""

    def __init__(self, name: str, listed: Listed) -> None:
        super().__init__(name, help=listed.help)
        self._listed = listed

    def make_context(self, info_name: str | None, args: list[str], parent: Any = None, **extra: Any) -> Any:
        return self._load().make_context(info_name, args, parent, **extra)

    def _load(self) -> Any:
        """The command itself, as Typer makes it."""
        holder = typer.Typer(add_completion=False)
        loaded = load(self._listed.module, self._listed.name)
        if isinstance(loaded, typer.Typer):
            holder.add_typer(loaded, name=self.name, help=self.help)
        else:
            holder.command(self.name, help=self.help)(loaded)
        return get_group(holder).commands[str(self.name)]


class _Summe(TyperGroup):
    """The commands of the table."""

    def __init__(self, **attributes: Any) -> None:
        super().__init__(**attributes)
        for name, listed in COMMANDS.items():
            self.add_command(_Unloaded(name, listed))


cli = typer.Typer(cls=_Summe, add_completion=False)


def _say_version(wanted: bool) -> None:
    if wanted:
        typer.echo(f"summe {summe_version()}")
        raise typer.Exit


@cli.callback(invoke_without_command=True)
def summe(
    command: typer.Context,
    browser: Annotated[
        bool,
        typer.Option("--browser/--no-browser", help="Open the organiser's page, where there is a screen."),
    ] = True,
    _version: Annotated[
        bool, typer.Option("--version", callback=_say_version, is_eager=True, help="Say the version.")
    ] = False,
) -> None:
    """A talk in which the audience speaks. Without a command: serve, and open the organiser's page."""
    if command.invoked_subcommand is None:
        load("start", "start_here")(browser)


def main() -> None:
    """Run the command line."""
    cli()
