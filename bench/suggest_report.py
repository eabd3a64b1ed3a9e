"""`make suggest-report DATA=questions.jsonl`: how well suggestions fit questions that people have sorted.

Each line of the data has a `text` and a `label`: 1 for the run sheet's first pitfall and so on, 0 for none. It may
have `also` (other labels that are right as a second one), `dup` (lines with the same ask the same) and `pii`
(true: there is personal data in it). The data is never trained on, but for the rows that say "moves": there,
part of it is placed and the rest is ranked.
"""

import argparse
import json
import sys
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from random import Random

from app.core.personal_data import find
from app.core.run_sheet import RunSheet
from app.store.run_sheets import load
from app.suggest import SuggestUnavailable
from app.suggest.alike import alike
from app.suggest.embedding import Encoder, load_encoder
from app.suggest.engine import Ranking, Suggester, Unplaced
from app.suggest.topics import topics_of, unrelated

MOVES, SEEDS = 100, 5
# Of the cards that carry a proposal, and how many of those are right: what is assumed of a hall.
PROPOSING, PROPOSED_RIGHT = 0.5, 0.8


@dataclass(frozen=True)
class Question:
    text: str
    pitfall: str | None
    also: frozenset[str]
    dup: str | None
    pii: bool


@dataclass(frozen=True)
class Share:
    """A share of some cases, with its standard error; several cases of one question are no new evidence."""

    right: int
    of: int
    questions: int

    def __str__(self) -> str:
        if not self.of:
            return "–"
        share = self.right / self.of
        return f"{share:.3f} ±{(share * (1 - share) / self.questions) ** 0.5:.3f}"


def read(path: Path, sheet: RunSheet) -> list[Question]:
    """The questions; labels become ids of pitfalls."""
    ids = [None, *(pitfall.id for pitfall in sheet.pitfalls)]
    questions = []
    for line in path.read_text(encoding="utf-8").splitlines():
        row = json.loads(line)
        also = frozenset(str(ids[label]) for label in row.get("also", ()))
        questions.append(
            Question(row["text"], ids[row["label"]], also, row.get("dup"), row.get("pii", False))
        )
    return questions


def without_examples(sheet: RunSheet) -> RunSheet:
    return replace(sheet, pitfalls=tuple(replace(pitfall, examples={}) for pitfall in sheet.pitfalls))


Judged = Sequence[tuple[Question, Ranking]]


def top(judged: Judged, first: int, *, none_too: bool = False) -> Share:
    """How often the right one is among the first few; of those that fit a pitfall, or of all with "none"."""
    cases = [one for one in judged if none_too or one[0].pitfall is not None]
    right = 0
    for question, ranking in cases:
        ranked = [one.pitfall for one in ranking.candidates if none_too or one.pitfall is not None]
        right += question.pitfall in ranked[:first]
    return Share(right, len(cases), len({question for question, _ in cases}))


def shown(judged: Judged) -> dict[str, Share]:
    """Of what is shown, and of what is called certain: how often it is right, and how many cards have it."""
    pairs = [one for one in judged if one[1].shown]
    certain = [one for one in judged if one[1].certain]
    return {
        "shown: right among the two": top(pairs, 2, none_too=True),
        "shown: the first is right": top(pairs, 1, none_too=True),
        "shown: share of cards": Share(len(pairs), len(judged), len(judged)),
        "certain: right": top(certain, 1, none_too=True),
        "certain: share of cards": Share(len(certain), len(judged), len(judged)),
    }


def cold(questions: Sequence[Question], suggester: Suggester) -> Judged:
    rankings = suggester.rank([Unplaced(question.text) for question in questions])
    return list(zip(questions, rankings, strict=True))


def proposed(question: Question, sheet: RunSheet, chance: Random) -> str | None:
    """What the asker of a question proposes; of one that fits none, any pitfall."""
    ids = [pitfall.id for pitfall in sheet.pitfalls]
    if chance.random() >= PROPOSING:
        return None
    wrong = [id for id in ids if id != question.pitfall]
    return question.pitfall if question.pitfall and chance.random() < PROPOSED_RIGHT else chance.choice(wrong)


