"""The JSON of request bodies: what is refused before it is parsed, and with which words."""

import json
import re
import threading
from itertools import pairwise

import pytest

from app.web import json_body
from app.web.json_body import AT_ONCE_BYTES, MOST_IN_A_ROW, MOST_VALUES, UnreadableJson, parse, parsed
from tests.server import ORGANISER_KEY, Server
from tests.web.surface import ask

MANY = MOST_IN_A_ROW + 1


@pytest.mark.parametrize(
    "body",
    [
        b"{" + b",".join(b'"%06d":1' % n for n in range(MANY + 1)) + b"}",
        # The ends of objects and strings that are in strings are none.
        b"{" + b",".join(b'"}\\"}%06d":1' % n for n in range(MANY + 1)) + b"}",
        b"[" + b"[]," * MANY + b"{}]",
        b'["' + b",".join([b'","'] * MANY) + b"]",
        b'"' * (2 * MOST_VALUES + 2),
        b"}" * (MOST_VALUES + 1),
    ],
    ids=["keys", "keys with signs", "lists", "texts", "quotes", "ends"],
)
def test_h3_very_many_values_of_one_object_or_list_are_refused_before_they_are_parsed(
    body: bytes, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(json, "loads", lambda *_, **__: pytest.fail("it was parsed"))
    with pytest.raises(UnreadableJson, match="more values"):
        parse(body)


def test_h3_as_many_values_as_a_large_export_has_are_read() -> None:
    dots = [[1, 2, 3]] * (MOST_IN_A_ROW // 3 - 1)
    texts = [{"text": ",{[:" * 20, "n": n} for n in range(20_000)]
    body = {"dots": dots, "questions": texts}
    assert parse(json.dumps(body).encode()) == body


def test_h3_looking_for_many_values_reads_each_byte_once() -> None:
    """A string without an end is one piece, not one from each of its quotes on."""
    for body in (b'"' + b'\\"' * MANY, b'"' * MANY, b'"' + b"\\\\" * MANY):
        pieces = [piece.span() for piece in re.finditer(json_body._PIECE.pattern, body, re.DOTALL)]
        assert all(one[1] == next[0] for one, next in pairwise(pieces))
        assert (pieces[0][0], pieces[-1][1]) == (0, len(body))


@pytest.mark.asyncio
async def test_h3_only_a_large_body_is_parsed_on_a_thread(monkeypatch: pytest.MonkeyPatch) -> None:
    where: list[threading.Thread] = []
    monkeypatch.setattr(json_body, "parse", lambda _: where.append(threading.current_thread()))
    for size in (AT_ONCE_BYTES, AT_ONCE_BYTES + 1):
        await parsed(b" " * size)
    assert [one is threading.main_thread() for one in where] == [True, False]


@pytest.mark.process
@pytest.mark.shared_server
@pytest.mark.parametrize("path", ["/api/sessions", "/api/sessions/import"])
@pytest.mark.parametrize(
    ("body", "words"),
    [
        (b'{"title": "S\xf8ren"}', "not in UTF-8"),
        ('{"title": "Søren"}'.encode("utf-16"), "not in UTF-8"),
        (b'{"expected": ' + b"9" * 5_000 + b"}", "more than 100 digits"),
        (b"[" * 5_000, "nested too deeply"),
    ],
    ids=["latin", "utf-16", "digits", "nested"],
)
def test_what_cannot_be_read_is_refused_with_the_reason(
    server: Server, path: str, body: bytes, words: str
) -> None:
    answer = ask(server, "POST", path, body, ORGANISER_KEY)
    assert answer.status == 422
    assert words in json.loads(answer.body)["detail"]
