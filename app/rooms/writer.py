"""The writer: the one task in a process that changes a session.

Takes all waiting commands as one batch, decides each on the state that the one before it led to, and appends
their events to the log at once. Commands are answered, and the room is updated, only after that. When the log
refuses, the state stays as it was and every accepted command of the batch gets `not_saved`. When another
writer has appended to the log, this one fails: the server ends and loads the session again at its next start.
"""

import asyncio
import logging
from dataclasses import dataclass

from app.core import codec
from app.core.commands import CLOCK_ACTOR, Envelope, TimeIsUp
from app.core.decide import answered_before, decide, next_deadline
from app.core.events import QuestionWithdrawn, Recorded, SessionEnded, SessionRetitled
from app.core.evolve import evolve
from app.core.rejections import Rejection
from app.core.state import State
from app.rooms.clock import Clock
from app.rooms.room import Applied, Room
from app.store import Batch, Log, NotSaved

# After the log has refused a batch, the clock puts no command for so long.
REFUSED_PAUSE_S = 1.0
_logger = logging.getLogger("summe.writer")


@dataclass(frozen=True, slots=True)
class Ack:
    """The command is on disk, or had nothing to change; `seq` is its last event's."""

    seq: int


Reply = Ack | Rejection


@dataclass(frozen=True, slots=True)
class _Waiting:
    envelope: Envelope
    reply: asyncio.Future[Reply]
    since_s: float


