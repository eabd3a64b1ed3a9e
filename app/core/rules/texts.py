"""Cleaning and length limits of what people write: the cleaned text, or a rejection.

A text longer than `RAW` times its limit is rejected before it is cleaned. A shorter one is measured after
cleaning, which removes invisible characters; no ordinary text has so many that it would be rejected before.
"""

from app.core.rejections import Rejection
from app.core.text import clean, clean_line, fits, size
from app.core.text_limits import most_bytes

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
    """The same as `readable_title`, for a line that may be empty."""
    return readable_title(text, most) if clean_line(text[: RAW * most_bytes(most)]) else ""


def _is_far_too_long(text: str, most: int) -> bool:
    """Whether a text is too long to clean: in bytes, or in characters, as lone surrogates have no bytes."""
    limit = RAW * most_bytes(most)
    return len(text) > limit or len(text.encode(errors="ignore")) > limit


def _kept(cleaned: str, most: int) -> str | Rejection:
    if not cleaned:
        return Rejection("empty")
    if size(cleaned) > most_bytes(most) or not fits(cleaned, most):
        return Rejection("too_long")
    return cleaned
