"""`summe suggest`: lines in, lines out, and what is wrong with a line."""

import json
import subprocess
import sys
from typing import Any

import pytest

from tests.server import ROOT

pytestmark = pytest.mark.process
SHEET = ROOT / "sessions" / "projektjungle.toml"
COMMAND = [sys.executable, "-m", "app", "suggest", "--run-sheet", str(SHEET), "--jsonl", "--semantic", "off"]
PITFALLS = {"spredt-faegtning", "effekten-udeblev", "oekonomien", "modstand", None}


def suggest(given: bytes, command: list[str] = COMMAND) -> subprocess.CompletedProcess[bytes]:
    return subprocess.run(command, input=given, cwd=ROOT, capture_output=True, check=False)


def lines(*given: dict[str, Any]) -> bytes:
    return "".join(json.dumps(line) + "\n" for line in given).encode()


def rankings(given: bytes) -> list[dict[str | None, float]]:
    done = suggest(given)
    assert (done.returncode, done.stderr) == (0, b"")
    return [
        {one["pitfall"]: one["probability"] for one in json.loads(line)["ranking"]}
        for line in done.stdout.decode().splitlines()
    ]


def test_each_line_gets_a_line_and_placed_cards_are_learned_from() -> None:
    card = {"text": "Hvad med skiltene i skoven?"}
    first, placed, later, proposed = rankings(
        lines(
            {**card, "language": "da"},
            {**card, "placed": "modstand"},
            {**card, "placed": None},
            {**card, "proposed": "oekonomien"},
        )
    )
    assert first == placed
    assert later["modstand"] > placed["modstand"]
    assert proposed["oekonomien"] > later["oekonomien"]
    for ranking in (first, later, proposed):
        assert ranking.keys() == PITFALLS
        assert sum(ranking.values()) == pytest.approx(1)
        assert list(ranking.values()) == sorted(ranking.values(), reverse=True)


def test_the_same_lines_give_the_same_answer() -> None:
    given = lines(
        {"text": "Hvem betaler?", "placed": "oekonomien"}, {"text": "hvem skal betale"}, {"text": ""}
    )
    assert suggest(given).stdout == suggest(given).stdout


def test_a_line_is_answered_before_the_next_one_comes() -> None:
    with subprocess.Popen(COMMAND, cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE) as process:
        assert process.stdin
        assert process.stdout
        for text in ("Hvem betaler?", "Hvad så?"):
            process.stdin.write(lines({"text": text}))
            process.stdin.flush()
            assert json.loads(process.stdout.readline())["ranking"]
        process.stdin.close()
        assert process.wait() == 0


def test_each_reason_has_its_kind_words_and_text() -> None:
    done = suggest(lines({"text": "Er der en bevilling til det?"}))
    for one in json.loads(done.stdout)["ranking"]:
        assert one["because"].keys() == {"kind", "words", "text"}
        assert one["because"]["kind"] in {"words", "example", "card", "asker"}


@pytest.mark.parametrize(
    ("line", "said"),
    [
        (b"{", "Line 2: it is not JSON"),
        (b"", "Line 2: it is not JSON"),
        (b'"text"', "Line 2: it is no JSON object"),
        (b"[" * 90_000, "Line 2: it is not JSON"),
        (b'{"text": "\xff"}', "Line 2: it is not UTF-8"),
        (b'{"text": 3}', 'Line 2: "text" should be the question'),
        (b"{}", 'Line 2: "text" should be the question'),
        (
            b'{"text": "a", "placed": "katte"}',
            'Line 2: "placed" is "katte"; the run sheet has spredt-faegtning,',
        ),
        (b'{"text": "a", "proposed": {}}', 'Line 2: "proposed" is {}; the run sheet has'),
        (b'{"text": "a", "place": null}', 'Line 2: "place" is not known; there are text,'),
        (b'{"text": "' + b"a" * 100_000 + b'"}', "Line 2: it is longer than 100000 bytes"),
    ],
)
def test_a_bad_line_is_named_and_ends_the_command(line: bytes, said: str) -> None:
    done = suggest(lines({"text": "Hvem betaler?"}) + line + b"\n")
    assert done.returncode == 2
    assert done.stderr.decode().startswith(said)
    assert len(done.stderr.splitlines()) == 1
    assert len(done.stdout.splitlines()) == 1


def test_a_run_sheet_that_cannot_be_read_is_reported() -> None:
    done = suggest(b"", [*COMMAND[:5], "/nowhere.toml", *COMMAND[6:]])
    assert done.returncode == 2
    assert b"/nowhere.toml" in done.stderr
