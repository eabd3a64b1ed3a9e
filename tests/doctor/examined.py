"""Runs `summe doctor --json`, perhaps within a network or under strace, and reads its findings."""

import json
import os
import subprocess
import sys
from collections.abc import Sequence
from typing import Any

from tests import forked
from tests.server import ROOT

Found = dict[str, dict[str, Any]]


def examined(*within: str, options: Sequence[str] = (), **environment: object) -> Found:
    """The findings by id; an exit code that does not agree with them fails the test."""
    clean = {name: value for name, value in os.environ.items() if not name.startswith("SUMME_")}
    own = {**clean, **{name: str(value) for name, value in environment.items()}}
    arguments = ("doctor", "--json", "--language", "en", *options)
    if within:
        program = [*within, sys.executable, "-m", "app", *arguments]
        done = subprocess.run(program, env=own, cwd=ROOT, capture_output=True)
    else:
        done = forked.run(arguments, own)
    assert done.stderr == b""
    found = {one["id"]: one for one in json.loads(done.stdout)}
    assert done.returncode == any(one["level"] == "problem" for one in found.values())
    return found
