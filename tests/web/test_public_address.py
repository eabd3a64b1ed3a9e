"""Where people join while this computer changes network: host check, links, boards, consoles, the API."""

import asyncio
import json
import urllib.error
import urllib.request
from contextlib import AsyncExitStack
from pathlib import Path
from typing import Any

import pytest
from websockets.asyncio.client import ClientConnection, connect
from websockets.typing import Origin

from app.platform.network import LocalAddress, Network
from app.web.public_address import PublicAddress
from tests.server import ORGANISER_KEY
from tests.web.served import Served, served

pytestmark = pytest.mark.asyncio
LOOPBACK = LocalAddress("lo", "127.0.0.1", "ipv4", loopback=True, virtual=False)
HOME, HALL, CABLE = "192.168.1.23", "10.20.4.17", "172.16.0.9"


def network(*ips: str) -> Network:
    """A computer with these addresses, the first on the default route."""
    every = [LocalAddress(f"wlan{n}", ip, "ipv4", loopback=False, virtual=False) for n, ip in enumerate(ips)]
    return Network([LOOPBACK, *every], ips[0] if ips else None)


class Computer:
    """A computer whose network a test changes."""

    def __init__(self, *ips: str) -> None:
        self.now = network(*ips)

    def moves(self, *ips: str) -> None:
        self.now = network(*ips)

    def read(self) -> Network:
        return self.now

    def public(self) -> PublicAddress:
        url = f"http://{self.now.likely}:8000" if self.now.likely else ""
        return PublicAddress(url, port=8000, read=self.read, follows=True)


@pytest.mark.parametrize(
    ("moves", "at", "reachable"),
    [
        pytest.param([[HOME]], HOME, True, id="the same"),
        pytest.param([[HALL]], HALL, True, id="another"),
        pytest.param([[]], HOME, False, id="gone"),
        pytest.param([[], [HOME]], HOME, True, id="gone and back"),
        pytest.param([[], [HALL]], HALL, True, id="gone and another"),
        pytest.param([[HALL], [HOME]], HOME, True, id="another and back"),
        pytest.param([[HALL], []], HALL, False, id="another and gone"),
        pytest.param([[CABLE, HOME]], HOME, True, id="one more"),
    ],
)
async def test_n17_the_address_is_replaced_only_when_the_computer_has_lost_it(
    moves: list[list[str]], at: str, reachable: bool
) -> None:
    computer = Computer(HOME)
    public = computer.public()
    for ips in moves:
        computer.moves(*ips)
        await public.look()
    assert public.url == f"http://{at}:8000"
    assert public.row == {"address": f"{at}:8000", "reachable": reachable, "changed": at != HOME}


async def test_the_first_network_after_the_start_is_no_change_of_address() -> None:
    computer = Computer()
    public = computer.public()
    assert (public.url, public.row["reachable"]) == ("", False)
    computer.moves(HALL)
    await public.look()
    assert public.row == {"address": f"{HALL}:8000", "reachable": True, "changed": False}


async def test_every_address_that_the_computer_has_had_stays_a_host() -> None:
    computer = Computer(HOME, CABLE)
    public = computer.public()
    await public.look()
    computer.moves(HALL)
    await public.look()
    assert {HOME, CABLE, HALL} <= public.hosts


async def test_listeners_are_called_when_something_has_changed_and_only_then() -> None:
    computer, calls = Computer(HOME), list[str]()
    public = computer.public()
    public.on_change(lambda: calls.append(public.url if public.reachable else "gone"))
    for ips in ([HOME], [HOME], [], [], [HOME], [HOME, CABLE], [HALL]):
        computer.moves(*ips)
        await public.look()
    assert calls == ["gone", f"http://{HOME}:8000", f"http://{HALL}:8000"]


# ---- a real server


async def line_to(stack: AsyncExitStack, server: Served, **hello: str | int) -> ClientConnection:
    """A connection at this computer's own address, with this hello."""
    origin = Origin(f"http://{server.at}")
    line = await stack.enter_async_context(
        connect(f"ws://{server.at}/ws/{server.code}", origin=origin, ping_interval=None)
    )
    await line.send(json.dumps({"t": "hello", "v": 1, **hello}))
    return line


async def screen(stack: AsyncExitStack, server: Served, role: str) -> ClientConnection:
    """A board or console."""
    (room,) = server.context.hub.rooms()
    key = server.context.auth.key(room.state, "board" if role == "board" else "facilitator")
    return await line_to(stack, server, role=role, key=key, device="a" * 8)


