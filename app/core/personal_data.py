"""Signs of personal data in a text, so that it is held from the board until somebody has looked.

Small patterns of our own, wider than the rules of the things they look for: a civil registration
number with a slip in it must still be caught. Not caught: names in lower case and single first names.
"""

from collections.abc import Iterable
from typing import Literal, get_args

import regex

Flag = Literal["cpr", "phone", "email", "birth_date", "address", "title_name", "full_name"]
FLAGS: tuple[Flag, ...] = get_args(Flag)

_MONTH = r"(?:jan|feb|mar|apr|maj|may|jun|jul|aug|sep|okt|oct|nov|dec)\p{L}*|januar|februar|marts|juni|juli"
_PATTERNS: dict[Flag, regex.Pattern[str]] = {
    "cpr": regex.compile(
        r"(?<![\d.,])\d{6}[ .\-–]{0,3}\d{4}(?!\d)|(?<!\d)\d{2}[ .\-/]\d{2}[ .\-/]\d{2}[ .\-–]{1,3}\d{4}(?!\d)"
    ),
    "phone": regex.compile(
        r"(?<![\d.,])(?:(?:\+|00)\s?45[ .\-]?)?(?:\d{8}|\d{2}(?:[ .\-]\d{2}){3}|\d{4}[ .\-]\d{4}|\d{3}[ \-]\d{3}[ \-]\d{2}|\d{2}[ \-]\d{3}[ \-]\d{3})(?![\d]|[.,]\d| ?(?:kr|kroner|DKK))"
    ),
    "email": regex.compile(r"[\p{L}\d._%+\-]+\s?@\s?[\p{L}\d\-]+(?:\.[\p{L}\d\-]+)+"),
    "birth_date": regex.compile(
        rf"(?i)(?:født|fødselsdato|f\.|born|dob)\D{{0,15}}\d{{1,2}}[./\- ]+(?:\d{{1,2}}|{_MONTH})[./\- ]*(?:\d{{4}}|\d{{2}})?"
        rf"|(?<!\d)\d{{1,2}}[./\-]\d{{1,2}}[./\-](?:19\d\d|\d{{2}})(?!\d)|(?<!\d)\d{{1,2}}\.? (?:{_MONTH}) 19\d\d"
    ),
    "address": regex.compile(
        r"\b\p{Lu}[\p{L}.'\-]*(?: \p{L}[\p{L}.'\-]*)?(?:vej|gade|allé|alle|stræde|vænget|parken|toften|boulevard|plads|bakken|street|road|avenue)\s+\d{1,3}\s?\p{L}?\b"
        r"|\b\p{Lu}[\p{L}'\-]+ (?:Vej|Gade|Allé|Alle|Stræde|Boulevard|Plads|Street|Road|Avenue) \d{1,3}\b"
    ),
    "title_name": regex.compile(
        r"(?i:\b(?:fru|frk|frøken|hr|mr|mrs|ms|borger|borgeren|beboer|patient|patienten)\b\.?) \p{Lu}\p{Ll}+"
    ),
    "full_name": regex.compile(
        r"(?<![\p{L}\d])\p{Lu}\p{Ll}+(?:-\p{Lu}\p{Ll}+)? (?:\p{Lu}\.? )?\p{Lu}\p{Ll}{2,}(?:-\p{Lu}\p{Ll}+)?"
    ),
}
_DIGIT = regex.compile(r"\d")
# Without a digit none of these can be there, and most questions hold none.
_OF_DIGITS: frozenset[Flag] = frozenset({"cpr", "phone", "birth_date", "address"})
_SENTENCE_OPENERS = frozenset(
    [
        "Hvad",
        "Hvem",
        "Hvor",
        "Hvordan",
        "Hvorfor",
        "Hvornår",
        "Hvilke",
        "Hvilken",
        "Hvilket",
        "Hvis",
        "Når",
        "Kan",
        "Skal",
        "Vil",
        "Må",
        "Er",
        "Har",
        "Får",
        "Gør",
        "Kommer",
        "Bliver",
        "Findes",
        "Tør",
        "Bør",
        "Burde",
        "Mon",
        "Og",
        "Men",
        "Så",
        "Det",
        "Den",
        "De",
        "Der",
        "Vi",
        "Vores",
        "Jeg",
        "Min",
        "Mit",
        "Mine",
        "Alle",
        "Ingen",
        "Nogle",
        "I",
        "På",
        "Til",
        "For",
        "Fra",
        "Med",
        "Om",
        "Som",
        "At",
        "En",
        "Et",
        "What",
        "Who",
        "Where",
        "How",
        "Why",
        "When",
        "Which",
        "If",
        "Can",
        "Could",
        "Should",
        "Would",
        "Will",
        "Is",
        "Are",
        "Do",
        "Does",
        "Did",
        "Has",
        "Have",
        "May",
        "And",
        "But",
        "So",
        "The",
        "We",
        "Our",
        "They",
        "My",
        "No",
        "All",
        "Some",
        "In",
        "On",
        "At",
        "To",
        "For",
        "From",
        "With",
        "As",
        "An",
        "It",
    ]
)
_PUBLIC_WORDS = frozenset(
    [
        "Kommune",
        "Kommunen",
        "Region",
        "Regionen",
        "Ministeriet",
        "Styrelsen",
        "Danmark",
        "Norge",
        "Sverige",
        "Hovedstaden",
        "Midtjylland",
        "Nordjylland",
        "Sjælland",
        "Syddanmark",
        "Universitet",
        "University",
        "Hospital",
        "Sygehus",
        "Institute",
        "Alzheimerforeningen",
        "Socialstyrelsen",
        "Sundhedsstyrelsen",
        "Jylland",
        "Municipality",
        "Council",
        "Denmark",
        "England",
        "Kingdom",
        "Act",
        "Plan",
        "Strategi",
        "Board",
        "Microsoft",
        "Teams",
        "Excel",
        "Nord",
        "Syd",
        "Øst",
        "Vest",
    ]
)


def find(text: str, allowed_names: Iterable[str] = ()) -> tuple[Flag, ...]:
    """The kinds of personal data the text seems to hold, each once."""
    allowed = frozenset(allowed_names)
    found = []
    has_digit = _DIGIT.search(text) is not None
    for flag, pattern in _PATTERNS.items():
        if flag in _OF_DIGITS and not has_digit:
            continue
        matches = pattern.finditer(text, overlapped=flag == "full_name")
        if any(_counts(flag, match.group(), allowed) for match in matches):
            found.append(flag)
    if "cpr" in found and "phone" in found and not _PATTERNS["phone"].search(_PATTERNS["cpr"].sub("", text)):
        found.remove("phone")
    return tuple(found)


def _counts(flag: Flag, match: str, allowed: frozenset[str]) -> bool:
    if match in allowed:
        return False
    if flag != "full_name":
        return True
    words = match.split()
    return words[0] not in _SENTENCE_OPENERS and not any(word in _PUBLIC_WORDS for word in words)
