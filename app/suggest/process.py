"""The process of the suggestion worker, as the server sees it.

The worker ends when its standard input is closed, so it never outlives the server, however that ends.
"""

import asyncio
import contextlib
import signal

from msgspec import MsgspecError, json

from app.platform import processes
from app.suggest import SuggestUnavailable
from app.suggest.messages import Answer, Busy, Failed, Message, Ready, Request, Unavailable

LONGEST_LINE = 16 * 2**20
# A machine with much else to do may take so long to load what the worker needs.
STARTING_S = 120.0
_encode = json.Encoder().encode
_decoder: json.Decoder[Message] = json.Decoder(Message)


class WorkerEnded(Exception):
    """The worker has ended, or its answer cannot be read; the message says how, and holds no text."""


class WorkerProcess:
    """A running worker, which takes one request at a time.

    `semantic` is whether it has the model of meaning, and `ended` is done once it runs no longer. One that is
    silent for `silent_s` while it is asked counts as ended.
    """

    def __init__(self, process: asyncio.subprocess.Process, silent_s: float) -> None:
        self._process = process
        self._silent_s = silent_s
        self.semantic = False
        self.ended: asyncio.Future[int] = asyncio.ensure_future(process.wait())

    @staticmethod
    async def begin(semantic: bool, silent_s: float) -> "WorkerProcess":
        """Start a worker, with the model of meaning where there is one and `semantic` is set.

        Raises SuggestUnavailable and WorkerEnded.
        """
        try:
            process = await asyncio.create_subprocess_exec(
                *processes.module("app.suggest.worker", *(() if semantic else ("--base",))),
                stdin=asyncio.subprocess.PIPE,
                stdout=asyncio.subprocess.PIPE,
                # What a library prints may hold words of the room, which belong in no log.
                stderr=asyncio.subprocess.DEVNULL,
                env=processes.environment(),
                limit=LONGEST_LINE,
                **processes.in_session(),
            )
        except OSError as error:
            raise WorkerEnded(f"it cannot be started: {error.strerror}") from None
        worker = WorkerProcess(process, silent_s)
        try:
            await worker._get_ready()
        except BaseException:
            await worker.end()
            raise
        return worker

    async def _get_ready(self) -> None:
        message = await self._read(STARTING_S)
        if isinstance(message, Unavailable):
            raise SuggestUnavailable(message.why)
        if not isinstance(message, Ready):
            raise WorkerEnded("it does not begin by saying that it is ready")
        self.semantic = message.semantic

    async def ask(self, request: Request) -> Answer:
        """The answer to a request; raises WorkerEnded. After that, or when cancelled, it takes no other."""
        assert self._process.stdin is not None  # noqa: S101  begun with a pipe
        self._process.stdin.write(_encode(request) + b"\n")
        while isinstance(message := await self._read(self._silent_s), Busy):
            pass
        if not isinstance(message, Answer):
            raise WorkerEnded("it answers something else than was asked")
        return message

    async def end(self) -> None:
        """Kill the process, which has nothing to save, and wait for its end."""
        assert self._process.stdout is not None  # noqa: S101  begun with a pipe
        with contextlib.suppress(ProcessLookupError):
            self._process.kill()
        with contextlib.suppress(ValueError):
            await self._process.stdout.read()
        await self.ended

    async def _read(self, within_s: float) -> Message:
        assert self._process.stdout is not None  # noqa: S101  begun with a pipe
        try:
            async with asyncio.timeout(within_s):
                line = await self._process.stdout.readline()
            message = _decoder.decode(line) if line else None
        except TimeoutError:
            raise WorkerEnded(f"no answer within {within_s:g} s") from None
        except (ValueError, MsgspecError):
            raise WorkerEnded("its answer cannot be read") from None
        if message is None:
            raise WorkerEnded(how_it_ended(await self.ended))
        if isinstance(message, Failed):
            raise WorkerEnded(message.where)
        return message


def how_it_ended(code: int) -> str:
    """An exit code in words, or the signal whose number it is, negated; most real-time ones have no name."""
    if code >= 0:
        return f"exit code {code}"
    with contextlib.suppress(ValueError):
        return signal.Signals(-code).name
    return f"signal {-code}"
