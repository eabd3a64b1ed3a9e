"""HTTP client of the command line, for a server that runs on this computer."""

import json
from contextlib import closing
from http import HTTPStatus
from http.client import HTTPConnection, HTTPException
from urllib.parse import quote, urlsplit

from app.data_folder import ORGANISER_KEY
from app.platform.own_command import own_command
from app.settings import Settings
from app.store.noted_address import is_served, noted_in

# A report as PDF takes a while; a server on this computer accepts a connection at once.
TIMEOUT_S = 120
CONNECT_TIMEOUT_S = 5


class ApiError(Exception):
    """The server does not answer, or refuses the request; the message says what to do."""


class KeyRefused(ApiError):
    """The key does not open what was asked for."""


def call(settings: Settings, method: str, path: str, body: object = None) -> bytes:
    """Send one request with the organiser's key; returns the response's body. Raises ApiError.

    A key that is read from the data folder is sent to that folder's server alone: on a computer with several
    users anybody's program may listen on the port.
    """
    key = organiser_key(settings)
    if not (settings.organiser_key or settings.database_url or is_served(settings.data)):
        raise ApiError(
            f"No Summe runs with the data folder {settings.data}; start it with: {own_command()} serve. "
            "If one runs with another folder, name that with SUMME_DATA."
        )
    at = urlsplit(address_of(settings))
    no_summe = ApiError(f"No Summe answers on port {at.port}; start it with: {own_command()} serve")
    headers = {"Authorization": f"Bearer {key}".encode()}
    if body is not None:
        headers["Content-Type"] = b"application/json"
    # No proxy from the environment is used: it could not reach a server on this computer.
    with closing(HTTPConnection(at.hostname or "", at.port, timeout=CONNECT_TIMEOUT_S)) as connection:
        try:
            connection.connect()
        except OSError:
            raise no_summe from None
        connection.sock.settimeout(TIMEOUT_S)
        try:
            connection.request(method, path, None if body is None else json.dumps(body), headers)
            answer = connection.getresponse()
            content = answer.read()
        except TimeoutError:
            raise ApiError(
                f"The server on port {at.port} has not answered within {TIMEOUT_S} s; is it stopped?"
            ) from None
        except (OSError, HTTPException):
            raise no_summe from None
    if answer.status < HTTPStatus.MULTIPLE_CHOICES:
        return content
    refusal = KeyRefused if answer.status == HTTPStatus.FORBIDDEN else ApiError
    raise refusal(_reason(answer.status, content, at.port))


def session_path(code: str) -> str:
    """The path of a session in the API, whatever was typed for its code, also if it is not UTF-8."""
    return f"/api/sessions/{quote(code, safe='', errors='surrogateescape')}"


def address_of(settings: Settings) -> str:
    """The URL of this data folder's server, or of one on the port of the settings."""
    noted = None if settings.database_url else noted_in(settings.data)
    return noted or settings.local_url(settings.port)


def organiser_key(settings: Settings) -> str:
    """The organiser's key of this data folder's server; raises ApiError where there is none."""
    try:
        key = settings.organiser_key or (settings.data / ORGANISER_KEY).read_text(encoding="utf-8").strip()
    except PermissionError:
        raise ApiError(
            f"The data folder {settings.data} belongs to another user; run this as that user, such as: "
            f"sudo -u summe {own_command()} links"
        ) from None
    except (OSError, UnicodeDecodeError):
        raise ApiError(
            f"There is no organiser's key in {settings.data}; name the running server's data folder with "
            "SUMME_DATA, or its key with SUMME_ORGANISER_KEY."
        ) from None
    if not key.isprintable():
        raise ApiError("The organiser's key holds a line break or the like, as no key does. Copy it again.")
    return key


def _reason(status: int, content: bytes, port: int | None) -> str:
    """The message in an error response: its detail, or each invalid field with what is wrong."""
    try:
        detail = json.loads(content)["detail"]
        if isinstance(detail, str):
            return detail
        return "; ".join(f"{one['loc'][-1]}: {one['msg'].lower()}" for one in detail)
    except (ValueError, LookupError, TypeError):
        return (
            f"What answers on port {port} is not Summe (HTTP {status}); "
            "name the port of the running server with SUMME_PORT."
        )
