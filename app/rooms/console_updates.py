"""What consoles are shown of a room beside its log: its presence with a notice, and the latest moves.

It is sent at intervals, and again when a count decreases as time passes. Where several processes share the
log, each sends the others its counts, and takes theirs.
"""

import asyncio
from collections.abc import Callable, Collection, Mapping, Sequence
from typing import Protocol

from app.core.events import Recorded
from app.core.rows import LIVE_MOVES, LIVE_PRESENCE, MovesRow, PresenceRow
from app.core.state import State
from app.rooms.audience_group import AudienceGroup
from app.rooms.moves import LatestMoves
from app.rooms.notices import ActivityMonitor
from app.rooms.presence import Counts, Presence
from app.rooms.seat import Seat

# Sends a note about the room to the other processes.
Share = Callable[[bytes], None]
# The counts of the presence are sent to the other processes so long after the last time, if not sooner; there
# they expire when this was missed so many times.
SHARE_S, MISSED_SHARES = 1.0, 3


class Watched(Protocol):
    """A room, as the updates for its consoles see it."""

    state: State

    @property
    def seats(self) -> list[Seat]: ...

    @property
    def seats_by_participant(self) -> Mapping[str, Collection[Seat]]: ...

    @property
    def consoles(self) -> list[AudienceGroup]: ...


class ConsoleUpdates:
    """Keeps what consoles are shown of one room, and sends it at most every `pace_s` seconds."""

    def __init__(self, room: Watched, pace_s: float, rush: int, share: Share | None) -> None:
        self._room = room
        self._pace_s = pace_s
        self._presence = Presence()
        self._presence_sent: PresenceRow | None = None
        self._moves = LatestMoves()
        self._moves_sent: MovesRow | None = None
        self._activity_monitor = ActivityMonitor(rush, room.state.stage.step)
        self._share = share
        self._shared: Counts | None = None
        self._share_at_s = 0.0
        self._timer: asyncio.TimerHandle | None = None
        self._fewer_timer: asyncio.TimerHandle | None = None
        self._closed = False

    # ---- what happens in the room

    def changed(self) -> None:
        """Note that the presence may have changed: consoles are shown it soon."""
        if self._timer is None and not self._closed:
            self._timer = asyncio.get_running_loop().call_later(self._pace_s, self._send)

    def happened(self, events: Sequence[Recorded]) -> None:
        """Take note of events that are on disk."""
        now_s = asyncio.get_running_loop().time()
        noticed = [self._activity_monitor.happened(one, now_s) for one in events]
        moved = self._moves.happened(events)
        if moved or any(noticed):
            self.changed()

    def console_joined(self) -> None:
        """Send all at the next time, since a console has come that has none of it."""
        self._presence_sent = self._moves_sent = None

    def returned(self, participant: str) -> None:
        """Note that a participant has a seat again."""
        self._presence.returned(participant)
        if self._share is not None and participant in self._room.state.participants:
            self._presence.tell_returned(participant)

    def lost(self, participant: str) -> None:
        """Note that a participant's last seat has left while its page was shown."""
        self._presence.left(participant, asyncio.get_running_loop().time())

    def waits(self, participant: str) -> None:
        """Note that a newcomer was refused with `waiting`."""
        self._activity_monitor.waits(participant, asyncio.get_running_loop().time())
        self.changed()

    def refused(self) -> None:
        """Note that a command came too fast, or the room was full."""
        if self._activity_monitor.refused(asyncio.get_running_loop().time()):
            self.changed()

    def strike_gong(self) -> int:
        """Count a request that all boards sound their gong, and send it to the other processes.

        Returns its number.
        """
        now_s = asyncio.get_running_loop().time()
        n = self._presence.strike(now_s)
        if self._share is not None:
            self._share_counts(self._share, self._counts(now_s), now_s)
        self.changed()
        return n

    def noted(self, process: str, note: bytes) -> int | None:
        """Take a note of another process; returns the number of a gong request made there just now.

        Raises msgspec.MsgspecError when it cannot be read.
        """
        changed, rings = self._presence.noted(process, note, asyncio.get_running_loop().time())
        if changed:
            self.changed()
        return rings

    def close(self) -> None:
        """Send nothing more, and have the other processes forget what is counted here."""
        self._closed = True
        if self._share is not None and self._shared is not None:
            self._share(self._presence.note(self._shared, 0.0, asyncio.get_running_loop().time()))
        for timer in (self._timer, self._fewer_timer):
            if timer is not None:
                timer.cancel()
        self._timer = self._fewer_timer = None

    # ---- sending

    def _send(self) -> None:
        self._timer = None
        consoles = [group for group in self._room.consoles if group]
        if not consoles and self._share is None:
            return
        now_s = asyncio.get_running_loop().time()
        own = self._counts(now_s)
        if self._share is not None:
            self._share_counts(self._share, own, now_s)
        if consoles:
            self._send_presence(consoles, own, now_s)
            self._send_moves(consoles)
        self._look_again_when_fewer()

    def _send_presence(self, consoles: Sequence[AudienceGroup], own: Counts, now_s: float) -> None:
        state = self._room.state
        waiting = self._presence.waiting_elsewhere(now_s)
        activity = self._activity_monitor.look(state, now_s, waiting)
        presence = self._presence.row(state, own, activity, now_s)
        if presence != self._presence_sent:
            self._presence_sent = presence
            for group in consoles:
                group.send_live(LIVE_PRESENCE, presence)

    def _send_moves(self, consoles: Sequence[AudienceGroup]) -> None:
        moves = self._moves.row()
        if moves["latest"] and moves != self._moves_sent:
            self._moves_sent = moves
            for group in consoles:
                group.send_live(LIVE_MOVES, moves)

    def _counts(self, now_s: float) -> Counts:
        room, waiting = self._room, self._activity_monitor.waiting(now_s)
        return self._presence.counts(room.state, room.seats_by_participant, room.seats, waiting, now_s)

    def _share_counts(self, share: Share, own: Counts, now_s: float) -> None:
        """Send the others the counts when they have changed, and again before they expire there."""
        if own != self._shared or (now_s >= self._share_at_s and not own.is_nothing):
            lasts_s = (MISSED_SHARES + 0.5) * (SHARE_S + self._pace_s)
            share(self._presence.note(own, lasts_s, now_s))
            self._shared, self._share_at_s = own, now_s + SHARE_S

    def _look_again_when_fewer(self) -> None:
        shared = self._shared is not None and not self._shared.is_nothing
        share_at_s = self._share_at_s if shared else None
        counted = (self._activity_monitor.fewer_at_s, self._presence.fewer_at_s, share_at_s)
        fewer_at_s = min((at_s for at_s in counted if at_s is not None), default=None)
        if self._fewer_timer is not None:
            self._fewer_timer.cancel()
            self._fewer_timer = None
        if fewer_at_s is not None and not self._closed:
            self._fewer_timer = asyncio.get_running_loop().call_at(fewer_at_s, self.changed)
