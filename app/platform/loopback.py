"""Which user of this computer is at the other end of a connection within it."""

import os
import sys
from pathlib import Path

# A line for each connection: a number, both ends as HEX:HEX, five more fields, and the user.
_TABLES = (Path("/proc/net/tcp"), Path("/proc/net/tcp6"))
_LOCAL, _REMOTE, _USER = 1, 2, 7
_ROOT = 0


def is_of_another_user(here: int, there: int) -> bool:
    """Whether a program of another user has the port `there` of a connection to our port `here`.

    That is known on Linux alone; elsewhere, and for a connection that is in no table, it is False. Root can
    read everything anyway, and connects for a browser of Windows to a Linux within it.
    """
    if sys.platform != "linux":
        return False
    users = {
        int(fields[_USER])
        for table in _TABLES
        if table.exists()
        for fields in map(str.split, table.read_text(encoding="ascii").splitlines()[1:])
        if (_port(fields[_LOCAL]), _port(fields[_REMOTE])) == (there, here)
    }
    return not users <= {os.getuid(), _ROOT}


def _port(end: str) -> int:
    return int(end.rpartition(":")[2], 16)
