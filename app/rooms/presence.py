"""The presence of a room: its connected phones, boards and devices; for consoles only.

Presence is neither logged nor part of any digest. A phone is connected while one of its pages is shown,
asleep once none is (a page reports this before the browser freezes it), and lost when its connection broke
while its page was shown. Only lost phones point to a problem with the network.

Each process counts its own seats. Where several share a log, each sends the others its counts in notes, and
the presence row has the sums; the counts of a process that sends none any more expire.
"""

from collections import Counter
from collections.abc import Collection, Iterable, Mapping

import msgspec

from app.core.rows import BoardSound, ConnectedRow, GongRow, PresenceRow, SoundRow
from app.core.state import State
from app.rooms.notices import Activity
from app.rooms.recent import Recent
from app.rooms.seat import INVITED, Seat

# A lost phone that has not reconnected after this time counts as gone.
LOST_S = 600.0
MOST_LOST = 20_000
# `lost_many`: at least `MANY_LOST` phones are lost, and at least one in `MANY_OF` of those connected or lost.
MANY_LOST, MANY_OF = 5, 10
# What another process counts expires after the time that its note says, and at most after this long.
LONGEST_S = 60.0
MOST_PROCESSES = 1_000
# For this long after a gong request, notes ask the boards of other processes to sound theirs.
STRUCK_S = 1.0
# Phones that have come back are sent as the beginnings of their ids, so many in one note.
BEGINNING, RETURNED_A_NOTE = 8, 300


class Counts(msgspec.Struct, frozen=True, omit_defaults=True):
    """What one process counts; see `PresenceRow`."""

    sound: SoundRow
    gong: GongRow
    connected: int = 0
    lost: int = 0
    typing: int = 0
    boards: int = 0
    boards_hidden: int = 0
    boards_awake: int = 0
    consoles: int = 0
    waiting: int = 0
    devices: dict[str, ConnectedRow] = {}

    @property
    def is_nothing(self) -> bool:
        """Whether there is no screen, and no phone that is lost or waits."""
        return self == Counts(self.sound, self.gong)


class Note(msgspec.Struct, frozen=True, omit_defaults=True):
    """What a process sends to the others: its counts, which hold for `lasts_s` if no other note comes before.

    When that is 0 it has closed the room. `struck` is whether the gong was requested at this process just
    now, and `returned` has the beginnings of the ids of phones that have come back to it, and so are lost
    nowhere.
    """

    counts: Counts
    lasts_s: float
    struck: bool = False
    returned: tuple[str, ...] = ()


