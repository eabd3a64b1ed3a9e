"""Progress of a rehearsal in the terminal: a live table of its figures, and the verdict at its end."""

import threading
from collections.abc import Callable
from typing import Any

from rich.console import Console
from rich.live import Live
from rich.table import Table

Figures = dict[str, Any]
LOOK_S = 0.5


def watch(look: Callable[[], Figures], console: Console, stopping: threading.Event) -> Figures:
    """Show the figures until the rehearsal has ended or `stopping` is set; returns the last ones.

    When the output is not a terminal, one line is written for each step instead.
    """
    figures = look()
    if console.is_terminal:
        with Live(_table(figures), console=console, refresh_per_second=4, transient=True) as live:
            while not figures["ended"] and not stopping.wait(LOOK_S):
                figures = look()
                live.update(_table(figures))
    else:
        step = ""
        while not figures["ended"] and not stopping.wait(LOOK_S):
            figures = look()
            if figures["step"] != step:
                step = figures["step"]
                console.print(f"{step}: {figures['joined']} people, {figures['questions']} questions")
    console.print(_table(figures))
    for error in figures["first_errors"]:
        console.print(f"[red]{error}")
    return figures


def all_well(figures: Figures) -> bool:
    """Whether there were no errors, and all screens compared at the end agreed with the server."""
    return not figures["errors"] and figures["checked"] > 0 and figures["checked"] == figures["equal"]


def _table(figures: Figures) -> Table:
    table = Table(show_header=False, box=None, padding=(0, 2, 0, 0))
    table.add_column(style="dim")
    table.add_column()
    step = f"{figures['step']}{' (paused)' if figures['paused'] else ''}"
    table.add_row("step", step)
    table.add_row(
        "people", f"{figures['joined']} of {figures['phones']} joined, {figures['connected']} connected"
    )
    table.add_row("questions", f"{figures['questions']}, answers to the poll {figures['votes']}")
    commands = f"{figures['sent']} sent, {figures['answered']} answered, {figures['twice']} sent twice"
    table.add_row("commands", commands)
    table.add_row("on disk after", _times(figures))
    table.add_row("came back", f"{figures['reconnects']} times")
    table.add_row("rejected", _counted(figures["refused"]))
    table.add_row("errors", str(figures["errors"]))
    if figures["ended"]:
        table.add_row("screens", f"{figures['equal']} of {figures['checked']} show what they should")
    return table


def _times(figures: Figures) -> str:
    p50, p99 = figures["ack_p50_ms"], figures["ack_p99_ms"]
    return "" if p50 is None else f"{p50} ms (half), {p99} ms (99 of 100)"


def _counted(refused: dict[str, int]) -> str:
    return ", ".join(f"{code} {n}" for code, n in sorted(refused.items())) or "never"
