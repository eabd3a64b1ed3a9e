"""The inbox of a session's writer: a queue of waiting commands with three lanes.

Commands of facilitators, organisers and the clock come first, then those of participants, then joins of
newcomers, of which one is taken after every few commands of participants. Participants take turns, so that
one who sends many commands does not delay the others; the commands of each participant stay in order. When
their lane is full, the newest command of the participant with most waiting gives way to one who has fewer.
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


class _ByCount:
    """Participants by how many of their commands wait, so that one with most is found without a search."""

    def __init__(self) -> None:
        # At `n` the participants of whom `n` commands wait. The last is never empty, except at 0.
        self._having: list[dict[str, None]] = [{}]

    def most(self) -> str | None:
        """A participant with most commands; None when none has any."""
        return next(iter(self._having[-1]), None)

    def more(self, id: str, count: int) -> None:
        """Note that a participant's commands have become `count`, one more than before."""
        if count == len(self._having):
            self._having.append({})
        self._having[count - 1].pop(id, None)
        self._having[count][id] = None

    def fewer(self, id: str, count: int) -> None:
        """Note that a participant's commands have become `count`, one fewer than before."""
        del self._having[count + 1][id]
        if count:
            self._having[count][id] = None
        if not self._having[-1] and len(self._having) > 1:
            self._having.pop()


class Inbox:
    """Waiting commands, in three lanes of at most `size` each."""

    def __init__(self, size: int) -> None:
        self._size = size
        self._leading: deque[Waiting] = deque()
        self._newcomers: deque[Waiting] = deque()
        # Commands by participant; the participants are in the order of their turns.
        self._known: dict[str, deque[Waiting]] = {}
        self._known_waiting = 0
        self._by_count = _ByCount()
        self._left_of_turn = TURN
        self._since_newcomer = 0
        self._some = asyncio.Event()

    def __len__(self) -> int:
        return len(self._leading) + self._known_waiting + len(self._newcomers)

    def put(self, waiting: Waiting) -> Waiting | None:
        """Queue a command; returns the one that has no place when its lane is full: this, or another's."""
        if not waiting.leads and not isinstance(waiting.envelope.command, Join):
            return self._put_known(waiting)
        lane = self._leading if waiting.leads else self._newcomers
        if len(lane) >= self._size:
            return waiting
        lane.append(waiting)
        self._some.set()
        return None

    def _put_known(self, waiting: Waiting) -> Waiting | None:
        id, out = waiting.envelope.actor.id, None
        if self._known_waiting >= self._size:
            out = self._to_give_way(id)
            if out is None:
                return waiting
        own = self._known.setdefault(id, deque())
        own.append(waiting)
        self._known_waiting += 1
        self._by_count.more(id, len(own))
        self._some.set()
        return out

    def _to_give_way(self, id: str) -> Waiting | None:
        """Remove and return the newest command of the participant with most, for one of this participant.

        None when this participant would then have as many as that one had: they would only change places.
        """
        most = self._by_count.most()
        if most is None or len(self._known.get(id, ())) + 1 >= len(self._known[most]):
            return None
        out = self._known[most].pop()
        self._known_waiting -= 1
        self._by_count.fewer(most, len(self._known[most]))
        return out

    async def some(self) -> bool:
        """Wait until there is a command, or until `wake`; whether there is one."""
        await self._some.wait()
        if not len(self):
            self._some.clear()
        return len(self) > 0

    def wake(self) -> None:
        """End the wait for a command, though there may be none."""
        self._some.set()

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
        self._by_count.fewer(id, len(own))
        self._left_of_turn -= 1
        if not own or not self._left_of_turn:
            del self._known[id]
            self._left_of_turn = TURN
            if own:
                self._known[id] = own
        return waiting
