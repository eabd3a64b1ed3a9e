"""Which session a server resumes when it starts."""

from dataclasses import replace

import pytest

from app.core import commands as c
from app.rooms.hub import Hub
from app.server_process import resume_or_open
from app.store.memory import MemoryLog
from app.web.context import AppContext
from tests.core.sheet import ORGANISER, make_sheet
from tests.rooms.parts import ManualClock, ask

pytestmark = pytest.mark.asyncio


async def test_r8_a_start_resumes_the_newest_real_session_that_has_not_ended(
    context: AppContext,
) -> None:
    log, clock = MemoryLog(), ManualClock()
    before = Hub(log, clock)
    for name, rehearsal in (("OLDONE", False), ("GOESON", False), ("HASEND", False), ("PLAYED", True)):
        clock.ms += 1_000
        await before.open(name, code=name, sheet=make_sheet(), language="da", rehearsal=rehearsal)
    await ask(before, ORGANISER, c.EndSession(), session="HASEND")
    await before.close()
    after = Hub(log, clock)
    assert (await resume_or_open(replace(context, log=log, hub=after))).code == "GOESON"
    await after.close()
