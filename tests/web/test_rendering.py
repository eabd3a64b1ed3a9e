"""Renders that hang: they keep no other from being made, are begun once, and only so many are left behind."""

import asyncio
import json
import threading
from dataclasses import replace

import pytest
from starlette.requests import Request

from app.core.state import State
from app.exports.formats import FORMATS
from app.web import error_handlers, exports_api
from app.web.context import AppContext
from app.web.rendering import MOST_AT_ONCE, MOST_LEFT_BEHIND, TOO_LONG, TOO_MANY, NotRendered, RenderThreads
from tests.server import PATIENCE_S
from tests.silent_failures import Expect

pytestmark = pytest.mark.asyncio
AT_ONCE_S = 0.01


async def refusal(threads: RenderThreads, what: str, free: threading.Event) -> object:
    """In which words it is refused to render what hangs until it is free."""
    threads.limit_s = AT_ONCE_S
    with pytest.raises(NotRendered) as refused:
        await threads.run(what, lambda: b"late" if free.wait() else b"")
    threads.limit_s = PATIENCE_S
    return refused.value.words


async def test_a_render_that_hangs_is_begun_once_and_keeps_no_other_from_being_made(
    expect_error: Expect,
) -> None:
    expect_error("is left behind")
    threads, free = RenderThreads(PATIENCE_S), threading.Event()
    many = [refusal(threads, "a", free) for _ in range(3 * MOST_AT_ONCE)]
    assert await asyncio.gather(*many) == [TOO_LONG] * len(many)
    assert threads.left_behind == 1
    with pytest.raises(NotRendered):
        await threads.run("a", lambda: pytest.fail("begun again"))
    others = [threads.run(f"{n}", lambda: b"made") for n in range(3 * MOST_AT_ONCE)]
    assert set(await asyncio.gather(*others)) == {b"made"}
    with pytest.raises(ValueError, match="broken"):
        await threads.run("b", lambda: bytes(int("broken")))
    for n in range(1, MOST_LEFT_BEHIND):
        assert await refusal(threads, f"hangs {n}", free) == TOO_LONG
    assert await refusal(threads, "b", free) == TOO_MANY
    free.set()
    while threads.left_behind:
        await asyncio.sleep(0)
    assert await threads.run("a", lambda: b"made") == b"made"


async def test_who_only_reads_gets_another_format_while_one_hangs_and_is_told_so(
    context: AppContext, monkeypatch: pytest.MonkeyPatch, expect_error: Expect
) -> None:
    expect_error("AAAAAA|md takes longer")
    free = threading.Event()

    def hang(state: State, language: str) -> bytes:
        free.wait()
        return b""

    monkeypatch.setitem(FORMATS, "md", replace(FORMATS["md"], render=hang))
    monkeypatch.setitem(FORMATS, "pdf", replace(FORMATS["pdf"], render=hang))
    room = await context.hub.room("AAAAAA")
    assert room is not None
    reading = await exports_api._reading(context, "AAAAAA", context.auth.key(room.state, "report"))
    context.rendering.limit_s = AT_ONCE_S
    with pytest.raises(NotRendered) as refused:
        await exports_api.exported(context, reading, "md", "da")
    context.rendering.limit_s = PATIENCE_S
    pdf = asyncio.create_task(exports_api.exported(context, reading, "pdf", "da"))
    await asyncio.sleep(0)
    answer = await exports_api.exported(context, reading, "csv", "da")
    assert (answer.status_code, pdf.done()) == (200, False)
    free.set()
    await pdf
    for query, said in ((b"lang=da", TOO_LONG["da"]), (b"", TOO_LONG["en"]), (b"lang=xx", TOO_LONG["en"])):
        response = await error_handlers._not_rendered(
            Request({"type": "http", "query_string": query, "headers": []}), refused.value
        )
        assert (response.status_code, json.loads(bytes(response.body))["detail"]) == (503, said)
        assert int(response.headers["retry-after"]) > 0
