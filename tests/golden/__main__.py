"""`python -m tests.golden`: make the golden frames anew, after a change of the protocol that is meant.

The golden log is made once and then stays as it is: it is what the first release wrote. Only what a
later release shows of it is made anew.
"""

import asyncio

from tests.golden.files import FRAMES, LOG, VIEWS, frames_text, log_text, views_text
from tests.golden.session import tell

told = asyncio.run(tell())
FRAMES.write_text(frames_text(told["frames"]))
if not LOG.exists():
    LOG.write_text(log_text(told["rows"]))
VIEWS.write_text(views_text(LOG.read_text()))
