"""The words of comparisons, in each language: of the workbook, and of the section of a report."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from app.core.languages import PerLanguage, nearest
from app.core.session_totals import SessionTotals
from app.exports.times import date_in_words, local_time, time_of_day
from app.exports.words import words_in


@dataclass(frozen=True, slots=True)
class ComparisonWords:
    """`notes` stand below the tables; `section` and what follows it are those of the section of a report.

    `fewer`, `fewer_answers` and `without_all` stand in place of a session's hidden figure and answers, and
    of a hidden sum; `hidden`, which the first of the notes explains, in place of all others.
    """

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
    fewer: str
    fewer_answers: str
    without_all: str
    missing: str
    also_called: str
    notes: tuple[str, ...]
    section: str
    lead: str
    own: str
    momentum: str
    corner: str
    percent: str


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
        fewer="færre end fem",
        fewer_answers="færre end fem svar",
        without_all="skjult, som hos en af dem",
        missing="–",
        also_called="hed »{title}«",
        notes=(
            "Skjult: færre end fem, eller et tal, som ville røbe et andet. En sum står her kun, hvor alle "
            "dens dele gør.",
            "En streg: faldgruben var ikke med i den session, eller der er ingen svar.",
            "Svarene er fra dem, der svarede på »Fik du svar?«. Momentum er prikkernes tyngdepunkt.",
        ),
        section="Sammenlignet med andre sessioner",
        lead="Sessioner med samme drejebog, den ældste først. Denne rapports session er nummer {n}.",
        own="{name} (denne)",
        momentum="Momentum",
        corner="Hjørne",
        percent="{n}\u00a0%",
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
        fewer="fewer than five",
        fewer_answers="fewer than five answers",
        without_all="hidden, as in one of them",
        missing="–",
        also_called="was called “{title}”",
        notes=(
            "Hidden: fewer than five, or a figure that would give another away. A sum stands here only where "
            "all its parts do.",
            "A dash: the session did not have the pitfall, or there are no answers.",
            "The answers are those of the people who said whether they were answered. Momentum is the centre "
            "of the dots.",
        ),
        section="Compared with other sessions",
        lead="Sessions of one run sheet, the oldest first. The session of this report is number {n}.",
        own="{name} (this one)",
        momentum="Momentum",
        corner="Corner",
        percent="{n}%",
    ),
}


def comparison_words_in(language: str) -> ComparisonWords:
    """The words in this language, or in the nearest language that has words."""
    return COMPARISON_WORDS[nearest(language)]


def day_of_session(session: SessionTotals, language: str) -> str:
    """The session's own date, else the day on which it began, in words."""
    day = date.fromisoformat(session.date) if session.date else local_time(session.at_ms).date()
    return date_in_words(day, words_in(language))


def names_of_sessions(sessions: Sequence[SessionTotals], language: str) -> list[str]:
    """Title, place and day of each in one line, and the time of day of those that would be named alike."""
    names = [
        ", ".join(filter(None, (one.title, one.place, day_of_session(one, language)))) for one in sessions
    ]
    return [
        f"{name}, {time_of_day(local_time(one.at_ms), words_in(language))}" if names.count(name) > 1 else name
        for name, one in zip(names, sessions, strict=True)
    ]
