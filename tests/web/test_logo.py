"""A session's own look over HTTP: the address of its logo, its headers, and what becomes of it in the end."""

import json
import re
import secrets
import urllib.error
import urllib.request
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from app.core.logo import MOST_BYTES
from tests.client import Client
from tests.core.logos import png_file, svg
from tests.server import ORGANISER_KEY, Server

SMALL = (Path(__file__).parent.parent / "core" / "small.toml").read_text()
PLAIN = re.sub(r"^logo = .*", 'logo = "logo.png"', SMALL, flags=re.MULTILINE)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A folder with a run sheet that has an accent and a PNG for a logo."""
    sheets = tmp_path / "sheets"
    sheets.mkdir()
    (sheets / "small.toml").write_text(PLAIN)
    (sheets / "logo.png").write_bytes(png_file())
    return sheets


@pytest.fixture
def hall(tmp_path: Path, folder: Path) -> Iterator[Server]:
    one = Server(tmp_path / "data", sessions=folder)
    one.start()
    yield one
    one.stop()


def session_row(server: Server, code: str, lang: str = "da") -> dict[str, Any]:
    phone = Client(server, code=code, role="phone", token=secrets.token_hex(16), lang=lang)
    row: dict[str, Any] = phone.receive("snapshot")["view"]["session"]["it"]
    phone.close()
    return row


def fetched(server: Server, address: str) -> tuple[dict[str, str], bytes]:
    with urllib.request.urlopen(server.base + address) as answer:
        return {name.lower(): value for name, value in answer.headers.items()}, answer.read()


def call(server: Server, method: str, path: str, body: Any = None) -> Any:
    data = None if body is None else json.dumps(body).encode()
    headers = {"Authorization": f"Bearer {ORGANISER_KEY}", "Content-Type": "application/json"}
    request = urllib.request.Request(f"{server.base}/api/{path}", data, headers, method=method)
    with urllib.request.urlopen(request) as answer:
        return json.loads(answer.read() or b"null")


def status_of(server: Server, address: str) -> int:
    with pytest.raises(urllib.error.HTTPError) as error:
        fetched(server, address)
    error.value.close()
    return error.value.code


@pytest.mark.process
def test_screens_are_sent_the_accent_and_the_address_of_the_logo_with_its_text(hall: Server) -> None:
    row = session_row(hall, hall.code, "en")
    assert row["accent"] == "#0b5d3b"
    assert row["logo"]["text"] == "The council"
    head, body = fetched(hall, row["logo"]["address"])
    assert (head["content-type"], body) == ("image/png", png_file())
    printed = call(hall, "GET", f"sessions/{hall.code}")["handout"]["en"]
    assert (printed["accent"], printed["logo"]) == (row["accent"], row["logo"])


@pytest.mark.process
def test_the_logo_may_run_and_load_nothing_and_is_kept_for_good_under_its_name(hall: Server) -> None:
    address = session_row(hall, hall.code)["logo"]["address"]
    head, _ = fetched(hall, address)
    assert head["content-security-policy"] == "default-src 'none'; style-src 'unsafe-inline'; sandbox"
    assert head["x-content-type-options"] == "nosniff"
    assert "immutable" in head["cache-control"]
    assert status_of(hall, address[:-1] + "x") == 404
    assert status_of(hall, address + "/../../../../etc/passwd") == 404


@pytest.mark.process
def test_an_open_session_keeps_its_logo_when_the_file_is_gone_or_another_and_erases_it_with_the_rest(
    hall: Server, folder: Path
) -> None:
    address = session_row(hall, hall.code)["logo"]["address"]
    (folder / "logo.png").write_bytes(png_file(5, 5))
    other = call(hall, "POST", "sessions", {"run_sheet": "small"})["code"]
    (folder / "logo.png").unlink()
    hall.stop()
    hall.start()
    assert fetched(hall, address)[1] == png_file()
    others = session_row(hall, other)["logo"]["address"]
    assert fetched(hall, others)[1] == png_file(5, 5)
    assert others.rsplit("/", 1)[1] != address.rsplit("/", 1)[1]
    call(hall, "DELETE", f"sessions/{other}")
    assert status_of(hall, others) == 404


@pytest.mark.process
def test_an_exported_session_is_imported_with_its_logo_and_a_hostile_one_is_refused(hall: Server) -> None:
    exported = call(hall, "GET", f"sessions/{hall.code}/export.json")
    call(hall, "DELETE", f"sessions/{hall.code}")
    code = call(hall, "POST", "sessions/import", exported)["code"]
    assert (
        fetched(hall, call(hall, "GET", f"sessions/{code}")["handout"]["da"]["logo"]["address"])[1]
        == png_file()
    )
    for logo in (svg("<script>alert(1)</script>"), "../../etc/passwd", svg("<g></g>" * MOST_BYTES)):
        exported["report"]["run_sheet"]["logo"] = logo
        with pytest.raises(urllib.error.HTTPError, match="422") as error:
            call(hall, "POST", "sessions/import", exported)
        with error.value as refused:
            assert "report.run_sheet.logo" in json.loads(refused.read())["detail"]


@pytest.mark.process
def test_a_session_is_not_opened_with_a_sheet_whose_logo_vanished_after_it_was_offered(
    hall: Server, folder: Path
) -> None:
    assert [sheet["id"] for sheet in call(hall, "GET", "run-sheets")] == ["small"]
    (folder / "logo.png").unlink()
    with pytest.raises(urllib.error.HTTPError, match="422") as error:
        call(hall, "POST", "sessions", {"run_sheet": "small"})
    with error.value as refused:
        assert "small.toml:13: error: logo: found 'logo.png'" in json.loads(refused.read())["detail"]
