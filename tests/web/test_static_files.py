"""Static files and pages: paths, compression, caching and HEAD."""

import gzip
import re
import urllib.error
import urllib.request
from email.message import Message

import pytest

from app.web.static_files import STATIC
from tests.server import Server

ENDINGS = {None: "", "gzip": ".gz", "br": ".br"}


def get(server: Server, path: str, method: str = "GET", **headers: str) -> tuple[Message, bytes]:
    request = urllib.request.Request(server.base + path, method=method, headers=headers)
    with urllib.request.urlopen(request) as answer:
        return answer.headers, answer.read()


@pytest.mark.parametrize(
    ("path", "file"),
    [
        ("/", "home.html"),
        ("/ABCDEF", "phone.html"),
        ("/abcdef", "phone.html"),
        ("/ABCDEF/mine", "phone.html"),
        ("/ABCDEF/board", "board.html"),
        ("/ABCDEF/console", "console.html"),
        ("/ABCDEF/report", "report.html"),
        ("/ABCDEF/replay", "replay.html"),
        ("/replay", "replay.html"),
        ("/icon.svg", "icon.svg"),
        ("/robots.txt", "robots.txt"),
    ],
)
def test_a_path_is_answered_with_its_file(standing_server: Server, path: str, file: str) -> None:
    headers, body = get(standing_server, path)
    assert body == (STATIC / file).read_bytes()
    assert headers["content-length"] == str(len(body))
    assert headers["content-encoding"] is None


@pytest.mark.parametrize("path", ["/assets/none.js", "/assets/", "/ABCDEF/none", "/ABCDEF/board/", "/api"])
def test_an_unknown_path_is_not_found(standing_server: Server, path: str) -> None:
    with pytest.raises(urllib.error.HTTPError) as refused:
        get(standing_server, path)
    assert refused.value.code == 404
    refused.value.close()


def test_files_are_sent_in_the_smallest_encoding_the_browser_accepts(standing_server: Server) -> None:
    _, page = get(standing_server, "/ABCDEF")
    asset = re.search(rb'src="(/assets/[^"]+)"', page)
    assert asset
    path = asset[1].decode()
    _, plain = get(standing_server, path)
    zipped, small = get(standing_server, path, **{"Accept-Encoding": "gzip, deflate"})
    assert (zipped["content-encoding"], gzip.decompress(small)) == ("gzip", plain)
    smallest, least = get(standing_server, path, **{"Accept-Encoding": "gzip, deflate, br"})
    assert smallest["content-encoding"] == "br"
    assert len(least) < len(small) < len(plain)
    assert smallest["vary"] == "accept-encoding"


@pytest.mark.parametrize(
    ("header", "sent"),
    [
        ("br;q=0, gzip", "gzip"),
        ("gzip;q=0", None),
        ("br; Q = 0.000 , gzip ;q=0.0", None),
        ("gzip;q=0.001", "gzip"),
        ("*", "br"),
        ("*;q=0, gzip", "gzip"),
        ("br;q=0, *", "gzip"),
        ("x-gzip, bro", None),
        ("identity;q=0", None),
        ("GZIP", "gzip"),
        (";,;;q=0,=", None),
    ],
)
def test_no_file_is_sent_in_a_coding_that_the_browser_refuses(
    standing_server: Server, header: str, sent: str | None
) -> None:
    headers, body = get(standing_server, "/", **{"Accept-Encoding": header})
    assert headers["content-encoding"] == sent
    assert body == (STATIC / f"home.html{ENDINGS[sent]}").read_bytes()


def test_assets_are_cached_for_ever_and_pages_are_revalidated(standing_server: Server) -> None:
    headers, page = get(standing_server, "/ABCDEF")
    assert headers["cache-control"] == "no-cache"
    for path in re.findall(rb'"(/assets/[^"]+)"', page):
        assert "immutable" in get(standing_server, path.decode())[0]["cache-control"]


def test_a_head_request_gets_no_body(standing_server: Server) -> None:
    headers, body = get(standing_server, "/", "HEAD")
    assert body == b""
    assert int(headers["content-length"]) > 0
