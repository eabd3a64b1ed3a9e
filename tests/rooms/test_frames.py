"""Frames that are concatenated from bytes equal the encoding of their typed dicts, byte for byte."""

import pytest

from app.core.delta import Digest
from app.core.rejections import CODES, Code
from app.core.rows import Table, View
from app.rooms import frames
from app.rooms.frames import (
    BYE_MEANINGS,
    ROWS_AT_ONCE,
    AckFrame,
    ByeFrame,
    ByeReason,
    DeltaFrame,
    Lane,
    PongFrame,
    RejectFrame,
)

ID = "0123456789abcdef0123456789abcdef"


def test_an_ack_is_what_its_type_says() -> None:
    typed: AckFrame = {"t": "ack", "id": ID, "seq": 12}
    assert frames.ack(ID, 12) == frames.encode(typed)


@pytest.mark.parametrize("code", CODES)
def test_a_rejection_is_what_its_type_says(code: Code) -> None:
    typed: RejectFrame = {"t": "reject", "id": ID, "code": code}
    assert frames.reject(ID, code) == frames.encode(typed)


def test_a_pong_is_what_its_type_says() -> None:
    typed: PongFrame = {"t": "pong", "c": 7, "now_ms": 1_700_000_000_000, "lanes": {}}
    assert frames.pong(7, 1_700_000_000_000, {}) == frames.encode(typed)
    typed["lanes"] = {"view": (3, (5, 2**53 - 1)), "mine": (0, (0, 0))}
    lanes: dict[Lane, tuple[int, Digest]] = {"view": (3, (5, 2**53 - 1)), "mine": (0, (0, 0))}
    assert frames.pong(7, 1_700_000_000_000, lanes) == frames.encode(typed)


@pytest.mark.parametrize("code", BYE_MEANINGS)
def test_a_bye_is_what_its_type_says(code: ByeReason) -> None:
    typed: ByeFrame = {"t": "bye", "code": code}
    assert frames.bye(code) == frames.encode(typed)


def test_a_numbered_delta_is_what_its_type_says() -> None:
    typed: DeltaFrame = {
        "t": "delta",
        "lane": "view",
        "n": 4,
        "seq": 9,
        "put": {"questions": {"q": {"text": "Hvorfor »nu«?", "r": 9}}},
        "cut": {"questions": ["p"]},
    }
    body = frames.delta_body(9, typed["put"], typed["cut"])
    assert frames.numbered("view", 4, body) == frames.encode(typed)


def test_a_very_large_delta_has_the_bytes_of_a_small_one() -> None:
    rows: Table = {f"q{n}": {"text": f"Hvem ejer «{n}»?", "r": n} for n in range(2 * ROWS_AT_ONCE + 1)}
    put: View = {"questions": rows, "counts": {"it": {"joined": 1}}}
    cut = {"places": ["a", "b"]}
    some: list[tuple[View, dict[str, list[str]]]] = [
        (put, cut),
        (put, {}),
        ({}, cut),
        ({}, {}),
    ]
    for some_put, some_cut in some:
        assert frames.large_delta_body(7, some_put, some_cut) == frames.delta_body(7, some_put, some_cut)
