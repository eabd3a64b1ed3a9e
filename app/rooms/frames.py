"""Outgoing frames: their types and their encoding; no frame is made anywhere else.

The screens' types are generated from these (`make generate`). Small frames are formatted by hand for speed,
since every phone gets many of them; a test checks them against their types.

The body of a delta is encoded once. Only its number differs between seats that joined at different times, so
the number comes first in the frame, before the shared bytes.
"""

from collections.abc import Mapping
from typing import Any, Literal, NotRequired, TypedDict

from pydantic_core import to_json

from app.core.board_replay import Moment
from app.core.delta import Delta, Digest
from app.core.rejections import Code
from app.core.rows import Row, ScreenRole, Table, View

PROTOCOL = 1
# Rows of a very large delta that are encoded in one call, during which no other thread can run.
ROWS_AT_ONCE = 1_000
Lane = Literal["view", "mine"]
ByeReason = Literal[
    "superseded",
    "unknown_session",
    "unknown_key",
    "not_yours",
    "full",
    "locked",
    "removed",
    "busy",
    "waiting",
    "ended",
    "erased",
    "restart",
    "too_slow",
    "bad_frame",
    "no_hello",
]

BYE_MEANINGS: dict[ByeReason, str] = {
    "superseded": "The participant has more connections than are allowed; the oldest is closed.",
    "unknown_session": "There is no session with this code.",
    "unknown_key": "The key is not, or no longer, valid for this screen.",
    "not_yours": "The device was revoked.",
    "full": "The session has no room for another participant; try again later.",
    "locked": "The lobby is locked to newcomers; try again later.",
    "removed": "The participant was swept out; the same token is let in again when that is undone.",
    "busy": "Too many join at once, or too many wrong codes are tried; connect again.",
    "waiting": "More have joined than were expected, and the facilitator has to let newcomers in; "
    "try again in 5 to 10 s.",
    "ended": "The session has ended, and this participant was not in it.",
    "erased": "The session was erased.",
    "restart": "The server stops or starts; connect again.",
    "too_slow": "The screen does not take what is sent to it; connect again.",
    "bad_frame": "The screen sent something that is no frame, or too large; connect again.",
    "no_hello": "The first frame was no hello of this protocol.",
}


class Limits(TypedDict):
    frame_bytes: int


class WelcomeFrame(TypedDict):
    t: Literal["welcome"]
    v: int
    now_ms: int
    limits: Limits
    build: str
    role: ScreenRole
    step: NotRequired[str]
    statement: NotRequired[bool]
    emptied: NotRequired[int]


class SnapshotFrame(TypedDict):
    t: Literal["snapshot"]
    seq: int
    view: View


class DeltaFrame(TypedDict):
    t: Literal["delta"]
    lane: Lane
    n: int
    seq: int
    put: NotRequired[View]
    cut: NotRequired[dict[str, list[str]]]


class AckFrame(TypedDict):
    t: Literal["ack"]
    id: str
    seq: int


class RejectFrame(TypedDict):
    t: Literal["reject"]
    id: str
    code: Code


class LaneDigests(TypedDict, total=False):
    """By lane: the number of deltas sent, and the digest of the rows that they lead to."""

    view: tuple[int, Digest]
    mine: tuple[int, Digest]


class PongFrame(TypedDict):
    t: Literal["pong"]
    c: int
    now_ms: int
    lanes: LaneDigests


class ByeFrame(TypedDict):
    t: Literal["bye"]
    code: ByeReason


Outbound = WelcomeFrame | SnapshotFrame | DeltaFrame | AckFrame | RejectFrame | PongFrame | ByeFrame


def encode(value: Any) -> bytes:
    """Compact JSON in UTF-8; raises ValueError for a lone surrogate."""
    return to_json(value)


