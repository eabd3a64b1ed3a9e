"""HTTP client of the command line, for a server that runs on this computer."""

from http import HTTPStatus
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from app.data_folder import ORGANISER_KEY
from app.settings import Settings
from app.store.noted_address import is_served, noted_in

if TYPE_CHECKING:
    import httpx

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
    # Imported here since it takes half a second, and `summe serve` and `summe run` do not need it.
    import httpx

    key = organiser_key(settings)
    if not (settings.organiser_key or settings.database_url or is_served(settings.data)):
        raise ApiError(
            f"No Summe runs with the data folder {settings.data}; start it with: summe serve. If one runs "
            "with another folder, name that with SUMME_DATA."
        )
    address = address_of(settings)
    port = urlsplit(address).port
    try:
        answer = httpx.request(
            method,
            f"{address}{path}",
            json=body,
            headers={"Authorization": f"Bearer {key}"},
            timeout=httpx.Timeout(TIMEOUT_S, connect=CONNECT_TIMEOUT_S),
            # A proxy from the environment cannot reach a server on this computer.
            trust_env=False,
        )
    except httpx.ReadTimeout:
        raise ApiError(
            f"The server on port {port} has not answered within {TIMEOUT_S} s; is it stopped?"
        ) from None
    except httpx.TransportError:
        raise ApiError(f"No Summe answers on port {port}; start it with: summe serve") from None
    if answer.is_success:
        return answer.content
    refusal = KeyRefused if answer.status_code == HTTPStatus.FORBIDDEN else ApiError
    raise refusal(_reason(answer, port))


def address_of(settings: Settings) -> str:
    """The URL of this data folder's server, or of one on the port of the settings."""
    noted = None if settings.database_url else noted_in(settings.data)
    return noted or settings.local_url(settings.port)


def organiser_key(settings: Settings) -> str:
    """The organiser's key of this data folder's server; raises ApiError where there is none."""
    try:
        return settings.organiser_key or (settings.data / ORGANISER_KEY).read_text(encoding="utf-8").strip()
    except PermissionError:
        raise ApiError(
            f"The data folder {settings.data} belongs to another user; run this as that user, such as: "
            "sudo -u summe summe links"
        ) from None
    except (OSError, UnicodeDecodeError):
        raise ApiError(
            f"There is no organiser's key in {settings.data}; name the running server's data folder with "
            "SUMME_DATA, or its key with SUMME_ORGANISER_KEY."
        ) from None


def _reason(answer: "httpx.Response", port: int | None) -> str:
    """The message in an error response: its detail, or each invalid field with what is wrong."""
    try:
        detail = answer.json()["detail"]
        if isinstance(detail, str):
            return detail
        return "; ".join(f"{one['loc'][-1]}: {one['msg'].lower()}" for one in detail)
    except (ValueError, LookupError, TypeError):
        return (
            f"What answers on port {port} is not Summe (HTTP {answer.status_code}); "
            "name the port of the running server with SUMME_PORT."
        )
