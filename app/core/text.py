"""What may stand in a question: one cleaner for all texts, and the way their length is counted.

Length is counted in graphemes, what a reader would call a character. The cleaner never fails and
cleaning twice is cleaning once. Test vectors: tests/golden/clean.json.

The work is linear in the length of the text, whatever the text is: no pattern looks at one character more
than a fixed number of times. `tests/core/test_linear.py` counts it.
"""

import re
import unicodedata

import regex

MAX_LINES = 6
MAX_RUN = 10
MAX_MARKS = 2
# So many marks in a row are put in order before they are cut to `MAX_MARKS`, since that takes the square of
# their number. Unicode's "stream-safe" texts (UAX 15) have the same limit.
MAX_ORDERED_MARKS = 30

_TOO_MANY_TO_ORDER = regex.compile(r"(\p{M}{%d})\p{M}+" % MAX_ORDERED_MARKS)
_NEWLINES = regex.compile(r"\r\n?|[\u2028\u2029\x85\x0b\x0c]")
# Controls, bidi controls, tags, surrogates, unassigned, private use, and whatever else shows nothing; not
# newline, and not the joiner and the variation selectors, which pictographs are built with.
_UNWANTED = regex.compile(
    r"(?![\n\t\u200d\ufe0e\ufe0f])[\p{Cc}\p{Cf}\p{Cs}\p{Cn}\p{Co}\p{Default_Ignorable_Code_Point}]"
)
# What a run sheet may not smuggle into a file: controls, what turns text around, what is no character.
_UNPRINTABLE = regex.compile(r"(?![\n\t])[\p{Cc}\p{Cs}\p{Cn}\p{Bidi_Control}]")
_BLANK_SIGNS = regex.compile("[\u2800\U0001d159]")
# A vowel that is none, and the consonant that would be left hanging without it.
_BLANK_SYLLABLES = regex.compile("\u1160[\u11a8-\u11ff]*")
_LONE_JOINER = regex.compile(
    r"\u200d(?:(?!\p{Extended_Pictographic})"
    r"|(?<!\p{Extended_Pictographic}[\p{Grapheme_Extend}\p{EMod}]*\u200d))"
)
_LONE_SELECTOR = regex.compile(r"(?<![\p{Extended_Pictographic}0-9#*])[\ufe0e\ufe0f]")
_MARKS = regex.compile(r"((?![\ufe0e\ufe0f\u20e3])\p{M}){%d,}" % (MAX_MARKS + 1))
_MARKS_ON_NOTHING = regex.compile(r"(?<!\S)\p{M}+")
_BLANKS = regex.compile(r"[^\S\n]+")
_AROUND_NEWLINE = regex.compile(r" ?\n ?")
_MANY_NEWLINES = regex.compile(r"\n{2,}")
# For each sign of a flag, `\X` alone counts all before it in the same row.
_GRAPHEME = regex.compile(r"\p{Regional_Indicator}{2}(?=\p{Regional_Indicator})|\X")
# Words of Latin letters, digits and everyday signs with one blank between them, and no long run: nearly every
# question is of this kind, and is its own cleaning.
_PLAIN = re.compile(r"(?:[!-~À-ÿ‘’“”–—…]++ )*+[!-~À-ÿ‘’“”–—…]++")
_PLAIN_RUN = re.compile(r"(.)\1{%d}" % MAX_RUN)


def clean(text: str) -> str:
    """The text as it is kept: NFC, nothing invisible or unprintable, at most six lines."""
    if _PLAIN.fullmatch(text) and not _PLAIN_RUN.search(text):
        return text
    while (once := _clean_once(text)) != text:
        text = once
    return text


def _clean_once(text: str) -> str:
    text = _TOO_MANY_TO_ORDER.sub(r"\1", text)
    text = unicodedata.normalize("NFC", text)
    text = _NEWLINES.sub("\n", text)
    text = _BLANK_SYLLABLES.sub("", text)
    text = _UNWANTED.sub("", text)
    text = _BLANK_SIGNS.sub("", text)
    text = _LONE_JOINER.sub("", text)
    text = _LONE_SELECTOR.sub("", text)
    text = _MARKS.sub(lambda match: match.group()[:MAX_MARKS], text)
    text = _MARKS_ON_NOTHING.sub("", text)
    text = _BLANKS.sub(" ", text)
    text = _AROUND_NEWLINE.sub("\n", text)
    text = _MANY_NEWLINES.sub("\n", text)
    lines = _without_long_runs(text).strip().split("\n")
    return "\n".join([*lines[: MAX_LINES - 1], " ".join(lines[MAX_LINES - 1 :])]).strip()


def _without_long_runs(text: str) -> str:
    """No grapheme more than `MAX_RUN` times in a row."""
    kept: list[str] = []
    last, times = "", 0
    for grapheme in _GRAPHEME.findall(text):
        times = times + 1 if grapheme == last else 1
        last = grapheme
        if times <= MAX_RUN:
            kept.append(grapheme)
    return "".join(kept)


def clean_line(text: str) -> str:
    """The same for names and titles, on one line."""
    return " ".join(clean(text).split())


def printable(text: str) -> str:
    """The text as it is, but for signs that no file format has to hold."""
    kept: str = _UNPRINTABLE.sub("", text)
    return kept


def graphemes(text: str) -> int:
    """The length as a reader counts it."""
    return len(_GRAPHEME.findall(text))


def fits(text: str, most: int) -> bool:
    """Whether a reader counts no more than so many; there are never more of them than code points."""
    return len(text) <= most or graphemes(text) <= most


def size(text: str) -> int:
    """The length in bytes of UTF-8."""
    return len(text.encode())
