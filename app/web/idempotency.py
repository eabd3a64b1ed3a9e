"""Requests that can be repeated: one `Idempotency-Key` with one body opens one session or lets in one device.

A press of a button may come twice, and the answer to a request may be lost. The session's id follows from the
key, so that the log itself refuses the second one, over restarts and in every process that shares it. What a
one-time code was redeemed for is remembered beside the codes (`invitations`).
"""

import hashlib
from typing import Annotated

from fastapi import Header
from pydantic import BaseModel

# A key of all lengths that are in use is accepted, and none so short that two clients choose the same.
FEWEST, MOST = 8, 128

IdempotencyKey = Annotated[
    str | None,
    Header(
        min_length=FEWEST,
        max_length=MOST,
        description="Sent again with the same body, the request opens no second session: it is answered with "
        "the first. Make a key of random characters for each session that you want.",
    ),
]

RepeatKey = Annotated[
    str | None,
    Header(
        min_length=FEWEST,
        max_length=MOST,
        description="Sent again with the same invitation within two minutes, the request is answered with "
        "the device that it has let in. Make a key of random characters for each invitation.",
    ),
]


def session_id_for(key: str | None, what: str, body: BaseModel) -> str | None:
    """The id of the session that a request opens; None without a key, for any that no other has.

    `what` is what the request opens, and what of; another, or another body, has another id.
    """
    if key is None:
        return None
    return hashlib.sha256("\n".join((key, what, body.model_dump_json())).encode()).hexdigest()[:32]
