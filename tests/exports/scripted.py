"""The scripted hour: one whole session, from which the golden exports are made.

Forty participants ask the run sheet's example questions, among them hostile texts: formulas, tags, headings,
commands, reversed text.
"""

from collections.abc import Sequence
from datetime import UTC, datetime
from functools import cache
from pathlib import Path

from app.core import commands as c, events as e
from app.core.commands import Actor
from app.core.rejections import Rejection
from app.core.run_sheet import Pitfall
from app.core.state import State
from app.store.run_sheets import load
from tests.core.sheet import FACILITATOR, Story

BEGINS = int(datetime(2012, 9, 12, 11, 0, tzinfo=UTC).timestamp() * 1000)
MINUTE = 60_000
SHEET = Path(__file__).parent.parent / "golden" / "exports" / "sheet.toml"
HOSTILE = (
    '=HYPERLINK("http://example.org";"Klik")',
    "<script>alert(1)</script><img src=x onerror=alert(2)>",
    "# Overskrift\n- punkt\n[her](javascript:alert(3)) **fed** `kode` &amp; |",
    '#panic("nej") #import "x.typ" $ a^2 $ \\ @ref <mærke>',
    "+45 er ikke et tal, @navn heller ikke – og 100 % er 1/1",
    "Hvad med de ældre på Ærø? 🌳👩‍👩‍👧 שלום",
)

HOSTILE_REPLIES = (
    '=WEBSERVICE("http://example.org";"Svar")',
    "<script>alert(4)</script><img src=x onerror=alert(5)>",
    "# Svar\n- punkt\n[hér](javascript:alert(6)) **fed** |",
    '#panic("svar") #import "y.typ" $ b^2 $ \\ @ref',
    "@SUM(1) og -1",
    "De ældre på Ærø får svar: 🌳👨‍👩‍👧 עולם",
)


@cache
def hour(language: str = "da") -> State:
    """The state at the end of the scripted hour."""
    sheet = load(SHEET)
    opened = e.SessionOpened(
        "KLM4PT", "Årskursus for koordinatorer", language, False, sheet, "2012-09-12", "Vejle", 60
    )
    story = Story(opened=opened, at=BEGINS)
    people = [Actor("participant", f"person-{n}") for n in range(40)]
    for person in people:
        do(story, c.Join(), person)
    do(story, c.EnterStep("lobby", "collect"), FACILITATOR, minute=16)
    asked = ask(story, people, language)
    group(story, asked)
    poll(story, people, asked)
    do(story, c.EnterStep("poll", "done"), FACILITATOR, minute=60)
    reply(story, asked)
    return story.state


def do(story: Story, command: c.Command, by: Actor, minute: float | None = None) -> str:
    """Send a command that must be accepted; returns its id."""
    id = f"{story.state.seq:012x}".ljust(32, "0")
    at = None if minute is None else BEGINS + int(minute * MINUTE)
    outcome = story.put(command, by, at=at, id=id)
    assert not isinstance(outcome, Rejection), (command, outcome)
    return id


def examples_in(pitfall: Pitfall, language: str) -> Sequence[str]:
    """The pitfall's examples in this language, or in the sheet's first language if it has none."""
    return pitfall.examples.get(language) or next(iter(pitfall.examples.values()))


def ask(story: Story, people: list[Actor], language: str) -> list[str]:
    texts = [
        (n, examples_in(pitfall, language)[k])
        for k in range(9)
        for n, pitfall in enumerate(story.state.run_sheet.pitfalls)
        if k < 9 - n
    ]
    wanted = [text for _, text in texts][:30] + list(HOSTILE)
    asked = []
    for n, text in enumerate(wanted):
        asked.append(do(story, c.AskQuestion(text), people[n], minute=16 + 5 * (n / len(wanted)) ** 2))
    held = do(story, c.AskQuestion("Ring til Grete på 12 34 56 78"), people[36])
    assert story.state.questions[held].visibility == "held"
    do(story, c.WithdrawQuestion(do(story, c.AskQuestion("Fortrudt"), people[37])), people[37])
    asked.append(do(story, c.AskForRoom("Skrevet på en seddel: hvem hører på os?"), FACILITATOR, minute=22))
    return asked


