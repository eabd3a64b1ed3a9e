"""How commands end that cannot do what they should: a message on standard error, and an exit code."""

import os

import typer

from app.cli.api_client import ApiError, call
from app.server.exit_codes import EXIT_CONFIGURATION, EXIT_UNREACHABLE
from app.settings import Settings, SettingsError
from app.store import LogUnavailable


def stop(message: str) -> typer.Exit:
    """To be raised, when the message has been written: what was asked for has to change."""
    typer.echo(message, err=True)
    return typer.Exit(EXIT_CONFIGURATION)


def unreachable(error: LogUnavailable) -> typer.Exit:
    """To be raised, when the message has been written: the database may be reached later."""
    typer.echo(f"The database cannot be reached ({error}). {error.advice}", err=True)
    return typer.Exit(EXIT_UNREACHABLE)


def settings_or_exit() -> Settings:
    """The settings of the environment; ends the command where one is wrong."""
    try:
        return Settings.from_env(os.environ)
    except SettingsError as error:
        raise stop(str(error)) from None


def answer_or_exit(method: str, path: str, body: object = None) -> bytes:
    """What the running server answers, with the organiser's key; ends the command where it refuses."""
    try:
        return call(settings_or_exit(), method, path, body)
    except ApiError as error:
        raise stop(str(error)) from None
