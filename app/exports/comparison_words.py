"""The words of the workbook that compares sessions, in each language."""

from dataclasses import dataclass

from app.core.languages import PerLanguage


@dataclass(frozen=True, slots=True)
class ComparisonWords:
    """`notes` stand below the table of sessions."""

    title: str
    sheets: tuple[str, str, str]
    session: str
    date: str
    place: str
    people: str
    questions: str
    share: str
    pitfall: str
    answers: tuple[str, str, str]
    answered_yes: str
    dots: str
    all: str
    unplaced: str
    hidden: str
    missing: str
    also_called: str
    notes: tuple[str, ...]


COMPARISON_WORDS: PerLanguage[ComparisonWords] = {
    "da": ComparisonWords(
        title="Sammenligning",
        sheets=("Sessioner", "Andel af spørgsmål", "Fik de svar"),
        session="Session",
        date="Dato",
        place="Sted",
        people="Deltagere",
        questions="Spørgsmål",
        share="Andel",
        pitfall="Faldgrube",
        answers=("Ja", "Til dels", "Nej"),
        answered_yes="Ja i procent",
        dots="Prikker",
        all="I alt",
        unplaced="Uden for faldgruberne",
        hidden="skjult",
        missing="–",
        also_called="hed »{title}«",
        notes=(
            "Skjult: færre end fem, eller et tal, som ville røbe et andet. En sum står her kun, hvor alle "
            "dens dele gør.",
            "En streg: faldgruben var ikke med i den session.",
            "Svarene er fra dem, der svarede på »Fik du svar?«. Momentum er prikkernes tyngdepunkt.",
        ),
    ),
    "en": ComparisonWords(
        title="Comparison",
        sheets=("Sessions", "Share of questions", "Were they answered"),
        session="Session",
        date="Date",
        place="Place",
        people="People",
        questions="Questions",
        share="Share",
        pitfall="Pitfall",
        answers=("Yes", "Partly", "No"),
        answered_yes="Yes in percent",
        dots="Dots",
        all="In all",
        unplaced="Outside the pitfalls",
        hidden="hidden",
        missing="–",
        also_called="was called “{title}”",
        notes=(
            "Hidden: fewer than five, or a figure that would give another away. A sum stands here only where "
            "all its parts do.",
            "A dash: the session did not have the pitfall.",
            "The answers are those of the people who said whether they were answered. Momentum is the centre "
            "of the dots.",
        ),
    ),
}
