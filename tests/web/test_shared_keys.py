"""Processes on one database notice when their keys differ."""

import asyncio

import pytest

from app.store.short_lived import MemoryShortLived
from app.web.auth import Authenticator, OtherKeys
from app.web.forwarding import ANNOUNCED_LASTS_S, Processes

pytestmark = pytest.mark.asyncio
KEYS = Authenticator(b"et hemmeligt ord", "arrangør")


class Time:
    ms = 0.0

    def now_ms(self) -> float:
        return self.ms


@pytest.fixture
def time() -> Time:
    return Time()


@pytest.fixture
def values(time: Time) -> MemoryShortLived:
    return MemoryShortLived(time.now_ms)


@pytest.mark.parametrize(
    "other", [Authenticator(b"et andet ord", "arrangør"), Authenticator(b"et hemmeligt ord", "en anden")]
)
async def test_other_keys_are_refused_while_they_are_announced(
    values: MemoryShortLived, time: Time, other: Authenticator
) -> None:
    await Processes(values, keys=KEYS.fingerprint).announce_keys()
    await Processes(values, keys=KEYS.fingerprint).announce_keys()
    late = Processes(values, keys=other.fingerprint)
    with pytest.raises(OtherKeys, match="another SUMME_SECRET or SUMME_ORGANISER_KEY"):
        await late.announce_keys()
    time.ms += ANNOUNCED_LASTS_S * 1_000
    await late.announce_keys()
    with pytest.raises(OtherKeys):
        await Processes(values, keys=KEYS.fingerprint).announce_keys()


async def test_a_process_waits_until_the_announcement_of_one_that_has_ended_expires(
    values: MemoryShortLived, time: Time
) -> None:
    await Processes(values, keys="old").announce_keys()
    starting = asyncio.create_task(Processes(values, keys="new").announce_keys(within_s=30))
    await asyncio.sleep(0)
    assert not starting.done()
    time.ms += ANNOUNCED_LASTS_S * 1_000
    await starting
    assert await values.get("keys", "") == "new"


async def test_a_fingerprint_tells_nothing_of_the_keys() -> None:
    assert "arrang" not in KEYS.fingerprint
    assert KEYS.fingerprint == Authenticator(b"et hemmeligt ord", "arrangør").fingerprint
