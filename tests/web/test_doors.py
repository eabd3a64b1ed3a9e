"""The doors of a running server, spoken to from outside."""

import asyncio
import csv
import io
import json
import secrets
import urllib.error
import urllib.request
from typing import Any

import pytest
import websockets
from websockets.asyncio.client import ClientConnection

from tests.conftest import Server


async def line(server: Server, origin: str | None = None) -> ClientConnection:
    url = f"ws://127.0.0.1:{server.port}/ws/{server.code}"
    return await websockets.connect(url, origin=websockets.Origin(origin or server.base), compression=None)


async def say(socket: ClientConnection, **frame: Any) -> None:
    await socket.send(json.dumps(frame))


async def hear(socket: ClientConnection, kind: str) -> dict[str, Any]:
    async with asyncio.timeout(5):
        while True:
            frame: dict[str, Any] = json.loads(await socket.recv())
            if frame["t"] == kind:
                return frame


async def phone(server: Server, token: str = "") -> ClientConnection:
    socket = await line(server)
    await say(socket, t="hello", v=1, role="phone", token=token or secrets.token_hex(16), lang="da")
    await hear(socket, "snapshot")
    return socket


async def console(server: Server) -> ClientConnection:
    socket = await line(server)
    await say(socket, t="hello", v=1, role="console", key=server.key("console"), device="d")
    await hear(socket, "snapshot")
    return socket


async def ask(socket: ClientConnection, do: str, id: str = "", **args: Any) -> dict[str, Any]:
    id = id or secrets.token_hex(16)
    await say(socket, t="cmd", id=id, do=do, args=args)
    async with asyncio.timeout(5):
        while True:
            frame: dict[str, Any] = json.loads(await socket.recv())
            if frame.get("id") == id:
                return frame


@pytest.mark.parametrize(
    "origin", ["http://evil.example", "null", "http://127.0.0.1:1", "https://sub.127.0.0.1"]
)
def test_another_origin_is_refused_before_the_handshake(server: Server, origin: str) -> None:
    with pytest.raises(websockets.InvalidStatus) as refused:
        asyncio.run(line(server, origin))
    assert refused.value.response.status_code == 403


def test_a_question_goes_out_and_comes_back_exactly_once(server: Server) -> None:
    async def run() -> None:
        desk, one = await console(server), await phone(server)
        assert (await ask(desk, "enter_step", was="lobby", to="collect"))["t"] == "ack"
        id = secrets.token_hex(16)
        first = await ask(one, "ask_question", id, text="Hvem ejer effekten?")
        again = await ask(one, "ask_question", id, text="Hvem ejer effekten?")
        other = await ask(one, "ask_question", id, text="Noget andet")
        assert first == again
        assert other["code"] == "conflict"
        await say(one, t="ping", c=7)
        pong = await hear(one, "pong")
        assert pong["c"] == 7
        assert set(pong["lanes"]) == {"view", "mine"}
        await one.close()
        await desk.close()

    asyncio.run(run())
    assert [q["text"] for q in server.export()["questions"]] == ["Hvem ejer effekten?"]


def test_roles_keys_and_bad_frames(server: Server) -> None:
    async def run() -> None:
        one = await phone(server)
        assert (await ask(one, "enter_step", was="lobby", to="poll"))["code"] == "forbidden"
        assert (await ask(one, "ask_question", text=5))["code"] == "invalid"
        assert (await ask(one, "no_such_thing"))["code"] == "invalid"
        await one.send("[[[[")
        assert (await hear(one, "bye"))["code"] == "bad_frame"
        stranger = await line(server)
        await say(stranger, t="hello", v=1, role="console", key="guess", device="d")
        assert (await hear(stranger, "bye"))["code"] == "unknown_key"

    asyncio.run(run())


def test_exports_open_in_a_danish_spreadsheet_and_come_back_by_import(server: Server) -> None:
    async def run() -> None:
        desk, one = await console(server), await phone(server)
        await ask(desk, "enter_step", was="lobby", to="collect")
        await ask(one, "ask_question", text="=HYPERLINK(1;2)")
        await ask(
            one, "withdraw_question", question_id=(await ask(one, "ask_question", text="Fortrudt"))["id"]
        )
        await one.close()
        await desk.close()

    asyncio.run(run())
    raw = server.get(f"/api/sessions/{server.code}/export.csv", server.key("console"))
    assert raw.startswith(b"\xef\xbb\xbf")
    table = list(csv.reader(io.StringIO(raw.decode("utf-8-sig")), delimiter=";"))
    assert [line[1] for line in table[1:]] == ["'=HYPERLINK(1;2)"]
    exported = server.get(f"/api/sessions/{server.code}/export.json")
    request = urllib.request.Request(
        f"{server.base}/api/sessions/import",
        data=exported,
        headers={"Authorization": "Bearer organiser", "Content-Type": "application/json"},
    )
    with urllib.request.urlopen(request) as answer:
        code = json.loads(answer.read())["code"]
    again = json.loads(server.get(f"/api/sessions/{code}/export.json"))
    assert again["report"] == json.loads(exported)["report"]


@pytest.mark.parametrize(
    "path", ["/", "/ABCDEF", "/-/health", "/api/sessions", "/docs", "/openapi.json", "/assets/x"]
)
def test_every_answer_carries_the_headers(server: Server, path: str) -> None:
    try:
        with urllib.request.urlopen(server.base + path) as answer:
            headers = answer.headers
    except urllib.error.HTTPError as error:
        headers = error.headers
        error.close()
    assert "default-src 'none'" in headers["content-security-policy"]
    assert headers["x-content-type-options"] == "nosniff"
    assert headers["referrer-policy"] == "no-referrer"
    assert headers["server"] is None


def test_a_second_server_on_the_same_data_says_so(server: Server) -> None:
    from tests.conftest import free_port

    other = Server.__new__(Server)
    other.environment = {**server.environment, "SUMME_PORT": str(free_port())}
    other.process, other.links = None, {}
    with pytest.raises(AssertionError, match="Another Summe is using the data folder"):
        other.start()
    assert other.process is not None
    assert other.process.wait() == 2
    assert other.process.stdout is not None
    other.process.stdout.close()
