"""Fixture that sets the time zone of export tests, since exports contain local times."""

import os
import time
from collections.abc import Iterator

import pytest


@pytest.fixture(autouse=True)
def danish_time() -> Iterator[None]:
    before = os.environ.get("TZ")
    os.environ["TZ"] = "Europe/Copenhagen"
    time.tzset()
    yield
    if before is None:
        del os.environ["TZ"]
    else:
        os.environ["TZ"] = before
    time.tzset()
