"""`summe examples`: the questions that are kept as examples of a run sheet."""

import json
from typing import Annotated
from urllib.parse import quote

import typer

from app.cli.exits import answer_or_exit, stop
from app.cli.output import write_out
from app.platform.own_command import own_command

examples = typer.Typer(no_args_is_help=True)


@examples.command("list")
def list_examples(
    run_sheet: Annotated[
        str, typer.Argument(help="Its questions, by pitfall; all run sheets if empty.")
    ] = "",
) -> None:
    """Say how many questions are kept for each run sheet, or which ones for this one."""
    if not run_sheet:
        for sheet in json.loads(answer_or_exit("GET", "/api/examples")):
            typer.echo(f"{sheet['examples']:6}  {sheet['run_sheet']}")
        return
    for one in json.loads(answer_or_exit("GET", _examples_of(run_sheet))):
        typer.echo(f"{one['example_id']}  {one['pitfall']}  {one['language']}  {one['text']}")


@examples.command("export")
def export_examples(run_sheet: str) -> None:
    """Write the kept questions to standard output, as TOML for `pitfalls.examples` in the run sheet."""
    write_out(answer_or_exit("GET", f"{_examples_of(run_sheet)}.toml"))


@examples.command("remove")
def remove_examples(
    run_sheet: str,
    example_id: Annotated[str, typer.Argument(help="The id that `list` writes before the question.")] = "",
    everything: Annotated[bool, typer.Option("--all", help="All that are kept for the run sheet.")] = False,
) -> None:
    """Remove one kept question, or all of a run sheet, for good."""
    if bool(example_id) == everything:
        listed = f"{own_command()} examples list"
        raise stop(f"Name one question by its id, from {listed}, or remove all with --all.")
    path = _examples_of(run_sheet)
    answer_or_exit("DELETE", path if everything else f"{path}/{quote(example_id, safe='')}")


def _examples_of(run_sheet: str) -> str:
    return f"/api/examples/{quote(run_sheet, safe='')}"
