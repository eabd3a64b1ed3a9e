"""The replay of a session as JSON: what the board showed, made of the whole log beside a hall that goes on.

A log of twenty thousand events takes seconds of a processor. They are spent one replay at a time, on a thread
that is asked for a little at a time: the loop, which needs the interpreter too, has its turn in between.
"""

import asyncio
import gzip
import json
import time
from collections.abc import Awaitable, Callable, Iterator
from functools import partial

from pydantic import BaseModel

from app.core.commands import ReportShows
from app.core.state import State
from app.exports.shown import shown_state
from app.rooms.reading import board_moments
from app.store import UnknownSession
from app.web.context import AppContext
from app.web.dependencies import unknown_code
from app.web.refusal_words import NO_REPLAY_OF_IMPORTED, RefusedInWords, too_long_a_replay

VERSION = 1
# Far more than a session has, and few enough to be made within a minute, and kept by a browser.
MOST_EVENTS = 100_000
# How long the thread works before the loop has its turn.
TURN_S = 0.002


class Moment(BaseModel):
    """What event `seq` changed on the board, at `at_ms`: rows by table and id, and ids that are gone."""

    seq: int
    at_ms: int
    put: dict[str, dict[str, object]] = {}
    cut: dict[str, list[str]] = {}


class Replay(BaseModel):
    """What the board showed: each moment is a delta of the board's view, beginning with an empty one.

    `seq` is the last event's. `address` and `url` are where people join, as on the board, "" where they
    cannot.
    """

    version: int
    code: str
    language: str
    seq: int
    address: str
    url: str
    moments: list[Moment]


async def replay_of(context: AppContext, last: State, shows: ReportShows) -> bytes:
    """The `Replay` of a session up to this state or a newer one, as JSON in gzip, with what is shown of it.

    Raises 409 for a session that has none, 404 for one erased meanwhile.
    """
    if last.imported:
        raise RefusedInWords(409, NO_REPLAY_OF_IMPORTED)
    return await context.replaying.do(f"{last.session_id}|{shows}", last, partial(_made, context, shows))


async def unpacked_replay_of(context: AppContext, last: State, shows: ReportShows) -> bytes:
    """The same as JSON without gzip, which is ten times as large, once for all who wait for it."""
    return await context.unpacking.do(f"{last.session_id}|{shows}", last, partial(_unpacked, context, shows))


async def _unpacked(context: AppContext, shows: ReportShows, last: State) -> bytes:
    return await asyncio.to_thread(gzip.decompress, await replay_of(context, last, shows))


async def export_with_replay(
    context: AppContext,
    last: State,
    shows: ReportShows,
    export_of: Callable[[State], Awaitable[bytes]],
    which: str,
) -> bytes:
    """A JSON export that has the replay too, once for all who wait for it; an import does not read it.

    `which` names the export among those of the session that show as much. Both are made of the newest
    state that those who wait have asked for, so that neither has what was left out before one of them asked.
    """

    async def joined(last: State) -> bytes:
        export = await export_of(last)
        replay = await _unpacked(context, shows, last)
        return await asyncio.to_thread(_with_replay, export, replay)

    return await context.unpacking.do(f"{last.session_id}|{shows}|{which}", last, joined)


async def _made(context: AppContext, shows: ReportShows, last: State) -> bytes:
    try:
        kept = await context.log.read(last.session_id)
    except UnknownSession:
        raise unknown_code() from None
    last = await asyncio.to_thread(shown_state, last, shows)
    rows = [row for row in kept if row.seq <= last.seq]
    # Not the seq: of a session that was emptied it counts the events that are gone too.
    if len(rows) > MOST_EVENTS:
        raise RefusedInWords(409, too_long_a_replay(MOST_EVENTS))
    steps = board_moments(last, rows)
    made: list[bytes] = []
    while await asyncio.to_thread(_work, steps, made):
        pass
    return await asyncio.to_thread(_packed, _head(context, last), made)


def _work(steps: Iterator[bytes], made: list[bytes]) -> bool:
    """Work for a turn; returns whether there is more to do."""
    until_s = time.perf_counter() + TURN_S
    for step in steps:
        if step:
            made.append(step)
        if time.perf_counter() > until_s:
            return True
    return False


def _head(context: AppContext, last: State) -> bytes:
    """All but the moments, without the bracket at the end."""
    public = context.public
    head = {
        "version": VERSION,
        "code": last.code,
        "language": last.language,
        "seq": last.seq,
        "address": public.netloc,
        "url": f"{public.url}/{last.code}" if public.url else "",
    }
    return json.dumps(head, ensure_ascii=False).encode()[:-1]


def _packed(head: bytes, moments: list[bytes]) -> bytes:
    """The replay as gzip: it repeats itself, so that this is a tenth of its size or less."""
    return gzip.compress(b'%s,"moments":[%s]}' % (head, b",".join(moments)), 6, mtime=0)


def _with_replay(export: bytes, replay: bytes) -> bytes:
    return export.rstrip().removesuffix(b"}").rstrip() + b',\n  "replay": ' + replay + b"\n}"
