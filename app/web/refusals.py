"""How a request hears that it lacks the documented form: what is wrong and where, never what it said.

FastAPI's own answer repeats what was sent, which need not even be text that can be sent back.
"""

import json

from fastapi import Request, Response
from fastapi.exceptions import RequestValidationError


async def unreadable(_: Request, error: Exception) -> Response:
    """422 with each fault's place, kind and words."""
    if not isinstance(error, RequestValidationError):
        raise error
    faults = [{name: fault[name] for name in ("loc", "type", "msg")} for fault in error.errors()]
    # Names in `loc` are the sender's: as ASCII, any of them can be sent back.
    return Response(json.dumps({"detail": faults}), 422, media_type="application/json")
