"""Names of people in a text: capitalised words in a row, of which a Danish sentence otherwise has few.

The lists are in `personal_signs`. Names in lower case and single names are not found. Each word is looked at
once, with the next one; the work is linear in the length of the text.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass

import regex

from app.core.languages import LANGUAGES
from app.core.personal_signs import SIGNS, Signs

# "P.", "H.C.", or a word: "Anne-Marie", "O'Brien", "IT".
_CAPITALISED = regex.compile(r"(?<![\p{L}\d])(?:(?:\p{Lu}\.)+|\p{Lu}(?:\p{L}|['’\-](?=\p{L}))*+)")
_BETWEEN = regex.compile(r"[ \u00a0]{0,2}")
_PARTICLE = regex.compile(r" (?:von|van|af|al|el|bin|ibn|da|di|de)(?: der| den| la)? ")
_LONGEST_BETWEEN = len(" van der ")
_SENTENCE_START = regex.compile(r"(?:^|[.?!:\n•–\"“”»(\[])[\s\"“”»'’(\[–\-]*+\Z")
# How far a sentence's beginning is searched for before a word.
_BEFORE = 6
# A name in capitals differs from an abbreviation by its length.
_LONGER_THAN_ABBREVIATIONS = 5


def _all(pick: Callable[[Signs], tuple[str, ...]]) -> frozenset[str]:
    return frozenset(one for language in LANGUAGES for one in pick(SIGNS[language]))


_OPENERS = _all(lambda signs: signs.sentence_openers)
# "Søndre Alle" is a street, and no heading.
_SMALL_WORDS = _OPENERS - _all(lambda signs: signs.streets_apart)
_PUBLIC = _all(lambda signs: signs.public_words)
_PUBLIC_ENDINGS = tuple(_all(lambda signs: signs.public_endings))
_PUBLIC_PAIRS = _all(lambda signs: signs.public_pairs)
_PLACES = _all(lambda signs: signs.places)
_FIRST_NAMES = _all(lambda signs: signs.first_names)
_LAST_NAMES = _all(lambda signs: signs.last_names)
_TITLES = _all(lambda signs: signs.titles)
_ORDINARY_ENDINGS = tuple(_all(lambda signs: signs.ordinary_endings))
# Family names have the short ones too: Hansen, Møller.
_ORDINARY_LONG_ENDINGS = tuple(ending for ending in _ORDINARY_ENDINGS if len(ending) > 2)


@dataclass(frozen=True, slots=True)
class _Word:
    """A capitalised word; `opens` a sentence if it has its capital from there."""

    text: str
    start: int
    end: int
    opens: bool

    @property
    def is_initial(self) -> bool:
        return self.text.endswith(".") or len(self.text) == 1

    @property
    def is_in_capitals(self) -> bool:
        return len(self.text) > 1 and self.text.isupper()

    @property
    def is_first_name(self) -> bool:
        """Also if only one part of a double name is known."""
        return any(part in _FIRST_NAMES for part in self.text.split("-"))

    @property
    def is_last_name(self) -> bool:
        return any(
            part in _LAST_NAMES or part.removesuffix("s") in _LAST_NAMES for part in self.text.split("-")
        )

    @property
    def ends_like_public(self) -> bool:
        return self.text.lower().endswith(_PUBLIC_ENDINGS)


def full_names(text: str) -> Iterator[tuple[int, int]]:
    """Where names of two words or more begin and end; those that follow each other are one."""
    for row in _rows(text):
        begun: int | None = None
        end = 0
        for start, stop in _pairs(text, row):
            if begun is not None and start <= end:
                end = stop
                continue
            if begun is not None:
                yield begun, end
            begun, end = start, stop
        if begun is not None:
            yield begun, end


def _rows(text: str) -> Iterator[list[_Word]]:
    """The capitalised words that follow each other with nothing between them but a space or "van der"."""
    row: list[_Word] = []
    for match in _CAPITALISED.finditer(text):
        start, end = match.span()
        opens = _SENTENCE_START.search(text[max(0, start - _BEFORE) : start]) is not None
        word = _Word(match[0].replace("’", "'"), start, end, opens)
        if row and not _follows(text, row[-1], word):
            yield row
            row = []
        row.append(word)
    yield row


def _follows(text: str, word: _Word, other: _Word) -> bool:
    if other.start - word.end > _LONGEST_BETWEEN:
        return False
    between = text[word.end : other.start]
    if between == ", ":
        return word.is_last_name and other.is_first_name
    return _BETWEEN.fullmatch(between) is not None or _PARTICLE.fullmatch(between) is not None


def _pairs(text: str, row: list[_Word]) -> Iterator[tuple[int, int]]:
    """The places in a row of words where two, or two with initials between them, are a name."""
    # Where small words have capitals too it is a heading: "Mål Og Effekt".
    is_heading = any(word.text in _SMALL_WORDS and not word.is_first_name for word in row[1:])
    before: _Word | None = None
    for n, word in enumerate(row):
        following = row[n + 1] if n + 1 < len(row) else None
        if word.is_initial:
            # "P. Hansen"; "plan B. Hvad" is none.
            if following and following.text in _LAST_NAMES and word.text.endswith("."):
                yield word.start, following.end
            continue
        if before is not None and _is_name(text, before, word, is_heading):
            yield before.start, word.end
        if word.is_first_name and following and _is_last_initial(following):
            yield word.start, following.end
        before = word


def _is_last_initial(word: _Word) -> bool:
    """Of "Peter H."; a single I is a word in Danish and English."""
    return word.is_initial and word.text != "I"


def _is_name(text: str, first: _Word, second: _Word, is_heading: bool) -> bool:
    if f"{first.text} {second.text}" in _PUBLIC_PAIRS or second.text in _SMALL_WORDS:
        return False
    if first.is_in_capitals or second.is_in_capitals:
        return _is_name_in_capitals(first, second)
    if first.ends_like_public or second.ends_like_public:
        return False
    if first.is_first_name:
        return True
    # After an initial a sentence may begin: "vitamin D. Kosten".
    if second.opens or _has_particle(text, first, second):
        return False
    if is_heading or first.text in _OPENERS or first.text in _PUBLIC or second.text in _PUBLIC:
        return False
    if second.is_last_name or first.is_last_name or first.text.lower() in _TITLES:
        return True
    if first.text in _PLACES or second.text in _PLACES or len(second.text) < 3:
        return False
    if not first.opens:
        return True
    return not first.text.endswith(_ORDINARY_ENDINGS) and not second.text.endswith(_ORDINARY_LONG_ENDINGS)


def _is_name_in_capitals(first: _Word, second: _Word) -> bool:
    """HANSEN is known, and MÅGELUND is too long for an abbreviation."""
    if first.text.title() not in _FIRST_NAMES:
        return False
    is_long = not first.is_in_capitals and len(second.text) >= _LONGER_THAN_ABBREVIATIONS
    return second.text.title() in _LAST_NAMES or is_long


def _has_particle(text: str, first: _Word, second: _Word) -> bool:
    return any(sign not in " \u00a0" and sign.islower() for sign in text[first.end : second.start])
