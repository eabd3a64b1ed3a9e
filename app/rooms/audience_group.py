"""The group of all seats with the same audience, and the state they have been shown.

A delta's body is encoded once. Its number counts from each seat's own snapshot, so seats that joined
between the same two deltas form one row and get the same bytes. A new seat gets a snapshot of the group's
state, which may be older than the room's, so that the next delta applies to it.
"""

import asyncio
from collections.abc import Callable, Iterable, Iterator
from math import inf

from app.core.delta import Delta, advance, changes, digest
from app.core.rows import GongRequestRow, MovesRow, PresenceRow
from app.core.state import State
from app.core.views import IT, Audience, show
from app.rooms import frames
from app.rooms.seat import Seat, Sink
from app.rooms.snapshot import Snapshot
from app.rooms.threads import on_thread

Broadcast = Callable[[Iterable[Sink], bytes], None]


def send_each(sinks: Iterable[Sink], frame: bytes) -> None:
    """Send the same frame to every sink; the web layer passes a faster function instead."""
    for sink in sinks:
        sink.send(frame)


class AudienceGroup:
    """The seats of one audience, and the state they have been shown.

    `n` counts the deltas sent; the room, which throttles them, sets `shown_at_s` and the timer.
    """

    __slots__ = (
        "_broadcast",
        "_rows",
        "_snapshot",
        "affected_questions",
        "audience",
        "digest",
        "due_at_s",
        "n",
        "shown_at_s",
        "state",
        "timer",
    )

    def __init__(self, audience: Audience, state: State, broadcast: Broadcast) -> None:
        self.audience = audience
        self.state = state
        view = show(state, audience)
        self.digest = digest(view)
        self.affected_questions: set[str] = set()
        self.n = 0
        self.shown_at_s = -inf
        # When `timer` is due; the handle that uvloop returns for less than a millisecond has no `when()`.
        self.due_at_s = inf
        self.timer: asyncio.Handle | None = None
        self._rows: dict[int, dict[Seat, Sink]] = {}
        self._snapshot = Snapshot(view)
        self._broadcast = broadcast

    @property
    def seats(self) -> Iterator[Seat]:
        return (seat for row in self._rows.values() for seat in row)

    def __contains__(self, seat: Seat) -> bool:
        return seat in self._rows.get(seat.since, ())

    def __bool__(self) -> bool:
        return bool(self._rows)

    def join(self, seat: Seat) -> None:
        """Add the seat to the newest row, and send it a snapshot of the group's state."""
        seat.since = self.n
        self._rows.setdefault(self.n, {})[seat] = seat.sink
        seat.sink.begin(self._snapshot.frame(self.state.seq))

    def leave(self, seat: Seat) -> None:
        """Remove the seat; nothing happens when it has left before."""
        row = self._rows.get(seat.since)
        if row is not None and row.pop(seat, None) is not None and not row:
            del self._rows[seat.since]

    def rest(self) -> None:
        """Cancel the timer of the next delta, if it is set."""
        if self.timer is not None:
            self.timer.cancel()
            self.timer = None
            self.due_at_s = inf

    def advance(self, state: State) -> None:
        """Send the delta to this state: encoded once, then the same bytes to every seat of a row."""
        ids, self.affected_questions = self.affected_questions, set()
        delta = changes(self.state, state, ids, self.audience)
        encoded = delta and self  # without seats nothing is sent
        self._shown(delta, frames.delta_body(state.seq, delta.put, delta.cut) if encoded else b"", state)

    async def advance_off_loop(self, state: State) -> None:
        """As `advance`, on a thread, for so many questions that it would block the loop; one at a time."""
        ids, self.affected_questions = self.affected_questions, set()
        delta, body = await on_thread(_large_delta, self.state, state, ids, self.audience)
        self._shown(delta, body, state)

    def _shown(self, delta: Delta, body: bytes, state: State) -> None:
        self.state = state
        if not delta:
            return
        self._snapshot.apply(delta)
        self.digest = advance(self.digest, delta)
        if body:
            self._send(body)

    def send_live(self, table: str, row: PresenceRow | GongRequestRow | MovesRow) -> None:
        """Send the one row of a table that is neither logged nor part of the digest."""
        self._send(frames.delta_body(self.state.seq, {table: {IT: row}}, {}))

    def show_live(self, delta: Delta) -> None:
        """As `send_live`, of tables with many rows: only changed ones are sent, and snapshots have all."""
        self._snapshot.apply(delta)
        if self:
            self._send(frames.delta_body(self.state.seq, delta.put, delta.cut))

    def _send(self, body: bytes) -> None:
        self.n += 1
        for since, row in tuple(self._rows.items()):
            self._broadcast(tuple(row.values()), frames.numbered("view", self.n - since, body))


def _large_delta(before: State, after: State, ids: set[str], audience: Audience) -> tuple[Delta, bytes]:
    delta = changes(before, after, ids, audience)
    return delta, frames.large_delta_body(after.seq, delta.put, delta.cut)
