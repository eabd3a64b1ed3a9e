"""The product itself, keeping its log in memory alone: what the disk costs is the difference."""

import sys

from app import cli, serving
from app.store.memory import MemoryLog

serving.SqliteLog = lambda path, **_: MemoryLog()  # type: ignore[assignment,misc]  # put in the class's place
sys.argv[1:] = ["serve"]
cli.main()
