"""Which build of the screens a server hands out, as `welcome` tells it.

The pages name their scripts and styles by their content, and those what they load in turn: when anything of a
screen changes, a page does.
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
