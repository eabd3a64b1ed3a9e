"""One event as a row of the log: what `codec` makes of it, and what the store keeps."""

from typing import Any, NamedTuple

Payload = dict[str, Any]


class StoredRow(NamedTuple):
    """One row of the log. `text` has the words of the question whose id is `text_of`."""

    seq: int
    n_in_command: int
    at_ms: int
    actor: str
    command_id: str
    fingerprint: str | None
    kind: str
    version: int
    payload: Payload
    text_of: str | None
    text: str | None
