"""The health check: its answer has every figure that the metrics make for it."""

from dataclasses import fields
from pathlib import Path

import pytest

from app.hints import HintsState
from app.rooms.hub import Hub
from app.store.memory import MemoryLog
from app.web.metrics import Metrics
from app.web.ops import Health, HintsHealth, Up
from tests.rooms.parts import ManualClock


@pytest.mark.asyncio
async def test_the_health_check_answers_every_figure_and_no_other(tmp_path: Path) -> None:
    log = MemoryLog()
    hub = Hub(log, ManualClock())
    figures = Metrics().health(hub, log.condition, tmp_path, None)
    assert {*Up.model_fields, "version", *figures} == {*Health.model_fields}
    await hub.close()


def test_the_health_check_answers_every_figure_of_the_bus_of_hints_and_no_other() -> None:
    assert {field.name for field in fields(HintsState)} == {*HintsHealth.model_fields}
