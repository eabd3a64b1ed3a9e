"""The note beside links with keys that others on the same network can overhear."""

from urllib.parse import urlsplit

from app.platform.network import is_loopback

_NOTE = """\
  Note      These links are plain http. On an open Wi-Fi others can pick up the keys of console and home:
            use a network of your own with a password, or TLS, or open both on this computer at
            {local}. More in docs/operating.md, "The network\""""


def overheard_note(url: str, local: str) -> str:
    """The note for links at this address; "" where they are not overheard. `local` is the server's here."""
    address = urlsplit(url)
    overheard = address.scheme == "http" and not is_loopback(address.hostname or "")
    return _NOTE.format(local=local) if overheard else ""
