"""Detection of personal data in a text, which is then held until a facilitator lets it through.

The patterns are small and made of the words in `personal_signs`. They do not find names in lower case or
single first names. The search is linear in the length of the text: where a pattern may begin at many places
of one word, its repetitions are bounded. `tests/core/test_linear.py` counts the steps.
"""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from typing import Literal, get_args

import regex

from app.core.languages import LANGUAGES, is_known
from app.core.personal_names import full_names
from app.core.personal_signs import NO_PHONE_NUMBER, NOT_IN_NUMBER, SIGNS, Signs

Flag = Literal["cpr", "phone", "email", "birth_date", "address", "title_name", "full_name"]
FLAGS: tuple[Flag, ...] = get_args(Flag)


# A longer word is not taken as part of a street's name.
_LONGEST_WORD = 40
# What patterns may need; a sentence's own capital has nothing before it.
_DIGIT = r"\d"
_SIX_DIGITS = r"\d(?:\D{0,3}\d){5}"
_DATE = r"\d[./\- ]{1,2}\d"
# Also "'64".
_YEAR = r"19\d\d|['’]\d\d"
_INNER_CAPITAL = r"[\s.]\p{Lu}"
_MAIL = r"@|at[)\]]|snabel"
_SHORT_FOR_BORN = r"f\. ?\d"
_FLOOR = r"\.\s?(?:sal|tv|th|mf)"


@dataclass(frozen=True, slots=True)
class Pattern:
    """A regular expression for one flag, of which `end` is the last part.

    A group `whole` at the end is the place that was found, where that is not all that matches. `needs` is a
    quick pattern that every match contains: most texts are not searched for more than that.
    """

    flag: Flag
    start: str
    end: str = ""
    needs: str = field(kw_only=True)
    any_case: bool = False

    @property
    def on_phone(self) -> str:
        """What the phone searches for before it sends, from its start on."""
        return self.start + self.end

    @property
    def on_server(self) -> str:
        """What the server searches for: the end first, which few texts have, then the start behind it."""
        return rf"{self.end}(?<=(?P<whole>{self.start}{self.end}))" if self.end else self.start


@dataclass(frozen=True, slots=True)
class Place:
    """Where personal data stands in a text, in characters; `end` is behind the last."""

    flag: Flag
    start: int
    end: int


def _all(pick: Callable[[Signs], tuple[str, ...]]) -> tuple[str, ...]:
    """The signs of one kind in all languages, without duplicates."""
    return tuple(dict.fromkeys(one for language in LANGUAGES for one in pick(SIGNS[language])))


def _any(pick: Callable[[Signs], tuple[str, ...]]) -> str:
    """All words of one kind, as alternatives of a pattern."""
    return "|".join(regex.escape(word, literal_spaces=True) for word in _all(pick))


