"""The build of the screens that `welcome` contains."""

import re
from pathlib import Path

from app.web.build import build_of
from app.web.static_files import STATIC
from tests.client import Client
from tests.server import Server


def test_equal_pages_have_the_same_build_and_different_pages_another(tmp_path: Path) -> None:
    for folder in ("one", "two"):
        (tmp_path / folder).mkdir()
        for page in ("phone", "board"):
            (tmp_path / folder / f"{page}.html").write_text(f"{page}-1a2b.js")
    built = build_of(tmp_path / "one")
    assert built == build_of(tmp_path / "two")
    (tmp_path / "two" / "board.html").write_text("board-3c4d.js")
    assert built != build_of(tmp_path / "two")


def test_every_asset_name_contains_a_content_hash() -> None:
    """Otherwise a screen could change while its build stays the same."""
    names = {asset.name for asset in (STATIC / "assets").iterdir()}
    assert names
    assert {
        name for name in names if not re.fullmatch(r"[\w.-]+-[\w-]{8}\.(js|css)(\.br|\.gz)?", name)
    } == set()


def test_every_screen_is_sent_the_same_build_before_and_after_a_restart(server: Server) -> None:
    def builds() -> set[str]:
        phone = Client(server, role="phone", token="1" * 32)
        board = Client(server, role="board", key=server.key("board"))
        with_builds = {screen.receive("welcome")["build"] for screen in (phone, board)}
        phone.close()
        board.close()
        return with_builds

    before = builds()
    server.stop()
    server.start()
    assert before == builds() == {build_of(STATIC)}
