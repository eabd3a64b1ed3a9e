"""Detection of personal data in a text, which is then held until a facilitator lets it through.

The patterns are small and made of the words in `personal_signs`. They do not find names in lower case or
single first names. The search is linear in the length of the text: where a pattern may begin at many places
of one word, its repetitions are bounded. `tests/core/test_linear.py` counts the steps.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Literal, get_args

import regex

from app.core.languages import LANGUAGES, is_known
from app.core.personal_signs import SIGNS, Signs

Flag = Literal["cpr", "phone", "email", "birth_date", "address", "title_name", "full_name"]
FLAGS: tuple[Flag, ...] = get_args(Flag)


# A longer word is not taken as part of a street's name.
_LONGEST_WORD = 40


@dataclass(frozen=True, slots=True)
class Pattern:
    """A regular expression for one flag; the phone searches for some of them before it sends."""

    flag: Flag
    source: str
    on_phone: bool = True
    on_server: bool = True


def _all(pick: Callable[[Signs], tuple[str, ...]]) -> tuple[str, ...]:
    """The signs of one kind in all languages, without duplicates."""
    return tuple(dict.fromkeys(one for language in LANGUAGES for one in pick(SIGNS[language])))


def _any(pick: Callable[[Signs], tuple[str, ...]]) -> str:
    """All words of one kind, as alternatives of a pattern."""
    return "|".join(map(regex.escape, _all(pick)))


_MONTH = rf"(?:{_any(lambda signs: signs.months)})\p{{L}}*"
_BORN = _any(lambda signs: signs.born)
_TITLE = _any(lambda signs: signs.titles)
_STREET = _any(lambda signs: signs.streets)
_STREET_APART = _any(lambda signs: signs.streets_apart)
_COUNTRY_CODE = _any(lambda signs: signs.country_codes)
_CURRENCY = _any(lambda signs: signs.currencies)
_PHONE_NUMBER = "|".join(_all(lambda signs: signs.phone_numbers))
_NAME_OF_STREET = (
    rf"(?<![\w])\p{{Lu}}[\p{{L}}.'\-]{{0,{_LONGEST_WORD}}}(?: \p{{L}}[\p{{L}}.'\-]{{0,{_LONGEST_WORD}}})?"
)
_STREET_NUMBER = rf"(?:{_STREET})\s+\d{{1,3}}\s?\p{{L}}?(?![\w])"
_NAME_BEFORE_STREET = rf"(?<![\w])\p{{Lu}}[\p{{L}}'\-]{{1,{_LONGEST_WORD}}} "
_STREET_APART_NUMBER = rf"(?:{_STREET_APART}) \d{{1,3}}(?![\w])"
_PATTERNS = (
    *(Pattern("cpr", number) for number in _all(lambda signs: signs.civil_numbers)),
    Pattern(
        "phone",
        rf"(?<![\d.,])(?:(?:\+|00)\s?(?:{_COUNTRY_CODE})[ .\-]?)?(?:{_PHONE_NUMBER})"
        rf"(?!\d|[.,]\d| ?(?:{_CURRENCY}))",
    ),
    Pattern("email", r"(?<![\p{L}\d._%+\-])[\p{L}\d._%+\-]+\s?@\s?[\p{L}\d\-]+(?:\.[\p{L}\d\-]+)+"),
    Pattern(
        "birth_date",
        rf"(?:{_BORN})\D{{0,15}}\d{{1,2}}[./\- ]+(?:\d{{1,2}}|{_MONTH})[./\- ]*(?:\d{{4}}|\d{{2}})?",
        on_phone=False,
    ),
    Pattern("birth_date", r"(?<![\d])\d{1,2}[./\-]\d{1,2}[./\-](?:19\d\d|\d{2})(?!\d)"),
    Pattern("birth_date", rf"(?<![\d])\d{{1,2}}\.? {_MONTH} 19\d\d"),
    # The server matches a street's ending and number first, and only there looks behind for its whole name.
    Pattern("address", rf"{_NAME_OF_STREET}{_STREET_NUMBER}", on_server=False),
    Pattern("address", rf"{_NAME_BEFORE_STREET}{_STREET_APART_NUMBER}", on_server=False),
    Pattern("address", rf"{_STREET_NUMBER}(?<=(?P<whole>{_NAME_OF_STREET}{_STREET_NUMBER}))", on_phone=False),
    Pattern(
        "address",
        rf"{_STREET_APART_NUMBER}(?<=(?P<whole>{_NAME_BEFORE_STREET}{_STREET_APART_NUMBER}))",
        on_phone=False,
    ),
    Pattern("title_name", rf"(?<![\w])(?i:{_TITLE})\.? \p{{Lu}}\p{{Ll}}+"),
    Pattern(
        "full_name",
        r"(?<![\p{L}\d])\p{Lu}\p{Ll}+(?:-\p{Lu}\p{Ll}+)? (?:\p{Lu}\.? )?\p{Lu}\p{Ll}{2,}(?:-\p{Lu}\p{Ll}+)?",
        on_phone=False,
    ),
)
ON_PHONE = tuple(pattern.source for pattern in _PATTERNS if pattern.on_phone)
_DIGIT = regex.compile(r"\d")
# These flags need a digit; most questions have none, and then these patterns are skipped.
_OF_DIGITS: frozenset[Flag] = frozenset({"cpr", "phone", "birth_date", "address"})
# The server ignores case for these flags; the phone finds months only as they are usually written.
_IN_ANY_CASE: frozenset[Flag] = frozenset({"birth_date"})


def _compiled(flag: Flag) -> regex.Pattern[str]:
    sources = (pattern.source for pattern in _PATTERNS if pattern.flag == flag and pattern.on_server)
    return regex.compile("|".join(sources), regex.IGNORECASE if flag in _IN_ANY_CASE else 0)


_BY_FLAG = {flag: _compiled(flag) for flag in FLAGS}
_SENTENCE_OPENERS = frozenset(_all(lambda signs: signs.sentence_openers))
_PUBLIC_WORDS = frozenset(_all(lambda signs: signs.public_words))


def find(text: str, allowed_names: Iterable[str] = (), languages: Iterable[str] = ()) -> tuple[Flag, ...]:
    """The kinds of personal data the text seems to hold, each once; `languages` are those of the session."""
    allowed = frozenset(allowed_names)
    found = []
    has_digit = _DIGIT.search(text) is not None
    for flag, pattern in _BY_FLAG.items():
        if flag in _OF_DIGITS and not has_digit:
            continue
        if flag == "full_name" and any(_capitalises_nouns(language) for language in languages):
            continue
        matches = pattern.finditer(text, overlapped=flag == "full_name")
        if any(
            _counts(flag, match["whole"] if flag == "address" else match[0], allowed) for match in matches
        ):
            found.append(flag)
    if "cpr" in found and "phone" in found and not _BY_FLAG["phone"].search(_BY_FLAG["cpr"].sub("", text)):
        found.remove("phone")
    return tuple(found)


def _capitalises_nouns(language: str) -> bool:
    return is_known(language) and SIGNS[language].nouns_are_capitalised


def _counts(flag: Flag, match: str, allowed: frozenset[str]) -> bool:
    if match in allowed:
        return False
    if flag != "full_name":
        return True
    words = match.split()
    return words[0] not in _SENTENCE_OPENERS and not any(word in _PUBLIC_WORDS for word in words)
