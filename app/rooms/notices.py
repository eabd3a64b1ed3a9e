"""What happens to a room that its facilitator should know of: at most one notice, with figures to tell it.

The console makes a sentence of it and offers the one press that helps (`console/parts/Notice.svelte`).
Nothing here decides: newcomers are refused by the rule of `Join`, and too many commands by the rate limit.
"""

from collections import Counter, OrderedDict
from collections.abc import Hashable, KeysView
from dataclasses import dataclass
from itertools import count
from typing import Generic, TypeVar

from app.core.events import (
    EverythingHeld,
    LobbyLocked,
    NewcomersAdmitted,
    ParticipantJoined,
    ParticipantsSwept,
    QuestionAsked,
    QuestionEdited,
    Recorded,
)
from app.core.rows import NoticeKind, NoticeRow
from app.core.state import State
from app.rooms.newcomers import WITHIN_S, Newcomers, is_rush

# A phone that waits tries again within ten seconds: one that has not tried for so long has gone.
WAITS_S = 30.0
MOST_COUNTED = 1_000
# So many who wait at once are hardly guests.
CROWD = 200
# Together so many texts in a minute, from participants who each sent at least so many.
FLOOD, FLOOD_EACH = 20, 4
MANY_REFUSED = 100
# How long the beginning of a rush can be swept from, after it is over.
RUSH_KNOWN_S = 900.0


Key = TypeVar("Key", bound=Hashable)


class Recent(Generic[Key]):
    """What came within the last `within_s` seconds, each key once. Of too many the oldest is forgotten."""

    def __init__(self, within_s: float) -> None:
        self._within_s = within_s
        self._at_s: OrderedDict[Key, float] = OrderedDict()

    def add(self, key: Key, now_s: float) -> None:
        self._at_s[key] = now_s
        self._at_s.move_to_end(key)
        if len(self._at_s) > MOST_COUNTED:
            self._at_s.popitem(last=False)

    def clear(self) -> None:
        self._at_s.clear()

    def keys(self, now_s: float) -> KeysView[Key]:
        while self.fewer_at_s is not None and self.fewer_at_s <= now_s:
            self._at_s.popitem(last=False)
        return self._at_s.keys()

    def count(self, now_s: float) -> int:
        return len(self.keys(now_s))

    @property
    def fewer_at_s(self) -> float | None:
        """When the count next decreases; None when it is 0."""
        oldest = next(iter(self._at_s.values()), None)
        return None if oldest is None else oldest + self._within_s


@dataclass(frozen=True, slots=True)
class Activity:
    """The part of a presence row that is about newcomers and notices; see `PresenceRow`."""

    newcomers: int
    rush: bool
    rush_since_ms: int | None
    waiting: int
    notice: NoticeRow | None


class ActivityMonitor:
    """What has come to one room within the last minute. Times are seconds of the loop's clock."""

    def __init__(self, rush: int) -> None:
        self._rush = rush
        self._newcomers = Newcomers()
        self._waiting = Recent[str](WAITS_S)
        self._texts = Recent[tuple[str, int]](WITHIN_S)
        self._refused = Recent[int](WITHIN_S)
        self._number = count()
        self._rush_since_ms: int | None = None
        self._rush_seen_s: float | None = None
        self._sent: NoticeRow | None = None

    def happened(self, recorded: Recorded, now_s: float) -> bool:
        """Note an event; whether consoles may have to be told something else."""
        match recorded.event:
            case ParticipantJoined():
                self._newcomers.joined(now_s, recorded.at_ms)
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
                self._waiting.clear()  # those who still have to wait try again soon
                return True
        return isinstance(recorded.event, EverythingHeld)

    def waits(self, participant: str, now_s: float) -> None:
        """A newcomer has been told to wait outside."""
        self._waiting.add(participant, now_s)

    def refused(self, now_s: float) -> bool:
        """A command came too fast, or the room was full; whether consoles may have to be told."""
        self._refused.add(next(self._number), now_s)
        return self._refused.count(now_s) >= MANY_REFUSED

    def look(self, state: State, now_s: float) -> Activity:
        newcomers, waiting = self._newcomers.count(now_s), self._waiting.count(now_s)
        rush = is_rush(state, newcomers, self._rush)
        self._note_rush(rush, now_s)
        self._sent = self._notice(state, now_s, waiting, newcomers if rush else 0)
        return Activity(newcomers, rush, self._rush_since_ms, waiting, self._sent)

    @property
    def fewer_at_s(self) -> float | None:
        """When what consoles were told may be less without anything happening; None when it may not."""
        counted = [self._newcomers.fewer_at_s, self._waiting.fewer_at_s]
        if self._sent is not None:  # texts and refusals count only while there is a notice
            counted += [self._texts.fewer_at_s, self._refused.fewer_at_s]
        return min((at_s for at_s in counted if at_s is not None), default=None)

    def _note_rush(self, rush: bool, now_s: float) -> None:
        if rush:
            if self._rush_seen_s is None:
                self._rush_since_ms = self._newcomers.since_ms
            self._rush_seen_s = now_s
        elif self._rush_seen_s is not None and now_s - self._rush_seen_s > RUSH_KNOWN_S:
            self._rush_seen_s = self._rush_since_ms = None

    def _notice(self, state: State, now_s: float, waiting: int, newcomers: int) -> NoticeRow | None:
        """The most pressing notice: first what is on the board, then the door, then what harms nobody."""
        if not state.gates.holding:
            texts = Counter(asker for asker, _ in self._texts.keys(now_s))
            many = [n for n in texts.values() if n >= FLOOD_EACH]
            if sum(many) >= FLOOD:
                return {"kind": "flood", "n": sum(many), "phones": len(many), "since_ms": None}
        if waiting:
            kind: NoticeKind = "crowd" if waiting >= CROWD else "waiting"
            return {"kind": kind, "n": waiting, "phones": None, "since_ms": None}
        if newcomers:
            since_ms = self._rush_since_ms
            return {"kind": "rush", "n": newcomers, "phones": None, "since_ms": since_ms}
        refused = self._refused.count(now_s)
        if refused >= MANY_REFUSED and not state.gates.holding:
            return {"kind": "refused", "n": refused, "phones": None, "since_ms": None}
        return None
