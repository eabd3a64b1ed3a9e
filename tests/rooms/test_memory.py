"""When all garbage is collected: for growth that seats and questions do not explain, and for no other."""

import asyncio
import gc
from collections.abc import Iterator
from types import SimpleNamespace
from typing import Any, cast

import pytest

from app.rooms import memory
from app.rooms.hub import Hub
from app.rooms.memory import GROWN_BYTES, GROWN_PART, QUESTION_BYTES, SEAT_BYTES, give_memory_back

pytestmark = pytest.mark.asyncio


class GrowingProcess:
    """A process of a given size, some of it free, with one room of given numbers of seats and questions."""

    def __init__(self) -> None:
        self.bytes = 100 * 2**20
        self.free = 0
        self.seats = self.questions = 0
        self.looks = 0

    def resident_bytes(self) -> int:
        self.looks += 1
        return self.bytes + self.free

    def return_freed_memory(self) -> None:
        self.free = 0

    def rooms(self) -> list[Any]:
        return [
            SimpleNamespace(seats=range(self.seats), state=SimpleNamespace(questions=range(self.questions)))
        ]

    async def looked_at_again(self) -> None:
        seen = self.looks
        while self.looks < seen + 6:
            await asyncio.sleep(0)


@pytest.fixture
def collections() -> Iterator[list[int]]:
    """The generations that have been collected; automatic collections are off."""
    seen: list[int] = []

    def note(phase: str, info: dict[str, int]) -> None:
        if phase == "stop":
            seen.append(info["generation"])

    gc.disable()
    gc.callbacks.append(note)
    yield seen
    gc.callbacks.remove(note)
    gc.enable()


async def test_l1_l2_an_audience_that_joins_and_asks_triggers_no_collection_and_other_growth_does(
    monkeypatch: pytest.MonkeyPatch, collections: list[int]
) -> None:
    process = GrowingProcess()
    monkeypatch.setattr(memory, "resident_bytes", process.resident_bytes)
    monkeypatch.setattr(memory, "return_freed_memory", process.return_freed_memory)
    monkeypatch.setattr(memory, "LOOK_S", 0)
    looking = asyncio.create_task(give_memory_back(cast(Hub, process)))
    await process.looked_at_again()
    process.seats, process.questions = 5_000, 20_000
    explained = 5_000 * SEAT_BYTES + 20_000 * QUESTION_BYTES
    process.bytes += int(explained * (1 + GROWN_PART)) + GROWN_BYTES
    process.free = 100 * 2**20
    await process.looked_at_again()
    assert collections == []
    assert process.free == 0
    process.bytes += int(explained * GROWN_PART) + GROWN_BYTES + 1
    await process.looked_at_again()
    assert collections == [2]
    looking.cancel()