class Writer:
    """Runs as one task for as long as its session is loaded."""

    def __init__(self, room: Room, log: Log, clock: Clock, inbox_size: int, batch_size: int) -> None:
        self._room = room
        self._log = log
        self._clock = clock
        self._batch_size = batch_size
        self._inbox: asyncio.Queue[_Waiting] = asyncio.Queue(inbox_size)
        self._clock_paused_until_s = 0.0
        self._in_hand_since_s: float | None = None
        self._task = asyncio.create_task(self._run(), name=f"writer {room.session_id}")
        self._task.add_done_callback(self._reject_waiting)

    @property
    def waiting(self) -> int:
        """Commands that have not been decided yet."""
        return self._inbox.qsize()

    @property
    def lag_s(self) -> float:
        """Age in seconds of the oldest command in the current batch; 0 without one, as then none waits."""
        since_s = self._in_hand_since_s
        return 0.0 if since_s is None else asyncio.get_running_loop().time() - since_s

    @property
    def idle(self) -> bool:
        """Whether no command is unanswered, and no timer runs, at whose end the clock puts a command."""
        nothing_in_hand = self._in_hand_since_s is None and self._inbox.empty()
        return nothing_in_hand and self._room.state.timer.ends_at_ms is None

    @property
    def task(self) -> asyncio.Task[None]:
        return self._task

    def put(self, envelope: Envelope) -> asyncio.Future[Reply]:
        """Queue a command; returns its final reply as a future.

        That is `full` at once when too many wait, and `not_saved` when the writer has ended.
        """
        waiting = _new(envelope)
        if self._task.done():
            _reply_to(waiting, Rejection("not_saved"))
        else:
            try:
                self._inbox.put_nowait(waiting)
            except asyncio.QueueFull:
                _reply_to(waiting, Rejection("full"))
        return waiting.reply

    async def close(self) -> None:
        """Stop; commands still waiting are answered `not_saved`, and their senders send them again."""
        self._task.cancel()
        await asyncio.gather(self._task, return_exceptions=True)

    def _reject_waiting(self, _: asyncio.Task[None]) -> None:
        """Reject all waiting commands once the writer has ended, for whatever reason."""
        while not self._inbox.empty():
            _reply_to(self._inbox.get_nowait(), Rejection("not_saved"))

    async def _run(self) -> None:
        while True:
            batch = await self._next_batch()
            self._in_hand_since_s = batch[0].since_s
            replies: list[tuple[_Waiting, Reply]] = []
            try:
                replies = await self._write(batch)
            finally:
                replied = {id(waiting) for waiting, _ in replies}
                replies += [(w, Rejection("not_saved")) for w in batch if id(w) not in replied]
                for waiting, reply in replies:
                    _reply_to(waiting, reply)
                self._in_hand_since_s = None

    async def _next_batch(self) -> list[_Waiting]:
        """The next batch: the waiting commands, preceded by the clock's own when a deadline has passed."""
        left_s = self._until_deadline_s()
        try:
            async with asyncio.timeout(left_s):
                due = left_s is not None and left_s <= 0
                first = self._time_is_up() if due else await self._inbox.get()
        except TimeoutError:
            first = self._time_is_up()
        batch = [first]
        while len(batch) < self._batch_size and not self._inbox.empty():
            batch.append(self._inbox.get_nowait())
        return batch

    def _until_deadline_s(self) -> float | None:
        """Seconds until the clock's next command; None when the session has ended."""
        state = self._room.state
        if state.ended:
            return None
        pause_s = self._clock_paused_until_s - asyncio.get_running_loop().time()
        return max((next_deadline(state) - self._clock.now_ms()) / 1000, pause_s)

    def _time_is_up(self) -> _Waiting:
        now = max(self._clock.now_ms(), next_deadline(self._room.state))
        return _new(Envelope("", CLOCK_ACTOR, now, "", TimeIsUp()))

    async def _write(self, batch: list[_Waiting]) -> list[tuple[_Waiting, Reply]]:
        trial = self._room.state
        applied: list[Applied] = []
        replies: list[tuple[_Waiting, Reply]] = []
        for waiting in batch:
            known = len(applied)
            try:
                trial, reply = _decide_one(trial, waiting.envelope, applied)
            except Exception:
                if waiting.envelope.actor == CLOCK_ACTOR:
                    raise
                # A bug in one command must not fail the others, nor the server whenever it is sent again.
                name = type(waiting.envelope.command).__name__
                _logger.exception("%s could not be decided", name, extra={"session": self._room.session_id})
                del applied[known:]
                reply = Rejection("invalid")
            replies.append((waiting, reply))
        if applied and not await self._append([recorded for recorded, _ in applied]):
            self._clock_paused_until_s = asyncio.get_running_loop().time() + REFUSED_PAUSE_S
            kept = {id(waiting) for waiting, reply in replies if isinstance(reply, Rejection)}
            return [(w, a if id(w) in kept else Rejection("not_saved")) for w, a in replies]
        self._room.absorb(applied)
        return replies

    async def _append(self, log: list[Recorded]) -> bool:
        """Append the events to the log; False when it refuses them."""
        events = [recorded.event for recorded in log]
        ended = next((r.at_ms for r in log if isinstance(r.event, SessionEnded)), None)
        titles = [event.title for event in events if isinstance(event, SessionRetitled)]
        batch = Batch(
            session_id=self._room.session_id,
            expected_seq=self._room.state.seq,
            rows=tuple(codec.encode(recorded) for recorded in log),
            erase_texts_of=tuple(e.question_id for e in events if isinstance(e, QuestionWithdrawn)),
            ended_at_ms=ended,
            title=titles[-1] if titles else None,
        )
        try:
            await self._log.append(batch)
        except NotSaved as error:
            _logger.error("not saved: %s", error, extra={"session": self._room.session_id})
            return False
        return True


def _new(envelope: Envelope) -> _Waiting:
    loop = asyncio.get_running_loop()
    return _Waiting(envelope, loop.create_future(), loop.time())


def _reply_to(waiting: _Waiting, reply: Reply) -> None:
    """Set the reply, unless its future is done or cancelled."""
    if not waiting.reply.done():
        waiting.reply.set_result(reply)


def _decide_one(state: State, envelope: Envelope, applied: list[Applied]) -> tuple[State, Reply]:
    """Decide one command; its events join `applied` and the state they lead to is returned.

    Its id is an idempotency key: a command that was answered before gets the same reply again.
    """
    before = answered_before(state, envelope)
    if before is not None:
        return state, before if isinstance(before, Rejection) else Ack(before)
    outcome = decide(state, envelope)
    if isinstance(outcome, Rejection):
        return state, outcome
    at_ms = max(envelope.at_ms, state.at_ms)
    for n, event in enumerate(outcome):
        fingerprint = envelope.fingerprint if envelope.id else None
        recorded = Recorded(state.seq + 1, n, at_ms, str(envelope.actor), envelope.id, fingerprint, event)
        state = evolve(state, recorded)
        applied.append((recorded, state))
    return state, Ack(state.seq)
