"""The longest texts that a screen accepts, in every command that has one: by WebSocket and by polling."""

import json
import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from typing import get_type_hints

import pytest

from app.core.commands import BY_NAME
from app.core.rules.merging import MAX_BULK_IDS
from app.core.rules.replies import MAX_REPLY_GRAPHEMES, MAX_SIGNED_GRAPHEMES
from app.core.rules.texts import MAX_TITLE_GRAPHEMES
from app.core.text import clean, graphemes
from app.core.text_limits import MOST_GRAPHEMES
from app.settings import LONGEST_COMMAND_BYTES, SHIPPED_SESSIONS, Settings
from tests.client import Client, console, phone
from tests.server import Server
from tests.web.test_fallback import PollingClient

# String fields that are no free text: ids made by the server, and values of closed lists.
NO_TEXTS = {"question_id", "pitfall", "into", "follows", "batch", "was", "to", "code", "device", "language"}
NO_TEXTS |= {"command_id", "role", "answer"}
# Characters of four bytes; two that JSON escapes; and a script whose characters have three bytes.
WAYS = ("🔥🙂", '"\\', "ကြောင့်")


def longest(unit: str, most: int) -> str:
    """The unit, repeated up to so many graphemes and four times as many bytes, the limits of a text."""
    text = ""
    while graphemes(text + unit) <= most and len((text + unit).encode()) <= 4 * most:
        text += unit
    assert clean(text) == text
    return text


@pytest.fixture(scope="module")
def long_texts(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """A server whose session has the highest limit that a run sheet may set."""
    sheet = (SHIPPED_SESSIONS / "projektjungle.toml").read_text()
    own = sheet.replace("max_graphemes = 280", f"max_graphemes = {MOST_GRAPHEMES}")
    assert own != sheet
    tmp_path = tmp_path_factory.mktemp("texts")
    (tmp_path / "sheets").mkdir()
    (tmp_path / "sheets" / "projektjungle.toml").write_text(own)
    server = Server(tmp_path / "data", sessions=tmp_path / "sheets")
    server.start()
    yield server
    server.stop()


class Polled(PollingClient):
    """A polling screen with the `ask` of one on a WebSocket."""

    def ask(self, do: str, **args: object) -> dict[str, object]:
        id = secrets.token_hex(16)
        self.say({"t": "cmd", "id": id, "do": do, "args": args})
        while True:
            for frame in self.frames:
                assert frame["t"] != "bye", frame
                if frame.get("id") == id:
                    self.frames.remove(frame)
                    return dict(frame)
            self.frames = self.hear()


@contextmanager
def screen(server: Server, role: str, *, polls: bool) -> Iterator[Client | Polled]:
    token = secrets.token_hex(16)
    if polls:
        mine = {"token": token} if role == "phone" else {"key": server.key("console"), "device": "d"}
        yield Polled(server, role=role, lang="da", **mine)
    elif role == "phone":
        with phone(server, token) as one:
            yield one
    else:
        with console(server) as one:
            yield one


def test_every_command_with_a_text_is_among_those_that_are_tried() -> None:
    texts = {
        (name, field)
        for name, command in BY_NAME.items()
        for field, hint in get_type_hints(command).items()
        if hint in (str, str | None) and field not in NO_TEXTS
    }
    assert texts == {
        ("ask_question", "text"),
        ("edit_question", "text"),
        ("ask_for_room", "text"),
        ("correct_text", "text"),
        ("add_pitfall", "title"),
        ("rename_pitfall", "title"),
        ("reply_to_questions", "text"),
        ("reply_to_questions", "signed"),
    }


@pytest.mark.process
@pytest.mark.parametrize("polls", [False, True], ids=["websocket", "polling"])
@pytest.mark.parametrize("unit", WAYS)
def test_the_longest_text_of_every_command_is_taken_on_either_way_in(
    long_texts: Server, unit: str, polls: bool
) -> None:
    text, title = longest(unit, MOST_GRAPHEMES), longest(unit, MAX_TITLE_GRAPHEMES)
    with console(long_texts) as facilitator:
        facilitator.enter("collect")
        pitfall = next(iter(facilitator.view["pitfalls"]))
    with screen(long_texts, "phone", polls=polls) as asker:
        asked = str(asker.ask("ask_question", text=text)["id"])
        assert asker.ask("edit_question", question_id=asked, text=text)["t"] == "ack"
    with screen(long_texts, "console", polls=polls) as helper:
        assert helper.ask("ask_for_room", text=text)["t"] == "ack"
        assert helper.ask("correct_text", question_id=asked, text=text)["t"] == "ack"
        assert helper.ask("rename_pitfall", pitfall=pitfall, title=title)["t"] == "ack"
        reply, signed = longest(unit, MAX_REPLY_GRAPHEMES), longest(unit, MAX_SIGNED_GRAPHEMES)
        assert helper.ask("reply_to_questions", ids=[asked], text=reply, signed=signed)["t"] == "ack"
        # The tests share a session, which may already have the most pitfalls.
        assert helper.ask("add_pitfall", title=title).get("code") in (None, "too_many")
    assert [question["text"] for question in long_texts.export()["questions"]][-2:] == [text, text]


def test_a_frame_may_be_as_large_as_the_largest_command() -> None:
    settings = Settings()
    largest = max(len(json.dumps({"text": longest(unit, MOST_GRAPHEMES)})) for unit in WAYS)
    ids = json.dumps({"ids": [secrets.token_hex(16)] * MAX_BULK_IDS, "into": secrets.token_hex(16)})
    for frame_bytes in (settings.phone_frame_bytes, settings.frame_bytes):
        assert largest < LONGEST_COMMAND_BYTES <= frame_bytes
        assert len(ids) < LONGEST_COMMAND_BYTES