def with_moves(
    questions: Sequence[Question], new: Callable[[], Suggester], sheet: RunSheet, *, proposals: bool
) -> tuple[Judged, Judged]:
    """Cards as they are ranked before each is placed, and those that are left after the moves, several orders."""
    during: list[tuple[Question, Ranking]] = []
    after: list[tuple[Question, Ranking]] = []
    for seed in range(SEEDS):
        chance, suggester = Random(seed), new()
        order = chance.sample(list(questions), len(questions))
        cards = [(one, proposed(one, sheet, chance) if proposals else None) for one in order]
        moves = min(MOVES, len(cards) * 3 // 5)
        for at, (question, proposal) in enumerate(cards[:moves]):
            during.append((question, suggester.rank([Unplaced(question.text, proposal)])[0]))
            suggester.learn(str(at), question.text, question.pitfall, proposal)
        left = cards[moves:]
        rankings = suggester.rank([Unplaced(question.text, proposal) for question, proposal in left])
        after += zip((question for question, _ in left), rankings, strict=True)
    return during, after


def duplicates(questions: Sequence[Question], encoder: Encoder | None) -> list[tuple[str, str]]:
    """How well pairs that ask the same are distinguished from others: by the best limit, and by the nearest alone."""
    texts = [question.text for question in questions]
    vectors = encoder.vectors(texts) if encoder else None
    pairs = [(one.a, one.b) for one in alike(texts, vectors, at_least=0.0)]
    kinds = [question.dup for question in questions]

    def same(a: int, b: int) -> bool:
        return kinds[a] is not None and kinds[a] == kinds[b]

    wanted = sum(same(a, b) for a in range(len(kinds)) for b in range(a))
    best, right = 0.0, 0
    nearest: dict[int, int] = {}
    for listed, (a, b) in enumerate(pairs, 1):
        right += same(a, b)
        best = max(best, 2 * right / (listed + wanted))
        nearest.setdefault(a, b)
        nearest.setdefault(b, a)
    with_others = [at for at, kind in enumerate(kinds) if kind and kinds.count(kind) > 1]
    found = sum(at in nearest and same(at, nearest[at]) for at in with_others)
    return [
        ("near duplicates: best F1", f"{best:.3f}"),
        ("near duplicates: the nearest is one", str(Share(found, len(with_others), len(with_others)))),
    ]


def personal_data(questions: Sequence[Question], sheet: RunSheet) -> list[tuple[str, str]]:
    """How many lines with personal data are found, and how many others are taken for such."""
    found: dict[bool, list[bool]] = {True: [], False: []}
    for question in questions:
        flags = find(question.text, sheet.questions.allowed_names, sheet.languages)
        found[question.pii].append(bool(flags))
    return [
        (name, str(Share(sum(found[pii]), len(found[pii]), len(found[pii]))))
        for name, pii in (("personal data: found", True), ("personal data: false alarms", False))
    ]


def both(judged: Judged, *, none_too: bool = False) -> str:
    return f"{top(judged, 1, none_too=none_too)} / {top(judged, 2, none_too=none_too)}"


def rows(questions: Sequence[Question], sheet: RunSheet, encoder: Encoder | None) -> list[tuple[str, str]]:
    """What the report says with or without the model."""
    bare = cold(questions, Suggester(topics_of(without_examples(sheet)), unrelated(), encoder))

    def new() -> Suggester:
        return Suggester(topics_of(sheet), unrelated(), encoder)

    full = cold(questions, new())
    _, after = with_moves(questions, new, sheet, proposals=False)
    during, after_proposals = with_moves(questions, new, sheet, proposals=True)
    return [
        ("cold, no examples", both(bare)),
        ("cold, with examples", both(full)),
        (f"after {MOVES} moves, or 3 of 5 cards", both(after)),
        ("proposals, while cards are placed", both(during)),
        ("proposals, after the moves", both(after_proposals)),
        ("with none as an answer, cold", both(full, none_too=True)),
        ("with none as an answer, after the moves", both(after, none_too=True)),
        *((name, str(share)) for name, share in shown(full).items()),
        *duplicates(questions, encoder),
    ]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("data", type=Path)
    parser.add_argument("--run-sheet", type=Path, default=Path("sessions/projektjungle.toml"))
    arguments = parser.parse_args()
    sheet = load(arguments.run_sheet)
    questions = read(arguments.data, sheet)
    columns = {"base": rows(questions, sheet, None)}
    try:
        columns["with the model"] = rows(questions, sheet, load_encoder())
    except SuggestUnavailable as error:
        print(error, file=sys.stderr)
    print(f"{len(questions)} questions; top 1 / top 2, each with its standard error\n")
    print(f"{'':40} " + " ".join(f"{name:32}" for name in columns))
    for lines in zip(*columns.values(), strict=True):
        print(f"{lines[0][0]:40} " + " ".join(f"{told:32}" for _, told in lines))
    for name, told in personal_data(questions, sheet):
        print(f"{name:40} {told}")


if __name__ == "__main__":
    main()
