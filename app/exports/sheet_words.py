"""The words of the hand-out and the slips, as PDF and on the page that prints them.

`frontend/src/words/sheetWords.generated.ts` is made of them, so that both say the same.
"""

from dataclasses import dataclass

from app.core.languages import Language, PerLanguage, nearest


@dataclass(frozen=True, slots=True)
class SheetWords:
    """`summe` to `anonymous` are on the hand-out, `write` to `or_phone` on the slips, `code` on both."""

    summe: str
    summe_text: str
    put_down: str
    put_down_text: str
    anonymous: str
    write: str
    hand_in: str
    or_phone: str
    code: str


DANISH = SheetWords(
    summe="Åbn spørgsmålet",
    summe_text="Scan QR-koden, eller skriv adressen",
    put_down="Læg telefonen fra dig",
    put_down_text="Siden følger selv med, når vi går videre.",
    anonymous="Ingen får dit navn. Ingen kan se, hvem der spørger om hvad.",
    write="Skriv, så andre kan læse det. Skriv ikke navne på borgere eller kolleger.",
    hand_in="Giv sedlen til facilitatoren, så kommer dit spørgsmål med. Dit navn skal ikke på.",
    or_phone="Eller på telefonen:",
    code="Koden er",
)

ENGLISH = SheetWords(
    summe="Open the question",
    summe_text="Scan the QR code, or type the address",
    put_down="Put your phone down",
    put_down_text="The page follows along by itself as we move on.",
    anonymous="Nobody gets your name. Nobody can see who asks what.",
    write="Write so that others can read it. Do not name clients or colleagues.",
    hand_in="Give the slip to the facilitator and your question is in. Leave your name off.",
    or_phone="Or on your phone:",
    code="The code is",
)

_WORDS: PerLanguage[SheetWords] = {"da": DANISH, "en": ENGLISH}


def sheet_words_in(language: Language | str) -> SheetWords:
    return _WORDS[nearest(language)]