class Presence:
    """Makes the presence row of one room.

    Keeps its lost phones, the number of the last gong request, and what other processes count.
    """

    def __init__(self) -> None:
        self._lost = Recent[str](LOST_S, MOST_LOST)
        self._gong = 0
        self._struck_s: float | None = None
        # By process, with the time at which they expire.
        self._others: dict[str, tuple[Counts, float]] = {}
        # Beginnings of ids: of phones that came back here, which the others are still to be sent, and that
        # came back elsewhere.
        self._returned: dict[str, None] = {}
        self._elsewhere = Recent[str](LOST_S, MOST_LOST)

    def returned(self, participant: str) -> None:
        """Note that the participant has a seat again, and so is not lost."""
        self._lost.forget(participant)
        self._elsewhere.forget(participant[:BEGINNING])

    def tell_returned(self, participant: str) -> None:
        """Let the next note say that the participant has come back."""
        if len(self._returned) < MOST_LOST:
            self._returned[participant[:BEGINNING]] = None

    def left(self, participant: str, now_s: float) -> None:
        """Note that the last seat has left while its page was shown: the participant is lost.

        Unless a page has come back to another process before this one noticed that its connection broke.
        """
        if participant[:BEGINNING] not in self._elsewhere.keys(now_s):
            self._lost.add(participant, now_s)

    def strike(self, now_s: float) -> int:
        """Count a request that all boards sound their gong; returns its number."""
        self._gong += 1
        self._struck_s = now_s
        return self._gong

    @property
    def fewer_at_s(self) -> float | None:
        """When a lost phone counts as gone, or counts of another process expire; None when nothing will."""
        fewer_s = [until_s for _, until_s in self._others.values()]
        if self._lost.fewer_at_s is not None:
            fewer_s.append(self._lost.fewer_at_s)
        return min(fewer_s, default=None)

    def counts(
        self,
        state: State,
        phones: Mapping[str, Collection[Seat]],
        seats: Iterable[Seat],
        waiting: int,
        now_s: float,
    ) -> Counts:
        """What this process counts; `phones` has the seats by participant, `seats` all seats of the room."""
        typing, boards, consoles = set[str | None](), list[Seat](), 0
        devices: dict[str, ConnectedRow] = {}
        for seat in seats:
            if seat.typing:
                typing.add(seat.participant)
            if seat.audience.role == "board" and not seat.preview:
                boards.append(seat)
            consoles += seat.audience.role == "console"
            if seat.device and not seat.preview:
                _add_device(devices, seat.device, not seat.asleep, seat.credential in INVITED)
        return Counts(
            sound=_by_sound(seat.sound for seat in boards),
            gong=self._answers(boards),
            connected=sum(any(not seat.asleep for seat in own) for own in phones.values()),
            lost=sum(participant not in state.swept for participant in self._lost.keys(now_s)),
            typing=len(typing),
            boards=len(boards),
            boards_hidden=sum(seat.asleep for seat in boards),
            boards_awake=sum(seat.kept_awake for seat in boards),
            consoles=consoles,
            waiting=waiting,
            devices=devices,
        )

    def row(self, state: State, own: Counts, activity: Activity, now_s: float) -> PresenceRow:
        """The presence row: the sums of what this process counts and what the others do."""
        every = [own, *self._others_at(now_s)]
        connected, lost = sum(one.connected for one in every), sum(one.lost for one in every)
        devices: dict[str, ConnectedRow] = {}
        for one in every:
            for device, row in one.devices.items():
                _add_device(devices, device, row["shown"], row["invited"])
        return {
            "connected": connected,
            "asleep": max(0, state.sums.joined - connected - lost),
            "lost": lost,
            "lost_many": lost >= MANY_LOST and lost * MANY_OF >= connected + lost,
            "typing": sum(one.typing for one in every),
            "boards": sum(one.boards for one in every),
            "boards_hidden": sum(one.boards_hidden for one in every),
            "boards_awake": sum(one.boards_awake for one in every),
            "sound": _sum(one.sound for one in every),
            "gong": {"n": self._gong, **_sum(one.gong for one in every if one.gong["n"] == self._gong)},
            "consoles": sum(one.consoles for one in every),
            "devices": devices,
            "newcomers": activity.newcomers,
            "rush": activity.rush,
            "rush_since_ms": activity.rush_since_ms,
            "waiting": activity.waiting,
            "notice": activity.notice,
        }

    def waiting_elsewhere(self, now_s: float) -> int:
        """How many newcomers wait at other processes."""
        return sum(one.waiting for one in self._others_at(now_s))

    def note(self, own: Counts, lasts_s: float, now_s: float) -> bytes:
        """The note with what this process counts; each phone that has come back is in one of them."""
        returned = tuple(self._returned)[:RETURNED_A_NOTE]
        for beginning in returned:
            del self._returned[beginning]
        struck = self._struck_s is not None and now_s - self._struck_s < STRUCK_S
        return msgspec.json.encode(Note(own, lasts_s, struck, returned))

    def noted(self, process: str, encoded: bytes, now_s: float) -> tuple[bool, int | None]:
        """Take a note of another process.

        Returns whether the row may have changed, and the number of a gong request made there just now.
        Raises msgspec.MsgspecError when the note cannot be read.
        """
        note = msgspec.json.decode(encoded, type=Note)
        for beginning in note.returned:
            self._elsewhere.add(beginning, now_s)
        if note.returned:
            came = set(note.returned)
            for participant in [one for one in self._lost.keys(now_s) if one[:BEGINNING] in came]:
                self._lost.forget(participant)
        before, _ = self._others.pop(process, (None, 0.0))
        now = note.counts if note.lasts_s > 0 else None
        while len(self._others) >= MOST_PROCESSES:
            del self._others[next(iter(self._others))]
        if now is not None:
            self._others[process] = now, now_s + min(note.lasts_s, LONGEST_S)
        n = note.counts.gong["n"]
        rings = n if note.struck and n > self._gong else None
        self._gong = max(self._gong, n)
        return now != before or bool(note.returned), rings

    def _others_at(self, now_s: float) -> list[Counts]:
        for process in [one for one, (_, until_s) in self._others.items() if until_s <= now_s]:
            del self._others[process]
        return [counts for counts, _ in self._others.values()]

    def _answers(self, boards: Iterable[Seat]) -> GongRow:
        """The boards' answers to the last gong request."""
        answered = (seat for seat in boards if self._gong and seat.gong == self._gong)
        return {"n": self._gong, **_by_sound(seat.gong_answer for seat in answered)}


def _add_device(devices: dict[str, ConnectedRow], device: str, shown: bool, invited: bool) -> None:
    """Note a device's screen; it is shown while any of its screens is."""
    before = devices.get(device)
    devices[device] = {"shown": shown or (before is not None and before["shown"]), "invited": invited}


def _sum(rows: Iterable[SoundRow]) -> SoundRow:
    total: SoundRow = {"on": 0, "muted": 0, "blocked": 0}
    for row in rows:
        total["on"] += row["on"]
        total["muted"] += row["muted"]
        total["blocked"] += row["blocked"]
    return total


def _by_sound(said: Iterable[BoardSound | None]) -> SoundRow:
    """Count the boards by the sound they report: on, muted, or blocked by the browser."""
    boards = Counter(said)
    return {"on": boards["on"], "muted": boards["muted"], "blocked": boards["blocked"]}
