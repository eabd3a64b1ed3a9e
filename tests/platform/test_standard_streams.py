"""What a command prints where the terminal cannot show every character."""

import os
import subprocess
from pathlib import Path

import pytest

from tests.server import AS_INSTALLED, ROOT

pytestmark = pytest.mark.process
TITLE, ELSEWHERE = "Implementeringsudfordringen", "Øl — 🍺"


@pytest.mark.parametrize(
    ("encoding", "shown"), [("cp850", "Øl ? ?"), ("cp1252", "Øl — ?"), ("utf-8", ELSEWHERE)]
)
def test_a_command_prints_what_the_terminal_can_show(encoding: str, shown: str, tmp_path: Path) -> None:
    sheet = tmp_path / "sheet.toml"
    shipped = (ROOT / "sessions" / "projektjungle.toml").read_text(encoding="utf-8")
    sheet.write_text(shipped.replace(TITLE, ELSEWHERE), encoding="utf-8")
    checked = subprocess.run(
        [*AS_INSTALLED, "check", str(sheet)],
        env=os.environ | {"PYTHONIOENCODING": encoding},
        cwd=ROOT,
        capture_output=True,
    )
    assert (checked.returncode, checked.stderr) == (0, b"")
    assert f"{shown}: " in checked.stdout.decode(encoding)
