"""SUMME_ANSWER_PROBES: probes get their makers' answers, byte for byte; nothing else of their hosts does."""

import re
from collections.abc import Iterator

import pytest

from app.settings import Settings, SettingsError
from app.web.probes import PROBES
from tests.server import Server
from tests.web.raw_http import dial, exchange, head, received

SUCCESS = b"<HTML><HEAD><TITLE>Success</TITLE></HEAD><BODY>Success</BODY></HTML>"
FIREFOX = b'<meta http-equiv="refresh" content="0;url=https://support.mozilla.org/kb/captive-portal"/>'
# What devices ask for, with the body and its length where the status is 200; otherwise it is 204.
BODIES: dict[str, tuple[int, bytes]] = {
    "captive.apple.com/": (69, SUCCESS + b"\n"),
    "captive.apple.com/hotspot-detect.html": (69, SUCCESS + b"\n"),
    "www.apple.com/library/test/success.html": (68, SUCCESS),
    "www.msftconnecttest.com/connecttest.txt": (22, b"Microsoft Connect Test"),
    "ipv6.msftconnecttest.com/connecttest.txt": (22, b"Microsoft Connect Test"),
    "www.msftncsi.com/ncsi.txt": (14, b"Microsoft NCSI"),
    "detectportal.firefox.com/success.txt": (8, b"success\n"),
    "detectportal.firefox.com/canonical.html": (90, FIREFOX),
    "nmcheck.gnome.org/check_network_status.txt": (24, b"NetworkManager is online"),
    "network-test.debian.org/nm": (25, b"NetworkManager is online\n"),
    "fedoraproject.org/static/hotspot.txt": (2, b"OK"),
    "networkcheck.kde.org/": (2, b"OK"),
}
EMPTY = {
    "connectivitycheck.gstatic.com/generate_204",
    "connectivitycheck.android.com/generate_204",
    "clients3.google.com/generate_204",
    "play.googleapis.com/generate_204",
    "www.gstatic.com/generate_204",
    "www.google.com/generate_204",
    "www.google.com/gen_204",
    "connectivitycheck.platform.hicloud.com/generate_204",
    "connectivitycheck.platform.hihonorcloud.com/generate_204",
    "connect.rom.miui.com/generate_204",
    "edge-http.microsoft.com/captiveportal/generate_204",
    "connectivity-check.ubuntu.com/",
}


