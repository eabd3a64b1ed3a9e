"""Process-wide tuning for thousands of connections: the limit of open files, and garbage collection."""

import contextlib
import gc
import resource

# Thresholds of the garbage collector. Thousands of seats and a long log are hundreds of thousands of
# long-lived objects, which the default of 700 would scan again and again while an audience joins. Garbage
# that waits for the later collection takes a few megabytes.
COLLECT_AFTER = (50_000, 20, 50)


def open_many_files() -> None:
    """Raise the limit of open files as far as allowed: an audience needs more than the usual 1,024."""
    _, most = resource.getrlimit(resource.RLIMIT_NOFILE)
    with contextlib.suppress(ValueError, OSError):  # some systems name a limit they do not grant
        resource.setrlimit(resource.RLIMIT_NOFILE, (most, most))


def collect_rarely() -> None:
    """Collect garbage cycles less often, and never scan the objects that exist by now."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(*COLLECT_AFTER)
