"""The inbox of a session's writer: a queue of waiting commands with three lanes.

Commands of facilitators, organisers and the clock come first, then those of participants, then joins of
newcomers, of which one is taken after every few commands of participants. Participants take turns, so that
one who sends many commands does not delay the others; the commands of each participant stay in order.
"""

import asyncio
from collections import deque
from dataclasses import dataclass

from app.core.commands import Envelope, Join
from app.core.rejections import Rejection

# Commands of one participant that are taken in a turn: as many as the default of `questions_burst`.
TURN = 5
# A waiting newcomer is taken after this many commands of participants at the latest.
NEWCOMER_AFTER = 8


@dataclass(frozen=True, slots=True)
class Ack:
    """The command is on disk, or had nothing to change; `seq` is that of the state it led to."""

    seq: int


Reply = Ack | Rejection


@dataclass(frozen=True, slots=True)
class Waiting:
    """A command that has not been answered yet."""

    envelope: Envelope
    reply: asyncio.Future[Reply]
    since_s: float

    @staticmethod
    def of(envelope: Envelope) -> "Waiting":
        loop = asyncio.get_running_loop()
        return Waiting(envelope, loop.create_future(), loop.time())

    @property
    def leads(self) -> bool:
        """Whether this command goes ahead of all commands of participants."""
        return self.envelope.actor.role != "participant"

    def answer(self, reply: Reply) -> None:
        """Set the reply, unless its future is done or cancelled."""
        if not self.reply.done():
            self.reply.set_result(reply)


class Inbox:
    """Waiting commands, in three lanes of at most `size` each."""

    def __init__(self, size: int) -> None:
        self._size = size
        self._leading: deque[Waiting] = deque()
        self._newcomers: deque[Waiting] = deque()
        # Commands by participant; the participants are in the order of their turns.
        self._known: dict[str, deque[Waiting]] = {}
        self._known_waiting = 0
        self._left_of_turn = TURN
        self._since_newcomer = 0
        self._some = asyncio.Event()

    def __len__(self) -> int:
        return len(self._leading) + self._known_waiting + len(self._newcomers)

    def put(self, waiting: Waiting) -> bool:
        """Queue a command; False when its lane is full."""
        if not waiting.leads and not isinstance(waiting.envelope.command, Join):
            if self._known_waiting >= self._size:
                return False
            self._known.setdefault(waiting.envelope.actor.id, deque()).append(waiting)
            self._known_waiting += 1
        else:
            lane = self._leading if waiting.leads else self._newcomers
            if len(lane) >= self._size:
                return False
            lane.append(waiting)
        self._some.set()
        return True

    async def some(self) -> None:
        """Wait until there is a command."""
        await self._some.wait()

    def take(self) -> Waiting:
        """Remove and return the next command; raises IndexError when none waits."""
        waiting = self._next()
        if not len(self):
            self._some.clear()
        return waiting

    def _next(self) -> Waiting:
        if self._leading:
            return self._leading.popleft()
        if self._newcomers and (not self._known or self._since_newcomer >= NEWCOMER_AFTER):
            self._since_newcomer = 0
            return self._newcomers.popleft()
        if not self._known:
            raise IndexError("no command waits")
        self._since_newcomer += 1
        return self._next_known()

    def _next_known(self) -> Waiting:
        """The next command of the participant whose turn it is."""
        id, own = next(iter(self._known.items()))
        waiting = own.popleft()
        self._known_waiting -= 1
        self._left_of_turn -= 1
        if not own or not self._left_of_turn:
            del self._known[id]
            self._left_of_turn = TURN
            if own:
                self._known[id] = own
        return waiting
