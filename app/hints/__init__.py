"""The interface of the bus of hints between processes that share one log.

A hint says that a session has reached a seq, so that the other processes read what they lack at once. It is
sent after the append, outside its transaction. The log alone is the truth: every process also polls it
slowly, so that a lost hint costs time and never an event.

The bus also carries notes: what a process knows of a session that is in no log, and may be forgotten.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Protocol

# Called with a session's id and the seq that another process has appended up to.
Behind = Callable[[str, int], None]
# Called when hints may have been lost: whatever is loaded should be compared with the log.
Missed = Callable[[], None]
# Called with the process that sent a note, the session's id, and the note, as JSON.
Noted = Callable[[str, str, bytes], None]


def no_notes(process: str, session_id: str, note: bytes) -> None:
    """What is done about notes where none are wanted."""


class UnsupportedHints(Exception):
    """No bus can be used at this address; the message says what to do, and has no password in it."""


class HintsUnavailable(Exception):
    """The bus cannot be used at present; the message says what to see to, and has no password in it."""


@dataclass(frozen=True, slots=True)
class HintsState:
    """Which server carries the bus, for how many seconds it has been connected or not, and counts.

    The counts are those since the start. `sent` and `received` count hints. `dropped` counts those given up
    here, because too many sessions waited while the bus was not connected, and `lost` the messages of other
    processes that never arrived.
    """

    server: str
    connected: bool
    for_s: float
    connections: int
    sent: int
    received: int
    dropped: int
    lost: int


class Hints(Protocol):
    """A bus of hints; every implementation passes the same test suite on a real server."""

    async def start(self, behind: Behind, missed: Missed, noted: Noted = no_notes) -> None:
        """Connect, and from then on call back; raises HintsUnavailable when the server cannot be reached.

        A connection that is lost later is made again, however long that takes. `missed` is called after each
        connection, this first one included, and when messages of another process did not arrive.
        """

    def publish(self, session_id: str, seq: int) -> None:
        """Send the seq to the other processes soon: at most every 10 ms for a session, and then the highest.

        Never waits and never fails. While the bus is not connected the highest seqs are kept, of a limited
        number of sessions, and sent once it is.
        """

    def note(self, session_id: str, note: bytes) -> None:
        """Send the other processes this process's newest note about a session, which is JSON, soon.

        Never waits and never fails. A note is dropped while the bus is not connected, or when it is too long
        for a message: it has to be one that is sent again before long.
        """

    @property
    def state(self) -> HintsState: ...

    async def stop(self) -> None:
        """Send what still waits, if that can be done soon, and disconnect."""