@pytest.fixture(scope="module")
def box(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """A server that answers probes."""
    one = Server(tmp_path_factory.mktemp("data"), answer_probes=1)
    one.start()
    yield one
    one.stop()


@pytest.fixture(scope="module")
def ordinary(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """A server without the setting."""
    one = Server(tmp_path_factory.mktemp("data"))
    one.start()
    yield one
    one.stop()


def answer(server: Server, line: str, *headers: str) -> tuple[bytes, dict[bytes, bytes], bytes]:
    """The status line, headers and body that a request gets, as bytes, up to the end of the connection."""
    with dial(server) as connection:
        connection.sendall("\r\n".join((line, *headers, "", "")).encode("latin-1"))
        first, _, body = received(connection).partition(b"\r\n\r\n")
    status, *fields = first.split(b"\r\n")
    return status, dict(field.split(b": ", 1) for field in fields), body


def probe(address: str) -> tuple[str, str]:
    host, _, path = address.partition("/")
    return host, f"/{path}"


def test_every_probe_that_is_answered_is_tested() -> None:
    assert set(PROBES) == {probe(address) for address in BODIES.keys() | EMPTY}


@pytest.mark.process
@pytest.mark.parametrize("version", ["1.1", "1.0"])
@pytest.mark.parametrize("address", BODIES)
def test_a_probe_is_answered_with_its_makers_bytes(box: Server, address: str, version: str) -> None:
    host, path = probe(address)
    length, body = BODIES[address]
    status, headers, heard = answer(
        box,
        f"GET {path} HTTP/{version}",
        f"Host: {host}",
        "User-Agent: CaptiveNetworkSupport-1.0 wispr",
        "Connection: close",
    )
    assert (status, heard) == (b"HTTP/1.1 200 OK", body)
    assert headers[b"content-length"] == b"%d" % length == b"%d" % len(body)
    kind = b"text/html" if b"<" in body else b"text/plain"
    assert (headers[b"content-type"], headers[b"cache-control"]) == (kind, b"no-store")


@pytest.mark.process
@pytest.mark.parametrize("address", sorted(EMPTY))
def test_a_probe_that_expects_nothing_gets_204_without_a_length_or_a_body(box: Server, address: str) -> None:
    host, path = probe(address)
    status, headers, heard = answer(box, f"GET {path} HTTP/1.1", f"Host: {host}", "Connection: close")
    assert (status, heard) == (b"HTTP/1.1 204 No Content", b"")
    assert headers.keys().isdisjoint({b"content-length", b"content-type", b"transfer-encoding", b"location"})


@pytest.mark.process
@pytest.mark.parametrize("address", [*BODIES, "www.google.com/gen_204"])
def test_head_gets_the_headers_of_get_without_the_body(box: Server, address: str) -> None:
    host, path = probe(address)
    answers = [answer(box, f"{way} {path} HTTP/1.0", f"Host: {host}") for way in ("GET", "HEAD")]
    (status, headers, _), (same_status, same_headers, nothing) = answers
    assert (same_status, nothing) == (status, b"")
    assert same_headers.items() - {(b"date", same_headers[b"date"])} == headers.items() - {
        (b"date", headers[b"date"])
    }


@pytest.mark.process
@pytest.mark.parametrize(
    "header", [b"networkmanager", b"strict-transport", b"set-cookie", b"location", b"server"]
)
def test_only_networkmanager_is_answered_with_a_header_of_its_own(box: Server, header: bytes) -> None:
    for address in BODIES:
        host, path = probe(address)
        _, headers, body = answer(box, f"GET {path} HTTP/1.0", f"Host: {host}")
        expected = header == b"networkmanager" and body.startswith(b"NetworkManager")
        assert any(header in name for name in headers) == expected, address
    _, headers, _ = answer(box, "GET / HTTP/1.0", "Host: connectivity-check.ubuntu.com.")
    assert headers[b"x-networkmanager-status"] == b"online"


@pytest.mark.process
@pytest.mark.parametrize(
    ("line", "host"),
    [
        ("GET /success.txt?ipv4 HTTP/1.1", "detectportal.firefox.com"),
        ("GET /success.txt HTTP/1.1", "DetectPortal.Firefox.COM"),
        ("GET /success.txt HTTP/1.1", "detectportal.firefox.com."),
        ("GET /success.txt HTTP/1.1", "detectportal.firefox.com:80"),
        ("GET http://detectportal.firefox.com/success.txt HTTP/1.1", "detectportal.firefox.com"),
    ],
)
def test_a_probe_is_known_by_host_and_path_however_they_are_written(
    box: Server, line: str, host: str
) -> None:
    status, _, body = answer(box, line, f"Host: {host}", "Connection: close")
    assert (status, body) == (b"HTTP/1.1 200 OK", b"success\n")


@pytest.mark.process
@pytest.mark.parametrize(
    ("line", "hosts", "status"),
    [
        ("GET /", ["www.apple.com"], 403),
        ("GET /generate_204", ["captive.apple.com"], 403),
        ("GET /hotspot-detect.html", ["connectivitycheck.gstatic.com"], 403),
        ("GET /hotspot-detect.html/", ["captive.apple.com"], 403),
        ("GET /redirect", ["www.msftconnecttest.com"], 403),
        ("GET /api/sessions", ["captive.apple.com"], 403),
        ("GET /hotspot-detect.html", ["captive.apple.com:8000"], 403),
        ("GET /hotspot-detect.html", ["captive.apple.com.evil.example"], 403),
        ("POST /hotspot-detect.html", ["captive.apple.com"], 403),
        ("GET /hotspot-detect.html", ["captive.apple.com", "captive.apple.com"], 400),
        ("GET /library/test/success.html", ["localhost"], 404),
    ],
)
def test_all_else_is_answered_as_without_the_setting(
    box: Server, ordinary: Server, line: str, hosts: list[str], status: int
) -> None:
    fields = [*(f"Host: {host}" for host in hosts), "Connection: close"]
    answers = [exchange(one, head(one, line, *fields))[0] for one in (box, ordinary)]
    assert [one.status for one in answers] == [status, status]
    assert answers[0].body == answers[1].body
    assert answers[0].headers["x-content-type-options"] == "nosniff"


@pytest.mark.process
def test_a_websocket_of_a_probes_host_is_refused(box: Server) -> None:
    upgrade = ("Connection: Upgrade", "Upgrade: websocket", "Sec-WebSocket-Version: 13")
    named = (
        "Host: captive.apple.com",
        "Origin: http://captive.apple.com",
        "Sec-WebSocket-Key: " + "A" * 22 + "==",
    )
    (refused,) = exchange(box, head(box, f"GET /ws/{box.code}", *upgrade, *named))
    assert refused.status == 403


@pytest.mark.process
def test_a_probe_without_a_host_is_refused(box: Server) -> None:
    status, _, _ = answer(box, "GET /hotspot-detect.html HTTP/1.0")
    assert status.startswith(b"HTTP/1.1 403")


@pytest.mark.process
@pytest.mark.parametrize("address", [*BODIES, *sorted(EMPTY)])
def test_without_the_setting_every_probe_is_refused(ordinary: Server, address: str) -> None:
    host, path = probe(address)
    status, _, body = answer(ordinary, f"GET {path} HTTP/1.1", f"Host: {host}", "Connection: close")
    assert status == b"HTTP/1.1 403 Forbidden"
    assert b"not allowed" in body


@pytest.mark.process
def test_a_connection_that_has_sent_a_probe_may_ask_for_a_page_too(box: Server) -> None:
    asked = [
        head(box, "GET /hotspot-detect.html", "Host: captive.apple.com"),
        head(box, f"GET /{box.code}", "Connection: close"),
    ]
    first, page = exchange(box, b"".join(asked))
    assert (first.status, first.body) == (200, SUCCESS + b"\n")
    assert (page.status, page.headers["content-type"]) == (200, "text/html; charset=utf-8")


@pytest.mark.parametrize(("raw", "value"), [("0", False), ("1", True)])
def test_a_switch_is_0_or_1(raw: str, value: bool) -> None:
    assert Settings.from_env({"SUMME_ANSWER_PROBES": raw}).answer_probes is value


@pytest.mark.parametrize("raw", ["false", "yes", "", "2", " 1"])
def test_a_switch_that_is_neither_says_what_it_should_be(raw: str) -> None:
    message = re.escape(f"SUMME_ANSWER_PROBES={raw!r} should be 0 or 1.")
    with pytest.raises(SettingsError, match=message):
        Settings.from_env({"SUMME_ANSWER_PROBES": raw})