def welcome(
    now_ms: int,
    frame_bytes: int,
    build: str,
    role: ScreenRole,
    step: str | None = None,
    *,
    statement: bool = False,
    emptied: int = 0,
) -> bytes:
    """The answer to a hello; a screen may send frames of at most `frame_bytes`.

    `step` is the session's step; with it a phone fetches the parts of its page before it has the snapshot.
    `statement` is in the frame where it is true: `/was` leads to an accessibility statement. `emptied` is in
    it where it is not 0: the seq at which the session was last emptied.
    """
    frame: WelcomeFrame = {
        "t": "welcome",
        "v": PROTOCOL,
        "now_ms": now_ms,
        "limits": {"frame_bytes": frame_bytes},
        "build": build,
        "role": role,
    }
    if step is not None:
        frame["step"] = step
    if statement:
        frame["statement"] = True
    if emptied:
        frame["emptied"] = emptied
    return encode(frame)


def row(id: str, row: Row) -> bytes:
    """An encoded row of a snapshot, preceded by its id."""
    return b"%s:%s" % (to_json(id), to_json(row))


def snapshot(seq: int, view: Mapping[str, Mapping[str, bytes]]) -> bytes:
    """A whole view, made of encoded rows; the screen that gets it clears both lanes first."""
    tables = (b'"%s":{%s}' % (name.encode(), b",".join(rows.values())) for name, rows in view.items() if rows)
    return b'{"t":"snapshot","seq":%d,"view":{%s}}' % (seq, b",".join(tables))


def delta_body(seq: int, put: View, cut: dict[str, list[str]]) -> bytes:
    """The part of a delta that is the same for all seats of an audience."""
    body: dict[str, Any] = {"seq": seq}
    if put:
        body["put"] = put
    if cut:
        body["cut"] = cut
    return encode(body)[1:]


def large_delta_body(seq: int, put: View, cut: dict[str, list[str]]) -> bytes:
    """The same bytes as `delta_body`, encoded in batches, so that other threads can run in between."""
    parts = [b'"seq":%d' % seq]
    if put:
        tables = (encode(name) + b":" + _table(rows) for name, rows in put.items())
        parts.append(b'"put":{' + b",".join(tables) + b"}")
    if cut:
        parts.append(b'"cut":' + encode(cut))
    return b",".join(parts) + b"}"


def _table(rows: Table) -> bytes:
    ids = list(rows)
    batches = (ids[start : start + ROWS_AT_ONCE] for start in range(0, len(ids), ROWS_AT_ONCE))
    return b"{" + b",".join(encode({id: rows[id] for id in batch})[1:-1] for batch in batches) + b"}"


def moment(moment: Moment) -> bytes:
    """A moment of a replay, which is no frame, but has the parts of a delta, and its time."""
    return b'{"at_ms":%d,%s' % (moment.at_ms, delta_body(moment.seq, moment.put, moment.cut))


def numbered(lane: Lane, n: int, body: bytes) -> bytes:
    """A delta for a seat that was sent `n - 1` deltas on this lane since its snapshot."""
    return b'{"t":"delta","lane":"%s","n":%d,%s' % (lane.encode(), n, body)


def own(n: int, seq: int, delta: Delta) -> bytes:
    """A delta on the lane `mine`."""
    return numbered("mine", n, delta_body(seq, delta.put, delta.cut))


def ack(id: str, seq: int) -> bytes:
    """The answer to a command that was accepted; ids are hexadecimal, so nothing needs escaping."""
    return b'{"t":"ack","id":"%s","seq":%d}' % (id.encode(), seq)


def reject(id: str, code: Code) -> bytes:
    """The answer to a command that was rejected."""
    return b'{"t":"reject","id":"%s","code":"%s"}' % (id.encode(), code.encode())


def pong(c: int, now_ms: int, lanes: Mapping[Lane, tuple[int, Digest]]) -> bytes:
    """The answer to a ping; every phone sends one every five seconds."""
    digests = ",".join(f'"{lane}":[{n},[{rows},{total}]]' for lane, (n, (rows, total)) in lanes.items())
    return b'{"t":"pong","c":%d,"now_ms":%d,"lanes":{%s}}' % (c, now_ms, digests.encode())


def bye(code: ByeReason) -> bytes:
    """The last frame before a connection is closed."""
    return b'{"t":"bye","code":"%s"}' % code.encode()
