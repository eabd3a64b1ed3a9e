"""The command `summe`."""

import json
import os
import sys
import tempfile
import threading
from collections.abc import Iterable
from dataclasses import replace
from enum import StrEnum
from functools import partial
from pathlib import Path
from typing import Annotated, Any
from urllib.parse import quote, urlencode

import typer
from rich.console import Console

from app.cli.api_client import ApiError, call
from app.cli.doctor import doctor
from app.cli.links import links_of, say_links
from app.cli.server_terminal import DemoProgress, announce, say_stopped
from app.cli.start import start
from app.core.languages import DEFAULT, LANGUAGES
from app.core.run_sheet_schema import schema as run_sheet_schema
from app.data_folder import described
from app.exports.csv import SEPARATORS
from app.exports.formats import FORMATS
from app.exports.printouts import PRINTOUT_KINDS
from app.exports.slide import SLIDE_KINDS
from app.hints import HintsUnavailable
from app.platform import event_loop, signals, standard_input
from app.rehearsal.terminal import all_well, watch
from app.server import logs
from app.server.listening import CannotServe
from app.server.process import (
    EXIT_CONFIGURATION,
    EXIT_UNREACHABLE,
    Announce,
    OpenSession,
    demonstrate,
    resume_or_open,
    serve as serve_process,
)
from app.server.supervisor import Program, serve_on_one_port, supervise
from app.settings import Settings, SettingsError
from app.store import BackupError, LogUnavailable
from app.store.lock import DataFolderError
from app.store.opening import backups_of, erase_again as erase_again_in, locked, log_address, migrate_log
from app.store.run_sheets import RunSheetError, check_in_folder, load as load_sheet
from app.store.schema import VERSION
from app.suggest import SuggestUnavailable
from app.suggest.command import rankings
from app.suggest.embedding import Encoder, load_encoder
from app.suggest.engine import Suggester
from app.suggest.line_commands import flags, pairs
from app.suggest.lines import BadLine
from app.suggest.topics import topics_of, unrelated
from app.version import summe_version

cli = typer.Typer(add_completion=False, help="A talk in which the audience speaks.")
examples = typer.Typer(no_args_is_help=True, help="The questions that are kept as examples of a run sheet.")
cli.add_typer(examples, name="examples")
cli.command()(doctor)


class Semantic(StrEnum):
    """Whether the model of meaning is used."""

    ON = "on"
    OFF = "off"


def _stop(message: str) -> typer.Exit:
    typer.echo(message, err=True)
    return typer.Exit(EXIT_CONFIGURATION)


def _unreachable(error: LogUnavailable) -> typer.Exit:
    typer.echo(f"The database cannot be reached ({error}). {error.advice}", err=True)
    return typer.Exit(EXIT_UNREACHABLE)


def _settings() -> Settings:
    try:
        return Settings.from_env(os.environ)
    except SettingsError as error:
        raise _stop(str(error)) from None


def _say_version(wanted: bool) -> None:
    if wanted:
        typer.echo(f"summe {summe_version()}")
        raise typer.Exit


