"""Runs a command of `summe` with settings of its own, and reads the message of one that fails."""

import os
import subprocess

from tests import forked


def run(*arguments: str, **environment: str) -> subprocess.CompletedProcess[str]:
    """Run the command to its end, with these settings and no others."""
    clean = {name: value for name, value in os.environ.items() if not name.startswith("SUMME_")}
    done = forked.run(arguments, {**clean, **environment})
    return subprocess.CompletedProcess(done.args, done.returncode, done.stdout.decode(), done.stderr.decode())


def said(done: subprocess.CompletedProcess[str]) -> str:
    """The message of a failed command; nothing else may have been printed."""
    assert done.returncode == 2, done.stderr
    assert done.stdout == ""
    (line,) = done.stderr.splitlines()
    return line
