"""Whether a window can open where a command was typed."""

import os
import sys


def has_screen() -> bool:
    """Whether a browser can open: not over SSH, nor in a container, which has no display."""
    if "SSH_CONNECTION" in os.environ:
        return False
    if sys.platform in ("darwin", "win32"):
        return True
    return bool(os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY"))
