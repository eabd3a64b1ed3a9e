"""What this process asks of its system and of its interpreter before a hall comes in."""

import contextlib
import gc
import resource

# Thousands of seats and a long log are hundreds of thousands of objects that stay. With Python's own
# 700 they are walked through again and again while a hall comes in; what garbage keeps meanwhile is
# a few megabytes.
COLLECT_AFTER = (50_000, 20, 50)


def open_many_files() -> None:
    """Take as many sockets as the system lets this user have: a hall needs more than the usual 1,024."""
    _, most = resource.getrlimit(resource.RLIMIT_NOFILE)
    with contextlib.suppress(ValueError, OSError):  # some systems name a limit they do not grant
        resource.setrlimit(resource.RLIMIT_NOFILE, (most, most))


def collect_rarely() -> None:
    """Look for garbage cycles less often, and never in what is loaded by now."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(*COLLECT_AFTER)
