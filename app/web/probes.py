"""Answers to probes, by which phones and computers find out whether a network leads to the internet.

A device that gets no answer, or another than its maker's, takes the network for useless: it asks its owner
to leave, prefers mobile data, and iPhones give connections up. On a network without internet, whose name
server gives this computer's address for `HOSTS`, these answers keep devices where they are. They are the
makers' own, byte for byte; a page that introduces the session would be taken for one to sign in on.

Only these paths of these hosts are answered, over plain HTTP. All else goes on to the origin guard, which
refuses it.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from starlette.types import ASGIApp, Receive, Scope, Send


@dataclass(frozen=True, slots=True)
class Answer:
    """What a maker's own server answers a probe with."""

    status: int
    body: bytes = b""
    kind: bytes = b"text/plain"
    more: tuple[tuple[bytes, bytes], ...] = ()

    @property
    def headers(self) -> list[tuple[bytes, bytes]]:
        """The headers. An answer with status 204 may have neither a type nor a length."""
        body = [(b"content-type", self.kind), (b"content-length", b"%d" % len(self.body))]
        return [*(body if self.body else []), *self.more, (b"cache-control", b"no-store")]


_NOTHING = Answer(204)
_SUCCESS = b"<HTML><HEAD><TITLE>Success</TITLE></HEAD><BODY>Success</BODY></HTML>"
_APPLE = Answer(200, _SUCCESS + b"\n", b"text/html")
_APPLE_LIBRARY = Answer(200, _SUCCESS, b"text/html")
# NetworkManager takes the header or the first bytes of the body for an answer.
_ONLINE = ((b"x-networkmanager-status", b"online"),)
_NETWORK_MANAGER = b"NetworkManager is online"

# The answer of each probe, by host and path. Probes over HTTPS cannot be answered without
# the maker's key.
PROBES: Mapping[tuple[str, str], Answer] = {
    # iOS, iPadOS, macOS
    ("captive.apple.com", "/"): _APPLE,
    ("captive.apple.com", "/hotspot-detect.html"): _APPLE,
    ("www.apple.com", "/library/test/success.html"): _APPLE_LIBRARY,
    # Android, ChromeOS, Chrome
    ("connectivitycheck.gstatic.com", "/generate_204"): _NOTHING,
    ("connectivitycheck.android.com", "/generate_204"): _NOTHING,
    ("clients3.google.com", "/generate_204"): _NOTHING,
    ("play.googleapis.com", "/generate_204"): _NOTHING,
    ("www.gstatic.com", "/generate_204"): _NOTHING,
    ("www.google.com", "/generate_204"): _NOTHING,
    ("www.google.com", "/gen_204"): _NOTHING,
    # Android of Huawei, Honor and Xiaomi
    ("connectivitycheck.platform.hicloud.com", "/generate_204"): _NOTHING,
    ("connectivitycheck.platform.hihonorcloud.com", "/generate_204"): _NOTHING,
    ("connect.rom.miui.com", "/generate_204"): _NOTHING,
    # Windows, Edge
    ("www.msftconnecttest.com", "/connecttest.txt"): Answer(200, b"Microsoft Connect Test"),
    ("ipv6.msftconnecttest.com", "/connecttest.txt"): Answer(200, b"Microsoft Connect Test"),
    ("www.msftncsi.com", "/ncsi.txt"): Answer(200, b"Microsoft NCSI"),
    ("edge-http.microsoft.com", "/captiveportal/generate_204"): _NOTHING,
    # Firefox
    ("detectportal.firefox.com", "/success.txt"): Answer(200, b"success\n"),
    ("detectportal.firefox.com", "/canonical.html"): Answer(
        200,
        b'<meta http-equiv="refresh" content="0;url=https://support.mozilla.org/kb/captive-portal"/>',
        b"text/html",
    ),
    # Linux
    ("nmcheck.gnome.org", "/check_network_status.txt"): Answer(200, _NETWORK_MANAGER, more=_ONLINE),
    ("network-test.debian.org", "/nm"): Answer(200, _NETWORK_MANAGER + b"\n", more=_ONLINE),
    ("connectivity-check.ubuntu.com", "/"): Answer(204, more=_ONLINE),
    ("fedoraproject.org", "/static/hotspot.txt"): Answer(200, b"OK"),
    ("networkcheck.kde.org", "/"): Answer(200, b"OK"),
}
# The hosts for which the network's name server has to give this computer's address.
HOSTS = frozenset(host for host, _ in PROBES)


class Probes:
    """Middleware that answers probes; it goes outside the origin guard, to which their hosts are foreign."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        answer = _answer_to(scope)
        if answer is None:
            return await self._app(scope, receive, send)
        await send({"type": "http.response.start", "status": answer.status, "headers": answer.headers})
        await send({"type": "http.response.body", "body": answer.body})


def _answer_to(scope: Scope) -> Answer | None:
    """The answer if a request is a probe; its query does not matter, and its host may end in a dot."""
    if scope["type"] != "http" or scope["method"] not in ("GET", "HEAD"):
        return None
    hosts = [value for name, value in scope["headers"] if name == b"host"]
    if len(hosts) != 1:
        return None
    host = hosts[0].decode("latin-1").lower().removesuffix(":80").removesuffix(".")
    return PROBES.get((host, scope["path"]))
