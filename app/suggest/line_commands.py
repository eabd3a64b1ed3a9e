"""`summe flag` and `summe alike`: what is found in texts that come as JSON lines."""

import json
from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING, BinaryIO

from app.core.personal_data import find_places
from app.suggest.lines import objects, text_of

if TYPE_CHECKING:
    from app.suggest.embedding import Encoder


def flags(source: BinaryIO, allowed_names: Iterable[str]) -> Iterator[str]:
    """For each line where its text seems to hold personal data, in characters; raises BadLine."""
    allowed = tuple(allowed_names)
    for number, line in objects(source):
        places = find_places(text_of(number, line), allowed)
        found = [{"kind": place.flag, "start": place.start, "end": place.end} for place in places]
        yield json.dumps({"flags": found})


def pairs(source: BinaryIO, at_least: float, encoder: "Encoder | None") -> Iterator[str]:
    """After all lines one for each pair, best first, by their ids, else by numbers from 0; raises BadLine."""
    from app.suggest.alike import alike

    read = list(objects(source))
    texts = [text_of(number, line) for number, line in read]
    ids = [line.get("id", at) for at, (_, line) in enumerate(read)]
    vectors = None if encoder is None else encoder.vectors(texts)
    for pair in alike(texts, vectors, at_least):
        yield json.dumps({"a": ids[pair.a], "b": ids[pair.b], "likeness": round(pair.likeness, 4)})
