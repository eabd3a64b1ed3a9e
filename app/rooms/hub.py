"""The hub: finds the room of a session, loads it from the log at first use, and puts commands to its writer.

Only `evict_idle`, `drain` and `close` act on more than one session.
"""

import asyncio
import logging
import secrets
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass
from functools import partial
from math import ceil
from weakref import WeakValueDictionary

from msgspec import MsgspecError

from app.core import codec
from app.core.commands import Actor, Command, EmptySession, Envelope
from app.core.events import Event, Recorded, SessionOpened
from app.core.evolve import replay
from app.core.rejections import Rejection
from app.core.rows import AddressRow
from app.core.run_sheet import RunSheet
from app.core.session_summary import SUMMARY_KINDS, SessionSummary, summary_of
from app.core.state import State
from app.rooms.audience_group import Broadcast, send_each
from app.rooms.clock import Clock
from app.rooms.frames import ByeReason
from app.rooms.inbox import Ack, Reply
from app.rooms.reading import replayed, summarised
from app.rooms.room import DeltaThrottle, Room
from app.rooms.suggestions import Suggestions
from app.rooms.writer import LogWentBack, Publish, WasEmptied, Writer
from app.store import KeptTotals, Log, LogUnavailable, SessionRecord, UnknownSession

__all__ = ["Ack", "Hub", "Reply", "RoomLimits"]

_logger = logging.getLogger("summe.hub")
# Seats are drained in at most `DRAIN_BATCHES` batches of at least `SMALLEST_BATCH` seats.
DRAIN_BATCHES, SMALLEST_BATCH = 20, 50
# For this many sessions that are not loaded, the state that keys are checked against is cached.
MOST_ABOUT = 100
# So many sessions are loaded at once: each keeps a thread busy, which has its share of the interpreter.
MOST_LOADS = 3
# After these a session is unloaded: it has been erased or emptied, a newer version has written to it, or what
# is known here is not in the log any more.
UNLOADING = (UnknownSession, WasEmptied, codec.UnreadableLog, LogWentBack)
# Seconds for which a shared log's answer is awaited; after that the session is used as this process knows it.
LOOK_S = 1.0


def publish_to_none(session_id: str, seq: int) -> None:
    """What is done about an append where no other process has to know of it."""


@dataclass(frozen=True, slots=True)
class RoomLimits:
    """Limits of each room.

    `inbox` is how many commands may wait in each lane, `batch` how many are written at once, `rush` how many
    newcomers in a minute are reported to the facilitator, and `events_per_participant` how many events one
    participant may cause.
    """

    inbox: int = 20_000
    batch: int = 500
    throttle: DeltaThrottle = DeltaThrottle()
    rush: int = 60
    events_per_participant: int = 1_000


@dataclass(slots=True)
class _Live:
    """A loaded session. `used_s` is when it was last in use or looked up, by the loop's clock.

    `looking` compares it with a shared log just now, and `next_look` will once that has ended.
    """

    room: Room
    writer: Writer
    used_s: float
    looking: asyncio.Task[None] | None = None
    next_look: asyncio.Task[None] | None = None


