"""Sessions with given figures, to be imported and compared."""

from app.core import events as e
from app.core.commands import Actor, Answer
from app.core.run_sheet import RunSheet
from app.core.state import State
from app.settings import SHIPPED_SESSIONS
from app.store.run_sheets import load
from tests.core.sheet import Story, asked

SHEET = "projektjungle"
_ANSWERS: tuple[Answer, ...] = ("yes", "partly", "no")
DAY_MS = 86_400_000
BEGAN_MS = 1_788_000_000_000


def shipped_sheet() -> RunSheet:
    return load(SHIPPED_SESSIONS / f"{SHEET}.toml")


def ended(
    title: str,
    place: str | None,
    counts: tuple[tuple[int, int, int, int], ...],
    *,
    years: int = 0,
    dots: int = 0,
    more: tuple[e.Event, ...] = (),
) -> State:
    """An ended session; `counts` are the questions of each pitfall, and how many got yes, partly and no.

    Every question has an asker of its own.
    """
    sheet = shipped_sheet()
    opened = e.SessionOpened("ABCDEF", title, "da", False, sheet, f"{2026 + years}-09-02", place)
    story = Story(opened=opened, at=BEGAN_MS + years * 365 * DAY_MS)
    story.given(e.StepEntered("collect"))
    number = 0
    for pitfall, (questions, *answers) in zip(sheet.pitfalls, counts, strict=False):
        said = [name for name, n in zip(_ANSWERS, answers, strict=True) for _ in range(n)]
        for n in range(questions):
            id, person = f"{number:032x}", Actor("participant", f"p{number}")
            story.given(e.ParticipantJoined(person.id), asked(id, person, f"Spørgsmål {number} på {place}?"))
            story.given(e.QuestionPlaced(id, pitfall.id, None))
            if n < len(said):
                story.given(e.PollAnswered(person.id, id, said[n]))
            if number < dots:
                story.given(e.DotPlaced(person.id, ((200, 300, 500), (600, 300, 100))[number % 2]))
            number += 1
    story.given(*more, e.SessionEnded())
    return story.state


AARHUS = ended("Projektjunglen", "Aarhus", ((12, 6, 3, 2), (9, 2, 3, 3), (7, 4, 1, 0), (6, 5, 1, 0)), dots=22)
ODENSE = ended(
    "Projektjunglen igen",
    "Odense",
    ((14, 9, 2, 1), (3, 1, 0, 1), (8, 6, 1, 1), (10, 7, 2, 1)),
    years=1,
    dots=26,
    more=(e.PitfallRenamed(shipped_sheet().pitfalls[0].id, "=Hvem måler <b>effekten</b>?", None),),
)
# With two questions, of two who came.
RIBE = ended("Projektjunglen i det små", "Ribe", ((1, 1, 0, 0), (1, 0, 0, 1)), years=2)
