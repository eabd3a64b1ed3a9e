"""Many who only read: what they ask for is made one at a time, and leaves threads for those who lead."""

import asyncio
import json
import threading
from dataclasses import replace

import pytest

from app.core.commands import Actor, AskForRoom, EnterStep, LeaveOut, MakeReportLink
from app.core.state import State
from app.exports.formats import FORMATS
from app.web import exports_api
from app.web.auth import new_report_link
from app.web.context import AppContext

pytestmark = pytest.mark.asyncio
CODE = "AAAAAA"


async def test_files_for_a_thousand_who_only_read_are_made_one_at_a_time_and_a_leader_waits_for_none(
    context: AppContext, monkeypatch: pytest.MonkeyPatch
) -> None:
    free, making, made, most = threading.Event(), list[str](), list[str](), 0

    def render(state: State, language: str) -> bytes:
        nonlocal most
        making.append(language)
        most = max(most, len(making))
        free.wait()
        making.pop()
        made.append(language)
        return language.encode()

    monkeypatch.setitem(FORMATS, "md", replace(FORMATS["md"], render=render))
    id = new_report_link()
    await context.hub.ask(CODE, Actor("organiser"), "", "", MakeReportLink(id, "all", None))
    room = await context.hub.room(CODE)
    assert room is not None
    auth = context.auth
    linked, report, leads = [
        await exports_api._reading(context, CODE, key)
        for key in (
            auth.report_link_key(room.state, id),
            auth.key(room.state, "report"),
            auth.key(room.state, "facilitator"),
        )
    ]
    readers = [
        asyncio.create_task(exports_api.exported(context, reading, "md", language))
        for reading in (linked, report)
        for language in ("da", "en")
        for _ in range(250)
    ]
    while not making:
        assert not any(one.done() for one in readers)
        await asyncio.sleep(0)
    page = await exports_api.report_page(context, leads)
    assert b"<article" in bytes(page.body)
    free.set()
    answers = await asyncio.gather(*readers)
    assert [answer.body for answer in answers] == ([b"da"] * 250 + [b"en"] * 250) * 2
    # Both keys show all, so that they share what is made.
    assert (most, len(made)) == (1, 2)


async def test_a_replay_without_gzip_is_unpacked_once_for_all_who_wait_for_it(context: AppContext) -> None:
    room = await context.hub.room(CODE)
    assert room is not None
    reading = await exports_api._reading(context, CODE, context.auth.key(room.state, "report"))
    plain = await asyncio.gather(*(exports_api.replayed(context, reading, "gzip;q=0") for _ in range(50)))
    with_export = await asyncio.gather(
        *(exports_api.exported(context, reading, "json", "da", replay=True) for _ in range(50))
    )
    for answers in (plain, with_export):
        assert len({id(answer.body) for answer in answers}) == 1
        assert json.loads(bytes(answers[0].body))


async def test_an_export_with_its_replay_has_nothing_that_was_left_out_while_it_waited_for_its_turn(
    context: AppContext,
) -> None:
    asked, lead = "a" * 32, Actor("organiser")
    room = await context.hub.room(CODE)
    assert room is not None
    await context.hub.ask(CODE, lead, "b" * 32, "", EnterStep("lobby", "collect"))
    await context.hub.ask(CODE, lead, asked, "", AskForRoom("Hvem ejer planen?"))
    key = context.auth.key(room.state, "report")

    async def export() -> bytes:
        reading = await exports_api._reading(context, CODE, key)
        return bytes((await exports_api.exported(context, reading, "json", "da", replay=True)).body)

    async with context.unpacking._alone:  # another's turn
        before = asyncio.create_task(export())
        while not context.unpacking._waiting:
            assert not before.done(), before.exception()
            await asyncio.sleep(0)
        await context.hub.ask(CODE, lead, "c" * 32, "", LeaveOut(asked, True))
        after = asyncio.create_task(export())
        for _ in range(10):
            await asyncio.sleep(0)
    assert await before == await after
    assert b"Hvem ejer planen?" not in await after
