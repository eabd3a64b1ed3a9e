"""The version of Summe: what its distribution says, and in a checkout what the distribution is made of."""

import tomllib
from importlib.metadata import version
from pathlib import Path

# The command is `summe`; on the Python index that name is another project's.
DISTRIBUTION = "summe-live"
# Present in a checkout alone. There it counts, since an editable install says what was true when it was made.
_PROJECT = Path(__file__).parent.parent / "pyproject.toml"


def is_checkout() -> bool:
    """Whether this program runs from its sources, and not as it is installed from a wheel."""
    return _PROJECT.is_file()


def summe_version() -> str:
    """The version, as `0.1.0`."""
    if is_checkout():
        return str(tomllib.loads(_PROJECT.read_text(encoding="utf-8"))["project"]["version"])
    return version(DISTRIBUTION)
