"""What may stand in a question: one cleaner for all texts, and the way their length is counted.

Length is counted in graphemes, what a reader would call a character. The cleaner never fails and
cleaning twice is cleaning once. Shared test vectors keep the phone's copy in step.
"""

import unicodedata

import regex

MAX_LINES = 6
MAX_RUN = 10
MAX_MARKS = 2

_NEWLINES = regex.compile(r"\r\n?|[\u2028\u2029\x85\x0b\x0c]")
# Controls, bidi controls and other formats, tags, surrogates, unassigned, private use; not newline,
# not the joiner and the variation selector, which pictographs are built with.
_UNWANTED = regex.compile(r"(?![\n\t\u200d])[\p{Cc}\p{Cf}\p{Cs}\p{Cn}\p{Co}]")
_BLANK_LETTERS = regex.compile("[\u115f\u1160\u3164\uffa0\u2800\u034f\u17b4\u17b5\u180b-\u180e]")
_LONE_JOINER = regex.compile(
    r"(?<![\p{Extended_Pictographic}\p{EMod}\ufe0f])\u200d|\u200d(?!\p{Extended_Pictographic})"
)
_LONE_SELECTOR = regex.compile(r"(?<![\p{Extended_Pictographic}0-9#*])[\ufe00-\ufe0f]")
_MARKS = regex.compile(r"((?![\ufe00-\ufe0f\u20e3])\p{M}){%d,}" % (MAX_MARKS + 1))
_BLANKS = regex.compile(r"[^\S\n]+")
_AROUND_NEWLINE = regex.compile(r" *\n *")
_MANY_NEWLINES = regex.compile(r"\n{2,}")
_RUN = regex.compile(r"(\X)\1{%d,}" % MAX_RUN)
_GRAPHEME = regex.compile(r"\X")


def clean(text: str) -> str:
    """The text as it is kept: NFC, nothing invisible or unprintable, at most six lines."""
    while (once := _clean_once(text)) != text:
        text = once
    return text


def _clean_once(text: str) -> str:
    text = unicodedata.normalize("NFC", text)
    text = _NEWLINES.sub("\n", text)
    text = _UNWANTED.sub("", text)
    text = _BLANK_LETTERS.sub("", text)
    text = _LONE_JOINER.sub("", text)
    text = _LONE_SELECTOR.sub("", text)
    text = _MARKS.sub(lambda match: match.group()[:MAX_MARKS], text)
    text = _BLANKS.sub(" ", text)
    text = _AROUND_NEWLINE.sub("\n", text)
    text = _MANY_NEWLINES.sub("\n", text)
    text = _RUN.sub(lambda match: match.group(1) * MAX_RUN, text)
    lines = text.strip().split("\n")
    return "\n".join([*lines[: MAX_LINES - 1], " ".join(lines[MAX_LINES - 1 :])]).strip()


def clean_line(text: str) -> str:
    """The same for names and titles, on one line."""
    return " ".join(clean(text).split())


def graphemes(text: str) -> int:
    """The length as a reader counts it."""
    return len(_GRAPHEME.findall(text))


def size(text: str) -> int:
    """The length in bytes of UTF-8."""
    return len(text.encode())
