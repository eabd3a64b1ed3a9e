"""The organiser's key and the server's secret: written atomically, refused when short, empty or partial."""

import os
import stat
from pathlib import Path

import pytest

from app.data_folder import KEY_FILES
from app.rehearsal.plan import Plan
from app.settings import Settings, SettingsError
from app.web.auth import (
    SHORTEST_KEY,
    SHORTEST_ORGANISER_KEY,
    Authenticator,
    WeakKey,
    make_authenticator,
)
from app.web.wire import Hello
from tests.core.sheet import Story, make_sheet
from tests.server import Server

LONG = "k" * SHORTEST_KEY


def test_h14_keys_are_made_once_and_kept(tmp_path: Path) -> None:
    first = make_authenticator(tmp_path, "", "")
    assert make_authenticator(tmp_path, "", "") == first
    assert sorted(path.name for path in tmp_path.iterdir()) == sorted(KEY_FILES)
    assert all(stat.S_IMODE(path.stat().st_mode) == 0o600 for path in tmp_path.iterdir())


@pytest.mark.parametrize("name", KEY_FILES)
@pytest.mark.parametrize("content", [b"", b"\n", b"half a key", b"\0" * 43, b"\xff" * 43])
def test_h14_a_key_file_that_holds_no_whole_key_is_refused_with_what_to_do(
    name: str, content: bytes, tmp_path: Path
) -> None:
    (tmp_path / name).write_bytes(content)
    with pytest.raises(WeakKey, match=f"{name} holds no whole key; a key has {SHORTEST_KEY}") as refusal:
        make_authenticator(tmp_path, "", "")
    assert "remove it" in str(refusal.value)
    assert (tmp_path / name).read_bytes() == content


@pytest.mark.parametrize(
    ("variable", "shortest"),
    [("SUMME_SECRET", SHORTEST_KEY), ("SUMME_ORGANISER_KEY", SHORTEST_ORGANISER_KEY)],
)
def test_h14_a_short_key_from_the_environment_is_refused_with_what_to_do(
    variable: str, shortest: int, tmp_path: Path
) -> None:
    def made(key: str) -> Authenticator:
        given = (key, LONG) if variable == "SUMME_SECRET" else (LONG, key)
        return make_authenticator(tmp_path, *given)

    for key in (" ", "kort", "k" * (shortest - 1), f" {'k' * (shortest - 1)} "):
        with pytest.raises(WeakKey, match=f"{variable} has .* a key has {shortest} or more") as refusal:
            made(key)
        assert "openssl rand" in str(refusal.value)
    made("k" * shortest)
    assert make_authenticator(tmp_path, LONG, f"{LONG}\n").is_organiser(LONG)


@pytest.mark.parametrize("key", ["sømærke-til-kurset", "nøgle " * 5, "🔑" * 20])
def test_a_key_that_no_request_can_carry_is_refused_with_what_to_do(key: str, tmp_path: Path) -> None:
    with pytest.raises(WeakKey, match="SUMME_ORGANISER_KEY may have the letters a to z"):
        make_authenticator(tmp_path, LONG, key)


@pytest.mark.parametrize("variable", ["SUMME_SECRET", "SUMME_ORGANISER_KEY"])
def test_h14_an_empty_key_in_the_environment_is_refused(variable: str) -> None:
    with pytest.raises(SettingsError, match=f"{variable} is empty"):
        Settings.from_env({variable: ""})


def test_h14_an_empty_key_opens_nothing() -> None:
    """Not even if the server's own key were empty."""
    state = Story().state
    for auth in (Authenticator(b"secret", ""), Authenticator(b"", "")):
        assert not auth.is_organiser("")
        assert auth.authenticate(state, "") is None


@pytest.mark.process
def test_h17_a_server_keeps_its_folder_and_files_to_its_owner(tmp_path: Path) -> None:
    before = os.umask(0o022)
    try:
        (tmp_path / "data").mkdir(mode=0o755)
        (tmp_path / "data" / "summe.db").touch(mode=0o644)
        server = Server(tmp_path / "data")
        server.start()
    finally:
        os.umask(before)
    paths = [server.folder, *server.folder.iterdir()]
    modes = {path.name: stat.S_IMODE(path.stat().st_mode) for path in paths}
    server.stop()
    assert {"data", "summe.db", "summe.db-wal", "summe.db-shm", "lock"} <= modes.keys()
    assert {name: oct(one) for name, one in modes.items() if one & 0o077} == {}
    assert "is closed to other users now" in server.said + "".join(server._lines)


def test_s3_what_holds_a_key_does_not_show_it_when_it_is_printed() -> None:
    key = "0123456789abcdef0123456789abcdef"
    holders = [
        Settings(secret=key, organiser_key=key, database_url=f"postgresql://summe:{key}@db/summe"),
        Settings(database_listen_url=f"postgresql://:{key}@db", bus_url=f"nats://:{key}@bus"),
        Authenticator(key.encode(), key),
        Hello(t="hello", v=1, role="phone", token=key, key=key),
        Plan("http://127.0.0.1", "ABCDEF", make_sheet(), "da", 1, 1, 1, 1, console_key=key),
    ]
    assert [repr(one) for one in holders if key in repr(one)] == []