_MONTH = rf"(?:{_any(lambda signs: signs.months)})\p{{L}}{{0,8}}"
_DAY = r"(?:0?[1-9]|[12]\d|3[01])"
_MONTH_NUMBER = r"(?:0?[1-9]|1[0-2])"
_ORDINAL = rf"(?:{_any(lambda signs: signs.ordinals)}),? (?:of )?{_MONTH}"
_CENTURY = _any(lambda signs: signs.centuries)
_BORN = rf"(?<![\w])(?:{_any(lambda signs: signs.born)})"
_TITLE = _any(lambda signs: signs.titles)
_RELATION = _any(lambda signs: signs.relations)
_DISEASE = _any(lambda signs: signs.diseases)
_STREET = _any(lambda signs: signs.streets)
_STREET_APART = _any(lambda signs: signs.streets_apart)
_LIVES = _any(lambda signs: signs.lives)
_UNIT = _any(lambda signs: signs.units)
_CALLED_CIVIL_NUMBER = _any(lambda signs: signs.called_civil_number)
_CALLED_PHONE = _any(lambda signs: signs.called_phone)
_COUNTRY_CODE = _any(lambda signs: signs.country_codes)
_CURRENCY = _any(lambda signs: signs.currencies)
_PHONE_NUMBER = "|".join(_all(lambda signs: signs.phone_numbers))
_BEFORE_HOUSE = r"(?:,| nr\.?)?"
# "12", "12 B", but not "3 years".
_HOUSE = rf"\s\d{{1,3}}\s?\p{{L}}?(?![\w])(?!\s?(?:{_UNIT})(?![\w]))"
# Ends of words in small letters that are a street even so: "birkevej 12".
_STREET_IN_SMALL = "gade|vej|allé|stræde|vænget|boulevard"
# A number behind a street: the number first, which fewer texts have.
_STREET_NUMBER = rf"\s\d(?<=(?:{_STREET}|{_STREET_APART}|{_STREET_IN_SMALL}){_BEFORE_HOUSE}\s\d)"
_NEED_DIGITS = (_SIX_DIGITS, _DATE, _YEAR, _STREET_NUMBER)
_NAME_OF_STREET = (
    rf"(?<![\w])\p{{Lu}}[\p{{L}}.'\-]{{0,{_LONGEST_WORD}}}(?: \p{{L}}[\p{{L}}.'\-]{{0,{_LONGEST_WORD}}})?"
)
_NAME_BEFORE_STREET = rf"(?<![\w])\p{{Lu}}[\p{{L}}'\-]{{1,{_LONGEST_WORD}}} "
# One word with a small letter in it, whatever capitals it has: "Hansen", "McDonald", "O'Brien".
_NAME = rf"(?!{_DISEASE})\p{{Lu}}['’]?(?:\p{{Lu}}\p{{Ll}}|\p{{Ll}})[\p{{L}}'’\-]{{0,{_LONGEST_WORD}}}"
_NAMES = rf"(?:\p{{Lu}}\.? ?){{0,2}}{_NAME}(?: {_NAME}){{0,2}}"
_MAIL_NAME = r"(?<![\p{L}\d._%+\-])[\p{L}\d._%+\-]+"
PATTERNS = (
    *(Pattern("cpr", number, needs=_SIX_DIGITS) for number in _all(lambda signs: signs.civil_numbers)),
    Pattern(
        "cpr",
        rf"(?<![\w])(?:{_CALLED_CIVIL_NUMBER})\D{{0,15}}(?P<whole>\d(?:[\s.\-–/]{{0,3}}\d){{6,10}})(?!\d)",
        needs=_SIX_DIGITS,
        any_case=True,
    ),
    Pattern(
        "phone",
        rf"{NOT_IN_NUMBER}(?:(?:\+|00)?\s?(?:{_COUNTRY_CODE})[\s.\-]{{0,2}})?{NO_PHONE_NUMBER}(?:{_PHONE_NUMBER})"
        rf"(?!\d|[.,]\d|,-| ?(?:{_CURRENCY}))",
        needs=_SIX_DIGITS,
    ),
    Pattern("phone", r"(?<![\d])\+\s?\d(?:[\s.\-()]{0,2}\d){7,14}(?!\d)", needs=_SIX_DIGITS),
    Pattern(
        "phone",
        rf"(?<![\w])(?:{_CALLED_PHONE})\D{{0,15}}{NO_PHONE_NUMBER}(?P<whole>\d(?:[\s.\-–]{{0,3}}\d){{6,11}})(?!\d)",
        needs=_SIX_DIGITS,
        any_case=True,
    ),
    Pattern(
        "email",
        rf"{_MAIL_NAME}(?:@\p{{L}}[\p{{L}}\d\-]+(?:\.[\p{{L}}\d\-]+)*(?:\s?\.\s?(?:dk|com)(?![\w]))?"
        r"|\s?(?:@|\(at\)|\[at\]|\(?snabel-?a\)?)\s?[\p{L}\d\-]+(?:(?:\.[\p{L}\d\-]+)+|\s?\.\s?(?:dk|com)(?![\w])))",
        needs=_MAIL,
    ),
    Pattern(
        "birth_date",
        rf"{_BORN}\D{{0,15}}(?P<whole>\d{{1,2}}(?:[./]\s?\d{{1,2}}|\.? ?{_MONTH}|-\d{{1,2}}(?=[./\- ]\d\d))"
        r"(?:[./\- ]{1,2}(?:\d{4}|\d{2})(?!\d))?)",
        needs=rf"(?i:{_BORN})",
        any_case=True,
    ),
    Pattern(
        "birth_date",
        rf"{_BORN}\D{{0,15}}(?P<whole>19[0-6]\d|\d{{6}})(?!\d)",
        needs=rf"(?i:{_BORN})",
        any_case=True,
    ),
    Pattern("birth_date", r"(?<![\w])f\. ?(?P<whole>19\d\d|\d{6})(?!\d)", needs=_SHORT_FOR_BORN),
    Pattern(
        "birth_date",
        rf"{_BORN}[^.?!]{{0,10}}[ ,](?P<whole>{_ORDINAL})",
        needs=rf"(?i:{_BORN})",
        any_case=True,
    ),
    Pattern("birth_date", rf"(?<![\w]){_ORDINAL},? 19\d\d", needs=_YEAR, any_case=True),
    Pattern("birth_date", rf"(?<![\w]){_ORDINAL},? (?:{_CENTURY})", needs=rf"(?i:{_CENTURY})", any_case=True),
    Pattern(
        "birth_date", rf"(?<![\w]){_MONTH} \d{{1,2}}(?:st|nd|rd|th)?,? 19\d\d", needs=_YEAR, any_case=True
    ),
    Pattern(
        "birth_date",
        rf"{NOT_IN_NUMBER}{_DAY}(?:[./\-]{_MONTH_NUMBER}[./\-](?!2[4-9])\d\d(?![.,:]?\d|\s?(?:{_UNIT})(?![\w]))"
        rf"|[./\- ]{{1,2}}{_MONTH_NUMBER}[./\- ]{{1,2}}19\d\d(?!\d))",
        needs=_DATE,
    ),
    Pattern("birth_date", rf"(?<![\d])19\d\d-{_MONTH_NUMBER}-{_DAY}(?!\d)", needs=_DATE),
    Pattern(
        "birth_date",
        rf"(?<![\d])\d{{1,2}}(?:\.|st|nd|rd|th)? ?(?:of )?{_MONTH},? (?:19\d\d|['’]\d\d)",
        needs=_YEAR,
        any_case=True,
    ),
    Pattern("address", rf"{_NAME_OF_STREET}(?:{_STREET}){_BEFORE_HOUSE}", _HOUSE, needs=_STREET_NUMBER),
    Pattern(
        "address",
        rf"{_NAME_BEFORE_STREET}(?:{_STREET_APART}){_BEFORE_HOUSE}",
        _HOUSE,
        needs=_STREET_NUMBER,
    ),
    Pattern(
        "address",
        rf"(?<![\w])(?!motor|hoved|lande)\p{{Ll}}{{4,{_LONGEST_WORD}}}(?:{_STREET_IN_SMALL}){_BEFORE_HOUSE}",
        _HOUSE,
        needs=_STREET_NUMBER,
    ),
    Pattern(
        "address",
        rf"(?<![\d])\d{{1,3}} \p{{Lu}}[\p{{L}}'\-]{{1,{_LONGEST_WORD}}} (?:{_STREET_APART})(?![\w])",
        needs=_INNER_CAPITAL,
    ),
    Pattern(
        "address",
        rf"(?<![\w])(?:{_LIVES}) (?P<whole>\p{{Lu}}[\p{{L}}.'\-]{{1,{_LONGEST_WORD}}}"
        rf"(?: [\p{{L}}.'\-]{{1,{_LONGEST_WORD}}}){{0,2}}{_BEFORE_HOUSE}{_HOUSE})",
        needs=_INNER_CAPITAL,
    ),
    Pattern(
        "address",
        r"(?<![\w])(?:\d{1,2}|st)\.\s?(?:sal,?\s)?(?:tv|th|mf)(?![\w])",
        needs=_FLOOR,
    ),
    Pattern("title_name", rf"(?<![\w])(?i:{_TITLE})\.?\s{{1,2}}{_NAMES}", needs=_INNER_CAPITAL),
    Pattern("title_name", rf"(?<![\w])(?:{_RELATION})\s{{1,2}}{_NAMES}", needs=_INNER_CAPITAL),
    Pattern("title_name", r"(?<![\w])(?i:fru|frk|hr)\.? \p{Lu}{3,}(?![\w])", needs=_INNER_CAPITAL),
)