class Hub:
    """All loaded sessions of this process.

    `publish` is called after each append to one of them, `share` with notes for the other processes.
    """

    def __init__(
        self,
        log: Log,
        clock: Clock,
        limits: RoomLimits | None = None,
        broadcast: Broadcast = send_each,
        publish: Publish = publish_to_none,
        share: Callable[[str, bytes], None] | None = None,
        suggestions: Suggestions | None = None,
    ) -> None:
        self._log = log
        self._broadcast = broadcast
        self._publish = publish
        self._share = share
        self._suggestions = suggestions
        self._clock = clock
        self._limits = limits or RoomLimits()
        self._address: AddressRow | None = None
        self._live: dict[str, _Live] = {}
        self._by_code: dict[str, _Live] = {}
        # The cache of `about`, by session and its last seq, so that a session that has changed is read again.
        self._about: dict[tuple[str, int], State] = {}
        # Held while a session is loaded, evicted or erased, so that none is ever loaded twice. Each session
        # has its own: one that is long makes no other wait.
        self._lifecycle_locks: WeakValueDictionary[str, asyncio.Lock] = WeakValueDictionary()
        self._loads = asyncio.Semaphore(MOST_LOADS)
        self.crashed: asyncio.Future[BaseException] = asyncio.get_running_loop().create_future()

    async def open(
        self,
        session_id: str,
        *,
        code: str,
        sheet: RunSheet,
        language: str,
        title: str | None = None,
        rehearsal: bool = False,
        retention_days: int = 30,
        date: str | None = None,
        place: str | None = None,
        expected: int | None = None,
        subtitle: str | None = None,
        occasion: str | None = None,
        settings: Sequence[Event] = (),
    ) -> Room:
        """Open a new session, in which `settings` are set.

        Raises CodeTaken when its join code is in use, and SessionIdUsed.
        """
        opened = SessionOpened(
            code, title, language, rehearsal, sheet, date, place, expected, subtitle, occasion
        )
        now_ms = self._clock.now_ms()
        first, *others = (
            Recorded(seq, 0, now_ms, "organiser:", "", None, event)
            for seq, event in enumerate((opened, *settings), start=1)
        )
        record = SessionRecord(
            session_id=session_id,
            code=code,
            title=title or sheet.title[language],
            created_at_ms=first.at_ms,
            ended_at_ms=None,
            retention_days=retention_days,
            rehearsal=rehearsal,
            last_seq=1 + len(others),
        )
        async with self._lifecycle_of(session_id):
            await self._log.create(record, tuple(map(codec.encode, (first, *others))))
            return self._register(self._room(replay(session_id, (first, *others)))).room

    async def room(self, code: str) -> Room | None:
        """The room with this join code, in upper or lower case; None when there is none.

        It has what other processes appended before the call. Raises UnreadableLog when the log was written by
        a newer version, or is damaged.
        """
        if (live := await self._current(code)) is not None:
            live.used_s = asyncio.get_running_loop().time()
            return live.room
        record = await self._log.find(code.upper())
        try:
            return None if record is None else (await self._load(record.session_id)).room
        except UnknownSession:
            return None  # erased since it was found

    def is_loaded(self, code: str) -> bool:
        """Whether the session with this join code is loaded, so that `room` need not read the log."""
        return code.upper() in self._by_code

    async def about(self, code: str) -> State | None:
        """The state that the keys of a session are checked against, without loading the session.

        It is as complete as `SessionSummary.about`; None when there is no such session, or it cannot be read.
        """
        if (live := await self._current(code)) is not None:
            return live.room.state
        record = await self._log.find(code.upper())
        if record is None:
            return None
        place = (record.session_id, record.last_seq)
        if place not in self._about:
            try:
                summary = await self.summary(record)
            except (codec.UnreadableLog, UnknownSession):
                return None
            while len(self._about) >= MOST_ABOUT:
                del self._about[next(iter(self._about))]
            self._about[place] = summary.about
        return self._about[place]

    async def summary(self, record: SessionRecord) -> SessionSummary:
        """The summary of a session for lists; the session is not loaded for it.

        Raises UnreadableLog, and UnknownSession when it has been erased meanwhile.
        """
        if (live := self._live.get(record.session_id)) is not None:
            return summary_of(live.room.state)
        summary = await self._log.summary(record.session_id, SUMMARY_KINDS)
        return summarised(record.session_id, summary)

    async def ask(
        self, session_id: str, actor: Actor, command_id: str, fingerprint: str, command: Command
    ) -> Reply:
        """Put a command to a session, loading it if need be; the reply is final, and an Ack means on disk."""
        try:
            live = await self._load(session_id)
        except UnknownSession:
            return Rejection("ended")
        return await live.writer.put(self._envelope(actor, command_id, fingerprint, command))

    async def empty(self, session_id: str, command: EmptySession) -> Reply:
        """Empty a session as the organiser; once it is acknowledged, nothing of before is loaded any more.

        Its seats are sent `restart`, and come back as newcomers to the empty session. The reply is `stale`
        when another has emptied it meanwhile: what the organiser was shown has gone already.
        """
        try:
            writer = (await self._load(session_id)).writer
        except UnknownSession:
            return Rejection("ended")
        command_id = secrets.token_hex(16)
        reply = await writer.put(self._envelope(Actor("organiser"), command_id, command_id, command))
        if isinstance(reply, Ack):
            await asyncio.wait([writer.task])
        elif reply == Rejection("not_saved") and writer.was_emptied:
            return Rejection("stale")
        return reply

    def put(
        self, session_id: str, actor: Actor, command_id: str, fingerprint: str, command: Command
    ) -> asyncio.Future[Reply]:
        """As `ask`, without creating a task when the session is loaded already."""
        live = self._live.get(session_id)
        if live is None:
            return asyncio.ensure_future(self.ask(session_id, actor, command_id, fingerprint, command))
        return live.writer.put(self._envelope(actor, command_id, fingerprint, command))

    def _envelope(self, actor: Actor, command_id: str, fingerprint: str, command: Command) -> Envelope:
        return Envelope(command_id, actor, self._clock.now_ms(), fingerprint, command)

    def rooms(self) -> list[Room]:
        """The rooms of all loaded sessions."""
        return [live.room for live in self._live.values()]

    def waiting(self) -> int:
        """The number of commands that are not decided yet, in all rooms."""
        return sum(live.writer.waiting for live in self._live.values())

    def lag_s(self) -> float:
        """The age in seconds of the oldest unanswered command in any room; 0 when there is none."""
        return max((live.writer.lag_s for live in self._live.values()), default=0.0)

    async def erase(
        self, session_id: str, *, keep_examples: bool = False, totals: KeptTotals | None = None
    ) -> None:
        """Erase a session on disk and in memory; raises UnknownSession or NotSaved.

        What was kept of it as examples is erased with it, or stays as texts without a source. `totals` are
        kept in its place.

        Its seats are sent `erased`. When the log fails they are sent `restart`, and reconnect to the session
        as it was.
        """
        async with self._lifecycle_of(session_id):
            live = self._live.pop(session_id, None)
            if live is not None:
                del self._by_code[live.room.code]
                await live.writer.close()
            reason: ByeReason = "restart"
            try:
                await self._log.erase(session_id, keep_examples=keep_examples, totals=totals)
                reason = "erased"
            finally:
                if live is not None:
                    live.room.close(reason)

    async def evict_idle(self, after_s: float) -> None:
        """Evict idle rooms from memory; the next connection loads them from the log again.

        Nothing is awaited between the check of a room and its removal, so no command can reach a writer that
        stops. A screen that found the room before and joins it after that is sent `restart`, and reconnects.
        """
        for session_id in tuple(self._live):
            async with self._lifecycle_of(session_id):
                live = self._live.get(session_id)
                now_s = asyncio.get_running_loop().time()
                if live is None:
                    continue
                if live.room.occupied or not live.writer.idle:
                    live.used_s = now_s
                elif now_s - live.used_s >= after_s:
                    del self._live[session_id], self._by_code[live.room.code]
                    live.room.close("restart")
                    await live.writer.close()

    def look_at_clock(self) -> None:
        """Let every loaded session look whether a deadline has passed, after the computer has slept."""
        for live in self._live.values():
            live.writer.look_at_clock()

    async def catch_up(self) -> None:
        """Apply to the loaded sessions what other processes have appended to them, or erased.

        Raises LogUnavailable.
        """
        loaded = tuple(self._live.items())
        if not loaded:
            return
        last_seqs = await self._log.last_seqs([id for id, _ in loaded])
        # One with a lower seq in the log is looked at, too: the log may have gone back.
        differing = [id for id, live in loaded if live.room.state.seq != last_seqs.get(id)]
        # Together, so that a session whose writer is busy does not keep the others waiting.
        outcomes = await asyncio.gather(*map(self.catch_up_with, differing), return_exceptions=True)
        for outcome in outcomes:
            if isinstance(outcome, BaseException):
                raise outcome

    async def catch_up_with(self, session_id: str) -> None:
        """Apply to one session, if it is loaded, what other processes have appended to it, or erased.

        Raises LogUnavailable.
        """
        live = self._live.get(session_id)
        if live is None:
            return
        try:
            await live.writer.catch_up()
        except UNLOADING as error:
            self._unload(live, error)
            await live.writer.close()

    async def _current(self, code: str) -> _Live | None:
        """The loaded session with this join code, once it has what others appended before the call."""
        live = self._by_code.get(code.upper())
        if live is None or not self._log.is_shared:
            return live
        # A look that has begun may be too early for what was appended since; all that call meanwhile share
        # the next one, so that a crowd costs no more queries than one person.
        if live.next_look is None:
            live.next_look = asyncio.create_task(self._look(live, after=live.looking))
        await asyncio.wait([live.next_look], timeout=LOOK_S)
        return self._by_code.get(code.upper())

    async def _look(self, live: _Live, after: asyncio.Task[None] | None) -> None:
        if after is not None:
            await asyncio.wait([after])
        live.looking, live.next_look = live.next_look, None
        with suppress(LogUnavailable):  # the session is taken as it is known
            await self.catch_up_with(live.room.session_id)

    def is_behind(self, session_id: str, seq: int) -> bool:
        """Whether a session is loaded, and lacks the event with this seq."""
        live = self._live.get(session_id)
        return live is not None and live.room.state.seq < seq

    def noted(self, process: str, session_id: str, note: bytes) -> None:
        """Hand a note of another process to the room of its session."""
        live = self._live.get(session_id)
        if live is not None:
            with suppress(MsgspecError):  # of another version: what it counts is not in the sums
                live.room.noted(process, note)

    def _unload(self, live: _Live, error: Exception) -> None:
        """Unload a session after an error of `UNLOADING`; its screens come back to what is stored."""
        room = live.room
        if isinstance(error, LogWentBack):
            self._about.clear()
            _logger.error("the database lacks what it had stored", extra={"session": room.session_id})
        if self._live.get(room.session_id) is live:
            del self._live[room.session_id], self._by_code[room.code]
        room.close("erased" if isinstance(error, UnknownSession) else "restart")

    def show_address(self, address: AddressRow) -> None:
        """Show boards and consoles of all sessions where people join from now on."""
        self._address = address
        for room in self.rooms():
            room.show_address(address)

    async def drain(self, over_s: float) -> None:
        """Drain: send `restart` to one batch of seats after the other, so that not all reconnect at once.

        Rooms go on answering meanwhile.
        """
        seats = [seat for room in self.rooms() for seat in room.seats]
        size = max(SMALLEST_BATCH, ceil(len(seats) / DRAIN_BATCHES))
        for start in range(0, len(seats), size):
            if start:
                await asyncio.sleep(over_s / DRAIN_BATCHES)
            for seat in seats[start : start + size]:
                seat.sink.drop("restart")

    async def close(self) -> None:
        """Stop all writers and send `restart` to every seat."""
        for lock in tuple(self._lifecycle_locks.values()):
            async with lock:  # what is being loaded or erased comes to its end
                pass
        for live in tuple(self._live.values()):
            looks = [task for task in (live.looking, live.next_look) if task is not None]
            if looks:
                await asyncio.wait(looks)
            await live.writer.close()
            live.room.close("restart")
        self._live.clear()
        self._by_code.clear()

    async def _load(self, session_id: str) -> _Live:
        live = self._live.get(session_id)
        if live is not None:
            live.used_s = asyncio.get_running_loop().time()
            return live
        async with self._lifecycle_of(session_id):
            live = self._live.get(session_id)
            if live is None:
                async with self._loads:
                    rows = await self._log.read(session_id)
                    # On a thread, since replaying a long log takes a while and would block all others.
                    state = await asyncio.to_thread(replayed, session_id, rows)
                live = self._register(self._room(state))
            return live

    def _lifecycle_of(self, session_id: str) -> asyncio.Lock:
        return self._lifecycle_locks.setdefault(session_id, asyncio.Lock())

    def _room(self, state: State) -> Room:
        share = partial(self._share, state.session_id) if self._share else None
        limits = self._limits
        return Room(
            state, limits.throttle, self._broadcast, limits.rush, share, self._suggestions, self._address
        )

    def _register(self, room: Room) -> _Live:
        limits = self._limits
        writer = Writer(
            room,
            self._log,
            self._clock,
            limits.inbox,
            limits.batch,
            limits.events_per_participant,
            self._publish,
        )
        live = _Live(room, writer, asyncio.get_running_loop().time())
        writer.task.add_done_callback(partial(self._writer_done, live))
        self._live[room.session_id] = self._by_code[room.code] = live
        return live

    def _writer_done(self, live: _Live, task: asyncio.Task[None]) -> None:
        """Unload the session of a writer that ended with one of the errors of `UNLOADING`.

        After any other failure `crashed` is set, which ends the server: a session that hangs would be worse.
        """
        error = None if task.cancelled() else task.exception()
        if isinstance(error, UNLOADING):
            self._unload(live, error)
        elif error and not self.crashed.done():
            self.crashed.set_result(error)
