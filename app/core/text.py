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
# So many marks in a row are put in order before they are cut, since that takes the square of their number.
# Unicode's "stream-safe" texts (UAX 15) have the same limit.
MAX_ORDERED_MARKS = 30
# Scripts that write vowels and the like as marks, and whose letters joiners give another form.
_MARKED = (
    *("Arab", "Syrc", "Nkoo", "Mong", "Deva", "Beng", "Guru", "Gujr", "Orya", "Taml", "Telu", "Knda", "Mlym"),
    *("Sinh", "Khmr", "Mymr", "Tibt", "Laoo", "Lana", "Java", "Bali", "Cakm"),
)


def _of(*scripts: str) -> str:
    """A sign of these scripts; the marks of Latin, Greek and Cyrillic belong to some of them as well."""
    signs = "".join(rf"\p{{Script_Extensions={script}}}" for script in scripts)
    return rf"(?![\u0300-\u036f])[{signs}]"


# How many marks of a script may stand on one letter; of all others `MAX_MARKS`.
STACKS: tuple[tuple[int, str], ...] = (
    (9, _of("Tibt")),
    (8, _of("Mymr", "Lana")),
    (5, _of("Hebr")),
    (4, _of(*_MARKED)),
)
_LETTER = rf"(?=[\p{{L}}\p{{M}}]){_of(*_MARKED)}"
_PICTOGRAPH = r"\p{Extended_Pictographic}"
# Variants of the sign before them: keycaps, the colours of pictographs, ideographs and letters written in
# another form, and the tags that make a black flag Scotland's.
_VARIANTS = "|".join(
    (
        "[0-9#*]\ufe0f?\u20e3",
        "[0-9#*][\ufe0e\ufe0f]",
        f"{_PICTOGRAPH}[\ufe0e\ufe0f]",
        "\U0001f3f4[\U000e0061-\U000e007a]{2}[\U000e0030-\U000e0039\U000e0061-\U000e007a]{1,3}\U000e007f",
        r"\p{Ideographic}[%s-%s]" % ("\U000e0100", "\U000e01ef"),
        rf"(?=\p{{L}}){_of('Mong')}[\u180b-\u180f]",
    )
)
_VISIBLE_FORMATS = "[\u0600-\u0605\u06dd\u070f\u0890\u0891\u08e2\U000110bd\U000110cd]"
# With keycaps on nothing, and two blanks that count as signs.
_INVISIBLE = r"[\p{Cc}\p{Cf}\p{Cs}\p{Cn}\p{Co}\p{Default_Ignorable_Code_Point}" + "\u20e3\u2800\U0001d159]"
JOINERS = "\u200c\u200d"
_KEPT = r"\1"
# Cuts a row of marks that is too long to be put in order.
ORDERABLE = (rf"(\p{{M}}{{{MAX_ORDERED_MARKS}}})\p{{M}}+", _KEPT)
# Pattern and replacement, one after the other; where a group is kept, all else that is found is dropped.
# Screens use the same patterns, so they have no lookbehind: one stops the whole script in browsers of 2022.
RULES: tuple[tuple[str, str], ...] = (
    ("\r\n?|[\u2028\u2029\x85\x0b\x0c]", "\n"),
    # A vowel that is none, and the consonant that would be left hanging without it.
    ("\u1160[\u11a8-\u11ff]*", ""),
    # Controls, bidi controls, surrogates, private use, unassigned, and whatever else shows nothing. A
    # pictograph that is not assigned is only newer than this machine.
    (f"({_VARIANTS}|{_PICTOGRAPH}|{_VISIBLE_FORMATS})|(?![\n\t{JOINERS}]){_INVISIBLE}", _KEPT),
    # A non-joiner stays between two letters that would be joined without it.
    (f"({_LETTER}\u200c)\u200c*(?={_LETTER})|\u200c", _KEPT),
    # A joiner stays between pictographs, and behind a letter that it gives another form.
    (
        rf"({_PICTOGRAPH}[\p{{Emoji_Modifier}}\p{{M}}]*\u200d(?={_PICTOGRAPH})|{_LETTER}\u200d)|\u200d",
        _KEPT,
    ),
    # Marks on nothing.
    (r"(^|\s)\p{M}+", _KEPT),
    (r"[^\S\n]+", " "),
    (r" ?\n ?", "\n"),
    (r"\n{2,}", "\n"),
)
# Marks in a row, perhaps with joiners between them; variants of signs are no marks here.
MANY_MARKS = rf"(?:(?![\ufe0e\ufe0f\u20e3])[\p{{M}}{JOINERS}]){{{MAX_MARKS + 1},}}"
NUMERAL = r"\p{N}"
# What a run sheet may not smuggle into a file: controls, what turns text around, what is no character.
_UNPRINTABLE = regex.compile(rf"(?![\n\t]|{_PICTOGRAPH})[\p{{Cc}}\p{{Cs}}\p{{Cn}}\p{{Bidi_Control}}]")

_ORDERABLE, *_RULES = ((regex.compile(pattern), instead) for pattern, instead in (ORDERABLE, *RULES))
_MANY_MARKS = regex.compile(MANY_MARKS)
_STACKS = tuple((most, regex.compile(script)) for most, script in STACKS)
_NUMERAL = regex.compile(NUMERAL)
# For each sign of a flag, `\X` alone counts all before it in the same row.
_GRAPHEME = regex.compile(r"\p{Regional_Indicator}{2}(?=\p{Regional_Indicator})|\X")
# Words of Latin letters, digits and everyday signs with one blank between them, and no long run: nearly every
# question is of this kind, and is its own cleaning.
_PLAIN = re.compile(r"(?:[!-~À-ÿ‘’“”–—…]++ )*+[!-~À-ÿ‘’“”–—…]++")
_PLAIN_RUN = re.compile(r"([^0-9])\1{%d}" % MAX_RUN)


def clean(text: str) -> str:
    """The text as it is kept: NFC, nothing invisible or unprintable, at most six lines."""
    if _PLAIN.fullmatch(text) and not _PLAIN_RUN.search(text):
        return text
    while (once := _clean_once(text)) != text:
        text = once
    return text


def _clean_once(text: str) -> str:
    pattern, instead = _ORDERABLE
    text = unicodedata.normalize("NFC", pattern.sub(instead, text))
    for pattern, instead in _RULES:
        text = pattern.sub(instead, text)
    text = _MANY_MARKS.sub(lambda marks: _stacked(marks.group()), text)
    lines = _without_long_runs(text).strip().split("\n")
    return "\n".join([*lines[: MAX_LINES - 1], " ".join(lines[MAX_LINES - 1 :])]).strip()


def _stacked(marks: str) -> str:
    """Of the marks on one letter those that it may have; those beyond `MAX_MARKS` only once each."""
    kept: list[str] = []
    count = 0
    for mark in marks:
        if mark in JOINERS:
            if kept and kept[-1] in JOINERS:
                kept.pop()
            kept.append(mark)
        elif count < MAX_MARKS or (count < _most(mark) and mark not in kept):
            kept.append(mark)
            count += 1
    return "".join(kept)


def _most(mark: str) -> int:
    return next((most for most, script in _STACKS if script.match(mark)), MAX_MARKS)


def _without_long_runs(text: str) -> str:
    """No grapheme more than `MAX_RUN` times in a row, but for numerals: a number stays what it is."""
    kept: list[str] = []
    last, times = "", 0
    for grapheme in _GRAPHEME.findall(text):
        times = times + 1 if grapheme == last else 1
        last = grapheme
        if times <= MAX_RUN or _NUMERAL.match(grapheme):
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