_Search = tuple[regex.Pattern[str], tuple[tuple[Flag, regex.Pattern[str]], ...]]


def _searches(wanted: Callable[[str], bool]) -> tuple[_Search, ...]:
    """What texts need, where that is wanted, and the patterns that need it.

    Patterns stay apart: as alternatives of one pattern all of them would be tried at every character.
    """
    return tuple(
        (
            regex.compile(needed),
            tuple(
                (one.flag, regex.compile(one.on_server, regex.IGNORECASE if one.any_case else 0))
                for one in PATTERNS
                if one.needs == needed
            ),
        )
        for needed in dict.fromkeys(pattern.needs for pattern in PATTERNS)
        if wanted(needed)
    )


# Most questions have no digit, and no capital but the first: each is looked for once, before what needs it.
_HAS_DIGIT, _HAS_CAPITAL = regex.compile(_DIGIT), regex.compile(_INNER_CAPITAL)
_NUMBERS = _searches(_NEED_DIGITS.__contains__)
_CAPITALS = _searches(_INNER_CAPITAL.__eq__)
_OTHERS = _searches(lambda needed: needed not in (*_NEED_DIGITS, _INNER_CAPITAL))


def find(text: str, allowed_names: Iterable[str] = (), languages: Iterable[str] = ()) -> tuple[Flag, ...]:
    """The kinds of personal data the text seems to hold, each once; `languages` are those of the session."""
    found = {place.flag for place in find_places(text, allowed_names, languages)}
    return tuple(sorted(found, key=FLAGS.index))


