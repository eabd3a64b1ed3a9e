"""Suggested pitfalls for the consoles of all sessions of this process: the one worker, and whose turn it is.

A session is served from its first question in the tray on, once it has a console. The worker has one request
at a time, so nothing piles up before it. No room waits for it: while it is slow, stopped or failing,
suggestions are late or missing, and nothing else is.
"""

import asyncio
import logging
from collections import deque
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Literal, Protocol

from app.core.rows import View
from app.rooms.kept_examples import kept_examples
from app.rooms.session_suggestions import SessionSuggestions, Shown
from app.store import Examples, KeptExample, LogUnavailable
from app.suggest import SuggestUnavailable
from app.suggest.messages import Request
from app.suggest.process import WorkerEnded, WorkerProcess, how_it_ended

_logger = logging.getLogger("summe.suggestions")
Mode = Literal["auto", "off", "base"]
Fault = Literal["off", "failed"] | None
# One request sends the worker so many questions at most; the model of meaning reads each for some 35 ms.
SENT_AT_ONCE, SENT_AT_ONCE_WITH_MODEL = 100, 8
# After each request the worker rests for this part of the time that it took.
REST = 0.25
# When so many questions have changed within a second, the worker is left alone, so that acknowledgements have
# the processor: until fewer change, but not for longer than this.
MANY_CHANGES, LEFT_ALONE_S = 50, 5.0
# Each failure within an hour makes the wait before the next start so many times longer.
LONGER, HOUR_S = 4, 3_600.0


@dataclass(frozen=True, slots=True)
class SuggestionLimits:
    """Limits of the suggestions in one process.

    `mode` is `off` for none, and `base` for those without the model of meaning. `pace_s` is the shortest time
    between two requests; `sessions` are served at once, with `questions` each. A worker that is silent for
    `silent_s` while it is asked has failed, and a session without a console is forgotten after `idle_s`. A
    worker that has failed is started again after `restart_s`, then after longer, at most `restarts` times
    within an hour.
    """

    mode: Mode = "auto"
    pace_s: float = 0.1
    sessions: int = 4
    questions: int = 2_000
    silent_s: float = 60.0
    idle_s: float = 300.0
    restart_s: float = 1.0
    restarts: int = 5


class Watched(Shown, Protocol):
    """A session's room, as its suggestions see it."""

    @property
    def session_id(self) -> str: ...


class RoomSuggestions:
    """The suggestions of a room: asks to be served when there is need, and keeps nothing while it is not.

    `begun` is whether its questions have been looked for, `answered` whether the worker has answered for it;
    both are false until it is served.
    """

    def __init__(self, room: Watched, suggestions: "Suggestions") -> None:
        limits = suggestions.limits
        self.session_id = room.session_id
        self.session = SessionSuggestions(room, limits.questions, limits.pace_s, suggestions.wake)
        self.served = self.begun = self.answered = False
        self._suggestions = suggestions
        self._idle: asyncio.TimerHandle | None = None

    @property
    def has_work(self) -> bool:
        """Whether there is something to ask the worker for it."""
        return not self.begun or self.session.has_work

    def consoles_changed(self) -> None:
        """Note that a console has come or gone."""
        self._stop_idling()
        if self.session.is_watched:
            self._suggestions.want(self)
        elif self.served:
            loop = asyncio.get_running_loop()
            self._idle = loop.call_later(self._suggestions.limits.idle_s, self._suggestions.release, self)
        else:
            self._suggestions.release(self)

    def affected(self, questions: Collection[str]) -> None:
        """Note that events have affected these questions, or the pitfalls."""
        if self.served:
            self._suggestions.changed(len(questions))
            self.session.affected(questions)
        else:
            self._suggestions.want(self)

    def view(self) -> View:
        """The tables of suggestions as they are now, for consoles that come."""
        return self.session.view()

    def close(self) -> None:
        """End them, since the room is closed; the worker forgets the session."""
        self._suggestions.release(self)

    def end(self) -> None:
        """Be served no longer."""
        self._stop_idling()
        self.served = self.begun = self.answered = False
        self.session.end()

    def _stop_idling(self) -> None:
        if self._idle is not None:
            self._idle.cancel()
            self._idle = None


