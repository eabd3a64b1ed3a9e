"""WebSocket framing: the header of an outgoing text frame, and the close codes."""

CLOSE_RESTART = 1012
# Sent after a bye, which has the reason.
CLOSE_BYE = 4000


def text_frame(payload: bytes) -> bytes:
    """An unmasked, unfragmented text frame (RFC 6455, section 5.2)."""
    size = len(payload)
    if size < 126:
        return b"\x81" + size.to_bytes(1, "big") + payload
    if size < 65_536:
        return b"\x81\x7e" + size.to_bytes(2, "big") + payload
    return b"\x81\x7f" + size.to_bytes(8, "big") + payload