def find_places(
    text: str, allowed_names: Iterable[str] = (), languages: Iterable[str] = ()
) -> tuple[Place, ...]:
    """Where the text seems to hold personal data, from its beginning on; places of two kinds may overlap."""
    places = dict.fromkeys(_places(text, languages))
    if not places:
        return ()
    allowed = [name for name in allowed_names if name and name in text]
    if allowed:
        places = {place: None for place in places if not _is_allowed(text, place, allowed)}
    in_cpr = {at for place in places if place.flag == "cpr" for at in range(place.start, place.end)}
    kept = [p for p in places if p.flag != "phone" or in_cpr.isdisjoint(range(p.start, p.end))]
    kept.sort(key=lambda place: (place.start, place.end, FLAGS.index(place.flag)))
    return tuple(_apart(kept))


def _apart(places: Iterable[Place]) -> Iterator[Place]:
    """Of places of one kind that overlap only the first."""
    ends: dict[Flag, int] = {}
    for place in places:
        if place.start >= ends.get(place.flag, 0):
            ends[place.flag] = place.end
            yield place


def _places(text: str, languages: Iterable[str]) -> Iterator[Place]:
    has_capital = _HAS_CAPITAL.search(text) is not None
    numbers = _NUMBERS if _HAS_DIGIT.search(text) else ()
    for needed, patterns in (*_OTHERS, *numbers, *(_CAPITALS if has_capital else ())):
        if needed.search(text) is None:
            continue
        for flag, pattern in patterns:
            for match in pattern.finditer(text):
                yield Place(flag, *match.span("whole" if "whole" in pattern.groupindex else 0))
    if has_capital and not any(_capitalises_nouns(language) for language in languages):
        for start, end in full_names(text):
            yield Place("full_name", start, end)


def _is_allowed(text: str, place: Place, allowed: list[str]) -> bool:
    """Whether the place is a part of an allowed name."""
    found = text[place.start : place.end]
    return any(found in name for name in allowed)


def _capitalises_nouns(language: str) -> bool:
    return is_known(language) and SIGNS[language].nouns_are_capitalised
