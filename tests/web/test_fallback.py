"""Fallback transport: the same frames over HTTP polling, with the same answers."""

import asyncio
import json
import secrets
import urllib.error
import urllib.request
from collections.abc import AsyncIterator
from dataclasses import replace
from typing import Any, cast

import httpx
import pytest
import pytest_asyncio

from app.main import routes
from app.rooms.notices import MANY_REFUSED
from app.rooms.room import Room
from app.web import fallback as second_way
from app.web.context import AppContext
from app.web.rate_limit import RateLimiter
from tests.client import console
from tests.server import Server

pytestmark = pytest.mark.shared_server


def post(server: Server, path: str, body: dict[str, Any]) -> dict[str, Any]:
    request = urllib.request.Request(
        f"{server.base}/api/line/{server.code}{path}",
        data=json.dumps(body).encode(),
        headers={"Content-Type": "application/json"},
    )
    with urllib.request.urlopen(request, timeout=25) as answer:
        return dict(json.loads(answer.read() or b"{}"))


class PollingClient:
    """A phone that uses HTTP polling."""

    def __init__(self, server: Server, **hello: Any) -> None:
        self.server = server
        said = json.dumps({"t": "hello", "v": 1, **hello})
        answer = post(server, "", {"hello": said})
        self.line, self.frames = answer["line"], answer["frames"]

    def say(self, *frames: dict[str, Any]) -> None:
        post(self.server, "/say", {"line": self.line, "frames": [json.dumps(frame) for frame in frames]})

    def receive(self, kind: str) -> dict[str, Any]:
        while True:
            while self.frames:
                frame = self.frames.pop(0)
                if frame["t"] == kind:
                    return dict(frame)
            self.frames = self.hear()

    def hear(self) -> list[dict[str, Any]]:
        """Poll once; the frames, as soon as there are any."""
        return list(post(self.server, "/hear", {"line": self.line})["frames"])


def test_a_question_sent_twice_over_polling_is_stored_once(server: Server) -> None:
    phone = PollingClient(server, role="phone", token=secrets.token_hex(16), lang="da")
    assert phone.receive("snapshot")["view"]["step"]["it"]["step"] == "lobby"
    with console(server) as facilitator:
        facilitator.enter("collect")
        while "step" not in (delta := phone.receive("delta"))["put"]:
            pass
        assert delta["put"]["step"]["it"]["step"] == "collect"
        ask = {"t": "cmd", "id": secrets.token_hex(16), "do": "ask_question", "args": {"text": "Hvem?"}}
        phone.say(ask, ask)
        assert phone.receive("ack")["id"] == ask["id"]
        phone.say({"t": "ping", "c": 3})
        assert phone.receive("pong")["c"] == 3
    assert [q["text"] for q in server.export()["questions"]] == ["Hvem?"]


def test_a_malformed_frame_ends_the_polling_session(server: Server) -> None:
    phone = PollingClient(server, role="phone", token=secrets.token_hex(16), lang="da")
    phone.say({"t": "nonsense"})
    assert phone.receive("bye")["code"] == "bad_frame"
    with pytest.raises(urllib.error.HTTPError, match="410"):
        phone.say({"t": "ping", "c": 1})


def test_an_unknown_key_or_polling_session_is_refused(server: Server) -> None:
    assert PollingClient(server, role="console", key="guess").receive("bye")["code"] == "unknown_key"
    with pytest.raises(urllib.error.HTTPError, match="410"):
        post(server, "/hear", {"line": "guess"})


# ---- lifetime of a polling session, in this process


@pytest_asyncio.fixture
async def web(context: AppContext) -> AsyncIterator[httpx.AsyncClient]:
    transport = httpx.ASGITransport(routes(context, RateLimiter(1, 5)))
    async with httpx.AsyncClient(transport=transport, base_url="http://summe.test") as client:
        yield client


async def opened(web: httpx.AsyncClient, context: AppContext) -> tuple[dict[str, str], Room]:
    """A phone's new polling session, and its room."""
    hello = json.dumps({"t": "hello", "v": 1, "role": "phone", "token": "1" * 32})
    answer = await web.post("/api/line/AAAAAA", json={"hello": hello})
    room = await context.hub.room("AAAAAA")
    assert room is not None
    assert room.occupied
    return {"line": answer.json()["line"]}, room


