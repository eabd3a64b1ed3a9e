"""`summe new`: a session on the running server."""

import json
from typing import Annotated

import typer

from app.cli.api_client import address_of
from app.cli.exits import answer_or_exit, settings_or_exit
from app.cli.plain_http import overheard_note
from app.core.languages import DEFAULT


def new(
    run_sheet: str,
    language: str = DEFAULT,
    title: str = "",
    date: Annotated[str, typer.Option(help="The day, as 2030-05-02.")] = "",
    place: str = "",
    expected: Annotated[int | None, typer.Option(help="How many people are expected.")] = None,
) -> None:
    body = {
        "run_sheet": run_sheet,
        "language": language,
        "title": title or None,
        "date": date or None,
        "place": place or None,
        "expected": expected,
    }
    links = json.loads(answer_or_exit("POST", "/api/sessions", body))["links"]
    for name, link in links.items():
        typer.echo(f"{name:8}  {link}")
    if note := overheard_note(links["join"], address_of(settings_or_exit())):
        typer.echo(note, err=True)
