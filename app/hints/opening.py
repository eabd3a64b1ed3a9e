"""Opens the bus of hints at a URL. No layer above knows which server carries it."""

from urllib.parse import urlsplit

from app.hints import Hints, UnsupportedHints
from app.hints.bus import Bus, Timing
from app.platform import event_loop

POSTGRES = ("postgresql", "postgres", "postgresql+psycopg")
NATS = ("nats", "tls")
LISTENING = (
    "Hints need a connection to the server itself: a pooler in between forgets who listens. "
    "Give its address as SUMME_DATABASE_LISTEN_URL."
)
SERVING = "See that a server of SUMME_BUS_URL runs and lets Summe in."
NOT_INSTALLED = (
    "What hints at this address need is not installed. Install it with: pip install 'summe-live[%s]'"
)
NEEDS_NATS = (
    "On Windows hints cannot go over PostgreSQL, whose driver cannot wait in its event loop. "
    "Set SUMME_BUS_URL to the address of NATS servers, or run Summe on Linux or macOS."
)
SUPPORTED = "Hints go over postgresql://, nats:// or tls:// (NATS with TLS)."


def open_hints(url: str, send_url: str = "", timing: Timing = Timing()) -> Hints:
    """The bus at a URL, not yet started; raises UnsupportedHints.

    A URL of PostgreSQL is that of the server itself, on which the process listens; it sends at `send_url`,
    where there may be a pooler. Several URLs of NATS are separated by commas.
    """
    if _scheme(url) in POSTGRES:
        if not event_loop.WAITS_FOR_SOCKETS:
            raise UnsupportedHints(NEEDS_NATS)
        try:
            from app.hints.postgres import PostgresLink
        except ImportError:
            raise UnsupportedHints(NOT_INSTALLED % "postgres") from None
        listen_at, send_at = _libpq(url), _libpq(send_url or url)
        return Bus(lambda receive: PostgresLink(receive, listen_at, send_at), "PostgreSQL", LISTENING, timing)
    servers = [one.strip() for one in url.split(",")]
    if not all(_scheme(server) in NATS and _has_host(server) for server in servers):
        raise UnsupportedHints(f"This is no address of NATS servers. {SUPPORTED}")
    try:
        from app.hints.nats import NatsLink
    except ImportError:
        raise UnsupportedHints(NOT_INSTALLED % "nats") from None
    return Bus(lambda receive: NatsLink(receive, servers), "NATS", SERVING, timing)


def _scheme(url: str) -> str:
    scheme, there, _ = url.partition("://")
    if not there:
        raise UnsupportedHints(f"This is no address of a bus of hints. {SUPPORTED}")
    if scheme not in POSTGRES + NATS:
        # Only the scheme: the rest of the URL may contain a password.
        raise UnsupportedHints(f"There are no hints over {scheme}:// here. {SUPPORTED}")
    return scheme


def _has_host(url: str) -> bool:
    try:
        parts = urlsplit(url)
        return bool(parts.hostname) and parts.port != 0
    except ValueError:
        return False


def _libpq(url: str) -> str:
    return f"postgresql://{url.partition('://')[2]}"
