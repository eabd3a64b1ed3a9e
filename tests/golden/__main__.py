"""Write golden files.

`python -m tests.golden` regenerates the output of the current code for the golden sessions: frames, views,
reports. Do so after an intended change, and review the difference.

`python -m tests.golden freeze` also keeps what the current code stores, before it is released: a log if an
event's kind or version is in no kept log, an export if its version has none, and a database if its tables
differ from those of the newest. A kept file is never overwritten; while its version is not released, delete
it first to keep a newer one.

`python -m tests.golden release` keeps the names that the changelog is compared with, once a release is made.
"""

import asyncio
import sys

from tests.golden.files import (
    FRAMES,
    KEPT_EXPORTS,
    LOGS,
    frames_text,
    freeze,
    report_path,
    report_text,
    views_path,
    views_text,
)
from tests.golden.names import keep_names
from tests.golden.session import play, play_sweep

played = asyncio.run(play())
if sys.argv[1:] == ["release"]:
    keep_names()
if sys.argv[1:] == ["freeze"]:
    for path in freeze([played["rows"], asyncio.run(play_sweep())]):
        print(f"kept: {path}")
FRAMES.write_text(frames_text(played["frames"]))
for log in LOGS.values():
    views_path(log).write_text(views_text(log.read_text()))
for export in KEPT_EXPORTS.values():
    report_path(export).write_text(report_text(export))
