"""How many invitations wait to be redeemed: no session keeps another from inviting."""

import dataclasses
import inspect

import pytest
from msgspec.structs import replace

from app.store.short_lived import MemoryShortLived
from app.web import invitations as module
from app.web.exports_api import Reading
from app.web.invitations import REPEATED_S, Invitations
from tests.core.sheet import Story
from tests.rooms.parts import ManualClock

# Fewer than a server has, since each invitation reads all that wait.
MOST, MOST_OF_SESSION = 200, 20


@pytest.fixture(autouse=True)
def few(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "MOST", MOST)
    monkeypatch.setattr(module, "MOST_OF_SESSION", MOST_OF_SESSION)


def invitations() -> tuple[ManualClock, Invitations]:
    clock = ManualClock()
    return clock, Invitations(MemoryShortLived(clock.now_ms), clock)


async def made(clock: ManualClock, all_of_them: Invitations, session: str, count: int) -> list[str]:
    """The codes of so many new invitations of a session."""
    codes = []
    for _ in range(count):
        clock.ms += 1
        state = replace(Story().state, session_id=session)
        codes.append((await all_of_them.make(state, "", "board")).code)
    return codes


@pytest.mark.asyncio
async def test_h15_a_session_that_invites_without_end_discards_its_own_oldest_and_no_other_sessions() -> None:
    clock, all_of_them = invitations()
    (others,) = await made(clock, all_of_them, "other", 1)
    codes = await made(clock, all_of_them, "own", MOST + 10)
    waiting = [code for code in codes if await all_of_them.is_open(code)]
    assert waiting == codes[-MOST_OF_SESSION:]
    assert await all_of_them.is_open(others)


@pytest.mark.asyncio
async def test_h15_when_the_server_has_too_many_it_is_the_session_with_most_that_loses_its_oldest() -> None:
    clock, all_of_them = invitations()
    (first,) = await made(clock, all_of_them, "small", 1)
    full = await made(clock, all_of_them, "full", MOST_OF_SESSION)
    for n in range((MOST - 1 - MOST_OF_SESSION) // 10):
        await made(clock, all_of_them, str(n), 10)
    await made(clock, all_of_them, "rest", (MOST - 1 - MOST_OF_SESSION) % 10)
    (last,) = await made(clock, all_of_them, "late", 1)
    assert [code for code in (first, last, *full) if not await all_of_them.is_open(code)] == full[:1]


@pytest.mark.asyncio
async def test_h16_a_redeemed_code_is_answered_alike_to_the_same_device_for_a_short_time() -> None:
    clock, all_of_them = invitations()
    state = replace(Story().state, session_id="own")
    code, unheard = await made(clock, all_of_them, "own", 2)
    first = await all_of_them.redeem(state, code, "board", "own key")
    assert first is not None
    assert await all_of_them.redeem(state, code.lower(), "board", "own key") == first
    assert [await all_of_them.redeem(state, code, "board", key) for key in (None, "other key")] == [None] * 2
    assert await all_of_them.redeem(state, unheard, "board", "own key") not in (None, first)
    clock.ms += REPEATED_S * 1_000
    assert not await all_of_them.is_open(code, "own key")
    assert await all_of_them.redeem(state, code, "board", "own key") is None


def test_h15_what_a_key_opens_and_who_has_invited_cannot_be_left_out_by_mistake() -> None:
    defaults = [
        field.name for field in dataclasses.fields(Reading) if field.default is not dataclasses.MISSING
    ]
    parameters = inspect.signature(Invitations.make).parameters
    defaults += [
        name for name in ("maker", "role") if parameters[name].default is not inspect.Parameter.empty
    ]
    assert defaults == []
