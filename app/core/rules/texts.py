"""What people write, made readable, or the reason why it cannot be taken.

How long a text is, is looked at before it is cleaned: cleaning takes away what shows nothing, and nobody
writes `RAW` times as much of that as a text may be long.
"""

from app.core.rejections import Rejection
from app.core.text import clean, clean_line, fits, size

MAX_TEXT_BYTES = 1_200
MAX_TITLE_GRAPHEMES = 60
RAW = 2


def readable(text: str, most: int) -> str | Rejection:
    """A question's text, cleaned; `most` is in graphemes."""
    if _is_far_too_long(text, most):
        return Rejection("too_long")
    return _kept(clean(text), most)


def readable_title(text: str, most: int = MAX_TITLE_GRAPHEMES) -> str | Rejection:
    """A title, cleaned, on one line."""
    if _is_far_too_long(text, most):
        return Rejection("too_long")
    return _kept(clean_line(text), most)


def readable_line(text: str, most: int) -> str | Rejection:
    """The same of what may be left empty."""
    return readable_title(text, most) if clean_line(text[: RAW * most_bytes(most)]) else ""


def _is_far_too_long(text: str, most: int) -> bool:
    """Whether no cleaning is to be tried: in characters, or in bytes, which lone surrogates have none of."""
    limit = RAW * most_bytes(most)
    return len(text) > limit or len(text.encode(errors="ignore")) > limit


def _kept(cleaned: str, most: int) -> str | Rejection:
    if not cleaned:
        return Rejection("empty")
    if size(cleaned) > most_bytes(most) or not fits(cleaned, most):
        return Rejection("too_long")
    return cleaned


def most_bytes(graphemes: int) -> int:
    """How many bytes of UTF-8 a text of at most so many graphemes may have."""
    return max(MAX_TEXT_BYTES, graphemes * 4)