@pytest.mark.asyncio
async def test_n9_a_polling_session_without_requests_leaves_its_room(
    web: httpx.AsyncClient, context: AppContext, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(second_way, "GONE_S", 0.05)
    line, room = await opened(web, context)
    async with asyncio.timeout(10):
        while room.occupied:
            await asyncio.sleep(0.001)
    assert (await web.post("/api/line/AAAAAA/hear", json=line)).status_code == 410


@pytest.mark.asyncio
async def test_n9_every_request_extends_its_polling_session(
    web: httpx.AsyncClient, context: AppContext, monkeypatch: pytest.MonkeyPatch
) -> None:
    line, _ = await opened(web, context)
    kept: list[str] = []
    keep = second_way.PollingSessions.keep

    def counted(sessions: second_way.PollingSessions, secret: str) -> None:
        kept.append(secret)
        keep(sessions, secret)

    monkeypatch.setattr(second_way.PollingSessions, "keep", counted)
    ping = json.dumps({"t": "ping", "c": 1})
    assert (await web.post("/api/line/AAAAAA/say", json={**line, "frames": [ping]})).status_code == 204
    assert (await web.post("/api/line/AAAAAA/hear", json=line)).json()["frames"][-1]["t"] == "pong"
    assert kept == [line["line"]] * 2


@pytest.mark.asyncio
async def test_n9_a_polling_session_ends_once_its_bye_has_been_fetched(
    web: httpx.AsyncClient, context: AppContext
) -> None:
    line, room = await opened(web, context)
    room.seats[0].sink.drop("superseded")
    heard = (await web.post("/api/line/AAAAAA/hear", json=line)).json()["frames"]
    assert heard[-1] == {"t": "bye", "code": "superseded"}
    assert not room.occupied
    assert (await web.post("/api/line/AAAAAA/hear", json=line)).status_code == 410


# ---- how many there are


async def said_hello(web: httpx.AsyncClient, **hello: Any) -> dict[str, Any]:
    hello = {"t": "hello", "v": 1, **hello}
    return dict((await web.post("/api/line/AAAAAA", json={"hello": json.dumps(hello)})).json())


@pytest.mark.asyncio
async def test_h8_polling_sessions_of_one_participant_are_bounded_and_the_oldest_leave_the_room(
    web: httpx.AsyncClient, context: AppContext, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(second_way, "MOST_ENDED", 3)
    most = context.settings.sockets_per_participant
    lines = [(await said_hello(web, role="phone", token="1" * 32))["line"] for _ in range(most + 4)]
    room = await context.hub.room("AAAAAA")
    assert room is not None
    await asyncio.sleep(0)
    assert len(room.seats) == most
    answers = [await web.post("/api/line/AAAAAA/hear", json={"line": line}) for line in lines[:4]]
    # The first session that ended is forgotten: four have ended, and three are remembered.
    assert [answer.status_code for answer in answers] == [410, 200, 200, 200]
    assert answers[-1].json()["frames"][-1] == {"t": "bye", "code": "superseded"}


@pytest.mark.asyncio
async def test_h8_beyond_the_limit_of_polling_sessions_phones_are_refused_and_consoles_are_not(
    context: AppContext,
) -> None:
    few = replace(context, settings=replace(context.settings, polling_sessions=2))
    transport = httpx.ASGITransport(routes(few, RateLimiter(1, 5)))
    async with httpx.AsyncClient(transport=transport, base_url="http://summe.test") as web:
        for n in range(2):
            assert (await said_hello(web, role="phone", token=f"{n}" * 32))["line"]
        for _ in range(MANY_REFUSED):
            refused = await said_hello(web, role="phone", token="2" * 32)
            assert refused == {"line": None, "frames": [{"t": "bye", "code": "full"}]}
        desk = await said_hello(web, role="console", key="organiser", device="desk")
        heard = await web.post("/api/line/AAAAAA/hear", json={"line": desk["line"]})
        assert '"kind":"refused"' in heard.text
    room = await context.hub.room("AAAAAA")
    assert room is not None
    assert len(room.state.participants) == 2, "who is refused has not joined"


@pytest.mark.asyncio
async def test_h8_phones_that_come_at_once_do_not_exceed_the_limit_of_polling_sessions(
    context: AppContext,
) -> None:
    few = replace(context, settings=replace(context.settings, polling_sessions=2))
    transport = httpx.ASGITransport(routes(few, RateLimiter(1, 5)))
    async with httpx.AsyncClient(transport=transport, base_url="http://summe.test") as web:
        hellos = (said_hello(web, role="phone", token=f"{n}" * 32) for n in range(6))
        lines = [answer["line"] for answer in await asyncio.gather(*hellos)]
        assert sum(line is not None for line in lines) == 2
        room = await context.hub.room("AAAAAA")
        assert room is not None
        room.seats[0].sink.drop("restart")
        await asyncio.sleep(0)
        assert (await said_hello(web, role="phone", token="9" * 32))["line"], "the refused hold no place"


@pytest.mark.asyncio
async def test_h8_a_wrong_code_takes_no_place_of_a_polling_session(
    context: AppContext, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(second_way, "QUIET_S", 0.0)
    few = replace(context, settings=replace(context.settings, polling_sessions=1))
    transport = httpx.ASGITransport(routes(few, RateLimiter(1, 5)))
    hello = json.dumps({"t": "hello", "v": 1, "role": "phone", "token": "1" * 32})
    async with httpx.AsyncClient(transport=transport, base_url="http://summe.test") as web:
        wrong = asyncio.create_task(web.post("/api/line/GUESSD", json={"hello": hello}))
        assert (await said_hello(web, role="phone", token="2" * 32))["line"]
        assert (await wrong).json()["frames"] == [{"t": "bye", "code": "unknown_session"}]
        await web.post("/api/line/GUESSD", json={"hello": hello})
    room = await context.hub.room("AAAAAA")
    assert room is not None
    assert room.occupied, "the session of the quiet phone was not ended for it"


@pytest.mark.asyncio
async def test_h8_beyond_the_limit_a_phone_that_asks_for_nothing_makes_room(
    context: AppContext, monkeypatch: pytest.MonkeyPatch
) -> None:
    few = replace(context, settings=replace(context.settings, polling_sessions=2))
    transport = httpx.ASGITransport(routes(few, RateLimiter(1, 5)))
    async with httpx.AsyncClient(transport=transport, base_url="http://summe.test") as web:
        assert (await said_hello(web, role="console", key="organiser", device="desk"))["line"]
        quiet = {"line": (await said_hello(web, role="phone", token="1" * 32))["line"]}
        assert not (await said_hello(web, role="phone", token="2" * 32))["line"]
        monkeypatch.setattr(second_way, "QUIET_S", 0.0)
        heard = {"line": (await said_hello(web, role="phone", token="2" * 32))["line"]}
        assert heard["line"]
        assert (await web.post("/api/line/AAAAAA/hear", json=quiet)).status_code == 410
        waits = asyncio.create_task(web.post("/api/line/AAAAAA/hear", json=heard))
        room = await context.hub.room("AAAAAA")
        assert room is not None
        async with asyncio.timeout(10):
            while not cast(second_way.HeldSink, room.seats[-1].sink).is_awaited:
                await asyncio.sleep(0)
        assert not (await said_hello(web, role="phone", token="3" * 32))["line"], "one that waits stays"
        waits.cancel()


@pytest.mark.asyncio
async def test_h8_a_later_poll_takes_the_place_of_an_earlier_one_and_gets_the_frames(
    web: httpx.AsyncClient, context: AppContext
) -> None:
    line, room = await opened(web, context)
    first = asyncio.ensure_future(web.post("/api/line/AAAAAA/hear", json=line))
    sink = cast(second_way.HeldSink, room.seats[0].sink)
    async with asyncio.timeout(10):
        while not sink.is_awaited:
            await asyncio.sleep(0)
        second = asyncio.ensure_future(web.post("/api/line/AAAAAA/hear", json=line))
        assert (await first).json() == {"frames": []}
    sink.send(b'{"t":"pong"}')
    assert (await second).json() == {"frames": [{"t": "pong"}]}
