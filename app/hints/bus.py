"""What every bus of hints does, whichever server carries it: gathering, counting, connecting again.

Every `echo_s` a process sends a message that has to come back to it. A connection that died silently,
or a pooler that forgets who listens, is noticed in this way, and the connection is made again.

A process numbers its messages. Where a number is missing, the receiver has lost hints, and calls `missed`.
"""

import asyncio
import logging
import random
import secrets
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from itertools import chain
from typing import Any

import msgspec

from app.hints import Behind, HintsState, HintsUnavailable, Missed, Noted, no_notes
from app.hints.link import MOST_BYTES, Link, LinkLost, Receive

# Hints of so many sessions wait while the bus is not connected; those of further sessions are dropped.
MOST_WAITING = 10_000
# The numbers of so many other processes are remembered, of those that sent most recently.
MOST_PROCESSES = 1_000
NOT_BACK = "a message to itself did not come back"
_logger = logging.getLogger("summe.hints")


@dataclass(frozen=True, slots=True)
class Timing:
    """How long the bus waits.

    `flush_s` is between two flushes. `echo_s` is between two messages to itself, and the longest that sending
    one, and its way back, may take. `connect_s` is for connecting, and the pauses before the next try are
    from `least_pause_s` to `most_pause_s`.
    """

    flush_s: float = 0.01
    echo_s: float = 3.0
    connect_s: float = 5.0
    least_pause_s: float = 0.1
    most_pause_s: float = 5.0


class Message(msgspec.Struct, frozen=True):
    """Message `n` of a process, with seqs and notes by session; there are none in a message to itself."""

    process: str
    n: int
    seqs: dict[str, int] = {}
    notes: dict[str, msgspec.Raw] = {}


