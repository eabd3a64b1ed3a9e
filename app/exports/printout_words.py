"""The words of the print-outs: the poster's, and for each step what the presenter's card says of it."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import TypedDict

from app.core.languages import Language, PerLanguage, nearest


@dataclass(frozen=True, slots=True)
class StepWords:
    """What the presenter says in a step, and what the presenter does; "" for nothing.

    `name` is that of the step on every screen too.
    """

    name: str
    say: str
    do: str


class PerStep(TypedDict):
    """The words for every family of steps."""

    lobby: StepWords
    overview: StepWords
    alone: StepWords
    buzz: StepWords
    collect: StepWords
    group: StepWords
    walk: StepWords
    summary: StepWords
    momentum: StepWords
    poll: StepWords
    done: StepWords


@dataclass(frozen=True, slots=True)
class PrintoutWords:
    """`columns` are those of the card: the minute a step begins at, the step, what to say and what to do."""

    poster: str
    scan: str
    card: str
    whole: Callable[[int], str]
    length: Callable[[int], str]
    columns: tuple[str, str, str, str]
    answer: str
    note: str
    late: str
    keys: str
    steps: PerStep


DANISH = PrintoutWords(
    poster="Plakat",
    scan="Scan, eller gå til",
    card="Oplægsholderens kort",
    whole=lambda n: f"{n} minutter i alt" if n != 1 else "Ét minut i alt",
    length=lambda n: f"{n} min",
    columns=("Fra", "Punkt", "Det siger du", "Det gør du"),
    answer="Svaret: {answer}",
    note="Note: {note}",
    late="Er tiden knap? Sortér videre under gennemgangen. En faldgrube uden spørgsmål tager ét minut.",
    keys="PageDown: næste (to tryk til et nyt punkt) · PageUp: tilbage · B: sort storskærm · "
    "Q: QR-koden over alt · Ctrl+Z: fortryd · H: alle taster",
    steps={
        "lobby": StepWords(
            "Velkommen", "»Scan koden. Ingen får jeres navn.«", "Vent, til tallet falder til ro"
        ),
        "overview": StepWords("Faldgruberne", "Kort om hver af dem", "Næste for hver"),
        "alone": StepWords("Hver for sig", "»Hver for sig, på papir.«", "Næste starter uret"),
        "buzz": StepWords(
            "Summerunde",
            "»Vend jer mod hinanden. Den til venstre begynder.«",
            "Næste starter uret; +30 s, hvis salen summer godt",
        ),
        "collect": StepWords(
            "Skriv",
            "»Ét spørgsmål. Det, der brænder.«",
            "Læs dem, der er holdt tilbage; se tallet stige",
        ),
        "group": StepWords(
            "Sortér", "»Se, hvor de hører hjemme.«", "Læg kortene: tallet for faldgruben, 0 for ikke placeret"
        ),
        "walk": StepWords(
            "Faldgrube", "Årsager, svar, og så salens egne spørgsmål", "Næste tager dem ét ad gangen"
        ),
        "summary": StepWords("Kort sagt", "Svarene i sammenhæng", ""),
        "momentum": StepWords("Momentum", "»Hvor får I fremdrift fra? Sæt en prik.«", ""),
        "poll": StepWords(
            "Fik du svar?",
            "»Vær ærlige. Svaret står ved spørgsmålet, aldrig med dit navn.«",
            "Vent, til tallene falder til ro; godkend de nye spørgsmål",
        ),
        "done": StepWords("Tak", "Hvad der sker med de spørgsmål, der mangler svar", ""),
    },
)

ENGLISH = PrintoutWords(
    poster="Poster",
    scan="Scan, or go to",
    card="The presenter’s card",
    whole=lambda n: f"{n} minutes in all" if n != 1 else "One minute in all",
    length=lambda n: f"{n} min",
    columns=("From", "Step", "What you say", "What you do"),
    answer="The answer: {answer}",
    note="Note: {note}",
    late="Short of time? Go on grouping during the walk. A pitfall without questions takes one minute.",
    keys="PageDown: next (two presses for a new step) · PageUp: back · B: black board · "
    "Q: QR over everything · Ctrl+Z: undo · H: all keys",
    steps={
        "lobby": StepWords(
            "Welcome", "“Scan the code. Nobody gets your name.”", "Wait until the number settles"
        ),
        "overview": StepWords("The pitfalls", "A few words on each", "Next for each"),
        "alone": StepWords("On your own", "“On your own, on paper.”", "Next starts the clock"),
        "buzz": StepWords(
            "Buzz round",
            "“Turn to each other. The one on the left begins.”",
            "Next starts the clock; +30 s if the room buzzes well",
        ),
        "collect": StepWords(
            "Write", "“One question. The one that burns.”", "Read what is held back; watch the number rise"
        ),
        "group": StepWords(
            "Group", "“See where they belong.”", "Place the cards: the pitfall’s number, 0 for not placed"
        ),
        "walk": StepWords(
            "Pitfall", "Causes, answer, and then the room’s own questions", "Next takes them one by one"
        ),
        "summary": StepWords("In short", "The answers together", ""),
        "momentum": StepWords("Momentum", "“Where does your momentum come from? Place a dot.”", ""),
        "poll": StepWords(
            "Answered?",
            "“Be honest. The answer stands with the question, never with your name.”",
            "Wait until the figures settle; approve the new questions",
        ),
        "done": StepWords("Thank you", "What will happen to questions without an answer", ""),
    },
)

_WORDS: PerLanguage[PrintoutWords] = {"da": DANISH, "en": ENGLISH}


def printout_words_in(language: Language | str) -> PrintoutWords:
    return _WORDS[nearest(language)]
