"""Byte budget of one phone for an hour: the page with all its steps, the first snapshot, and every delta."""

import asyncio
import json
import re
import secrets
from collections.abc import Callable

import pytest
from websockets import ConnectionClosed
from websockets.asyncio.client import ClientConnection

from app.core.steps import family
from app.settings import Settings
from tests.client import ConsoleClient
from tests.faults.crowd import ask, gone, joined, open_connection
from tests.server import ROOT, Server

# By compression of the page: brotli, which browsers accept only with TLS, and gzip, on a hotspot without.
BUDGET_BYTES = {"br": 60_000, "gz": 66_000}
PEOPLE, EACH = 60, 5
# The most deltas of sums alone in ten minutes of joining and asking.
SUMS = 600 // round(Settings().phone_sums_pace_s)
STATIC = ROOT / "app" / "web" / "static"
# Assets that are not part of the budget, with the reason.
NOT_LOADED = (
    "assets/polling-",  # only where the network blocks WebSockets
    "assets/phoneStepsEn-",  # only for the other language
    "assets/AboutData-",  # when "About your data" is opened
    "assets/takeHome-",  # when My page is taken home, once at the end
    "assets/personalData-",  # when a question has a number, a mail address, or a capital within a sentence
    "assets/PersonalLink-",  # when the personal link is opened
    "assets/WhichPage-",  # when the personal link of another participant is used
    "assets/Pair-",  # where the run sheet has pairs
    "assets/Disconnected-",  # when the server has disconnected the phone
)


def page_bytes(packed: str) -> int:
    """The compressed size of all files that a Danish phone's page loads in an hour without faults.

    Without NOT_LOADED: files that are fetched only on request or after a fault.
    """
    files = {"phone.html", "icon.svg"}
    unread = list(files)
    while unread:
        source = (STATIC / unread.pop()).read_text()
        found = {f"assets/{name}" for name in re.findall(r"(?:\./|assets/)([\w-]+\.(?:js|css))", source)}
        found = {name for name in found if not name.startswith(NOT_LOADED)}
        unread += found - files
        files |= found
    return sum((STATIC / f"{name}.{packed}").stat().st_size for name in files)


class CountingPhone:
    """A phone that records the size of every frame with its header.

    Deltas of sums alone are throttled, so only the size of the largest is kept.
    """

    def __init__(self, connection: ClientConnection) -> None:
        self.heard: list[int] = []
        self.sums = 0
        self._connection = connection
        self._own: asyncio.Queue[int] = asyncio.Queue()

    async def count(self) -> None:
        try:
            async for text in self._connection:
                size = len(str(text).encode())
                size += 2 if size < 126 else 4
                frame = json.loads(text)
                if list(frame.get("put", ())) == ["counts"]:
                    self.sums = max(self.sums, size)
                    continue
                self.heard.append(size)
                if frame.get("lane") == "mine":
                    self._own.put_nowait(frame["seq"])
        except ConnectionClosed:
            return

    async def ask(self, text: str) -> None:
        """Ask a question and wait until it comes back as the phone's own."""
        while not self._own.empty():
            self._own.get_nowait()
        await self._connection.send(command("ask_question", text=text))
        await self._own.get()


@pytest.mark.asyncio
async def test_l15_page_and_traffic_of_an_hour_with_three_hundred_questions_stay_within_sixty_kilobytes(
    make_hall: Callable[..., Server],
) -> None:
    """Every change is sent by itself, as if no two happened within the same second.

    Steps are shown whole: each of their beats would be a delta of 180 bytes more.
    """
    hall = make_hall(phone_pace_s=0)
    hall.start()
    connection = await open_connection(hall, role="phone", token=secrets.token_hex(16), lang="da")
    phone = CountingPhone(connection)
    counting = asyncio.ensure_future(phone.count())
    others = [(await joined(hall, 1))[0] for _ in range(PEOPLE)]
    facilitator = ConsoleClient(hall)
    arc = facilitator.view["sheet"]["it"]["steps"]
    grouping = arc.index("group")
    for step in arc[:grouping]:
        facilitator.enter(step)
    ids = [[await asked(one) for _ in range(EACH)] for one in others]
    for n in range(EACH):
        await phone.ask(f"Hvem tager over, når projekt {n} er slut?")
    facilitator.enter("group")
    pitfalls = list(facilitator.view["pitfalls"])
    flat = [id for own in ids for id in own]
    for n, id in enumerate(flat):
        facilitator.do("place_question", question_id=id, pitfall=pitfalls[n % len(pitfalls)])
    for step in arc[grouping + 1 :]:
        facilitator.enter(step)
        if family(step) == "walk":
            taken_up = flat[pitfalls.index(step.partition(":")[2])]
            facilitator.do("mark_taken_up", question_id=taken_up, taken_up=True)
        if step == "poll":
            facilitator.do("open_poll")
            for one, own in zip(others, ids, strict=True):
                for id in own:
                    assert (await ask(one, "answer_poll", question_id=id, answer="yes"))["t"] == "ack"
    assert len(hall.export()["questions"]) == PEOPLE * EACH + EACH
    await connection.close()
    await counting
    facilitator.close()
    await gone(others)
    assert phone.sums > 0
    assert len(phone.heard) > len(arc) + EACH
    received = sum(phone.heard) + SUMS * phone.sums
    for packed, most in BUDGET_BYTES.items():
        assert page_bytes(packed) + received <= most, (packed, page_bytes(packed), received)


async def asked(one: ClientConnection) -> str:
    answer = await ask(one, "ask_question", text="Hvad gør vi på mandag?")
    assert answer["t"] == "ack"
    return str(answer["id"])


def command(do: str, **args: object) -> str:
    return json.dumps({"t": "cmd", "id": secrets.token_hex(16), "do": do, "args": args})
