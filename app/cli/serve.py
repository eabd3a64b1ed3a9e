"""`summe serve` and `summe demo`: a server in this process."""

import os
import tempfile
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import Annotated

import typer

from app.cli.exits import settings_or_exit, stop, unreachable
from app.cli.server_terminal import DemoProgress, announce, say_stopped
from app.data_folder import described
from app.hints import HintsUnavailable
from app.platform import event_loop, signals, standard_input
from app.server import logs
from app.server.exit_codes import EXIT_UNREACHABLE
from app.server.listening import CannotServe
from app.server.process import (
    Announce,
    OpenSession,
    demonstrate,
    resume_or_open,
    serve as serve_process,
)
from app.server.supervisor import serve_on_one_port
from app.settings import Settings
from app.store import LogUnavailable, NotSaved
from app.store.lock import DataFolderError
from app.store.run_sheets import RunSheetError


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
    if supervised:
        standard_input.at_end(signals.stop_this_process)
    settings = settings_or_exit()
    if processes > 1:
        try:
            raise typer.Exit(serve_on_one_port(settings, processes, session))
        except CannotServe as error:
            raise stop(str(error)) from None
    kept_in = "" if settings.database_url else described(settings.data, "SUMME_DATA" in os.environ)
    _serve(settings, partial(announce, kept_in=kept_in), resume_or_open if session else None, shared_port)
    say_stopped("its database" if settings.database_url else settings.data)


def demo(phones: int = 60, minutes: float = 58) -> None:
    progress = DemoProgress()
    with tempfile.TemporaryDirectory(prefix="summe-demo-") as folder:
        _serve(
            replace(
                settings_or_exit(), data=Path(folder), database_url="", database_listen_url="", bus_url=""
            ),
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
        raise stop(str(error)) from None
    except NotSaved as error:
        raise stop(
            f"The session to begin with could not be stored ({error}). Make room on the disk of the database "
            "and start Summe again; nothing that was stored is lost."
        ) from None
    except LogUnavailable as error:
        raise unreachable(error) from None
    except HintsUnavailable as error:
        typer.echo(str(error), err=True)
        raise typer.Exit(EXIT_UNREACHABLE) from None
