"""The room: the live side of one session, with its seats and the state that each audience has been shown.

Deltas to each AudienceGroup are throttled, except that a change of step is shown at once. A phone's own lane
is never throttled. Nothing here decides or stores anything.
"""

import asyncio
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import partial
from itertools import islice

from app.core.delta import Delta, Digest, advance, diff, own_changes
from app.core.events import (
    DeviceRevoked,
    Event,
    KeyRenewed,
    ParticipantsSwept,
    Recorded,
    SessionEnded,
    SessionReopened,
    StepEntered,
)
from app.core.evolve import affected_participants, affected_questions
from app.core.rows import (
    LIVE_ADDRESS,
    LIVE_GONG,
    AddressRow,
    BoardSound,
    GongRequestRow,
)
from app.core.state import State
from app.core.views import IT, Audience, mine
from app.rooms import frames
from app.rooms.audience_group import AudienceGroup, Broadcast, send_each
from app.rooms.console_updates import ConsoleUpdates, Share
from app.rooms.frames import ByeReason, Lane
from app.rooms.seat import EMPTY, Seat
from app.rooms.suggestions import Suggestions

# What every audience is shown at once.
URGENT: frozenset[type[Event]] = frozenset({StepEntered, SessionEnded, SessionReopened})
Applied = tuple[Recorded, State]  # an event that has been stored, and the state it leads to

# A delta of more questions than this is made on a thread.
MANY_QUESTIONS = 2_000
LARGE_DELTA = "large delta"
# Seats of swept participants that are dropped in one turn of the loop.
DROPPED_AT_ONCE = 50
# Own lanes that are compared in one turn of the loop. A step may change those of the whole hall.
OWN_A_TURN = 100


@dataclass(frozen=True, slots=True)
class Affected:
    """The ids that events have affected: questions on any screen, and participants by their own lanes."""

    questions: set[str]
    participants: set[str]

    @staticmethod
    def by(applied: Iterable[Applied], before: State) -> "Affected":
        affected = Affected(set(), set())
        for recorded, after in applied:
            ids = affected_questions(before, after, recorded.event)
            affected.questions.update(ids)
            affected.participants.update(affected_participants(before, after, recorded.event, ids))
            before = after
        return affected


@dataclass(frozen=True, slots=True)
class DeltaThrottle:
    """Throttle: the shortest time between two deltas of an audience, in seconds."""

    phone_s: float = 1.0
    screen_s: float = 0.1
    presence_s: float = 1.0
    sums_s: float = 60.0

    def of(self, audience: Audience, *, sums_alone: bool) -> float:
        """The shortest time for this audience.

        `sums_alone` is whether all events are from participants: phones see only sums of those.
        """
        if audience.role != "phone":
            return self.screen_s
        return self.sums_s if sums_alone and not audience.looks else self.phone_s


