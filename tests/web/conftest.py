"""Fixtures of the web layer's tests: an application context in this process."""

from collections.abc import AsyncIterator

import pytest_asyncio

from app.web.context import AppContext
from tests.core.sheet import make_sheet
from tests.web.connections import make_context


@pytest_asyncio.fixture
async def context() -> AsyncIterator[AppContext]:
    """An application context in this process with two sessions, AAAAAA and BBBBBB."""
    one = make_context()
    for code in ("AAAAAA", "BBBBBB"):
        await one.hub.open(code, code=code, sheet=make_sheet(), language="da")
    yield one
    await one.hub.close()
