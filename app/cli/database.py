"""`summe backup`, `restore`, `erase-again` and `migrate`: the database, without the server."""

from pathlib import Path
from typing import Annotated

import typer

from app.cli.exits import settings_or_exit, stop, unreachable
from app.settings import Settings
from app.store import BackupError, LogUnavailable
from app.store.lock import DataFolderError
from app.store.opening import backups_of, erase_again as erase_again_in, locked, log_address, migrate_log
from app.store.schema import VERSION


def backup(file: Path) -> None:
    try:
        backups_of(_log_address(settings_or_exit())).back_up(file)
    except (DataFolderError, BackupError) as error:
        raise stop(str(error)) from None
    typer.echo(f"The backup is in {file}. It holds participants' words: keep it as safe as the server.")


def restore(file: Path) -> None:
    settings = settings_or_exit()
    try:
        with locked(settings.data, settings.database_url) as address:
            erased = backups_of(address).restore(file)
    except (DataFolderError, BackupError) as error:
        raise stop(str(error)) from None
    typer.echo(f"Restored. {erased} erasures from after the backup were carried out again.")


def erase_again(
    before: Annotated[str, typer.Argument(metavar="OLD", help="The URL of the database until now.")],
) -> None:
    try:
        erased = erase_again_in(_log_address(settings_or_exit()), before)
    except DataFolderError as error:
        raise stop(str(error)) from None
    except LogUnavailable as error:
        raise unreachable(error) from None
    typer.echo(f"{erased} erasures from after the backup were carried out again.")


def migrate() -> None:
    settings = settings_or_exit()
    try:
        with locked(settings.data, settings.database_url) as address:
            before = migrate_log(address)
    except DataFolderError as error:
        raise stop(str(error)) from None
    except LogUnavailable as error:
        raise unreachable(error) from None
    if before == VERSION:
        typer.echo(f"The database is up to date: version {VERSION}.")
    elif before is None:
        typer.echo(f"The database was empty, and has its tables now: version {VERSION}.")
    else:
        typer.echo(f"The database was of version {before}, and is up to date now: version {VERSION}.")


def _log_address(settings: Settings) -> str | Path:
    return log_address(settings.data, settings.database_url)
