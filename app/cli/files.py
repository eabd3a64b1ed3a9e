"""`summe export`, `summe slide` and `summe print`: files of a session, on standard output."""

from collections.abc import Iterable
from typing import Annotated
from urllib.parse import urlencode

import typer

from app.cli.api_client import session_path
from app.cli.exits import answer_or_exit
from app.cli.output import write_out
from app.core.languages import LANGUAGES
from app.exports.csv import SEPARATORS
from app.exports.formats import FORMATS
from app.exports.printouts import PRINTOUT_KINDS
from app.exports.slide import SLIDE_KINDS


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
    wishes = {
        "lang": language,
        "whole": "true" if whole else "",
        "separator": separator,
        "replay": "true" if replay else "",
    }
    query = urlencode({name: wish for name, wish in wishes.items() if wish})
    write_out(answer_or_exit("GET", f"{session_path(code)}/export.{kind}?{query}"))


def slide(
    code: str,
    kind: Annotated[str, typer.Option("--as", callback=_known_slide, help=_or(SLIDE_KINDS))] = "png",
    language: Annotated[str, typer.Option(help=f"{_or(LANGUAGES)}; the session's own when empty")] = "",
) -> None:
    query = urlencode({"lang": language} if language else {})
    write_out(answer_or_exit("GET", f"{session_path(code)}/slide.{kind}?{query}"))


def print_out(
    code: str,
    kind: Annotated[str, typer.Option("--as", callback=_known_printout, help=_or(PRINTOUT_KINDS))] = "poster",
    language: Annotated[str, typer.Option(help=f"{_or(LANGUAGES)}; the session's own when empty")] = "",
) -> None:
    query = urlencode({"lang": language} if language else {})
    write_out(answer_or_exit("GET", f"{session_path(code)}/printouts/{kind}.pdf?{query}"))
