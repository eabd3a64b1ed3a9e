"""`summe check` and `summe schema`: what is wrong with a run sheet, and what one may hold."""

import json
from pathlib import Path

import typer

from app.core.run_sheet_schema import schema as run_sheet_schema
from app.store.run_sheets import check_in_folder


def check(file: Path) -> None:
    sheet, located = check_in_folder(file)
    for one in located:
        typer.echo(str(one))
    if sheet is None:
        raise typer.Exit(1)
    typer.echo(f"{file}: {sheet.title[sheet.languages[0]]}: {len(sheet.pitfalls)} pitfalls, good to use.")


def schema() -> None:
    typer.echo(json.dumps(run_sheet_schema(), ensure_ascii=False, indent=1))
