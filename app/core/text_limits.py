"""How long a question may be at most, whatever its run sheet allows, and how many bytes a text takes."""

# The highest value of a run sheet's `max_graphemes`.
MOST_GRAPHEMES = 1_000
MAX_TEXT_BYTES = 1_200


def most_bytes(graphemes: int) -> int:
    """The most bytes of UTF-8 that a text of at most this many graphemes may have."""
    return max(MAX_TEXT_BYTES, graphemes * 4)
