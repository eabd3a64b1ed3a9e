"""`summe rehearse`: a rehearsal on the running server, and how it goes."""

import json
import threading
from typing import Annotated, Any

import typer
from rich.console import Console

from app.cli.api_client import session_path
from app.cli.exits import answer_or_exit, stop
from app.rehearsal.terminal import all_well, watch


def rehearse(
    phones: int = 120,
    minutes: float = 8,
    speed: float = 1.0,
    seed: Annotated[int | None, typer.Option(help="The same people with the same questions again.")] = None,
    session: Annotated[str, typer.Option(help="Rehearse the talk of this session, beside it.")] = "",
    run_sheet: Annotated[str, typer.Option(help="The talk that a server begins with, when empty.")] = "",
    language: str = "",
    hands_off: Annotated[bool, typer.Option(help="Leave the leading to the person at the console.")] = False,
    wipe: Annotated[bool, typer.Option(help="Erase the rehearsal at its end.")] = False,
) -> None:
    body: dict[str, Any] = {"phones": phones, "minutes": minutes, "speed": speed, "seed": seed}
    body["lead"] = not hands_off
    if session:
        path = f"{session_path(session)}/rehearsal"
    else:
        path = "/api/rehearsals"
        body |= {"run_sheet": run_sheet or None, "language": language or None}
    begun = json.loads(answer_or_exit("POST", path, body))
    code = begun["code"]
    for name, link in begun["links"].items():
        typer.echo(f"  {name:8}  {link}")
    typer.echo(f"  seed      {begun['seed']}")
    try:
        figures = watch(
            lambda: json.loads(answer_or_exit("GET", f"{session_path(code)}/rehearsal")),
            Console(),
            threading.Event(),
        )
    except KeyboardInterrupt:
        answer_or_exit("POST", f"{session_path(code)}/rehearsal/stop")
        raise stop("The people have been sent home.") from None
    if wipe:
        answer_or_exit("DELETE", session_path(code))
    raise typer.Exit(0 if all_well(figures) else 1)
