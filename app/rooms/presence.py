"""Who is here just now, for consoles alone: phones, boards and devices, neither logged nor in any digest.

A phone is connected while a page of it is shown, asleep once none is (it says so before it freezes), and lost
when its connection broke while its page was shown. Only lost phones may be waiting for a network.
"""

from collections import Counter
from collections.abc import Collection, Iterable, Mapping

from app.core.rows import BoardSound, ConnectedRow, GongRow, PresenceRow, SoundRow
from app.core.state import State
from app.rooms.notices import Activity
from app.rooms.recent import Recent
from app.rooms.seat import Seat

# A phone that has not come back for so long has gone.
LOST_S = 600.0
MOST_LOST = 20_000
# At least so many lost phones, and at least one of so many that should be here, are many.
MANY_LOST, MANY_OF = 5, 10


class Presence:
    """What the presence row of one room is made of, beside what the activity monitor knows."""

    def __init__(self) -> None:
        self._lost = Recent[str](LOST_S, MOST_LOST)
        self._gong = 0

    def returned(self, participant: str) -> None:
        """A phone has a seat again."""
        self._lost.forget(participant)

    def left(self, participant: str, now_s: float) -> None:
        """The last seat of a phone has gone, and its page was shown until then."""
        self._lost.add(participant, now_s)

    def strike(self) -> int:
        """All boards are asked to sound their gong; the number of this request."""
        self._gong += 1
        return self._gong

    @property
    def fewer_at_s(self) -> float | None:
        """When a lost phone counts as gone; None when none is lost."""
        return self._lost.fewer_at_s

    def row(
        self,
        state: State,
        phones: Mapping[str, Collection[Seat]],
        seats: Iterable[Seat],
        activity: Activity,
        now_s: float,
    ) -> PresenceRow:
        """The row; `phones` are the seats of each participant, `seats` are all."""
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
        """What the boards have answered to the last gong that was asked for."""
        answered = (seat for seat in boards if self._gong and seat.gong == self._gong)
        return {"n": self._gong, **_by_sound(seat.gong_answer for seat in answered)}


def _by_sound(said: Iterable[BoardSound | None]) -> SoundRow:
    """How many boards have said that they sound, are muted, or are kept silent by their browser."""
    boards = Counter(said)
    return {"on": boards["on"], "muted": boards["muted"], "blocked": boards["blocked"]}
