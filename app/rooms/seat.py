"""Seats: one connected screen, its audience, and how far along its lanes it has come.

A seat is not a person (a phone with two tabs has two) and holds no queue: bytes go straight to its
sink, which counts unsent bytes and drops a screen that no longer drains (backpressure).
"""

from typing import Literal, Protocol

from app.core.views import Audience
from app.rooms.frames import ByeReason

Credential = Literal["token", "organiser", "facilitator", "board", "device"]


class Sink(Protocol):
    """The way out to one screen. Once it is `closed`, nothing that still comes from the screen counts."""

    closed: bool

    def send(self, frame: bytes) -> None:
        """Hand over one complete JSON text; never blocks. Lets go of a screen for which too much waits."""

    def begin(self, frame: bytes) -> None:
        """Hand over a snapshot: however large, it may wait as long as something of it is taken."""

    def waiting(self) -> int:
        """Bytes handed over and not yet taken by the network."""

    def taken(self) -> int:
        """Grows whenever the network takes something that waited."""

    def drop(self, code: ByeReason) -> None:
        """Say bye with this code and close, at once if nothing drains."""


class Seat:
    """`since` is the group's `n` at the last snapshot, `n_mine` counts the own deltas after it.

    `credential` is what the screen authenticated with: when that key is renewed, the seat is lost.
    """

    __slots__ = ("audience", "credential", "device", "n_mine", "participant", "since", "sink", "typing")

    def __init__(
        self,
        audience: Audience,
        sink: Sink,
        participant: str | None = None,
        device: str | None = None,
        credential: Credential = "token",
    ) -> None:
        self.audience = audience
        self.sink = sink
        self.participant = participant
        self.device = device
        self.credential: Credential = credential
        self.since = 0
        self.n_mine = 0
        self.typing = False
