"""WebSocket framing: outgoing text frames, and the close codes."""

CLOSE_RESTART = 1012
# Sent after a bye, which has the reason.
CLOSE_BYE = 4000


def text_header(size: int) -> bytes:
    """The header of an unmasked, unfragmented text frame of `size` bytes (RFC 6455, section 5.2)."""
    if size < 126:
        return b"\x81" + size.to_bytes(1, "big")
    if size < 65_536:
        return b"\x81\x7e" + size.to_bytes(2, "big")
    return b"\x81\x7f" + size.to_bytes(8, "big")


def text_frame(payload: bytes) -> bytes:
    """An unmasked, unfragmented text frame."""
    return text_header(len(payload)) + payload
