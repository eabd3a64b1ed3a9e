"""The presence of a room: its connected phones, boards and devices; for consoles only.

Presence is neither logged nor part of any digest. A phone is connected while one of its pages is shown,
asleep once none is (a page reports this before the browser freezes it), and lost when its connection broke
while its page was shown. Only lost phones point to a problem with the network.
"""

from collections import Counter
from collections.abc import Collection, Iterable, Mapping

from app.core.rows import BoardSound, ConnectedRow, GongRow, PresenceRow, SoundRow
from app.core.state import State
from app.rooms.notices import Activity
from app.rooms.recent import Recent
from app.rooms.seat import Seat

# A lost phone that has not reconnected after this time counts as gone.
LOST_S = 600.0
MOST_LOST = 20_000
# `lost_many`: at least `MANY_LOST` phones are lost, and at least one in `MANY_OF` of those connected or lost.
MANY_LOST, MANY_OF = 5, 10


class Presence:
    """Makes the presence row of one room; keeps its lost phones and the number of the last gong request."""

    def __init__(self) -> None:
        self._lost = Recent[str](LOST_S, MOST_LOST)
        self._gong = 0

    def returned(self, participant: str) -> None:
        """Note that the participant has a seat again, and so is not lost."""
        self._lost.forget(participant)

    def left(self, participant: str, now_s: float) -> None:
        """Note that the participant is lost: the last seat has left while its page was shown."""
        self._lost.add(participant, now_s)

    def strike(self) -> int:
        """Count a request that all boards sound their gong; returns its number."""
        self._gong += 1
        return self._gong

    @property
    def fewer_at_s(self) -> float | None:
        """When the next lost phone counts as gone, by the loop's clock; None when none is lost."""
        return self._lost.fewer_at_s

    def row(
        self,
        state: State,
        phones: Mapping[str, Collection[Seat]],
        seats: Iterable[Seat],
        activity: Activity,
        now_s: float,
    ) -> PresenceRow:
        """The presence row; `phones` has the seats by participant, `seats` all seats of the room."""
        connected = sum(any(not seat.asleep for seat in own) for own in phones.values())
        lost = sum(participant not in state.swept for participant in self._lost.keys(now_s))
        typing, boards, consoles = set[str | None](), list[Seat](), 0
        devices: dict[str, ConnectedRow] = {}
        for seat in seats:
            if seat.typing:
                typing.add(seat.participant)
            if seat.audience.role == "board" and not seat.preview:
                boards.append(seat)
            consoles += seat.audience.role == "console"
            if seat.device and not seat.preview:
                before = devices.get(seat.device)
                devices[seat.device] = {
                    "shown": not seat.asleep or (before is not None and before["shown"]),
                    "invited": seat.credential in ("device", "board"),
                }
        return {
            "connected": connected,
            "asleep": max(0, state.sums.joined - connected - lost),
            "lost": lost,
            "lost_many": lost >= MANY_LOST and lost * MANY_OF >= connected + lost,
            "typing": len(typing),
            "boards": len(boards),
            "boards_hidden": sum(seat.asleep for seat in boards),
            "boards_awake": sum(seat.kept_awake for seat in boards),
            "sound": _by_sound(seat.sound for seat in boards),
            "gong": self._answers(boards),
            "consoles": consoles,
            "devices": devices,
            "newcomers": activity.newcomers,
            "rush": activity.rush,
            "rush_since_ms": activity.rush_since_ms,
            "waiting": activity.waiting,
            "notice": activity.notice,
        }

    def _answers(self, boards: Iterable[Seat]) -> GongRow:
        """The boards' answers to the last gong request."""
        answered = (seat for seat in boards if self._gong and seat.gong == self._gong)
        return {"n": self._gong, **_by_sound(seat.gong_answer for seat in answered)}


def _by_sound(said: Iterable[BoardSound | None]) -> SoundRow:
    """Count the boards by the sound they report: on, muted, or blocked by the browser."""
    boards = Counter(said)
    return {"on": boards["on"], "muted": boards["muted"], "blocked": boards["blocked"]}
