"""The id of the build of the screens that the server delivers, as sent in `welcome`.

The names of scripts and styles contain hashes of their content, and pages and scripts refer to them by name:
any change of a screen changes its page.
"""

import hashlib
from pathlib import Path

DIGITS = 12


def build_of(static: Path) -> str:
    """A digest of the pages in this folder: the same for the same screens, on any machine."""
    digest = hashlib.sha256()
    for page in sorted(static.glob("*.html")):
        digest.update(hashlib.sha256(page.read_bytes()).digest())
    return digest.hexdigest()[:DIGITS]
