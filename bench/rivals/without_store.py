"""The product itself, keeping its log in memory alone: what the disk costs is the difference."""

import sys

from app import cli, server_process
from app.store.memory import MemoryLog

server_process.open_log = lambda address, **_: MemoryLog()  # type: ignore[assignment]  # it needs no other argument
sys.argv[1:] = ["serve"]
cli.main()