class Room:
    """The seats of one session, their audience groups, and its presence."""

    def __init__(
        self,
        state: State,
        throttle: DeltaThrottle,
        broadcast: Broadcast = send_each,
        rush: int = 60,
        share: Share | None = None,
        suggestions: Suggestions | None = None,
        address: AddressRow | None = None,
    ) -> None:
        """`share` is None where no other process has the session, `suggestions` where there are none.

        `address` is None while people join where they did when the server started.
        """
        self.state = state
        self._throttle = throttle
        self._broadcast = broadcast
        self._groups: dict[Audience, AudienceGroup] = {}
        self._by_participant: dict[str, dict[Seat, None]] = {}
        self._updates = ConsoleUpdates(self, throttle.presence_s, rush, share)
        self._closed: ByeReason | None = None
        self._advancing: dict[AudienceGroup, asyncio.Task[None]] = {}
        self._suggestions = suggestions.of(self) if suggestions is not None else None
        self._address = address
        # Seats whose own lanes are still to be compared for the last events, by participant.
        self._own_waiting: dict[str, dict[Seat, None]] = {}
        self._own_before, self._own_affected = state, Affected(set(), set())

    @property
    def session_id(self) -> str:
        return self.state.session_id

    @property
    def code(self) -> str:
        return self.state.code

    # ---- seats

    @property
    def seats(self) -> list[Seat]:
        return [seat for group in self._groups.values() for seat in group.seats]

    @property
    def occupied(self) -> bool:
        """Whether there is any seat."""
        return any(self._groups.values())

    @property
    def has_console(self) -> bool:
        """Whether a console is connected."""
        return any(self.consoles)

    @property
    def consoles(self) -> list[AudienceGroup]:
        return [group for audience, group in self._groups.items() if audience.role == "console"]

    @property
    def seats_by_participant(self) -> Mapping[str, Collection[Seat]]:
        return self._by_participant

    def seats_of(self, participant: str) -> list[Seat]:
        """The seats of a participant, oldest first."""
        return list(self._by_participant.get(participant, ()))

    def join(self, seat: Seat) -> None:
        """Add a seat: it gets the snapshot at once, then the phone's own lane."""
        if self._closed is not None:
            seat.sink.drop(self._closed)
            return
        if seat.participant in self.state.swept:
            seat.sink.drop("removed")
            return
        if seat.participant is not None:
            self._by_participant.setdefault(seat.participant, {})[seat] = None
            self._updates.returned(seat.participant)
        self._add(seat)
        self._updates.changed()
        self._consoles_changed(seat)

    def leave(self, seat: Seat) -> None:
        """Remove a seat; its group is kept, so that the next seat needs no row encoded again."""
        self._remove(seat)
        participant = seat.participant or ""
        own = self._by_participant.get(participant)
        if own is not None:
            own.pop(seat, None)
            if not own:
                del self._by_participant[participant]
                if not seat.asleep:
                    self._updates.lost(participant)
        self._updates.changed()
        self._consoles_changed(seat)

    def look(self, seat: Seat, looks: bool) -> None:
        """Move a phone to or from the audience that sees others' questions; it gets a new snapshot."""
        if seat.audience.role != "phone" or seat.audience.looks == looks or not self._is_seated(seat):
            return
        self._remove(seat)
        seat.audience = replace(seat.audience, looks=looks)
        self._add(seat)

    def typing(self, seat: Seat, typing: bool) -> None:
        """Note that the seat's participant has begun or stopped typing."""
        if seat.typing != typing:
            seat.typing = typing
            self._updates.changed()

    def asleep(self, seat: Seat, asleep: bool) -> None:
        """Note that the screen's page is no longer shown, or shown again."""
        if seat.asleep != asleep:
            seat.asleep = asleep
            self._updates.changed()

    def strike_gong(self) -> None:
        """Ask every board to sound its gong, and to report whether it could."""
        self._ring(self._updates.strike_gong())

    def _ring(self, n: int) -> None:
        row: GongRequestRow = {"n": n}
        for group in self._groups.values():
            if group and group.audience.role == "board":
                group.send_live(LIVE_GONG, row)

    def equipped(self, seat: Seat, sound: BoardSound, gong: int, awake: bool) -> None:
        """Note a board's report: its sound, the last gong request it got, whether its screen is kept on."""
        if (seat.sound, seat.gong, seat.kept_awake) != (sound, gong, awake):
            if seat.gong != gong:
                seat.gong_answer = sound
            seat.sound, seat.gong, seat.kept_awake = sound, gong, awake
            self._updates.changed()

    def lanes(self, seat: Seat) -> dict[Lane, tuple[int, Digest]]:
        """By lane, the number of deltas sent since the seat's snapshot, and the digest it should have."""
        group = self._groups.get(seat.audience)
        if group is None or seat not in group:
            return {}
        lanes: dict[Lane, tuple[int, Digest]] = {"view": (group.n - seat.since, group.digest)}
        if seat.participant is not None:
            lanes["mine"] = (seat.n_mine, seat.mine)
        return lanes

    def _is_seated(self, seat: Seat) -> bool:
        group = self._groups.get(seat.audience)
        return group is not None and seat in group

    def _group_of(self, audience: Audience) -> AudienceGroup:
        group = self._groups.get(audience)
        return self._new_group(audience) if group is None else group

    def _new_group(self, audience: Audience) -> AudienceGroup:
        group = self._groups[audience] = AudienceGroup(audience, self.state, self._broadcast)
        if audience.role == "console" and self._suggestions is not None:
            group.show_live(Delta(self._suggestions.view(), {}))
        self._show_address_to(group)
        return group

    def _add(self, seat: Seat) -> None:
        seat.n_mine, seat.mine = 0, EMPTY
        group = self._group_of(seat.audience)
        if not group and (advancing := self._advancing.get(group)) is not None:
            advancing.cancel()  # no seat is left to get this delta
            group.rest()
            group = self._new_group(seat.audience)
        elif not group:
            group.advance(self.state)
        group.join(seat)
        if seat.participant is not None:
            self._send_own(seat, diff({}, mine(self.state, seat.participant)))
        if seat.audience.role == "console":
            self._updates.console_joined()

    def _remove(self, seat: Seat) -> None:
        if seat.participant in self._own_waiting:
            self._own_waiting[seat.participant].pop(seat, None)
        group = self._groups.get(seat.audience)
        if group is None:
            return
        group.leave(seat)

    # ---- events

    def absorb(self, applied: Sequence[Applied], affected: Affected | None = None) -> None:
        """Adopt events that are on disk, and show them to every audience as the throttle allows.

        `affected` is given when it was made of them on a thread, since that would have blocked the loop.
        Own lanes beyond `OWN_A_TURN` wait for `send_own_changes`.
        """
        while self.own_changes_wait:
            self.send_own_changes()
        first, affected = self.state, affected or Affected.by(applied, self.state)
        # Phones are shown the question in focus, which its asker may withdraw or edit.
        urgent, sums_alone = False, first.board.spotlight not in affected.questions
        for group in self._groups.values():
            group.affected_questions |= affected.questions
        for recorded, after in applied:
            self.state = after
            self._drop_revoked(recorded.event)
            if isinstance(recorded.event, ParticipantsSwept):
                self._drop_swept(recorded.seq)
            urgent = urgent or type(recorded.event) in URGENT
            sums_alone = sums_alone and recorded.actor.startswith("participant:")
        self._own_before, self._own_affected = first, affected
        for participant in affected.participants:
            if (seats := self._by_participant.get(participant)) and participant not in self.state.swept:
                self._own_waiting[participant] = dict(seats)
        self.send_own_changes()
        self._updates.happened([recorded for recorded, _ in applied])
        if urgent:
            self._updates.changed()
        for group in tuple(self._groups.values()):
            self._show_soon(group, urgent, sums_alone)
        if self._suggestions is not None:
            self._suggestions.affected(affected.questions)

    def _drop_revoked(self, event: Event) -> None:
        """Drop the seats whose credential this event has revoked."""
        if isinstance(event, DeviceRevoked):
            for seat in self.seats:
                if seat.device == event.device:
                    seat.sink.drop("not_yours")
        elif isinstance(event, KeyRenewed):
            invited = {"device", "grouping"} if event.role == "facilitator" else set[str]()
            for seat in self.seats:
                if seat.credential in {event.role, *invited}:
                    seat.sink.drop("unknown_key")

    def _drop_swept(self, sweep: int) -> None:
        """Drop the seats of participants swept out by the event `sweep`, some in each turn of the loop."""
        people = [swept.was.id for swept in self.state.swept_by(sweep)]
        seats = [seat for person in people for seat in self.seats_of(person)]

        def drop(start: int) -> None:
            for seat in seats[start : start + DROPPED_AT_ONCE]:
                seat.sink.drop("removed")
            if start + DROPPED_AT_ONCE < len(seats):
                asyncio.get_running_loop().call_soon(drop, start + DROPPED_AT_ONCE)

        drop(0)

    @property
    def own_changes_wait(self) -> bool:
        """Whether seats are still to be sent what the last events changed in their own lanes."""
        return bool(self._own_waiting)

    def send_own_changes(self) -> None:
        """Send `OWN_A_TURN` affected participants all changes of their own lane, as one delta each."""
        for participant in tuple(islice(self._own_waiting, OWN_A_TURN)):
            seats = self._own_waiting.pop(participant)
            delta = own_changes(self._own_before, self.state, self._own_affected.questions, participant)
            for seat in seats:
                self._send_own(seat, delta)

    def _send_own(self, seat: Seat, delta: Delta) -> None:
        if delta:
            seat.n_mine += 1
            seat.mine = advance(seat.mine, delta)
            seat.sink.send(frames.own(seat.n_mine, self.state.seq, delta))

    def _show_soon(self, group: AudienceGroup, urgent: bool, sums_alone: bool) -> None:
        loop = asyncio.get_running_loop()
        due_s = group.shown_at_s + self._throttle.of(group.audience, sums_alone=sums_alone)
        if urgent or loop.time() >= due_s:
            self._show(group)
        elif due_s < group.due_at_s:
            group.rest()
            group.due_at_s, group.timer = due_s, loop.call_at(due_s, self._show, group)

    def _show(self, group: AudienceGroup) -> None:
        group.rest()
        if group in self._advancing:
            return  # `_advanced` shows later changes
        group.shown_at_s = asyncio.get_running_loop().time()
        if len(group.affected_questions) <= MANY_QUESTIONS:
            group.advance(self.state)
        else:
            advancing = asyncio.create_task(group.advance_off_loop(self.state), name=LARGE_DELTA)
            self._advancing[group] = advancing
            advancing.add_done_callback(partial(self._advanced, group))

    def _advanced(self, group: AudienceGroup, advancing: asyncio.Task[None]) -> None:
        del self._advancing[group]
        if advancing.cancelled():
            return
        advancing.result()
        if group and group.state is not self.state:
            self._show(group)

    # ---- suggestions, for consoles only

    def show_live(self, delta: Delta) -> None:
        """Send consoles changed rows of tables that are neither logged nor part of the digest."""
        for group in self.consoles:
            group.show_live(delta)

    def _consoles_changed(self, seat: Seat) -> None:
        if seat.audience.role == "console" and self._suggestions is not None and self._closed is None:
            self._suggestions.consoles_changed()

    # ---- where people join, for boards and consoles

    def show_address(self, address: AddressRow) -> None:
        """Show boards and consoles where people join from now on."""
        self._address = address
        for group in self._groups.values():
            self._show_address_to(group)

    def _show_address_to(self, group: AudienceGroup) -> None:
        if self._address is not None and group.audience.role != "phone":
            group.show_live(Delta({LIVE_ADDRESS: {IT: self._address}}, {}))

    # ---- presence, for consoles only

    def noted(self, process: str, note: bytes) -> None:
        """Take a note of another process; raises msgspec.MsgspecError when it cannot be read."""
        rings = self._updates.noted(process, note)
        if rings is not None:
            self._ring(rings)

    def waits(self, participant: str) -> None:
        """Note that a newcomer was refused with `waiting`."""
        self._updates.waits(participant)

    def refused(self) -> None:
        """Note that a command came too fast, or the room was full."""
        self._updates.refused()

    # ---- closing

    def close(self, code: ByeReason) -> None:
        """Drop all seats with this code, and any that join later; cancel all timers."""
        self._closed = code
        if self._suggestions is not None:
            self._suggestions.close()
        self._updates.close()
        for seat in self.seats:
            seat.sink.drop(code)
        for group in self._groups.values():
            group.rest()
        for advancing in self._advancing.values():
            advancing.cancel()
