"""How many sockets this process may hold: a hall of a thousand phones needs more than the usual 1,024."""

import contextlib
import resource


def open_many_files() -> None:
    """Take as many as the system lets this user have."""
    _, most = resource.getrlimit(resource.RLIMIT_NOFILE)
    with contextlib.suppress(ValueError, OSError):  # some systems name a limit they do not grant
        resource.setrlimit(resource.RLIMIT_NOFILE, (most, most))