async def shown(line: ClientConnection) -> dict[str, Any]:
    """The next address that the screen is shown."""
    while True:
        frame = json.loads(await line.recv())
        table = frame.get("put", frame.get("view", {})).get("live.address")
        if table:
            return dict(table["it"])


async def answer(server: Served, path: str, host: str | None = None, key: str = "") -> tuple[int, bytes]:
    """The status and body of a request at this computer's own address that names another host."""
    request = urllib.request.Request(f"http://{server.at}{path}")
    if host:
        request.add_header("Host", f"{host}:{server.at.rpartition(':')[2]}")
    if key:
        request.add_header("Authorization", f"Bearer {key}")

    def ask() -> tuple[int, bytes]:
        try:
            with urllib.request.urlopen(request) as response:
                return response.status, response.read()
        except urllib.error.HTTPError as error:
            return error.code, error.read()

    return await asyncio.to_thread(ask)


async def test_n17_a_computer_that_moves_is_followed_by_screens_links_and_host_check(tmp_path: Path) -> None:
    computer = Computer(HOME)
    async with (
        served(tmp_path, computer.read, network_look_s=0.05, organiser_key=ORGANISER_KEY) as server,
        AsyncExitStack() as stack,
    ):
        port = server.at.rpartition(":")[2]
        assert (await answer(server, f"/{server.code}", HALL))[0] == 403
        board, console = [await screen(stack, server, role) for role in ("board", "console")]
        computer.moves(HALL)
        moved = {"address": f"{HALL}:{port}", "reachable": True, "changed": True}
        assert await shown(board) == await shown(console) == moved
        assert await shown(await screen(stack, server, "board")) == moved, "in the snapshot of a later one"
        for host in (HALL, HOME):
            assert (await answer(server, f"/{server.code}", host))[0] == 200
        join = f"http://{HALL}:{port}/{server.code}"
        assert json.loads((await answer(server, f"/api/join/{server.code}"))[1])["url"] == join
        (listed,) = json.loads((await answer(server, "/api/sessions", key=ORGANISER_KEY))[1])
        assert all(link.startswith(join) for link in listed["links"].values())
        address = json.loads((await answer(server, "/api/address", key=ORGANISER_KEY))[1])
        assert address == {"url": f"http://{HALL}:{port}", "reachable": True}


async def test_n17_a_computer_without_network_shows_screens_that_and_keeps_the_address(
    tmp_path: Path,
) -> None:
    computer = Computer(HOME)
    async with served(tmp_path, computer.read, network_look_s=0.05) as server, AsyncExitStack() as stack:
        port = server.at.rpartition(":")[2]
        board, console = [await screen(stack, server, role) for role in ("board", "console")]
        computer.moves()
        gone = {"address": f"{HOME}:{port}", "reachable": False, "changed": False}
        assert await shown(board) == await shown(console) == gone
        computer.moves(HOME)
        assert await shown(board) == await shown(console) == gone | {"reachable": True}


async def test_n17_a_server_that_starts_without_network_has_no_address_until_there_is_one(
    tmp_path: Path,
) -> None:
    computer = Computer()
    async with served(tmp_path, computer.read, network_look_s=0.05) as server, AsyncExitStack() as stack:
        board = await screen(stack, server, "board")
        assert await shown(board) == {"address": "", "reachable": False, "changed": False}
        status, said = await answer(server, f"/api/qr/{server.code}.svg")
        assert (status, "no network yet" in said.decode()) == (503, True)
        join = json.loads((await answer(server, f"/api/join/{server.code}"))[1])
        assert (join["address"], join["url"]) == ("", "")
        (room,) = server.context.hub.rooms()
        assert server.context.links(room.state)["board"].startswith(f"http://{server.at}/")
        computer.moves(HALL)
        assert (await shown(board))["address"] == f"{HALL}:{server.at.rpartition(':')[2]}"
        assert (await answer(server, f"/api/qr/{server.code}.svg"))[0] == 200


async def test_phones_are_shown_nothing_of_the_address(tmp_path: Path) -> None:
    computer = Computer()
    async with served(tmp_path, computer.read, network_look_s=0.05) as server, AsyncExitStack() as stack:
        board = await screen(stack, server, "board")
        phone = await line_to(stack, server, role="phone", token="a" * 32)
        frames = [await phone.recv() for _ in range(3)]
        computer.moves(HALL)
        while not (await shown(board))["reachable"]:
            pass
        await phone.send(json.dumps({"t": "ping", "c": 1}))
        while '"pong"' not in str(frames[-1]):
            frames.append(await phone.recv())
        assert "live.address" not in "".join(map(str, frames))
