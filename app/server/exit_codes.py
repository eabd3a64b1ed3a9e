"""Exit codes of server processes and commands.

A fault in the configuration stays; a database or bus that cannot be reached may be reached later.
"""

EXIT_CONFIGURATION = 2
EXIT_UNREACHABLE = 69
EXIT_CRASHED = 71