@cli.callback(invoke_without_command=True)
def start_here(
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
    if command.invoked_subcommand is not None:
        return
    try:
        raise typer.Exit(start(_settings(), "SUMME_PORT" in os.environ, browser))
    except (ApiError, CannotServe) as error:
        raise _stop(str(error)) from None


@cli.command()
def serve(
    session: Annotated[
        bool, typer.Option(help="Resume the session that is under way or next, or open one.")
    ] = True,
    processes: Annotated[
        int, typer.Option(min=1, max=64, help="How many share the port, one for each core.")
    ] = 1,
    shared_port: Annotated[bool, typer.Option("--shared-port", hidden=True)] = False,
    supervised: Annotated[bool, typer.Option("--supervised", hidden=True)] = False,
) -> None:
    """Serve sessions from the data folder, or a database, until stopped."""
    if supervised:
        standard_input.at_end(signals.stop_this_process)
    settings = _settings()
    if processes > 1:
        try:
            raise typer.Exit(serve_on_one_port(settings, processes, session))
        except CannotServe as error:
            raise _stop(str(error)) from None
    kept_in = "" if settings.database_url else described(settings.data, "SUMME_DATA" in os.environ)
    _serve(settings, partial(announce, kept_in=kept_in), resume_or_open if session else None, shared_port)
    say_stopped("its database" if settings.database_url else settings.data)


@cli.command()
def demo(phones: int = 60, minutes: float = 58) -> None:
    """Serve a rehearsal of the talk, with people, from a data folder that is gone afterwards."""
    progress = DemoProgress()
    with tempfile.TemporaryDirectory(prefix="summe-demo-") as folder:
        _serve(
            replace(_settings(), data=Path(folder), database_url="", database_listen_url="", bus_url=""),
            progress.announce,
            demonstrate(phones, minutes),
        )
        progress.stop()


def _serve(
    settings: Settings, announce: Announce, open_session: OpenSession | None, shared_port: bool = False
) -> None:
    logs.set_up()
    try:
        event_loop.run(serve_process(settings, announce, open_session, shared_port))
    except (CannotServe, DataFolderError, RunSheetError) as error:
        raise _stop(str(error)) from None
    except LogUnavailable as error:
        raise _unreachable(error) from None
    except HintsUnavailable as error:
        typer.echo(str(error), err=True)
        raise typer.Exit(EXIT_UNREACHABLE) from None


@cli.command()
def run() -> None:
    """Serve, and start again at once if the server should ever fail."""
    raise typer.Exit(supervise([Program()]))


@cli.command()
def check(file: Path) -> None:
    """Say everything that is wrong with a run sheet, by line and key."""
    sheet, located = check_in_folder(file)
    for one in located:
        typer.echo(str(one))
    if sheet is None:
        raise typer.Exit(1)
    typer.echo(f"{file}: {sheet.title[sheet.languages[0]]}: {len(sheet.pitfalls)} pitfalls, good to use.")


@cli.command()
def suggest(
    run_sheet: Annotated[
        Path, typer.Option(metavar="FILE", help="The run sheet whose pitfalls are suggested.")
    ],
    _jsonl: Annotated[
        bool,
        typer.Option(
            "--jsonl",
            help='Questions as lines of JSON: {"text": …}, with "placed" for a card that is placed.',
        ),
    ],
    semantic: Annotated[
        Semantic | None,
        typer.Option(help="Whether to use the model of meaning; without a word, where there is one."),
    ] = None,
) -> None:
    """Say which pitfall each question on standard input fits, a line of JSON for each."""
    try:
        topics = topics_of(load_sheet(run_sheet))
        suggester = Suggester(topics, unrelated(), _encoder(semantic))
        _write_lines(rankings(suggester, [topic.id for topic in topics], sys.stdin.buffer))
    except (BadLine, RunSheetError, SuggestUnavailable) as error:
        raise _stop(str(error)) from None


@cli.command()
def alike(
    _jsonl: Annotated[
        bool, typer.Option("--jsonl", help='Questions as lines of JSON: {"text": …, "id": …}.')
    ],
    semantic: Annotated[
        Semantic | None,
        typer.Option(help="Whether to use the model of meaning; without a word, where there is one."),
    ] = None,
    at_least: Annotated[
        float,
        typer.Option(
            min=0, max=1, help="Leave out pairs that are less alike; from 0.5 on they are likely the same."
        ),
    ] = 0.01,
) -> None:
    """Say which questions on standard input are alike, a line of JSON for each pair, the most alike first."""
    try:
        _write_lines(pairs(sys.stdin.buffer, at_least, _encoder(semantic)))
    except (BadLine, SuggestUnavailable) as error:
        raise _stop(str(error)) from None


@cli.command()
def flag(
    _jsonl: Annotated[bool, typer.Option("--jsonl", help='Questions as lines of JSON: {"text": …}.')],
    run_sheet: Annotated[
        Path | None, typer.Option(metavar="FILE", help="A run sheet, for the names that it allows.")
    ] = None,
) -> None:
    """Say where each question on standard input seems to hold personal data, a line of JSON for each."""
    try:
        sheet = load_sheet(run_sheet) if run_sheet else None
        _write_lines(flags(sys.stdin.buffer, sheet.questions.allowed_names if sheet else ()))
    except (BadLine, RunSheetError) as error:
        raise _stop(str(error)) from None


def _write_lines(lines: Iterable[str]) -> None:
    """Each at once, for a program that waits for it."""
    try:
        for line in lines:
            # Half a character, which JSON can name and UTF-8 cannot, is named in the same way again.
            sys.stdout.buffer.write(f"{line}\n".encode(errors="backslashreplace"))
            sys.stdout.buffer.flush()
    except OSError as error:
        raise _stop(f"The answers could not be written ({error.strerror}).") from None


def _encoder(semantic: Semantic | None) -> Encoder | None:
    if semantic is Semantic.OFF:
        return None
    try:
        return load_encoder()
    except SuggestUnavailable:
        if semantic is Semantic.ON:
            raise
        return None


@cli.command()
def schema() -> None:
    """Write the JSON Schema of run sheets, for editors."""
    typer.echo(json.dumps(run_sheet_schema(), ensure_ascii=False, indent=1))


def _ask(method: str, path: str, body: object = None) -> bytes:
    try:
        return call(_settings(), method, path, body)
    except ApiError as error:
        raise _stop(str(error)) from None


@cli.command()
def new(
    run_sheet: str,
    language: str = DEFAULT,
    title: str = "",
    date: Annotated[str, typer.Option(help="The day, as 2030-05-02.")] = "",
    place: str = "",
    expected: Annotated[int | None, typer.Option(help="How many people are expected.")] = None,
) -> None:
    """Open a session of a run sheet on the running server."""
    body = {
        "run_sheet": run_sheet,
        "language": language,
        "title": title or None,
        "date": date or None,
        "place": place or None,
        "expected": expected,
    }
    for name, link in json.loads(_ask("POST", "/api/sessions", body))["links"].items():
        typer.echo(f"{name:8}  {link}")


@cli.command()
def links(
    session: Annotated[str, typer.Option(metavar="CODE", help="Those of this session alone.")] = "",
    as_json: Annotated[bool, typer.Option("--json", help="As JSON, for programs.")] = False,
) -> None:
    """Write the links of the running server, with their keys: home, and each open session's screens."""
    try:
        found = links_of(_settings(), session)
    except ApiError as error:
        raise _stop(str(error)) from None
    if as_json:
        typer.echo(json.dumps(found, ensure_ascii=False, indent=1))
    else:
        say_links(found)


@cli.command()
def rehearse(
    phones: int = 120,
    minutes: float = 8,
    speed: float = 1.0,
    seed: Annotated[int | None, typer.Option(help="The same people with the same questions again.")] = None,
    session: Annotated[str, typer.Option(help="Rehearse the talk of this session, beside it.")] = "",
    run_sheet: Annotated[str, typer.Option(help="The talk that a server begins with, when empty.")] = "",
    language: str = "",
    hands_off: Annotated[bool, typer.Option(help="Leave the leading to whoever opens the console.")] = False,
    wipe: Annotated[bool, typer.Option(help="Erase the rehearsal at its end.")] = False,
) -> None:
    """Let a simulated audience into a rehearsal on the running server, and watch how it goes."""
    body: dict[str, Any] = {"phones": phones, "minutes": minutes, "speed": speed, "seed": seed}
    body["lead"] = not hands_off
    if session:
        path = f"/api/sessions/{session}/rehearsal"
    else:
        path = "/api/rehearsals"
        body |= {"run_sheet": run_sheet or None, "language": language or None}
    begun = json.loads(_ask("POST", path, body))
    code = begun["code"]
    for name, link in begun["links"].items():
        typer.echo(f"  {name:8}  {link}")
    typer.echo(f"  seed      {begun['seed']}")
    try:
        figures = watch(
            lambda: json.loads(_ask("GET", f"/api/sessions/{code}/rehearsal")), Console(), threading.Event()
        )
    except KeyboardInterrupt:
        _ask("POST", f"/api/sessions/{code}/rehearsal/stop")
        raise _stop("The people have been sent home.") from None
    if wipe:
        _ask("DELETE", f"/api/sessions/{code}")
    raise typer.Exit(0 if all_well(figures) else 1)


def _or(names: Iterable[str]) -> str:
    """`html, pdf or json`."""
    *others, last = names
    return f"{', '.join(others)} or {last}"


def _known_format(name: str) -> str:
    if name not in FORMATS:
        raise typer.BadParameter(f"{name!r} is not {_or(FORMATS)}.")
    return name


def _known_slide(name: str) -> str:
    if name not in SLIDE_KINDS:
        raise typer.BadParameter(f"{name!r} is not {_or(SLIDE_KINDS)}.")
    return name


def _known_printout(name: str) -> str:
    if name not in PRINTOUT_KINDS:
        raise typer.BadParameter(f"{name!r} is not {_or(PRINTOUT_KINDS)}.")
    return name


def _known_separator(name: str) -> str:
    if name and name not in SEPARATORS:
        raise typer.BadParameter(f"{name!r} is not {_or(SEPARATORS)}.")
    return name


@cli.command()
def export(
    code: str,
    kind: Annotated[str, typer.Option("--as", callback=_known_format, help=_or(FORMATS))] = "json",
    language: Annotated[str, typer.Option(help=f"{_or(LANGUAGES)}; the session's own when empty")] = "",
    whole: Annotated[
        bool,
        typer.Option(
            "--whole", help="With the texts that were held back, hidden or left out: do not pass it on."
        ),
    ] = False,
    separator: Annotated[
        str,
        typer.Option(
            callback=_known_separator,
            help=f"of csv: {_or(SEPARATORS)} (tab opens in Excel on every computer); "
            "the usual one of the language when empty",
        ),
    ] = "",
    replay: Annotated[
        bool, typer.Option("--replay", help="of json: with what the board showed, for the page /replay")
    ] = False,
) -> None:
    """Write a session's export to standard output."""
    wishes = {
        "lang": language,
        "whole": "true" if whole else "",
        "separator": separator,
        "replay": "true" if replay else "",
    }
    query = urlencode({name: wish for name, wish in wishes.items() if wish})
    _write_out(_ask("GET", f"/api/sessions/{code}/export.{kind}?{query}"))


@cli.command()
def slide(
    code: str,
    kind: Annotated[str, typer.Option("--as", callback=_known_slide, help=_or(SLIDE_KINDS))] = "png",
    language: Annotated[str, typer.Option(help=f"{_or(LANGUAGES)}; the session's own when empty")] = "",
) -> None:
    """Write a slide with a session's QR code and address to standard output, for one's own presentation."""
    query = urlencode({"lang": language} if language else {})
    _write_out(_ask("GET", f"/api/sessions/{code}/slide.{kind}?{query}"))


@cli.command("print")
def print_out(
    code: str,
    kind: Annotated[str, typer.Option("--as", callback=_known_printout, help=_or(PRINTOUT_KINDS))] = "poster",
    language: Annotated[str, typer.Option(help=f"{_or(LANGUAGES)}; the session's own when empty")] = "",
) -> None:
    """Write a print-out as PDF to standard output: the poster (A3) or the presenter's card (A4)."""
    query = urlencode({"lang": language} if language else {})
    _write_out(_ask("GET", f"/api/sessions/{code}/printouts/{kind}.pdf?{query}"))


def _write_out(content: bytes) -> None:
    """Write a file to standard output."""
    try:
        sys.stdout.buffer.write(content)
        sys.stdout.buffer.flush()
    except OSError as error:
        raise _stop(f"The export could not be written ({error.strerror}).") from None


@examples.command("list")
def list_examples(
    run_sheet: Annotated[
        str, typer.Argument(help="Its questions, by pitfall; all run sheets if empty.")
    ] = "",
) -> None:
    """Say how many questions are kept for each run sheet, or which ones for this one."""
    if not run_sheet:
        for sheet in json.loads(_ask("GET", "/api/examples")):
            typer.echo(f"{sheet['examples']:6}  {sheet['run_sheet']}")
        return
    for one in json.loads(_ask("GET", _examples_of(run_sheet))):
        typer.echo(f"{one['example_id']}  {one['pitfall']}  {one['language']}  {one['text']}")


@examples.command("export")
def export_examples(run_sheet: str) -> None:
    """Write the kept questions to standard output, as TOML for the run sheet's [pitfalls.examples]."""
    _write_out(_ask("GET", f"{_examples_of(run_sheet)}.toml"))


@examples.command("remove")
def remove_examples(
    run_sheet: str,
    example_id: Annotated[str, typer.Argument(help="The id that `list` writes before the question.")] = "",
    everything: Annotated[bool, typer.Option("--all", help="All that are kept for the run sheet.")] = False,
) -> None:
    """Remove one kept question, or all of a run sheet, for good."""
    if bool(example_id) == everything:
        raise _stop("Name one question by its id, from summe examples list, or remove all with --all.")
    path = _examples_of(run_sheet)
    _ask("DELETE", path if everything else f"{path}/{quote(example_id, safe='')}")


def _examples_of(run_sheet: str) -> str:
    return f"/api/examples/{quote(run_sheet, safe='')}"


@cli.command()
def backup(file: Path) -> None:
    """Copy the database into one file, while the server runs or not."""
    try:
        backups_of(_log_address(_settings())).back_up(file)
    except (DataFolderError, BackupError) as error:
        raise _stop(str(error)) from None
    typer.echo(f"The backup is in {file}. It holds participants' words: keep it as safe as the server.")


@cli.command()
def restore(file: Path) -> None:
    """Put a backup in place of the database; the server must not be running."""
    settings = _settings()
    try:
        with locked(settings.data, settings.database_url) as address:
            erased = backups_of(address).restore(file)
    except (DataFolderError, BackupError) as error:
        raise _stop(str(error)) from None
    typer.echo(f"Restored. {erased} erasures from after the backup were carried out again.")


@cli.command()
def erase_again(
    before: Annotated[str, typer.Argument(metavar="OLD", help="The URL of the database until now.")],
) -> None:
    """Erase in a restored PostgreSQL database whatever the one before has erased since the backup."""
    try:
        erased = erase_again_in(_log_address(_settings()), before)
    except DataFolderError as error:
        raise _stop(str(error)) from None
    except LogUnavailable as error:
        raise _unreachable(error) from None
    typer.echo(f"{erased} erasures from after the backup were carried out again.")


@cli.command()
def migrate() -> None:
    """Bring the database up to date for this version of Summe; with SQLite the server must not be running."""
    settings = _settings()
    try:
        with locked(settings.data, settings.database_url) as address:
            before = migrate_log(address)
    except DataFolderError as error:
        raise _stop(str(error)) from None
    except LogUnavailable as error:
        raise _unreachable(error) from None
    if before == VERSION:
        typer.echo(f"The database is up to date: version {VERSION}.")
    elif before is None:
        typer.echo(f"The database was empty, and has its tables now: version {VERSION}.")
    else:
        typer.echo(f"The database was of version {before}, and is up to date now: version {VERSION}.")


def _log_address(settings: Settings) -> str | Path:
    return log_address(settings.data, settings.database_url)


def main() -> None:
    """Run the command line."""
    cli()