class Suggestions:
    """The suggestions of all sessions of this process, by one worker, which runs while any is served.

    `_served` has the room first that was asked for longest ago, `_left` are sessions that the worker has to
    forget, and `_fault` is why there is no worker.
    """

    def __init__(self, limits: SuggestionLimits, examples: Examples) -> None:
        self.limits = limits
        self._examples = examples
        self._fault: Fault = "off" if limits.mode == "off" else None
        self._semantic = limits.mode == "auto"
        self._served: dict[RoomSuggestions, None] = {}
        self._waiting: dict[RoomSuggestions, None] = {}
        self._left: list[str] = []
        self._worker: WorkerProcess | None = None
        self._working: asyncio.Task[None] | None = None
        self._failed_at_s: deque[float] = deque()
        self._changed_at_s: deque[float] = deque(maxlen=MANY_CHANGES)
        self._closed = False

    def of(self, room: Watched) -> RoomSuggestions:
        """The suggestions of a room."""
        return RoomSuggestions(room, self)

    def want(self, room: RoomSuggestions) -> None:
        """Serve a room from its first question in the tray on: now, or when another is served no longer."""
        if self._closed or not (room.session.is_watched and room.session.has_tray):
            return
        if not room.served and self._fault != "off":
            self._waiting[room] = None
            self._admit()
        self._show_state(room)
        self.wake()

    def release(self, room: RoomSuggestions) -> None:
        """Serve a room no longer: the worker forgets it, and the next one that waits is served."""
        self._waiting.pop(room, None)
        if room.served:
            self._drop(room)
            self._admit()
            self.wake()

    def _admit(self) -> None:
        """Serve those that wait, in place of rooms without a console if need be."""
        for room in tuple(self._waiting):
            if len(self._served) >= self.limits.sessions:
                idle = next((other for other in self._served if not other.session.is_watched), None)
                if idle is None:
                    return
                self._drop(idle)
            del self._waiting[room]
            self._served[room] = None
            room.served = True

    def _drop(self, room: RoomSuggestions) -> None:
        del self._served[room]
        room.end()
        if self._worker is not None:
            self._left.append(room.session_id)

    def changed(self, questions: int) -> None:
        """Note that so many questions have changed."""
        now_s = asyncio.get_running_loop().time()
        self._changed_at_s.extend(now_s for _ in range(min(questions, MANY_CHANGES)))

    @property
    def _many_change(self) -> bool:
        changed_at_s = self._changed_at_s
        now_s = asyncio.get_running_loop().time()
        return len(changed_at_s) == MANY_CHANGES and now_s - changed_at_s[0] < 1

    def wake(self) -> None:
        """Ask the worker, if there is anything to ask and it is not being asked already."""
        if not self._closed and (self._working is None or self._working.done()):
            self._working = asyncio.create_task(self._work(), name="suggestions")
            self._working.add_done_callback(self._worked)

    async def close(self) -> None:
        """End the worker; nothing is suggested any more."""
        self._closed = True
        if self._working is not None and not self._working.done():
            self._working.cancel()
            await asyncio.wait([self._working])
        await self._end_worker()

    # ---- the worker

    async def _work(self) -> None:
        """Make requests until there is nothing to ask; end the worker once no room is served any more."""
        loop = asyncio.get_running_loop()
        while self._served or self._worker is not None:
            if not self._served:
                await self._end_worker()
                continue
            until_s = loop.time() + LEFT_ALONE_S
            while self._many_change and loop.time() < until_s:
                await asyncio.sleep(0.1)
            began_s = loop.time()
            try:
                if not await self._ask_next():
                    return
            except SuggestUnavailable as error:
                self._switch_off(error)
            except WorkerEnded as error:
                await self._fail(error)
            else:
                await asyncio.sleep(max(self.limits.pace_s, REST * (loop.time() - began_s)))

    def _worked(self, working: asyncio.Task[None]) -> None:
        if not working.cancelled() and (error := working.exception()) is not None:
            self._closed = True
            _logger.error("suggestions have stopped", exc_info=error)
            self._show_fault("failed")

    async def _ask_next(self) -> bool:
        """Make one request, for the room whose turn it is; False if there is nothing to ask."""
        if self._worker is not None and self._worker.ended.done():
            raise WorkerEnded(how_it_ended(self._worker.ended.result()))
        if self._worker is not None and self._left:
            await self._worker.ask(Request(self._left.pop(), close=True))
            return True
        room = next((room for room in self._served if room.has_work), None)
        if room is None:
            return False
        if not room.begun:
            room.begun = True
            kept = await self._kept_examples(room.session.run_sheet_id)
            if room.begun:  # else it has ended meanwhile
                await room.session.begin(kept)
            return True
        worker = self._worker or await self._start()
        if not (room.served and room.has_work):
            return True
        most_new = SENT_AT_ONCE_WITH_MODEL if worker.semantic else SENT_AT_ONCE
        began_s = asyncio.get_running_loop().time()
        answer = await worker.ask(room.session.next_request(room.session_id, most_new))
        if room.served:
            del self._served[room]
            self._served[room] = None
            room.answered = True
            self._show_state(room)
            room.session.take(answer, asyncio.get_running_loop().time() - began_s)
        return True

    async def _kept_examples(self, run_sheet_id: str) -> Mapping[str, tuple[KeptExample, ...]]:
        """What is kept for a run sheet; nothing while the log cannot be read: suggestions go without."""
        try:
            return await kept_examples(self._examples, run_sheet_id)
        except LogUnavailable as error:
            _logger.warning("suggestions go without the kept examples: %s", error)
            return {}

    async def _start(self) -> WorkerProcess:
        self._worker = await WorkerProcess.begin(self._semantic, self.limits.silent_s)
        self._worker.ended.add_done_callback(lambda _: self.wake())
        return self._worker

    async def _end_worker(self) -> None:
        worker, self._worker = self._worker, None
        self._left.clear()
        if worker is not None:
            await worker.end()

    def _switch_off(self, why: SuggestUnavailable) -> None:
        """Suggest nothing as long as this process runs."""
        _logger.warning("nothing is suggested: %s", why)
        self._waiting.clear()
        self._show_fault("off")
        for room in tuple(self._served):
            self._drop(room)

    async def _fail(self, error: WorkerEnded) -> None:
        """Note that the worker has failed, and wait until it may be started again."""
        if self._worker is None:
            # It failed while it started, for which the model of meaning may be the reason.
            self._semantic = False
        await self._end_worker()
        now_s = asyncio.get_running_loop().time()
        self._failed_at_s.append(now_s)
        while self._failed_at_s[0] <= now_s - HOUR_S:
            self._failed_at_s.popleft()
        failures = len(self._failed_at_s)
        if failures > self.limits.restarts:
            wait_s = self._failed_at_s[0] + HOUR_S - now_s
        else:
            wait_s = self.limits.restart_s * LONGER ** (failures - 1)
        _logger.error("the suggestion worker has failed (%s); it is started again in %.1f s", error, wait_s)
        for room in self._served:
            room.answered = False
            room.session.restart()
        self._show_fault("failed")
        await asyncio.sleep(wait_s)
        self._show_fault(None)

    def _show_fault(self, fault: Fault) -> None:
        self._fault = fault
        for room in self._served:
            self._show_state(room)

    def _show_state(self, room: RoomSuggestions) -> None:
        """Show a room's consoles whether there are suggestions, as `SuggestingRow` says."""
        semantic = self._worker is not None and self._worker.semantic
        room.session.show_state(self._fault or ("on" if room.answered else "starting"), semantic)
