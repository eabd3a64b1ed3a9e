"""A seat: one connected screen, its audience, and how many deltas it has been sent.

A seat is not a person (a phone with two tabs has two) and holds no queue: bytes go straight to its
sink, which counts unsent bytes and drops a screen that no longer drains (backpressure).
"""

from typing import Literal, Protocol

from app.core.delta import Digest
from app.core.rows import BoardSound
from app.core.views import Audience
from app.rooms.frames import ByeReason

Credential = Literal["token", "organiser", "facilitator", "board", "device", "grouping"]
# The credentials of devices that came by a one-time code.
INVITED: frozenset[Credential] = frozenset({"board", "device", "grouping"})


class Sink(Protocol):
    """The outbound side of a connection. Once it is `closed`, frames from the screen are ignored."""

    closed: bool

    def send(self, frame: bytes) -> None:
        """Send one complete JSON text; never blocks. Backpressure: too many unsent bytes drop the screen."""

    def begin(self, frame: bytes) -> None:
        """Send a snapshot of any size, which does not count towards the limit of unsent bytes."""

    def waiting(self) -> int:
        """Bytes not yet taken by the network."""

    def taken(self) -> int:
        """A number that grows whenever the network takes waiting bytes."""

    def drop(self, code: ByeReason) -> None:
        """Send a bye with this code and close; while earlier bytes are unsent, it may close without a bye."""


# The digest of a lane without rows.
EMPTY: Digest = (0, 0)


class Seat:
    """One connected screen.

    `since` is the group's `n` at the last snapshot; `n_mine` counts the deltas on the lane `mine` after it,
    and `mine` is the digest that they lead to, kept so that a pong need not compute it. `credential` is what
    the screen authenticated with: when that key is renewed, the seat is dropped. `preview` is whether it is
    the preview of the board on a console.

    The screen itself reports the rest: `typing`, `asleep` (its page is not shown), and for a board its
    `sound`, the last `gong` request that it got, `gong_answer` (its sound at that moment), and `kept_awake`
    (it keeps its computer's screen on).
    """

    __slots__ = (
        "asleep",
        "audience",
        "credential",
        "device",
        "gong",
        "gong_answer",
        "kept_awake",
        "mine",
        "n_mine",
        "participant",
        "preview",
        "since",
        "sink",
        "sound",
        "typing",
    )

    def __init__(
        self,
        audience: Audience,
        sink: Sink,
        participant: str | None = None,
        device: str | None = None,
        credential: Credential = "token",
        preview: bool = False,
    ) -> None:
        self.audience = audience
        self.sink = sink
        self.participant = participant
        self.device = device
        self.credential: Credential = credential
        self.since = 0
        self.n_mine = 0
        self.mine: Digest = EMPTY
        self.preview = preview
        self.typing = False
        self.asleep = False
        self.sound: BoardSound | None = None
        self.gong = 0
        self.gong_answer: BoardSound | None = None
        self.kept_awake = False
