"""Fixtures of the web layer's tests: an application context in this process."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest_asyncio

from app.rooms.hub import Hub
from app.settings import Settings
from app.store.memory import MemoryLog
from app.web.auth import Authenticator
from app.web.context import AppContext
from app.web.invitations import Invitations
from app.web.metrics import Metrics
from tests.core.sheet import make_sheet
from tests.rooms.parts import ManualClock


@pytest_asyncio.fixture
async def context() -> AsyncIterator[AppContext]:
    """An application context in this process with two sessions, AAAAAA and BBBBBB."""
    clock = ManualClock()
    hub = Hub(MemoryLog(), clock)
    one = AppContext(
        settings=Settings(data=Path()),
        log=MemoryLog(),
        hub=hub,
        auth=Authenticator(b"secret", "organiser"),
        clock=clock,
        public_url="http://localhost",
        invitations=Invitations(clock),
        metrics=Metrics(),
    )
    for code in ("AAAAAA", "BBBBBB"):
        await hub.open(code, code=code, sheet=make_sheet(), language="da")
    yield one
    await hub.close()
