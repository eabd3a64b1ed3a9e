"""The page of previews may be in a frame of this server's home, and no other page in any."""

import pytest

from tests.server import Server
from tests.web.surface import ask

pytestmark = pytest.mark.shared_server


@pytest.mark.parametrize(
    ("path", "ancestors", "frames", "frame_options"),
    [
        ("/preview.html", "frame-ancestors 'self'", False, "SAMEORIGIN"),
        ("/", "frame-ancestors 'none'", True, "DENY"),
        ("/ABCDEF", "frame-ancestors 'none'", False, "DENY"),
    ],
)
def test_only_the_preview_may_be_in_a_frame_and_only_home_has_frames(
    server: Server, path: str, ancestors: str, frames: bool, frame_options: str
) -> None:
    headers = ask(server, "GET", path).headers
    policy = headers["content-security-policy"]
    assert ancestors in policy
    assert ("frame-src 'self'" in policy) == frames
    assert "default-src 'none'" in policy
    assert headers.get_all("x-frame-options") == [frame_options]
