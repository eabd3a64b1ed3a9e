"""What people write, made readable, or the reason why it cannot be taken."""

from app.core.rejections import Rejection
from app.core.text import clean, clean_line, fits, size

MAX_TEXT_BYTES = 1_200
MAX_TITLE_GRAPHEMES = 60


def readable(text: str, most: int) -> str | Rejection:
    """A question's text, cleaned; `most` is in graphemes."""
    cleaned = clean(text)
    if not cleaned:
        return Rejection("empty")
    if not fits(cleaned, most) or size(cleaned) > max(MAX_TEXT_BYTES, most * 4):
        return Rejection("too_long")
    return cleaned


def readable_title(text: str, most: int = MAX_TITLE_GRAPHEMES) -> str | Rejection:
    """A title, cleaned, on one line."""
    title = clean_line(text)
    if not title:
        return Rejection("empty")
    return title if fits(title, most) else Rejection("too_long")
