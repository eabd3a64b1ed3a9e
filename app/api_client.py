"""API client of the command line, for a server that runs on this computer."""

import json
import urllib.error
import urllib.request
from typing import Any

from app.settings import Settings
from app.web.auth import ORGANISER_KEY


class ApiError(Exception):
    """The server does not answer, or has refused; the message says what to do."""


def call(settings: Settings, method: str, path: str, body: object = None) -> bytes:
    """What the server answers; raises ApiError."""
    request = urllib.request.Request(  # noqa: S310  our own server, over http
        f"{settings.local_url(settings.port)}{path}",
        method=method,
        data=None if body is None else json.dumps(body).encode(),
        headers={"Authorization": f"Bearer {_key(settings)}", "Content-Type": "application/json"},
    )
    try:
        with urllib.request.urlopen(request) as response:  # noqa: S310  our own server, over http
            return bytes(response.read())
    except urllib.error.HTTPError as error:
        raise ApiError(_detail(error.read())) from None
    except OSError:
        raise ApiError(f"No Summe answers on port {settings.port}; start it with: summe serve") from None


def _key(settings: Settings) -> str:
    try:
        return settings.organiser_key or (settings.data / ORGANISER_KEY).read_text().strip()
    except OSError:
        raise ApiError(
            f"There is no organiser's key in {settings.data}; "
            "name the running server's data folder with SUMME_DATA."
        ) from None


def _detail(answer: bytes) -> str:
    """The server's sentence, or the fields that it could not use."""
    detail: str | list[dict[str, Any]] = json.loads(answer)["detail"]
    if isinstance(detail, str):
        return detail
    return "; ".join(f"{one['loc'][-1]}: {one['msg'].lower()}" for one in detail)
