"""WebSocket and HTTP API of a running server: origins, keys, invitations, withdrawal, exports, limits."""

import csv
import io
import json
import secrets
import socket
import urllib.error
import urllib.request
from typing import Any

import pytest
import websockets

from app.exports.formats import FORMATS
from app.version import summe_version
from app.web.refusal_words import INVITATION_OVER
from tests.client import Client, console, phone
from tests.server import ORGANISER_KEY, Server

pytestmark = pytest.mark.shared_server


@pytest.mark.parametrize(
    "origin", ["http://evil.example", "null", "http://127.0.0.1:1", "https://sub.127.0.0.1"]
)
def test_another_origin_is_refused_before_the_handshake(standing_server: Server, origin: str) -> None:
    with pytest.raises(websockets.InvalidStatus) as refused:
        Client(standing_server, origin=origin)
    assert refused.value.response.status_code == 403


def test_a_question_sent_twice_is_answered_alike_and_exported_once(server: Server) -> None:
    with console(server) as facilitator, phone(server) as one:
        facilitator.enter("collect")
        id = secrets.token_hex(16)
        first = one.ask("ask_question", id, text="Hvem ejer effekten?")
        again = one.ask("ask_question", id, text="Hvem ejer effekten?")
        other = one.ask("ask_question", id, text="Noget andet")
        assert first == again
        assert other["code"] == "conflict"
        one.send_json(t="ping", c=7)
        pong = one.receive("pong")
        assert pong["c"] == 7
        assert set(pong["lanes"]) == {"view", "mine"}
    assert [q["text"] for q in server.export()["questions"]] == ["Hvem ejer effekten?"]


def test_forbidden_commands_bad_frames_and_unknown_keys_are_refused(server: Server) -> None:
    with phone(server) as one:
        assert one.ask("enter_step", was="lobby", to="poll")["code"] == "forbidden"
        assert one.ask("ask_question", text=5)["code"] == "invalid"
        assert one.ask("no_such_thing")["code"] == "invalid"
        one.socket.send("[[[[")
        assert one.receive("bye")["code"] == "bad_frame"
    stranger = Client(server, role="console", key="guess", device="d")
    assert stranger.receive("bye")["code"] == "unknown_key"
    stranger.close()


def test_p7_a_withdrawn_question_leaves_every_screen_and_only_its_asker_can_withdraw_it(
    server: Server,
) -> None:
    board = Client(server, role="board", key=server.key("board"))
    board.receive("snapshot")
    with console(server) as facilitator, phone(server) as asker, phone(server) as other:
        facilitator.enter("collect")
        mine = asker.do("ask_question", text="Et, jeg fortryder")
        kept = other.do("ask_question", text="Et, der bliver")
        facilitator.enter("group")
        other.send_json(t="look", at="others")
        looking = [other, board, facilitator]
        while mine not in other.receive("snapshot")["view"].get("others", {}):
            pass
        assert asker.ask("withdraw_question", question_id=kept)["code"] == "not_yours"
        assert facilitator.ask("withdraw_question", question_id=mine)["code"] == "forbidden"
        asker.do("withdraw_question", question_id=mine)
        for screen, table in zip(looking, ("others", "questions", "questions"), strict=True):
            while mine not in screen.receive("delta").get("cut", {}).get(table, []):
                pass
    late = Client(server, role="board", key=server.key("board"))
    assert set(late.receive("snapshot")["view"]["questions"]) == {kept}
    for screen in (board, late):
        screen.close()
    for kind in (
        name
        for name, format in FORMATS.items()
        if format.media_type.startswith(("text/", "application/json"))
    ):
        assert b"jeg fortryder" not in server.get(f"/api/sessions/{server.code}/export.{kind}")


def import_file(server: Server, exported: bytes) -> str:
    """Import an export; returns the new session's code."""
    request = urllib.request.Request(
        f"{server.base}/api/sessions/import",
        data=exported,
        headers={"Authorization": f"Bearer {ORGANISER_KEY}", "Content-Type": "application/json"},
    )
    with urllib.request.urlopen(request) as answer:
        return str(json.loads(answer.read())["code"])


def test_csv_exports_open_in_a_danish_spreadsheet_and_json_exports_can_be_imported(server: Server) -> None:
    with console(server) as facilitator, phone(server) as one:
        facilitator.enter("collect")
        one.do("ask_question", text="=HYPERLINK(1;2)")
        one.do("withdraw_question", question_id=one.do("ask_question", text="Fortrudt"))
    raw = server.get(f"/api/sessions/{server.code}/export.csv", server.key("console"))
    assert raw.startswith(b"\xef\xbb\xbf")
    table = list(csv.reader(io.StringIO(raw.decode("utf-8-sig")), delimiter=";"))
    assert [line[1] for line in table[1:]] == ["'=HYPERLINK(1;2)"]
    exported = server.get(f"/api/sessions/{server.code}/export.json")
    again = json.loads(server.get(f"/api/sessions/{import_file(server, exported)}/export.json"))
    assert again["report"] == json.loads(exported)["report"]


def test_a_body_larger_than_the_header_limit_is_accepted(server: Server) -> None:
    """The header limit must not apply to a body that arrives together with its headers."""
    exported = json.loads(server.get(f"/api/sessions/{server.code}/export.json"))
    exported["padding"] = "x" * 200_000
    assert import_file(server, json.dumps(exported).encode())


