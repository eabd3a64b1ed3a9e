"""Characters that no font of this computer can draw: replaced by their name, and listed in one sentence.

A laptop has fonts of nearly every script; a server often has only a few (docs/operating.md says what to
install). Without this, such a question would be printed as empty boxes, without any notice.
"""

import unicodedata
from collections.abc import Collection, Mapping
from typing import Any

import regex

from app.exports.report_data import is_quotable
from app.exports.words import Script, Words

# The first pattern that matches names the character. Joiners and variation selectors are invisible.
_SCRIPTS: tuple[tuple[Script, str], ...] = (
    ("emoji", r"[\p{Extended_Pictographic}\p{Emoji_Modifier}\p{Regional_Indicator}]"),
    ("han", r"\p{Han}"),
    ("kana", r"[\p{Hiragana}\p{Katakana}]"),
    ("hangul", r"\p{Hangul}"),
    ("arabic", r"\p{Arabic}"),
    ("hebrew", r"\p{Hebrew}"),
    ("thai", r"\p{Thai}"),
)
_INVISIBLE = r"[\p{Cf}\p{Variation_Selector}]"


def undrawn_in_words(
    report: Mapping[str, Any], undrawn: Collection[str], words: Words
) -> tuple[Mapping[str, Any], str]:
    """The report data with these characters named in brackets, and the sentence that says so.

    The sentence names each kind of character with the numbers of the questions that have it.
    """
    where: dict[str, set[int]] = {}
    visible = [character for character in undrawn if not regex.fullmatch(_INVISIBLE, character)]
    for character in visible:
        where.setdefault(_kind(character, words), set()).update(
            question["number"]
            for question in report["questions"]
            if is_quotable(question) and any(character in text for text in _texts(question))
        )
    listed = ", ".join(
        kind + (f" ({words.number.format(n=', '.join(map(str, sorted(numbers))))})" if numbers else "")
        for kind, numbers in sorted(where.items())
    )
    return with_kinds_named(report, undrawn, words), words.undrawn.format(kinds=listed) if listed else ""


def _texts(question: Mapping[str, Any]) -> list[str]:
    reply = question["reply"] or {"text": "", "signed": ""}
    return [question["text"], reply["text"], reply["signed"]]


def _kind(character: str, words: Words) -> str:
    """The everyday name of this kind of character: emoji, or its script."""
    for script, pattern in _SCRIPTS:
        if regex.fullmatch(pattern, character):
            return words.scripts[script]
    name = unicodedata.name(character, "").partition(" ")[0].title()
    return words.scripts["other"].format(name=name or f"U+{ord(character):04X}")


def with_kinds_named(value: Any, undrawn: Collection[str], words: Words) -> Any:
    """Plain data in which each run of these characters is one name in brackets."""
    signs = "[" + "".join(map(regex.escape, undrawn)) + "]"
    run = regex.compile(rf"{signs}(?:(?:{signs}|{_INVISIBLE}|\s)*{signs})?")

    def named(match: regex.Match[str]) -> str:
        kinds = dict.fromkeys(
            _kind(one, words) for one in match[0] if not regex.fullmatch(rf"{_INVISIBLE}|\s", one)
        )
        return f"[{', '.join(kinds)}]" if kinds else ""

    def walk(inner: Any) -> Any:
        if isinstance(inner, str):
            return run.sub(named, inner)
        if isinstance(inner, Mapping):
            return {key: walk(one) for key, one in inner.items()}
        return [walk(one) for one in inner] if isinstance(inner, list) else inner

    return walk(value)
