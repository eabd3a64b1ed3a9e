"""Which machine this is, for libraries that are compiled for some."""

import platform
import sys
from pathlib import Path

SYSTEM = sys.platform
MACHINE = platform.machine()
# The list of processors, on Linux alone.
CPUINFO = Path("/proc/cpuinfo")
