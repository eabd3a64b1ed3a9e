"""The latest moves of a room: which console has just done what to which questions; for consoles only.

They are made of the events that a process adopts, its own and those of others alike, so that consoles on
every process are shown the same. They are neither kept nor part of any digest.
"""

from collections import deque
from collections.abc import Iterable
from itertools import groupby

from app.core.commands import Actor
from app.core.events import Event, QuestionPlaced, Recorded
from app.core.rows import Move, MovesRow
from app.core.state import UndoEntry
from app.core.undo import UNDOABLE, what

MOST_MOVES = 5


class LatestMoves:
    """Remembers the latest moves, and makes the row of them."""

    def __init__(self) -> None:
        self._latest: deque[Move] = deque(maxlen=MOST_MOVES)

    def happened(self, recorded: Iterable[Recorded]) -> bool:
        """Take note of events; returns whether the row has changed."""
        led = (one for one in recorded if not one.actor.startswith("participant:"))
        moves = [move for _, of_command in groupby(led, _command) for move in _moves([*of_command])]
        self._latest.extend(moves)
        return bool(moves)

    def row(self) -> MovesRow:
        return {"latest": [*self._latest]}


def _command(recorded: Recorded) -> tuple[str, str]:
    return recorded.actor, recorded.command_id


def _moves(of_command: list[Recorded]) -> list[Move]:
    """The moves in the events of one command: one, or one for each pitfall into which questions were put."""
    actor = Actor.parse(of_command[0].actor)
    done = [recorded for recorded in of_command if type(recorded.event) in UNDOABLE]
    if actor.role == "clock" or not done:
        return []
    kind, _ = what(_entry(done))
    if kind != "placed":
        return [_move(actor, done, None)]
    by_pitfall: dict[str | None, list[Recorded]] = {}
    for recorded in done:
        by_pitfall.setdefault(_pitfall(recorded.event), []).append(recorded)
    return [_move(actor, placed, pitfall) for pitfall, placed in by_pitfall.items()]


def _entry(recorded: list[Recorded]) -> UndoEntry:
    return UndoEntry("", tuple((one.seq, one.event) for one in recorded), "")


def _pitfall(event: Event) -> str | None:
    return event.pitfall if isinstance(event, QuestionPlaced) else None


def _move(actor: Actor, done: list[Recorded], pitfall: str | None) -> Move:
    kind, ids = what(_entry(done))
    return {
        "device": actor.id,
        "what": kind,
        "ids": [id for id in ids if id],
        "pitfall": pitfall,
        "at_ms": done[-1].at_ms,
    }
