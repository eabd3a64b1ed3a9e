"""The suggestion worker, a process of the server: `python -m app.suggest.worker [--base]`.

Ranking takes processor time, and its libraries a second to load, so none of it happens in the server.
Requests come on standard input, an answer to each goes to standard output (`messages`), and the worker ends
when its input does. It keeps texts in memory only, until the server says to forget them; its errors name a
place in the program, since an error's own words may quote a text.
"""

import os
import signal
import sys
from collections.abc import Callable, Iterable
from contextlib import suppress
from pathlib import Path

from msgspec import json

from app.platform.processes import end_first_without_memory, give_way
from app.suggest import SuggestUnavailable
from app.suggest.embedding import Encoder, load_encoder, one_thread
from app.suggest.messages import Answer, Busy, Failed, Message, Ready, Request, Unavailable
from app.suggest.worker_session import WorkerSession, try_out

_decode = json.Decoder(Request).decode
_encode = json.Encoder().encode


def main() -> None:
    """Answer requests until standard input ends; the exit code is 1 after an error."""
    # Ctrl+C in a terminal is for the server, which ends this process by closing its input.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    give_way()
    end_first_without_memory()
    one_thread()
    # Whatever a library prints goes nowhere, and never stands between two answers.
    answers = os.fdopen(os.dup(sys.stdout.fileno()), "wb")
    os.dup2(sys.stderr.fileno(), sys.stdout.fileno())

    def say(message: Message) -> None:
        try:
            answers.write(_encode(message) + b"\n")
            answers.flush()
        except OSError:
            os._exit(0)  # the server has ended

    try:
        work(sys.stdin.buffer, say, semantic="--base" not in sys.argv)
    except SuggestUnavailable as error:
        say(Unavailable(str(error)))
    except Exception as error:
        say(Failed(_where(error)))
        sys.exit(1)


def work(requests: Iterable[bytes], say: Callable[[Message], None], semantic: bool) -> None:
    """Say that the worker is ready, and then answer each request; raises SuggestUnavailable before that."""
    encoder = _model() if semantic else None
    try_out(encoder)
    say(Ready(semantic=encoder is not None))
    sessions: dict[str, WorkerSession] = {}
    for line in requests:
        request = _decode(line)
        if request.close and (closed := sessions.pop(request.session, None)) is not None:
            closed.close()
        session = sessions.get(request.session)
        if request.topics is not None:
            if session is None:
                session = sessions[request.session] = WorkerSession(encoder, busy=lambda: say(Busy()))
            session.begin(request.topics)
        say(Answer() if session is None else session.answer(request))


def _model() -> Encoder | None:
    with suppress(SuggestUnavailable):
        return load_encoder()
    return None


def _where(error: Exception) -> str:
    """The class of an error, and the last line of this program that it came through."""
    here = ""
    traceback = error.__traceback__
    while traceback is not None:
        path = Path(traceback.tb_frame.f_code.co_filename)
        if path.parent == Path(__file__).parent:
            here = f" at {path.name}:{traceback.tb_lineno}"
        traceback = traceback.tb_next
    return f"{type(error).__name__}{here}"


if __name__ == "__main__":
    main()
