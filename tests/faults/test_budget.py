"""Byte budget of one phone for an hour: the page with all its steps, the first snapshot, and every delta."""

import asyncio
import json
import re
import secrets
from collections.abc import Callable

import pytest
from websockets import ConnectionClosed
from websockets.asyncio.client import ClientConnection

from app.settings import Settings
from tests.client import ConsoleClient
from tests.faults.crowd import ask, gone, joined, open_connection
from tests.faults.test_crash import ARC
from tests.server import ROOT, Server

# As browsers get the page with TLS, and on a hotspot without.
BUDGET_BYTES = {"br": 60_000, "gz": 66_000}
# In ten minutes of joining and asking, sums are sent this often at most, and have this size at most.
SUMS, SUMS_BYTES = 600 // round(Settings().phone_sums_pace_s), 130
PEOPLE, EACH = 60, 5
STATIC = ROOT / "app" / "web" / "static"


def page_bytes(packed: str) -> int:
    """The size of everything that the phone's page can load."""
    files = {"phone.html", "icon.svg"}
    unread = list(files)
    while unread:
        source = (STATIC / unread.pop()).read_text()
        found = {f"assets/{name}" for name in re.findall(r"(?:\./|assets/)([\w-]+\.(?:js|css))", source)}
        unread += found - files
        files |= found
    return sum((STATIC / f"{name}.{packed}").stat().st_size for name in files)


async def count(phone: ClientConnection, heard: list[int]) -> None:
    """Record the size of every frame with its header, except deltas of sums only, which are throttled."""
    try:
        async for text in phone:
            if list(json.loads(text).get("put", ())) != ["counts"]:
                size = len(str(text).encode())
                heard.append(size + (2 if size < 126 else 4))
    except ConnectionClosed:
        return


@pytest.mark.asyncio
async def test_l15_page_and_traffic_of_an_hour_with_three_hundred_questions_stay_within_sixty_kilobytes(
    make_hall: Callable[..., Server],
) -> None:
    """Every change is sent by itself, as if no two happened within the same second."""
    hall = make_hall(phone_pace_s=0)
    hall.start()
    phone = await open_connection(hall, role="phone", token=secrets.token_hex(16), lang="da")
    heard: list[int] = []
    counting = asyncio.ensure_future(count(phone, heard))
    others = [(await joined(hall, 1))[0] for _ in range(PEOPLE)]
    facilitator = ConsoleClient(hall)
    for step in ARC[:4]:
        facilitator.enter(step)
    ids = [[await asked(one) for _ in range(EACH)] for one in others]
    for n in range(EACH):
        await phone.send(command("ask_question", text=f"Hvem tager over, når projekt {n} er slut?"))
    facilitator.enter("group")
    pitfalls = list(facilitator.view["pitfalls"])
    for n, id in enumerate(id for own in ids for id in own):
        facilitator.do("place_question", question_id=id, pitfall=pitfalls[n % len(pitfalls)])
    for step in (*(f"walk:{pitfall}" for pitfall in pitfalls), *ARC[5:]):
        facilitator.enter(step)
        if step == "poll":
            facilitator.do("open_poll")
            for one, own in zip(others, ids, strict=True):
                for id in own:
                    assert (await ask(one, "answer_poll", question_id=id, answer="yes"))["t"] == "ack"
    assert len(hall.export()["questions"]) == PEOPLE * EACH + EACH
    await phone.close()
    await counting
    assert len(heard) > len(ARC) + EACH
    told = sum(heard) + SUMS * SUMS_BYTES
    for packed, most in BUDGET_BYTES.items():
        assert page_bytes(packed) + told <= most, (packed, page_bytes(packed), told)
    facilitator.close()
    await gone(others)


async def asked(one: ClientConnection) -> str:
    answer = await ask(one, "ask_question", text="Hvad gør vi på mandag?")
    assert answer["t"] == "ack"
    return str(answer["id"])


def command(do: str, **args: object) -> str:
    return json.dumps({"t": "cmd", "id": secrets.token_hex(16), "do": do, "args": args})
