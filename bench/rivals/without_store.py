"""Summe with its log in memory only; the difference to the usual server is the cost of the disk."""

import sys

from app import cli
from app.server import process
from app.store.memory import MemoryLog

process.open_log = lambda address, **_: MemoryLog()  # type: ignore[assignment]  # it needs no other argument
sys.argv[1:] = ["serve"]
cli.main()
