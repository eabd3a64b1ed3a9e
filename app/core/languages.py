"""The languages of the screens, exports and pages: one closed list, from which every catalogue has its keys.

To add a language, add it to `Language` and `PerLanguage`: what then lacks an entry fails a type check or a
test. A run sheet may be written in other languages too; what the product itself says is then in `NEAREST`.
"""

from collections.abc import Mapping
from typing import Generic, Literal, TypedDict, TypeGuard, TypeVar, get_args

Language = Literal["da", "en"]
LANGUAGES: tuple[Language, ...] = get_args(Language)
# Where nobody has asked for a language.
DEFAULT: Language = "da"
# What is said in a session whose own language is not in the list.
NEAREST: Language = "en"
# The languages of a run sheet that names none. It belongs to the format of run sheets: a new language is
# not added here, or files that are complete today would lack its texts.
SHEET_DEFAULT: tuple[Language, ...] = ("da", "en")

T = TypeVar("T")


class PerLanguage(TypedDict, Generic[T]):
    """One thing in every language."""

    da: T
    en: T


def is_known(language: str) -> TypeGuard[Language]:
    """Whether the language is in the list."""
    return language in LANGUAGES


def nearest(language: str) -> Language:
    """The language in which the product itself speaks in a session of this language."""
    return language if is_known(language) else NEAREST


def in_language(text: Mapping[str, str], language: str) -> str:
    """A text of the run sheet in this language, else in its first one."""
    return text.get(language) or next(iter(text.values()), "")
