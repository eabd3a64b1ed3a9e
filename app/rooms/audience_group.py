"""The group of all seats with the same audience, and the state they have been shown.

A delta's body is encoded once. Its number counts from each seat's own snapshot, so seats that joined
between the same two deltas stand in one row and get the very same bytes; a newcomer gets the snapshot
of what the group *shows*, so that the next delta fits it.
"""

import asyncio
from collections.abc import Callable, Iterable, Iterator
from math import inf

from app.core.delta import advance, changes, digest
from app.core.rows import LIVE_PRESENCE, PresenceRow
from app.core.state import State
from app.core.views import IT, Audience, show
from app.rooms import frames
from app.rooms.seat import Seat, Sink

Broadcast = Callable[[Iterable[Sink], bytes], None]


def send_each(sinks: Iterable[Sink], frame: bytes) -> None:
    """Hand the same frame to every sink; the web layer has a quicker way."""
    for sink in sinks:
        sink.send(frame)


class AudienceGroup:
    """`n` counts the deltas shown; `timer` and `shown_at_s` belong to whoever paces them."""

    __slots__ = (
        "_broadcast",
        "_bytes",
        "_rows",
        "affected_questions",
        "audience",
        "digest",
        "n",
        "shown_at_s",
        "state",
        "timer",
    )

    def __init__(self, audience: Audience, state: State, broadcast: Broadcast) -> None:
        self.audience = audience
        self.state = state
        self.digest = digest(show(state, audience))
        self.affected_questions: set[str] = set()
        self.n = 0
        self.shown_at_s = -inf
        self.timer: asyncio.TimerHandle | None = None
        self._rows: dict[int, dict[Seat, Sink]] = {}
        self._bytes: bytes | None = None
        self._broadcast = broadcast

    @property
    def seats(self) -> Iterator[Seat]:
        return (seat for row in self._rows.values() for seat in row)

    def __contains__(self, seat: Seat) -> bool:
        return seat in self._rows.get(seat.since, ())

    def __bool__(self) -> bool:
        return bool(self._rows)

    def join(self, seat: Seat) -> None:
        """Add the seat to the last row, and send it a snapshot of what is shown."""
        seat.since = self.n
        self._rows.setdefault(self.n, {})[seat] = seat.sink
        if self._bytes is None:
            self._bytes = frames.snapshot(self.state.seq, show(self.state, self.audience))
        seat.sink.begin(self._bytes)

    def leave(self, seat: Seat) -> None:
        """Remove the seat; nothing happens when it has left before."""
        row = self._rows.get(seat.since)
        if row is not None and row.pop(seat, None) is not None and not row:
            del self._rows[seat.since]

    def rest(self) -> None:
        """Let go of the time at which it was to be shown something."""
        if self.timer is not None:
            self.timer.cancel()
            self.timer = None

    def advance(self, state: State) -> None:
        """Show the newest state: one encoding, then the same bytes to every seat of a row."""
        delta = changes(self.state, state, self.affected_questions, self.audience)
        self.state = state
        self.affected_questions = set()
        if not delta:
            return
        self._bytes = None
        self.digest = advance(self.digest, delta)
        self._send(frames.delta_body(state.seq, delta.put, delta.cut))

    def send_live(self, row: PresenceRow) -> None:
        """Send the presence row, which is neither logged nor part of the digest."""
        self._send(frames.delta_body(self.state.seq, {LIVE_PRESENCE: {IT: row}}, {}))

    def _send(self, body: bytes) -> None:
        self.n += 1
        for since, row in tuple(self._rows.items()):
            self._broadcast(tuple(row.values()), frames.numbered("view", self.n - since, body))
