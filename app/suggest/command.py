"""`summe suggest`: rankings for questions that come as JSON lines, as a session would have them."""

import json
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, BinaryIO

from app.suggest.engine import Because, Ranking, Suggester, Unplaced
from app.suggest.lines import BadLine, objects, text_of

FIELDS = ("text", "placed", "proposed", "language")


def rankings(suggester: Suggester, pitfalls: Sequence[str], source: BinaryIO) -> Iterator[str]:
    """A line of JSON for each line; a placed card is ranked as if it were not, and then learned from.

    Raises BadLine.
    """
    for number, line in objects(source):
        text = text_of(number, line)
        for field in line:
            if field not in FIELDS:
                raise BadLine(number, f'"{field}" is not known; there are {", ".join(FIELDS)}.')
        proposed = _pitfall(number, line, "proposed", pitfalls)
        placed = _pitfall(number, line, "placed", pitfalls)
        (ranking,) = suggester.rank([Unplaced(text, proposed)])
        yield json.dumps({"ranking": _written(ranking)}, ensure_ascii=False)
        if "placed" in line:
            suggester.learn(f"line {number:09}", text, placed, proposed)


def _pitfall(number: int, line: Mapping[str, Any], field: str, pitfalls: Sequence[str]) -> str | None:
    value = line.get(field)
    if value is not None and value not in pitfalls:
        known = ", ".join(pitfalls)
        raise BadLine(
            number,
            f'"{field}" is {json.dumps(value)[:60]}; the run sheet has {known}, and null is none of them.',
        )
    return value if isinstance(value, str) else None


def _written(ranking: Ranking) -> list[dict[str, object]]:
    return [
        {"pitfall": one.pitfall, "probability": one.probability, "because": _reason(one.because)}
        for one in ranking.candidates
    ]


def _reason(because: Because) -> dict[str, object]:
    return {"kind": because.kind, "words": because.words, "text": because.text}
