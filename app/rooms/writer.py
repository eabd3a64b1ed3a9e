"""The writer: the one task in a process that changes a session.

It takes waiting commands as one batch, decides each on the state that the previous one led to, and appends
their events to the log together. Only then does it update the room and answer the commands. When the log
refuses the batch, the state stays as it was and every accepted command is answered `not_saved`.

Other processes may write to the same session. An append names the last seq that this process knows, and fails
when another process was faster. The writer then applies what the others have appended and decides its batch
again, so that every command is decided on the state that its events follow. A command that is in the log
already, because the outcome of its append was unknown, is answered from there.

Once the session has been emptied, the writer ends: its room is closed, and the session is loaded again.

A flood of commands does not block the loop: the writer yields after a few of them. A facilitator's command
that arrives meanwhile is decided next, and closes the batch.
"""

import asyncio
import logging
import random
from collections.abc import Callable, Iterable

from app.core import codec
from app.core.commands import (
    CLOCK_ACTOR,
    EmptySession,
    Envelope,
    Join,
    LetAllThrough,
    Redo,
    SweepHeld,
    SweepNewerThan,
    TimeIsUp,
    Undo,
    WithdrawQuestion,
)
from app.core.decide import answered_before, decide
from app.core.events import (
    Event,
    ParticipantsRestored,
    ParticipantsSwept,
    QuestionEdited,
    QuestionWithdrawn,
    Recorded,
    SessionEmptied,
    SessionEnded,
    SessionReopened,
    SessionRetitled,
)
from app.core.evolve import evolve
from app.core.kept_examples import no_longer_kept
from app.core.rejections import Rejection
from app.core.rules.timer import next_deadline
from app.core.state import State
from app.core.stored_row import StoredRow
from app.rooms.clock import Clock
from app.rooms.inbox import Ack, Inbox, Reply, Waiting
from app.rooms.reading import following
from app.rooms.room import Affected, Applied, Room
from app.rooms.threads import on_thread
from app.store import Batch, Log, LogUnavailable, NotSaved, OutcomeUnknown, SeqTaken
from app.store.emptying import was_emptied_since

# After the log has refused a batch, the clock puts no command for this many seconds.
REFUSED_PAUSE_S = 1.0
# A batch is decided at most this often while other processes are faster, after pauses of at most this long.
MOST_ATTEMPTS = 50
LONGEST_PAUSE_S = 0.05
# The writer yields after this much work (`work_of`).
WORK_A_TURN = 64
# A batch takes no more commands after this much work, since all of them are answered together.
WORK_A_BATCH = 500
# The room absorbs the events of this many commands, or this many events of others, before the writer yields.
COMMANDS_A_TURN = 40
EVENTS_A_TURN = 100
# Called with a session's id and the seq of the last event that has been appended to it.
Publish = Callable[[str, int], None]
# When an event was stored, the id of its command, and its place among the events of that.
Mark = tuple[int, str, int]
# The reply to a command, and its events with the states they lead to.
Decided = tuple[Reply, list[Applied]]
# Commands that may affect all participants or all questions; they are decided on a thread, since they would
# block the loop.
OF_THE_WHOLE_ROOM = (SweepNewerThan, SweepHeld, LetAllThrough, Undo, Redo)
ROOM_WIDE_EVENTS = (ParticipantsRestored, ParticipantsSwept)
REOPENING: frozenset[type[Event]] = frozenset({SessionReopened, SessionEmptied})
# What participants may still ask who have caused as many events as they may.
ALWAYS_ALLOWED = (Join, WithdrawQuestion)
_logger = logging.getLogger("summe.writer")


class LogWentBack(Exception):
    """The log lacks events that it had, or has others in their place.

    Its database was restored from a backup, or another has taken over that had not received all of it.
    """


class WasEmptied(Exception):
    """The session has been emptied, here or by another process: its log is another one from now on."""


