"""Broadcast: sends the same text to many screens, framed once."""

from collections.abc import Iterable

from app.rooms.seat import Sink
from app.web.framing import text_frame
from app.web.sinks import DirectSink


def broadcast(sinks: Iterable[Sink], payload: bytes) -> None:
    """Send the text to every sink; all WebSockets get the same framed bytes."""
    framed = text_frame(payload)
    for sink in sinks:
        if isinstance(sink, DirectSink):
            sink.write(framed)
        else:
            sink.send(payload)
