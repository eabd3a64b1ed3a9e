"""The bytes of what many seats get alike: snapshots and deltas.

The body of a delta is encoded once; only its number differs between seats that took their places at
different times, and that stands in front, so that it can be put before the shared bytes.
"""

from typing import Any

from pydantic_core import to_json

from app.core.delta import Delta
from app.core.views import View


def encode(value: Any) -> bytes:
    """Compact JSON in UTF-8; raises ValueError for a lone surrogate."""
    return to_json(value)


def snapshot(seq: int, view: View) -> bytes:
    """A whole view; it clears both lanes of whoever gets it."""
    return encode({"t": "snapshot", "seq": seq, "view": view})


def delta_body(seq: int, put: View, cut: dict[str, list[str]]) -> bytes:
    """What all seats of an audience share of a delta."""
    body: dict[str, Any] = {"seq": seq}
    if put:
        body["put"] = put
    if cut:
        body["cut"] = cut
    return encode(body)[1:]


def numbered(lane: str, n: int, body: bytes) -> bytes:
    """A delta for a seat that has had `n - 1` on this lane since its snapshot."""
    return b'{"t":"delta","lane":"%s","n":%d,%s' % (lane.encode(), n, body)


def own(n: int, seq: int, delta: Delta) -> bytes:
    """A delta on the phone's own lane."""
    return numbered("mine", n, delta_body(seq, delta.put, delta.cut))
