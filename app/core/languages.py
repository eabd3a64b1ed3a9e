"""The languages of the screens, exports and pages: one closed list, which every catalogue has as its keys.

To add a language, add it to `Language` and `PerLanguage`: a catalogue that lacks it then fails a type check
or a test. A run sheet may be written in other languages too; the product's own words are then in `NEAREST`.
"""

from collections.abc import Mapping
from typing import Generic, Literal, TypedDict, TypeGuard, TypeVar, cast, get_args

Language = Literal["da", "en"]
LANGUAGES: tuple[Language, ...] = get_args(Language)
# Used where no language has been asked for.
DEFAULT: Language = "da"
# The language of the product's own words in a session whose language is not in the list.
NEAREST: Language = "en"
# The languages of a run sheet that names none. They are part of the run sheet's format: a new language is not
# added here, since files that are complete today would lack its texts.
SHEET_DEFAULT: tuple[Language, ...] = ("da", "en")

T = TypeVar("T")


class PerLanguage(TypedDict, Generic[T]):
    """A value for every language."""

    da: T
    en: T


def alike(name: str) -> PerLanguage[str]:
    """A name that is the same in every language, as a product's is."""
    return cast(PerLanguage[str], dict.fromkeys(LANGUAGES, name))


def is_known(language: str) -> TypeGuard[Language]:
    """Whether the language is in the list."""
    return language in LANGUAGES


def nearest(language: str) -> Language:
    """The language of the product's own words in a session of this language."""
    return language if is_known(language) else NEAREST


def in_language(text: Mapping[str, str], language: str) -> str:
    """A text of the run sheet in this language, else in its first one."""
    return text.get(language) or next(iter(text.values()), "")
