"""The command that starts this program, as it can be typed into the terminal that it was started from."""

import shutil
import sys
from pathlib import Path

_NAME = "summe"


def own_command() -> str:
    """`summe` where that is on the PATH; else where it lies, below the working directory if it does.

    Also `summe` where something else has started this program, which says nothing of a terminal.
    """
    started = Path(sys.argv[0])
    if started.parts[-2:] == ("app", "__main__.py"):
        # A server is started again in this way; the program lies beside its interpreter.
        started = Path(sys.executable).with_name(_NAME)
    if started.stem != _NAME or not started.is_file():
        return _NAME
    found = shutil.which(_NAME)
    return _NAME if found is not None and Path(found).samefile(started) else _typed(started)


def _typed(path: Path) -> str:
    whole, here = path.absolute(), Path.cwd()
    shown = str(whole.relative_to(here)) if whole.is_relative_to(here) else str(whole)
    return f'"{shown}"' if " " in shown else shown