def test_endless_headers_are_cut_off(standing_server: Server) -> None:
    with socket.create_connection(("127.0.0.1", standing_server.port), timeout=5) as line:
        line.sendall(b"GET / HTTP/1.1\r\nHost: 127.0.0.1\r\n")
        headers = b"".join(b"X-%d: %s\r\n" % (n, b"y" * 200) for n in range(2_000))
        with pytest.raises(ConnectionError):
            flood(line, headers)


def flood(line: socket.socket, sent: bytes) -> None:
    """Send and wait for a response; raises ConnectionError when the connection is closed first."""
    line.sendall(sent)
    if not line.recv(1):
        raise ConnectionResetError


@pytest.mark.parametrize(
    "path", ["/", "/ABCDEF", "/-/health", "/api/sessions", "/docs", "/openapi.json", "/assets/x"]
)
def test_every_response_carries_the_security_headers(standing_server: Server, path: str) -> None:
    try:
        with urllib.request.urlopen(standing_server.base + path) as answer:
            headers = answer.headers
    except urllib.error.HTTPError as error:
        headers = error.headers
        error.close()
    assert "default-src 'none'" in headers["content-security-policy"]
    assert headers["x-content-type-options"] == "nosniff"
    assert headers["referrer-policy"] == "no-referrer"
    assert headers["server"] is None


def post(server: Server, path: str, body: object = None, key: str = "") -> dict[str, Any]:
    request = urllib.request.Request(
        server.base + path,
        data=json.dumps(body).encode(),
        headers={"Authorization": f"Bearer {key}", "Content-Type": "application/json"},
    )
    with urllib.request.urlopen(request) as answer:
        return dict(json.loads(answer.read()))


def test_s11_a_remote_joins_by_a_single_use_invitation_and_is_closed_when_revoked(server: Server) -> None:
    way = f"/api/sessions/{server.code}"
    invitation = post(server, f"{way}/invitations", key=server.key("console"))["invitation"]
    remote = post(server, f"{way}/devices", {"invitation": invitation, "name": "Telefon"})
    with pytest.raises(urllib.error.HTTPError, match="403"):
        post(server, f"{way}/devices", {"invitation": invitation})
    with console(server) as facilitator:
        one = Client(server, role="console", key=remote["key"])
        one.receive("snapshot")
        one.do("enter_step", was="lobby", to="collect")
        facilitator.do("revoke_device", device=remote["device"])
        assert one.receive("bye")["code"] == "not_yours"
        one.close()
    back = Client(server, role="console", key=remote["key"], device="another name")
    assert back.receive("bye")["code"] == "not_yours"
    back.close()


@pytest.mark.own_server
def test_s11_an_invitation_made_before_a_new_key_or_a_restart_is_refused(server: Server) -> None:
    way = f"/api/sessions/{server.code}"

    def invite() -> dict[str, Any]:
        return {"invitation": post(server, f"{way}/invitations", key=ORGANISER_KEY)["invitation"]}

    def refused(invitation: dict[str, Any]) -> bool:
        with pytest.raises(urllib.error.HTTPError) as error:
            post(server, f"{way}/devices", invitation)
        with error.value as answer:
            return bool(json.loads(answer.read())["detail"] == INVITATION_OVER["en"])

    early = invite()
    still_good = invite()
    post(server, f"{way}/keys/board", key=ORGANISER_KEY)
    assert post(server, f"{way}/devices", still_good)["key"]
    post(server, f"{way}/keys/facilitator", key=ORGANISER_KEY)
    assert refused(early)
    early = invite()
    server.stop()
    server.start()
    assert refused(early)


def test_only_a_facilitator_can_create_invitations(server: Server) -> None:
    for key in ("", server.key("board"), "guess"):
        with pytest.raises(urllib.error.HTTPError, match="403"):
            post(server, f"/api/sessions/{server.code}/invitations", key=key)


def test_s11_a_renewed_key_closes_connections_opened_with_the_old_key(server: Server) -> None:
    board = Client(server, role="board", key=server.key("board"))
    board.receive("snapshot")
    with console(server) as facilitator, phone(server) as one:
        facilitator.do("renew_key", role="board")
        assert board.receive("bye")["code"] == "unknown_key"
        one.send_json(t="ping", c=1)
        assert one.receive("pong")["c"] == 1
    board.close()
    late = Client(server, role="board", key=server.key("board"))
    assert late.receive("bye")["code"] == "unknown_key"
    late.close()


@pytest.mark.own_server
def test_o5_health_is_public_and_its_figures_are_not(server: Server) -> None:
    with phone(server), console(server) as facilitator:
        facilitator.enter("collect")
        assert json.loads(server.get("/-/health", key="")) == {"status": "up", "statement": False}
        health = json.loads(server.get("/-/health"))
        assert health["seats"] == {"phone": 1, "board": 0, "console": 1}
        assert health["last_commit_s"] > 0
        assert health["version"] == summe_version()
        metrics = server.get("/-/metrics").decode()
        assert 'summe_seats{role="phone"} 1.0' in metrics
        assert "summe_commit_seconds_count" in metrics
        with pytest.raises(urllib.error.HTTPError, match="403"):
            server.get("/-/metrics", key=server.key("console"))


def test_a_second_server_on_the_same_data_folder_exits_with_a_message(server: Server) -> None:
    other = Server(server.folder)
    with pytest.raises(AssertionError, match="Another Summe is using the data folder"):
        other.start()
    assert other.wait() == 2
