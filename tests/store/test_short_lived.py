"""Contract of short-lived values, tested in memory and on a real PostgreSQL server."""

import asyncio
from collections.abc import AsyncIterator, Callable

import pytest
import pytest_asyncio
from sqlalchemy import create_engine, make_url, text

from app.store.opening import open_short_lived
from app.store.short_lived import MemoryShortLived, ShortLived

pytestmark = pytest.mark.asyncio
HOUR = 3_600.0
Open = Callable[[], ShortLived]


@pytest.fixture(params=["memory", pytest.param("postgres", marks=pytest.mark.process)])
def open_values(request: pytest.FixtureRequest) -> Open:
    """Opens the same values as another process would; in memory there is only one process."""
    if request.param == "postgres":
        url = request.getfixturevalue("database_url")
        return lambda: open_short_lived(url)
    values = MemoryShortLived()
    return lambda: values


@pytest_asyncio.fixture
async def two(open_values: Open) -> AsyncIterator[tuple[ShortLived, ShortLived]]:
    """The values as two processes have them."""
    one, other = open_values(), open_values()
    yield one, other
    for values in {one, other}:
        await values.close()


async def test_a_value_put_by_one_process_is_found_by_another_and_can_be_replaced(
    two: tuple[ShortLived, ShortLived],
) -> None:
    one, other = two
    await one.put("process", "p", "Sø:8000", HOUR, most=10)
    assert await other.get("process", "p") == "Sø:8000"
    assert await other.get("rehearsal", "p") is None
    await other.put("process", "p", "by:8001", HOUR, most=10)
    assert await one.get("process", "p") == "by:8001"
    await other.put("process", "q", "gone:8002", 0.0, most=10)
    await other.put("rehearsal", "r", "p", HOUR, most=10)
    assert await one.all("process") == {"p": "by:8001"}


async def test_of_many_that_take_a_value_at_once_one_gets_it(two: tuple[ShortLived, ShortLived]) -> None:
    await two[0].put("invitation", "k", "v", HOUR, most=10)
    taken = await asyncio.gather(*(two[n % 2].take("invitation", "k") for n in range(20)))
    assert sorted(taken, key=str) == [None] * 19 + ["v"]
    assert await two[1].get("invitation", "k") is None


async def test_beyond_the_most_of_a_kind_those_that_expire_first_are_discarded(
    two: tuple[ShortLived, ShortLived],
) -> None:
    one, other = two
    await one.put("process", "other kind", "kept", 1.0, most=2)
    for n in range(3, -1, -1):
        await one.put("invitation", str(n), "v", HOUR + n, most=4)
    assert list(await other.all("invitation")) == ["0", "1", "2", "3"]
    await one.put("invitation", "3", "v", HOUR + 3, most=2)
    assert list(await other.all("invitation")) == ["2", "3"]
    assert await other.get("process", "other kind") == "kept"


async def test_an_expired_value_is_neither_found_nor_taken_and_is_removed_by_the_next_put(
    two: tuple[ShortLived, ShortLived],
) -> None:
    one, other = two
    await one.put("invitation", "old", "v", 0.0, most=10)
    assert await other.get("invitation", "old") is None
    assert await other.take("invitation", "old") is None
    await one.put("invitation", "new", "v", HOUR, most=1)
    assert await other.get("invitation", "new") == "v"


@pytest.mark.process
async def test_what_has_expired_does_not_stay_in_the_database(database_url: str) -> None:
    values = open_short_lived(database_url)
    await values.put("invitation", "old", "v", 0.0, most=10)
    await values.put("process", "p", "v", HOUR, most=10)
    await values.close()
    engine = create_engine(make_url(database_url).set(drivername="postgresql+psycopg"))
    with engine.connect() as connection:
        assert connection.execute(text("SELECT key FROM short_lived")).scalars().all() == ["p"]
    engine.dispose()
