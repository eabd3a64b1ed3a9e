"""Notices about activity in a room that its facilitator should know of; at most one at a time, with figures.

The console makes a sentence of it and offers the one action that helps (`console/parts/Notice.svelte`).
Nothing is decided here: the rule of `Join` refuses newcomers, and the rate limit refuses too many commands.
"""

from collections import Counter
from dataclasses import dataclass
from itertools import count

from app.core.events import (
    EverythingHeld,
    LobbyLocked,
    NewcomersAdmitted,
    ParticipantJoined,
    ParticipantsSwept,
    QuestionAsked,
    QuestionEdited,
    Recorded,
    StepEntered,
)
from app.core.rows import NoticeKind, NoticeRow
from app.core.state import State
from app.core.steps import LOBBY
from app.rooms.newcomers import WITHIN_S, Newcomers, Rush
from app.rooms.recent import Recent

# A waiting phone tries again within ten seconds; one that has not tried for this long counts as gone.
WAITS_S = 30.0
# This many newcomers who wait at once are hardly all guests.
CROWD = 200
# A flood: this many texts within a minute, from participants who each sent at least `FLOOD_EACH` of them.
FLOOD, FLOOD_EACH = 20, 4
MANY_REFUSED = 100
# For this long after a rush, its beginning is still offered as the moment to sweep from.
RUSH_KNOWN_S = 900.0


@dataclass(frozen=True, slots=True)
class Activity:
    """The part of a presence row that is about newcomers and notices; see `PresenceRow`."""

    newcomers: int
    rush: bool
    rush_since_ms: int | None
    waiting: int
    notice: NoticeRow | None


class ActivityMonitor:
    """Counts the newcomers, texts and refusals of one room within the last minute, and makes its notice.

    Times are seconds of the loop's clock.
    """

    def __init__(self, rush: int, step: str = LOBBY) -> None:
        self._rush = rush
        self._step = step
        self._newcomers = Newcomers()
        self._waiting = Recent[str](WAITS_S)
        self._texts = Recent[tuple[str, int]](WITHIN_S)
        self._refused = Recent[int](WITHIN_S)
        self._number = count()
        self._rush_since_ms: int | None = None
        self._rush_seen_s: float | None = None
        self._sent: NoticeRow | None = None

    def happened(self, recorded: Recorded, now_s: float) -> bool:
        """Note an event; returns whether the presence row may have changed."""
        match recorded.event:
            case ParticipantJoined():
                self._newcomers.joined(now_s, recorded.at_ms)
                return True
            case StepEntered(step=step):
                if self._step == LOBBY:
                    self._newcomers.lobby_left(recorded.at_ms)
                self._step = step
                return True
            case ParticipantsSwept(participants=swept):
                self._newcomers.swept(swept)
                self._rush_since_ms = self._rush_seen_s = None
                return True
            case QuestionAsked(participant=None):
                return False
            case QuestionAsked() | QuestionEdited():
                self._texts.add((recorded.actor, recorded.seq), now_s)
                return self._texts.count(now_s) >= FLOOD
            case LobbyLocked() | NewcomersAdmitted():
                self._waiting.clear()  # phones that still have to wait try again within seconds
                return True
            case EverythingHeld():
                return True
            case _:
                return False

    def waits(self, participant: str, now_s: float) -> None:
        """Note that a newcomer was refused with `waiting`."""
        self._waiting.add(participant, now_s)

    def refused(self, now_s: float) -> bool:
        """Note that a command came too fast, or the room was full; returns whether this happened often."""
        self._refused.add(next(self._number), now_s)
        return self._refused.count(now_s) >= MANY_REFUSED

    def waiting(self, now_s: float) -> int:
        """How many newcomers wait here."""
        return self._waiting.count(now_s)

    def look(self, state: State, now_s: float, waiting_elsewhere: int = 0) -> Activity:
        """The activity at this moment; other processes know of the newcomers who wait there."""
        newcomers, waiting = self._newcomers.count(now_s), self.waiting(now_s) + waiting_elsewhere
        rush = self._newcomers.rush(state, now_s, self._rush)
        self._note_rush(rush, now_s)
        self._sent = self._notice(state, now_s, waiting, rush)
        return Activity(newcomers, rush is not None, self._rush_since_ms, waiting, self._sent)

    @property
    def fewer_at_s(self) -> float | None:
        """When a count in the presence row may next decrease as time passes; None when none may."""
        counted = [self._newcomers.fewer_at_s, self._waiting.fewer_at_s]
        if self._sent is not None:  # these two matter only while there is a notice
            counted += [self._texts.fewer_at_s, self._refused.fewer_at_s]
        return min((at_s for at_s in counted if at_s is not None), default=None)

    def _note_rush(self, rush: Rush | None, now_s: float) -> None:
        if rush is not None:
            if self._rush_seen_s is None:
                self._rush_since_ms = rush.since_ms
            self._rush_seen_s = now_s
        elif self._rush_seen_s is not None and now_s - self._rush_seen_s > RUSH_KNOWN_S:
            self._rush_seen_s = self._rush_since_ms = None

    def _notice(self, state: State, now_s: float, waiting: int, rush: Rush | None) -> NoticeRow | None:
        """The most urgent notice: a flood, then newcomers, then refused commands, which do no harm."""
        if not state.gates.holding:
            texts = Counter(asker for asker, _ in self._texts.keys(now_s))
            many = [n for n in texts.values() if n >= FLOOD_EACH]
            if sum(many) >= FLOOD:
                return {"kind": "flood", "n": sum(many), "phones": len(many), "since_ms": None}
        if waiting:
            kind: NoticeKind = "crowd" if waiting >= CROWD else "waiting"
            return {"kind": kind, "n": waiting, "phones": None, "since_ms": None}
        if rush is not None:
            since_ms = self._rush_since_ms
            return {"kind": "rush", "n": rush.newcomers, "phones": None, "since_ms": since_ms}
        refused = self._refused.count(now_s)
        if refused >= MANY_REFUSED and not state.gates.holding:
            return {"kind": "refused", "n": refused, "phones": None, "since_ms": None}
        return None