class Writer:
    """The writer of one session; its task runs for as long as the session is loaded."""

    def __init__(
        self,
        room: Room,
        log: Log,
        clock: Clock,
        inbox_size: int,
        batch_size: int,
        events_per_participant: int,
        publish: Publish,
    ) -> None:
        self._room = room
        self._log = log
        self._clock = clock
        self._batch_size = batch_size
        self._events_per_participant = events_per_participant
        self._publish = publish
        self._inbox = Inbox(inbox_size)
        # Of the last event known here; None until an event has been read or appended.
        self._last: Mark | None = None
        self._clock_paused_until_s = 0.0
        self._in_hand_since_s: float | None = None
        # Held from deciding a batch until its events are applied, and while those of others are.
        self._changing = asyncio.Lock()
        self._task = asyncio.create_task(self._run(), name=f"writer {room.session_id}")
        self._task.add_done_callback(self._reject_waiting)

    @property
    def waiting(self) -> int:
        """Commands that have not been decided yet."""
        return len(self._inbox)

    @property
    def lag_s(self) -> float:
        """Age in seconds of the oldest command in the current batch; 0 without one, as then none waits."""
        since_s = self._in_hand_since_s
        return 0.0 if since_s is None else asyncio.get_running_loop().time() - since_s

    @property
    def idle(self) -> bool:
        """Whether no command is unanswered and no timer runs; at its end the clock would put a command."""
        nothing_in_hand = self._in_hand_since_s is None and not len(self._inbox)
        return nothing_in_hand and self._room.state.timer.ends_at_ms is None

    @property
    def task(self) -> asyncio.Task[None]:
        return self._task

    @property
    def was_emptied(self) -> bool:
        """Whether the writer has ended because the session was emptied."""
        ended = self._task.done() and not self._task.cancelled()
        return ended and isinstance(self._task.exception(), WasEmptied)

    def put(self, envelope: Envelope) -> asyncio.Future[Reply]:
        """Queue a command; returns its final reply as a future.

        The future is done at once when the command was answered before, when too many wait (`full`), and when
        the writer has ended (`not_saved`).
        """
        waiting = Waiting.of(envelope)
        if self._task.done():
            waiting.answer(Rejection("not_saved"))
        elif (before := _answered_before(self._room.state, envelope)) is not None:
            waiting.answer(before)
        elif (out := self._inbox.put(waiting)) is not None:
            out.answer(Rejection("full"))
        return waiting.reply

    async def catch_up(self) -> None:
        """Apply what other processes have appended to the session.

        Raises LogUnavailable, UnknownSession when the session has been erased, WasEmptied, LogWentBack, and
        UnreadableLog when a newer version has written to it.
        """
        async with self._changing:
            await self._apply_others()
        self.look_at_clock()  # the next deadline may be another one now

    def look_at_clock(self) -> None:
        """Let the clock's command be given at once where its deadline has passed."""
        self._inbox.wake()

    async def close(self) -> None:
        """Stop; commands still waiting are answered `not_saved`, and their senders send them again."""
        self._task.cancel()
        await asyncio.gather(self._task, return_exceptions=True)

    def _reject_waiting(self, _: asyncio.Task[None]) -> None:
        """Reject all waiting commands once the writer has ended, for whatever reason."""
        while len(self._inbox):
            self._inbox.take().answer(Rejection("not_saved"))

    async def _run(self) -> None:
        while True:
            batch = [await self._first()]
            self._in_hand_since_s = batch[0].since_s
            try:
                await self._write(batch)
            finally:
                for waiting in batch:
                    waiting.answer(Rejection("not_saved"))  # no effect if it has a reply
                self._in_hand_since_s = None

    async def _first(self) -> Waiting:
        """The first command of a batch: the next that waits, or the clock's when a deadline has passed."""
        while True:
            left_s = self._until_deadline_s()
            try:
                async with asyncio.timeout(left_s):
                    if left_s is not None and left_s <= 0:
                        return self._time_is_up()
                    if await self._inbox.some():
                        return self._inbox.take()
            except TimeoutError:
                return self._time_is_up()

    def _until_deadline_s(self) -> float | None:
        """Seconds until the clock's next command; None when the session has ended."""
        state = self._room.state
        if state.ended:
            return None
        pause_s = self._clock_paused_until_s - asyncio.get_running_loop().time()
        return max((next_deadline(state) - self._clock.now_ms()) / 1000, pause_s)

    def _time_is_up(self) -> Waiting:
        now = max(self._clock.now_ms(), next_deadline(self._room.state))
        return Waiting.of(Envelope("", CLOCK_ACTOR, now, "", TimeIsUp()))

    async def _write(self, batch: list[Waiting]) -> None:
        """Decide a batch, which grows meanwhile, append its events, show them and answer.

        Raises WasEmptied, as well as what `catch_up` raises.
        """
        async with self._changing:
            decided, is_saved = await self._save(batch)
            if is_saved and not _empties(one for _, applied in decided for one in applied):
                await self._show(batch, decided)
            elif is_saved:
                for waiting, (reply, _) in zip(batch, decided, strict=True):
                    waiting.answer(reply)
                raise WasEmptied(self._room.session_id)
            else:
                self._clock_paused_until_s = asyncio.get_running_loop().time() + REFUSED_PAUSE_S
                for waiting, (reply, _) in zip(batch, decided, strict=True):
                    waiting.answer(reply if isinstance(reply, Rejection) else Rejection("not_saved"))

    async def _save(self, batch: list[Waiting]) -> tuple[list[Decided], bool]:
        """Decide a batch and append its events, again while others are faster; False when refused."""
        decided = await self._decide(batch)
        for attempt in range(MOST_ATTEMPTS):
            try:
                await self._append([one for _, applied in decided for one in applied])
                return decided, True
            except (SeqTaken, OutcomeUnknown):
                # Jitter, so that processes that write to the same session do not meet at every attempt.
                await asyncio.sleep(random.uniform(0, min(0.001 * 2**attempt, LONGEST_PAUSE_S)))  # noqa: S311  no secret
            except NotSaved as error:
                self._log_refusal(error)
                return decided, False
            try:
                await self._apply_others()
            except LogUnavailable as error:
                self._log_refusal(error)
                return decided, False
            decided = await self._decide(batch)
        self._log_refusal(f"others were faster {MOST_ATTEMPTS} times")
        return decided, False

    def _log_refusal(self, why: object) -> None:
        _logger.error("not saved: %s", why, extra={"session": self._room.session_id})

    async def _show(self, batch: list[Waiting], decided: list[Decided]) -> None:
        """Apply the events of a batch to the room and answer its commands, some in each turn of the loop."""
        for start in range(0, len(batch), COMMANDS_A_TURN):
            if start:
                await asyncio.sleep(0)
            part = slice(start, start + COMMANDS_A_TURN)
            if shown := [one for _, applied in decided[part] for one in applied]:
                room_wide = any(isinstance(one.envelope.command, OF_THE_WHOLE_ROOM) for one in batch[part])
                await self._absorb(shown, room_wide)
            for waiting, (reply, _) in zip(batch[part], decided[part], strict=True):
                waiting.answer(reply)

    async def _absorb(self, applied: list[Applied], room_wide: bool) -> None:
        """Apply events to the room; what those of the whole room affect is found on a thread."""
        affected = await on_thread(Affected.by, applied, self._room.state) if room_wide else None
        self._room.absorb(applied, affected)
        while self._room.own_changes_wait:
            await asyncio.sleep(0)
            self._room.send_own_changes()

    async def _apply_others(self) -> None:
        """Read what others have appended since the last event known here, and apply it."""
        room = self._room
        # With the last known one, to see that what is known here is still what the log has.
        read = await self._log.read(room.session_id, room.state.seq - 1)
        if was_emptied_since(read, room.state.seq):
            raise WasEmptied(room.session_id)
        known, *rows = read or (None,)
        if known is None or self._last not in (None, _mark_of(known)):
            raise LogWentBack(room.session_id)
        self._last = _mark_of(rows[-1] if rows else known)
        for start in range(0, len(rows), EVENTS_A_TURN):
            if start:
                await asyncio.sleep(0)
            applied = following(room.state, rows[start : start + EVENTS_A_TURN])
            room_wide = any(isinstance(recorded.event, ROOM_WIDE_EVENTS) for recorded, _ in applied)
            await self._absorb(applied, room_wide)

    async def _decide(self, batch: list[Waiting]) -> list[Decided]:
        """Decide the batch, adding waiting commands until it is full or has been much work.

        After each `WORK_A_TURN` of work it yields; once the batch has a command that is not a participant's,
        it closes the batch there instead, so that this command is answered soon. A batch that is decided
        again grows only after its last command, so that it is never closed before one that it has. A command
        that may empty the session is always the last.
        """
        trial = self._room.state
        decided: list[Decided] = []
        work, in_all, leads = 0, 0, False
        for waiting in batch:  # grows below
            if isinstance(waiting.envelope.command, OF_THE_WHOLE_ROOM):
                reply, applied = await on_thread(self._decide_one, trial, waiting.envelope)
            else:
                reply, applied = self._decide_one(trial, waiting.envelope)
            decided.append((reply, applied))
            if isinstance(waiting.envelope.command, EmptySession):
                break  # what follows would be deleted with the rest, or get another seq
            trial = applied[-1][1] if applied else trial
            leads = leads or waiting.leads
            work += waiting.work
            in_all += waiting.work
            if work >= WORK_A_TURN:
                if leads:
                    break
                work = 0
                await asyncio.sleep(0)
            is_last = len(decided) == len(batch) < self._batch_size and in_all < WORK_A_BATCH
            if is_last and len(self._inbox):
                batch.append(self._inbox.take())
        return decided

    def _decide_one(self, trial: State, envelope: Envelope) -> Decided:
        """The reply to one command and its events; an error in a rule rejects this command only."""
        try:
            return _decide(trial, envelope, self._events_per_participant)
        except Exception:
            if envelope.actor == CLOCK_ACTOR:
                raise
            # A bug in one rule must not reject other commands, nor end the server at each repeat.
            name = type(envelope.command).__name__
            _logger.exception("%s could not be decided", name, extra={"session": self._room.session_id})
            return Rejection("invalid"), []

    async def _append(self, applied: list[Applied]) -> None:
        """Append events to the log; raises SeqTaken, OutcomeUnknown and NotSaved."""
        if not applied:
            return
        events = [recorded.event for recorded, _ in applied]
        # Nearly every batch of a flood is of one kind, so most of what follows need not look at its events.
        kinds = frozenset(map(type, events))
        after = applied[-1][1]
        rows = tuple(codec.encode(recorded) for recorded, _ in applied)
        await self._log.append(
            Batch(
                session_id=self._room.session_id,
                expected_seq=self._room.state.seq,
                rows=rows,
                erase_texts_of=tuple(e.question_id for e in events if isinstance(e, QuestionWithdrawn)),
                replaced=_replaced(self._room.state, applied) if QuestionEdited in kinds else (),
                no_examples_of=tuple(id for one, then in applied for id in no_longer_kept(one.event, then)),
                ended_at_ms=after.end.at_ms if SessionEnded in kinds and after.end is not None else None,
                reopened=not kinds.isdisjoint(REOPENING),
                empties=SessionEmptied in kinds,
                title=after.title if SessionRetitled in kinds else None,
            )
        )
        self._last = _mark_of(rows[-1])
        self._publish(self._room.session_id, after.seq)


