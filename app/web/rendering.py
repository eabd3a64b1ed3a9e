"""Reports and their files are rendered on threads of their own, within a time.

The libraries that set a PDF or write a workbook may hang on a text of a kind that they were never tried
with. A thread cannot be stopped from outside: one that is not done in time is left behind, where it keeps no
other from being rendered, and is not begun again while it goes on. Only so many are left behind; beyond them
all are refused.
"""

import asyncio
import logging
import threading
from collections.abc import Callable
from concurrent.futures import Future
from weakref import WeakValueDictionary

from app.core.languages import PerLanguage

# Each that hangs in Python takes its share of the interpreter from the hall.
MOST_LEFT_BEHIND = 4
MOST_AT_ONCE = 8
RETRY_AFTER_S = 60

_logger = logging.getLogger("summe.web")


class NotRendered(Exception):
    """What was to be rendered took too long, or too many others do; `words` say what to do."""

    def __init__(self, words: PerLanguage[str]) -> None:
        super().__init__(words["en"])
        self.words = words


TOO_LONG: PerLanguage[str] = {
    "da": "Det tog for lang tid at lave filen. Prøv et andet format, eller prøv igen om lidt.",
    "en": "Making this file took too long. Try another format, or try again in a while.",
}
TOO_MANY: PerLanguage[str] = {
    "da": "Flere filer er aldrig blevet færdige, så der laves ingen flere. Genstart Summe, når salen er tom.",
    "en": "Several files were never finished, so no more are made. Restart Summe once the hall is empty.",
}


class RenderThreads:
    """The threads; `limit_s` is how long each may take."""

    def __init__(self, limit_s: float) -> None:
        self.limit_s = limit_s
        self._places = asyncio.Semaphore(MOST_AT_ONCE)
        # One thread at a time renders the same: what hangs has one place, however often it is wanted.
        self._turns: WeakValueDictionary[str, asyncio.Lock] = WeakValueDictionary()
        # What is rendered by the threads that were left behind.
        self._left_behind: set[str] = set()

    @property
    def left_behind(self) -> int:
        """How many threads have taken too long and are not done yet."""
        return len(self._left_behind)

    async def run(self, what: str, render: Callable[[], bytes]) -> bytes:
        """What is rendered; raises as it does, or NotRendered. `what` names it among all others."""
        turn = self._turns.setdefault(what, asyncio.Lock())
        async with turn, self._places:
            if what in self._left_behind:
                raise NotRendered(TOO_LONG)
            if self.left_behind >= MOST_LEFT_BEHIND:
                raise NotRendered(TOO_MANY)
            rendered = _begin(render)
            done, _ = await asyncio.wait([rendered], timeout=self.limit_s)
            if not done:
                self._left_behind.add(what)
                _logger.error("%s takes longer than %s s to render, and is left behind", what, self.limit_s)
                rendered.add_done_callback(lambda late: self._came_late(what, late))
                raise NotRendered(TOO_LONG)
            return rendered.result()

    def _came_late(self, what: str, late: asyncio.Future[bytes]) -> None:
        self._left_behind.discard(what)
        late.exception()  # so that asyncio does not log that it was never looked at


def _begin(render: Callable[[], bytes]) -> asyncio.Future[bytes]:
    """Render on a new thread, which does not keep the server from ending."""
    outcome: Future[bytes] = Future()

    def work() -> None:
        try:
            outcome.set_result(render())
        except BaseException as error:
            outcome.set_exception(error)

    threading.Thread(target=work, name="render", daemon=True).start()
    return asyncio.wrap_future(outcome)
