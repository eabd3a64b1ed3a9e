"""`summe suggest`, `summe alike` and `summe flag`: what is found in questions, which come as JSON lines."""

import sys
from collections.abc import Iterable
from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from app.cli.exits import stop
from app.cli.output import write_out
from app.store.run_sheets import RunSheetError, load as load_sheet
from app.suggest import SuggestUnavailable
from app.suggest.command import rankings
from app.suggest.embedding import Encoder, load_encoder
from app.suggest.engine import Suggester
from app.suggest.line_commands import flags, pairs
from app.suggest.lines import BadLine
from app.suggest.topics import topics_of, unrelated


class Semantic(StrEnum):
    """Whether the model of meaning is used."""

    ON = "on"
    OFF = "off"


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
    try:
        topics = topics_of(load_sheet(run_sheet))
        suggester = Suggester(topics, unrelated(), _encoder(semantic))
        _write_lines(rankings(suggester, [topic.id for topic in topics], sys.stdin.buffer))
    except (BadLine, RunSheetError, SuggestUnavailable) as error:
        raise stop(str(error)) from None


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
    try:
        _write_lines(pairs(sys.stdin.buffer, at_least, _encoder(semantic)))
    except (BadLine, SuggestUnavailable) as error:
        raise stop(str(error)) from None


def flag(
    _jsonl: Annotated[bool, typer.Option("--jsonl", help='Questions as lines of JSON: {"text": …}.')],
    run_sheet: Annotated[
        Path | None, typer.Option(metavar="FILE", help="A run sheet, for the names that it allows.")
    ] = None,
) -> None:
    try:
        sheet = load_sheet(run_sheet) if run_sheet else None
        _write_lines(flags(sys.stdin.buffer, sheet.questions.allowed_names if sheet else ()))
    except (BadLine, RunSheetError) as error:
        raise stop(str(error)) from None


def _write_lines(lines: Iterable[str]) -> None:
    for line in lines:
        # Half a character, which JSON can name and UTF-8 cannot, is named in the same way again.
        write_out(f"{line}\n".encode(errors="backslashreplace"), "answer")


def _encoder(semantic: Semantic | None) -> Encoder | None:
    if semantic is Semantic.OFF:
        return None
    try:
        return load_encoder()
    except SuggestUnavailable:
        if semantic is Semantic.ON:
            raise
        return None