def group(story: Story, asked: list[str]) -> None:
    do(story, c.EnterStep("collect", "group"), FACILITATOR, minute=23)
    ids = [pitfall.id for pitfall in story.state.pitfalls]
    do(story, c.AddPitfall("Sproget imellem os"), FACILITATOR)
    added = story.state.pitfalls[-1].id
    for n, id in enumerate(asked[:30]):
        do(story, c.PlaceQuestion(id, ids[n % 4]), FACILITATOR)
    for id in asked[30:35]:
        do(story, c.PlaceQuestion(id, added), FACILITATOR)
    do(story, c.MergeQuestions((asked[4], asked[8]), asked[0]), FACILITATOR)
    do(story, c.HideQuestion(asked[29]), FACILITATOR)
    do(story, c.RenamePitfall(ids[3], "Modstand og medvind"), FACILITATOR)
    do(story, c.EnterStep("group", f"walk:{ids[0]}"), FACILITATOR, minute=27)
    for id in asked[:3]:
        do(story, c.MarkTakenUp(id), FACILITATOR)
    do(story, c.ParkQuestion(asked[3]), FACILITATOR)
    do(story, c.LeaveOut(asked[28]), FACILITATOR)


def reply(story: Story, asked: list[str]) -> None:
    """Hostile texts, one reply to several questions, one on a merged one, one mended and one taken back."""
    office = "=Projektkontoret <b>"
    for n, text in enumerate(HOSTILE_REPLIES):
        do(story, c.ReplyToQuestions((asked[2 * n],), text, office), FACILITATOR, minute=61 + n)
    do(story, c.ReplyToQuestions((asked[4], asked[13]), "Se intranettet.\nI uge 40."), FACILITATOR, minute=75)
    do(story, c.ReplyToQuestions((asked[1], asked[3]), "Kladde", "Grete"), FACILITATOR, minute=80)
    do(story, c.ReplyToQuestions((asked[1],), "Styregruppen ejer den.", "Grete"), FACILITATOR, minute=24 * 60)
    do(story, c.WithdrawReply(asked[3]), FACILITATOR)


def poll(story: Story, people: list[Actor], asked: list[str]) -> None:
    for n, id in enumerate((asked[0], asked[1], asked[5], asked[13])):
        for person in people[20 : 33 - 3 * n]:
            do(story, c.SupportQuestion(id), person)
    do(story, c.EnterStep(story.state.stage.step, "momentum"), FACILITATOR, minute=48)
    for n, person in enumerate(people[:28]):
        corner = ((6, 2, 2), (2, 3, 5), (3, 6, 1))[n % 3]
        shares = (corner[0] + n % 4 / 2, corner[1] + n % 5 / 3, corner[2] + n % 7 / 4)
        do(story, c.PlaceDot(shares), person)
    do(story, c.EnterStep("momentum", "poll"), FACILITATOR, minute=52)
    for n, id in enumerate(asked[:36]):
        if n % 9 != 8:
            do(story, c.AnswerPoll(id, ("yes", "yes", "partly", "yes", "no")[n * 7 % 5]), people[n])
    do(story, c.AnswerPoll("", "listened"), people[38])
    for person in people[37:40]:
        do(story, c.SupportQuestion(asked[2]), person)
        do(story, c.AnswerPoll(asked[2], "yes"), person)
    for n in (2, 4, 7, 9, 14, 19, 24):
        text = f"Hvem tager det første skridt på mandag, nummer {n}?"
        do(story, c.AskQuestion(text, follows=asked[n]), people[n], minute=54 + n / 10)
