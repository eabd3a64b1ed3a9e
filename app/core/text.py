"""Text cleaning for questions and titles, and length in graphemes.

A grapheme is what a reader would call a character. Cleaning never fails and is idempotent. Test vectors:
tests/golden/clean.json.

Cleaning is linear in the length of the text, whatever the text is: no pattern looks at one character more
than a fixed number of times. `tests/core/test_linear.py` counts the steps.
"""

import re
import unicodedata

import regex

MAX_LINES = 6
MAX_RUN = 10
MAX_MARKS = 2
# Longer rows of marks are cut before normalising, since ordering marks takes the square of their number.
# Unicode's "stream-safe" texts (UAX 15) have the same limit.
MAX_ORDERED_MARKS = 30
# Scripts that write vowels and the like as marks, and in which joiners change the form of letters.
_MARKED = (
    *("Arab", "Syrc", "Nkoo", "Mong", "Deva", "Beng", "Guru", "Gujr", "Orya", "Taml", "Telu", "Knda", "Mlym"),
    *("Sinh", "Khmr", "Mymr", "Tibt", "Laoo", "Lana", "Java", "Bali", "Cakm"),
)


def _of(*scripts: str) -> str:
    """A pattern for one character of these scripts.

    U+0300 to U+036F are excluded: some of the scripts share these marks with Latin, Greek and Cyrillic.
    """
    signs = "".join(rf"\p{{Script_Extensions={script}}}" for script in scripts)
    return rf"(?![\u0300-\u036f])[{signs}]"


# The most marks of a script on one letter; for all other scripts it is `MAX_MARKS`.
STACKS: tuple[tuple[int, str], ...] = (
    (9, _of("Tibt")),
    (8, _of("Mymr", "Lana")),
    (5, _of("Hebr")),
    (4, _of(*_MARKED)),
)
_LETTER = rf"(?=[\p{{L}}\p{{M}}]){_of(*_MARKED)}"
_PICTOGRAPH = r"\p{Extended_Pictographic}"
# A sign with an invisible character that changes it: keycaps, the colours of pictographs, ideographs and
# letters in another form, and the tags that turn a black flag into Scotland's.
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
# Includes keycaps without a base, and two characters that show as blanks though Unicode calls them symbols.
_INVISIBLE = r"[\p{Cc}\p{Cf}\p{Cs}\p{Cn}\p{Co}\p{Default_Ignorable_Code_Point}" + "\u20e3\u2800\U0001d159]"
JOINERS = "\u200c\u200d"
_KEPT = r"\1"
# Cuts a row of marks to `MAX_ORDERED_MARKS`.
ORDERABLE = (rf"(\p{{M}}{{{MAX_ORDERED_MARKS}}})\p{{M}}+", _KEPT)
# Pattern and replacement, applied in this order; with `_KEPT` the rest of a match is dropped. Screens use the
# same patterns, so they have no lookbehind: in browsers of 2022 it is a syntax error that stops the script.
RULES: tuple[tuple[str, str], ...] = (
    ("\r\n?|[\u2028\u2029\x85\x0b\x0c]", "\n"),
    # The Hangul vowel filler, and the final consonants that would be left without a vowel.
    ("\u1160[\u11a8-\u11ff]*", ""),
    # Controls, bidi controls, surrogates, private use, unassigned, and other invisible characters. Unassigned
    # pictographs are kept: they are newer than this machine's Unicode.
    (f"({_VARIANTS}|{_PICTOGRAPH}|{_VISIBLE_FORMATS})|(?![\n\t{JOINERS}]){_INVISIBLE}", _KEPT),
    # A non-joiner stays between two letters that would be joined without it.
    (f"({_LETTER}\u200c)\u200c*(?={_LETTER})|\u200c", _KEPT),
    # A joiner stays between pictographs, and after a letter whose form it changes.
    (
        rf"({_PICTOGRAPH}[\p{{Emoji_Modifier}}\p{{M}}]*\u200d(?={_PICTOGRAPH})|{_LETTER}\u200d)|\u200d",
        _KEPT,
    ),
    # Marks without a base character.
    (r"(^|\s)\p{M}+", _KEPT),
    (r"[^\S\n]+", " "),
    (r" ?\n ?", "\n"),
    (r"\n{2,}", "\n"),
)
# Too many marks in a row, perhaps with joiners between them; variation selectors and keycaps do not count.
MANY_MARKS = rf"(?:(?![\ufe0e\ufe0f\u20e3])[\p{{M}}{JOINERS}]){{{MAX_MARKS + 1},}}"
NUMERAL = r"\p{N}"
# Not allowed in files, even from a run sheet: control characters, bidi controls, surrogates, unassigned ones.
_UNPRINTABLE = regex.compile(rf"(?![\n\t]|{_PICTOGRAPH})[\p{{Cc}}\p{{Cs}}\p{{Cn}}\p{{Bidi_Control}}]")

_ORDERABLE, *_RULES = ((regex.compile(pattern), instead) for pattern, instead in (ORDERABLE, *RULES))
_MANY_MARKS = regex.compile(MANY_MARKS)
_STACKS = tuple((most, regex.compile(script)) for most, script in STACKS)
_NUMERAL = regex.compile(NUMERAL)
# Flags are pairs of regional indicators. `\X` alone scans back over the whole row of them at each one.
_GRAPHEME = regex.compile(r"\p{Regional_Indicator}{2}(?=\p{Regional_Indicator})|\X")
# Words of Latin letters, digits and common signs, with one blank between them and no long run. Nearly every
# question is such a text, and cleaning would not change it.
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
    """The marks of one letter, cut to as many as their scripts allow; beyond `MAX_MARKS` each only once."""
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
    """Cut each run of a grapheme to `MAX_RUN`, but not of a numeral, since that would change a number."""
    kept: list[str] = []
    last, times = "", 0
    for grapheme in _GRAPHEME.findall(text):
        times = times + 1 if grapheme == last else 1
        last = grapheme
        if times <= MAX_RUN or _NUMERAL.match(grapheme):
            kept.append(grapheme)
    return "".join(kept)


def clean_line(text: str) -> str:
    """The same as `clean`, on one line, for names and titles."""
    return " ".join(clean(text).split())


def printable(text: str) -> str:
    """The text without characters that are not allowed in files."""
    kept: str = _UNPRINTABLE.sub("", text)
    return kept


def graphemes(text: str) -> int:
    """The length as a reader counts it."""
    return len(_GRAPHEME.findall(text))


def fits(text: str, most: int) -> bool:
    """Whether the text has at most `most` graphemes; it never has more of them than code points."""
    return len(text) <= most or graphemes(text) <= most


def size(text: str) -> int:
    """The length in bytes of UTF-8."""
    return len(text.encode())
