"""The inbox of a session's writer: a queue of waiting commands with three lanes.

Commands of facilitators, organisers and the clock come first, then those of participants and helpers, then
joins of newcomers, of which one is taken after every few of those. Participants and helpers take turns, so
that one who sends many commands does not delay the others; the commands of each stay in order. A turn ends
after a few commands or much work. Who had nothing waiting, and asks for little work, goes ahead of others,
so that many who keep commands waiting do not delay those who send one now and then. When their lane is full,
the newest command of the one with most waiting gives way to one who has fewer.
"""

import asyncio
from collections import deque
from collections.abc import Container
from dataclasses import dataclass

from msgspec import Struct

from app.core.commands import Command, Envelope, Join
from app.core.rejections import Rejection

# Deciding a command is 1 unit of work, 1 more for every so many characters of its text, and so many for each
# question that it lists.
CHARACTERS_OF_WORK = 64
WORK_OF_A_LISTED = 2
# Commands of one participant that are taken in a turn: as many as the default of `questions_burst`.
TURN = 5
# A turn ends after so much work too, of which each command counts for its share at least: that of a question
# of the usual limit. What is more work than that never goes ahead.
SHARE_OF_WORK = 5
WORK_OF_TURN = TURN * SHARE_OF_WORK
# After this many commands that went ahead there is a turn of the round.
ROUND_AFTER = 8
# A waiting newcomer is taken after this many commands of participants at the latest.
NEWCOMER_AFTER = 8


def work_of(command: Command) -> int:
    """The units of work of deciding a command.

    Its text is cleaned and searched for personal data, and each listed question is an event.
    """
    text, listed = getattr(command, "text", ""), getattr(command, "ids", ())
    return 1 + len(text) // CHARACTERS_OF_WORK + WORK_OF_A_LISTED * len(listed)


@dataclass(frozen=True, slots=True)
class Ack:
    """The command is on disk, or had nothing to change; `seq` is that of the state it led to."""

    seq: int


Reply = Ack | Rejection


class Waiting(Struct, frozen=True):
    """A command that has not been answered yet; `work` is that of deciding it, in units (`work_of`)."""

    envelope: Envelope
    reply: asyncio.Future[Reply]
    since_s: float
    work: int

    @staticmethod
    def of(envelope: Envelope) -> "Waiting":
        loop = asyncio.get_running_loop()
        return Waiting(envelope, loop.create_future(), loop.time(), work_of(envelope.command))

    @property
    def leads(self) -> bool:
        """Whether this command goes ahead of all commands of participants and helpers."""
        return self.envelope.actor.role not in ("participant", "grouping")

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


class _Turns:
    """Whose turn it is among participants with waiting commands.

    Who comes with nothing waiting, and with little work, goes ahead of the round with that command; in the
    round each of the others has a turn. What the commands taken ahead are of a turn's work counts until the
    round comes to the participant: none has more than one turn's ahead in each round.
    """

    def __init__(self) -> None:
        # Each with the work that is left to go ahead; only those in the round may have nothing waiting.
        self._ahead: dict[str, int] = {}
        self._round: dict[str, int] = {}
        self._since_round = 0
        # Of the turn that has begun; "" while none has.
        self._now = ""
        self._is_ahead = False
        self._left = 0

    def comes(self, id: str, work: int) -> None:
        """Note that a command of so much work waits, of a participant who had none waiting."""
        left = self._round.get(id, WORK_OF_TURN)
        if left <= 0 or work > SHARE_OF_WORK:
            self._round.setdefault(id, left)
        else:
            self._round.pop(id, None)
            self._ahead[id] = left

    def next(self, waits: Container[str]) -> str:
        """The participant whose turn it is, or begins now; `waits` are those with commands, at least one."""
        if not self._now:
            self._now = self._begun(waits)
        return self._now

    def took(self, work: int, *, waits: bool) -> None:
        """Note that a command of this turn has been taken, which may end it, and whether more wait."""
        self._left -= max(work, SHARE_OF_WORK)
        if self._is_ahead or self._left <= 0 or not waits:
            self._round[self._now] = 0 if waits else max(self._left, 0)
            self._now = ""

    def clear(self) -> None:
        """Note that no commands wait."""
        self._ahead.clear()
        self._round.clear()

    def _begun(self, waits: Container[str]) -> str:
        """Begin the turn of the next participant out of those ahead, who all wait, or out of the round."""
        if not self._ahead or self._since_round >= ROUND_AFTER:
            while self._round:
                id, _ = _first_of(self._round)
                if id in waits:
                    self._is_ahead, self._left, self._since_round = False, WORK_OF_TURN, 0
                    return id
        id, self._left = _first_of(self._ahead)
        self._is_ahead = True
        self._since_round += 1
        return id


def _first_of(lane: dict[str, int]) -> tuple[str, int]:
    """Remove and return the first."""
    id = next(iter(lane))
    return id, lane.pop(id)


class Inbox:
    """Waiting commands, in three lanes of at most `size` each."""

    def __init__(self, size: int) -> None:
        self._size = size
        self._leading: deque[Waiting] = deque()
        self._newcomers: deque[Waiting] = deque()
        # Commands by participant.
        self._known: dict[str, deque[Waiting]] = {}
        self._known_waiting = 0
        self._by_count = _ByCount()
        self._turns = _Turns()
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
        if not own:
            self._turns.comes(id, waiting.work)
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
        id = self._turns.next(self._known)
        own = self._known[id]
        waiting = own.popleft()
        self._known_waiting -= 1
        self._by_count.fewer(id, len(own))
        self._turns.took(waiting.work, waits=bool(own))
        if not own:
            del self._known[id]
        if not self._known:
            self._turns.clear()
        return waiting
