"""Which test files are left out on a system that lacks what they need."""

import pytest

from tests.needs import lacks
from tests.server import ROOT

TESTS = ROOT / "tests"


@pytest.mark.parametrize(
    ("name", "on_windows", "on_macos"),
    [
        ("cli/test_terminal.py", "pty", None),
        ("suggest/test_process.py", "resource", None),
        ("faults/test_crash.py", "/proc", "/proc"),
        ("core/test_stories.py", None, None),
        ("web/test_running_server.py", None, None),
    ],
)
def test_a_file_is_left_out_where_the_system_lacks_what_it_or_its_helpers_need(
    name: str, on_windows: str | None, on_macos: str | None
) -> None:
    assert lacks(TESTS / name, "linux") is None
    assert lacks(TESTS / name, "darwin") == on_macos
    assert lacks(TESTS / name, "win32") == on_windows