class Bus:
    """A bus of hints over links of one kind."""

    def __init__(
        self, make_link: Callable[[Receive], Link], server: str, advice: str, timing: Timing = Timing()
    ) -> None:
        """`server` is what an operator calls it, `advice` what to see to when it cannot be reached."""
        self._make_link = make_link
        self._server, self._advice = server, advice
        self._timing = timing
        self._process = secrets.token_hex(8)
        self._behind: Behind = lambda session_id, seq: None
        self._missed: Missed = lambda: None
        self._noted: Noted = no_notes
        self._waiting: dict[str, int] = {}
        self._notes: dict[str, bytes] = {}
        self._n = 0
        # The number of the last message that this process sent to itself, and whether that has come back.
        self._echo_n = 0
        self._came_back = asyncio.Event()
        # Set when there is something to do before the next message to itself.
        self._wake = asyncio.Event()
        self._stopping = asyncio.Event()
        self._link: Link | None = None
        self._task: asyncio.Task[None] | None = None
        # The last message received of each other process.
        self._numbers: dict[str, int] = {}
        self._connected = False
        self._since_s = asyncio.get_running_loop().time()
        self._connections = self._sent = self._received = self._dropped = self._lost = 0

    @property
    def state(self) -> HintsState:
        return HintsState(
            self._server,
            self._connected,
            asyncio.get_running_loop().time() - self._since_s,
            self._connections,
            self._sent,
            self._received,
            self._dropped,
            self._lost,
        )

    def publish(self, session_id: str, seq: int) -> None:
        before = self._waiting.get(session_id)
        if before is None and len(self._waiting) >= MOST_WAITING:
            self._dropped += 1
            self._n += 1  # to the others a message is missing, so they read everything
            return
        self._waiting[session_id] = seq if before is None else max(seq, before)
        self._wake.set()

    def note(self, session_id: str, note: bytes) -> None:
        if self._connected:
            self._notes[session_id] = note
            self._wake.set()

    async def start(self, behind: Behind, missed: Missed, noted: Noted = no_notes) -> None:
        self._behind, self._missed, self._noted = behind, missed, noted
        try:
            link = await self._connect()
        except LinkLost as error:
            raise HintsUnavailable(
                f"{self._server} cannot be used for hints: {error}. {self._advice}"
            ) from error
        self._task = asyncio.create_task(self._run(link), name="hints")

    async def stop(self) -> None:
        self._stopping.set()
        self._wake.set()
        if self._link is not None and not self._connected:
            self._link.abort()
        if self._task is not None:
            await asyncio.wait([self._task])

    async def _run(self, link: Link | None) -> None:
        """Hold a connection, and make the next one whenever it is lost, until `stop`."""
        attempts = 0
        while True:
            try:
                if link is None:
                    link = await self._connect()
                attempts = 0
                await self._hold(link)
            except LinkLost as error:
                if self._connected:
                    _logger.warning(
                        "the bus of hints is lost, changes on other servers show later: %s", error
                    )
            except Exception:
                _logger.exception("the bus of hints has failed, and is connected again")
            self._turn(connected=False)
            if link is not None:
                await link.close()
            self._link = link = None
            await self._pause(attempts)
            if self._stopping.is_set():
                return
            attempts += 1

    async def _connect(self) -> Link:
        """A link over which a message of this process has come back to it; raises LinkLost."""
        self._link = link = self._make_link(self._receive)
        link.lost.add_done_callback(lambda _: self._wake.set())
        self._numbers.clear()
        try:
            with _aborted_after(self._timing.connect_s, link):
                await link.open()
            with _aborted_after(self._timing.echo_s, link):
                await link.send([self._echo()])
            await self._returned(link)
        except BaseException:
            link.abort()
            await link.close()
            raise
        self._connections += 1
        self._turn(connected=True)
        if self._connections > 1:
            _logger.info("the bus of hints is connected again")
        self._call(self._missed)
        return link

    async def _returned(self, link: Link) -> None:
        """Return once the last message to itself has come back; raises LinkLost."""
        link.lost.add_done_callback(lambda _: self._came_back.set())
        with suppress(TimeoutError):
            async with asyncio.timeout(self._timing.echo_s):
                await self._came_back.wait()
        if link.lost.done():
            raise LinkLost(link.lost.result())
        if not self._came_back.is_set():
            raise LinkLost(NOT_BACK)

    async def _hold(self, link: Link) -> None:
        """Send what waits, and a message to itself every `echo_s`; raises LinkLost, returns after `stop`."""
        loop = asyncio.get_running_loop()
        echo_at_s = loop.time() + self._timing.echo_s
        while not self._stopping.is_set():
            with suppress(TimeoutError):
                async with asyncio.timeout_at(echo_at_s):
                    await self._wake.wait()
            self._wake.clear()
            if link.lost.done():
                raise LinkLost(link.lost.result())
            if is_due := loop.time() >= echo_at_s:
                if not self._came_back.is_set():
                    raise LinkLost(NOT_BACK)
                echo_at_s = loop.time() + self._timing.echo_s
            await self._flush(link, with_echo=is_due)
            await asyncio.sleep(self._timing.flush_s)
        await self._flush(link, with_echo=False)

    async def _flush(self, link: Link, *, with_echo: bool) -> None:
        """Send all that waits; hints that could not be sent go on waiting, and LinkLost is raised."""
        seqs, self._waiting = self._waiting, {}
        notes, self._notes = self._notes, {}
        messages = list(self._messages(seqs, notes))
        if with_echo:
            messages.append(self._echo())
        if not messages:
            return
        try:
            with _aborted_after(self._timing.echo_s, link):
                await link.send(messages)
        except LinkLost:
            for session_id, seq in seqs.items():
                self.publish(session_id, seq)
            raise
        self._sent += len(seqs)

    def _messages(self, seqs: dict[str, int], notes: dict[str, bytes]) -> Iterator[str]:
        """The hints and notes as few messages, each of at most MOST_BYTES; a longer note is left out."""
        free = left = MOST_BYTES - len(self._text({}, {}))
        of_message: tuple[dict[str, Any], dict[str, Any]] = {}, {}
        wanted = chain(
            ((0, session_id, seq) for session_id, seq in seqs.items()),
            ((1, session_id, msgspec.Raw(note)) for session_id, note in notes.items()),
        )
        for kind, session_id, value in wanted:
            size = len(msgspec.json.encode({session_id: value}))
            if size > left and any(of_message):
                yield self._numbered(*of_message)
                of_message, left = ({}, {}), free
            if size <= left:
                of_message[kind][session_id] = value
                left -= size
        if any(of_message):
            yield self._numbered(*of_message)

    def _echo(self) -> str:
        echo = self._numbered({}, {})
        self._echo_n = self._n
        self._came_back.clear()
        return echo

    def _numbered(self, seqs: dict[str, int], notes: dict[str, msgspec.Raw]) -> str:
        self._n += 1
        return self._text(seqs, notes)

    def _text(self, seqs: dict[str, int], notes: dict[str, msgspec.Raw]) -> str:
        return msgspec.json.encode(Message(self._process, self._n, seqs, notes)).decode()

    def _receive(self, text: str) -> None:
        """Take a message of the bus; one that is no message of Summe's counts as lost."""
        try:
            message = msgspec.json.decode(text, type=Message)
        except (msgspec.MsgspecError, UnicodeError):
            self._lost += 1
            return
        if message.process == self._process:
            if message.n >= self._echo_n:
                self._came_back.set()
            return
        # Taken out first, so that the processes are in the order in which they last sent.
        before = self._numbers.pop(message.process, message.n - 1)
        while len(self._numbers) >= MOST_PROCESSES:
            del self._numbers[next(iter(self._numbers))]
        self._numbers[message.process] = message.n
        self._received += len(message.seqs)
        if message.n > before + 1:
            self._lost += message.n - before - 1
            self._call(self._missed)
        for session_id, seq in message.seqs.items():
            self._call(self._behind, session_id, seq)
        for session_id, note in message.notes.items():
            self._call(self._noted, message.process, session_id, bytes(note))

    def _call(self, callback: Callable[..., None], *arguments: object) -> None:
        """Call back; an error there is logged and does not end the connection."""
        try:
            callback(*arguments)
        except Exception:
            _logger.exception("a hint could not be followed")

    def _turn(self, *, connected: bool) -> None:
        self._notes.clear()
        if connected != self._connected:
            self._connected, self._since_s = connected, asyncio.get_running_loop().time()

    async def _pause(self, attempts: int) -> None:
        """Wait longer after each attempt, and not as long as other processes do; or until `stop`."""
        timing = self._timing
        longest = min(timing.most_pause_s, timing.least_pause_s * 2 ** min(attempts, 16))
        with suppress(TimeoutError):
            async with asyncio.timeout(longest * random.uniform(0.5, 1.0)):  # noqa: S311  no secret
                await self._stopping.wait()


@contextmanager
def _aborted_after(seconds: float, link: Link) -> Iterator[None]:
    """Abort the link when what is done with it takes longer; that then raises LinkLost."""
    limit = asyncio.get_running_loop().call_later(seconds, link.abort)
    try:
        yield
    finally:
        limit.cancel()