def _replaced(before: State, applied: list[Applied]) -> tuple[int, ...]:
    """The seqs of the words that edits replace: nothing reads them, and a name may be among them."""
    seqs: list[int] = []
    for recorded, after in applied:
        if isinstance(recorded.event, QuestionEdited):
            texts = before.questions[recorded.event.question_id].texts
            seqs += [wording.seq for wording in texts if wording.text]
        before = after
    return tuple(seqs)


def _mark_of(row: StoredRow) -> Mark:
    return row.at_ms, row.command_id, row.n_in_command


def _empties(applied: Iterable[Applied]) -> bool:
    """Whether these events empty the session."""
    return any(isinstance(recorded.event, SessionEmptied) for recorded, _ in applied)


def _answered_before(state: State, envelope: Envelope) -> Reply | None:
    """The reply to a command that was answered before; its id is an idempotency key."""
    before = answered_before(state, envelope)
    return Ack(before) if isinstance(before, int) else before


def _decide(state: State, envelope: Envelope, most_events: int) -> Decided:
    before = _answered_before(state, envelope)
    if before is not None:
        return before, []
    if _has_used_up(state, envelope, most_events):
        return Rejection("used_up"), []
    outcome = decide(state, envelope)
    if isinstance(outcome, Rejection):
        return outcome, []
    applied: list[Applied] = []
    at_ms = max(envelope.at_ms, state.at_ms)
    for n, event in enumerate(outcome):
        fingerprint = envelope.fingerprint if envelope.id else None
        recorded = Recorded(state.seq + 1, n, at_ms, str(envelope.actor), envelope.id, fingerprint, event)
        state = evolve(state, recorded)
        applied.append((recorded, state))
    return Ack(state.seq), applied


def _has_used_up(state: State, envelope: Envelope, most_events: int) -> bool:
    """Whether a participant who has caused `most_events` asks for more than to withdraw a question."""
    if envelope.actor.role != "participant" or isinstance(envelope.command, ALWAYS_ALLOWED):
        return False
    person = state.participants.get(envelope.actor.id)
    return person is not None and person.events >= most_events
