"""The command `summe`: its commands, what it writes to the terminal, and its client of a running server."""

from app.cli.program import cli, main

__all__ = ["cli", "main"]
