"""Signs of personal data per language: the words and numbers that `personal_data` makes its patterns of.

Every text is searched for the signs of all languages, since a Danish question may name Mrs Smith. Numbers
are patterns in the syntax that Python and browsers share. What may not precede a number is a character class
in a lookbehind at the beginning, which `make generate` rewrites for browsers without lookbehind.
"""

from dataclasses import dataclass

from app.core.languages import PerLanguage


@dataclass(frozen=True, slots=True, kw_only=True)
class Signs:
    """The signs of one language.

    `months` are beginnings of words, `streets` endings of words, and `streets_apart` whole words. Two
    capitalised words are taken as a name, unless the first is one of the `sentence_openers` or one of them
    is among the `public_words`; in a session with a language that capitalises all nouns they are not. A
    field is empty where the signs of another language serve.
    """

    months: tuple[str, ...]
    born: tuple[str, ...]
    titles: tuple[str, ...]
    streets: tuple[str, ...]
    streets_apart: tuple[str, ...]
    civil_numbers: tuple[str, ...]
    country_codes: tuple[str, ...]
    phone_numbers: tuple[str, ...]
    currencies: tuple[str, ...]
    sentence_openers: tuple[str, ...]
    public_words: tuple[str, ...]
    nouns_are_capitalised: bool


def _words(text: str) -> tuple[str, ...]:
    return tuple(text.split())


DANISH = Signs(
    months=_words("jan feb mar apr maj jun jul aug sep okt nov dec"),
    born=_words("født fødselsdato f."),
    titles=_words("fru frk frøken hr borger borgeren beboer patient patienten"),
    streets=_words("vej gade allé alle stræde vænget parken toften boulevard plads bakken"),
    streets_apart=_words("Vej Gade Allé Alle Stræde Boulevard Plads"),
    # Wider than the rules for a CPR number, so that a mistyped one is still found.
    civil_numbers=(
        r"(?<![\d.,])\d{6}[ .\-–]{0,3}\d{4}(?!\d)",
        r"(?<![\d])\d{2}[ .\-/]\d{2}[ .\-/]\d{2}[ .\-–]{1,3}\d{4}(?!\d)",
    ),
    country_codes=("45",),
    phone_numbers=(
        r"\d{8}",
        r"\d{2}(?:[ .\-]\d{2}){3}",
        r"\d{4}[ .\-]\d{4}",
        r"\d{3}[ \-]\d{3}[ \-]\d{2}",
        r"\d{2}[ \-]\d{3}[ \-]\d{3}",
    ),
    currencies=_words("kr kroner DKK"),
    sentence_openers=_words(
        "Hvad Hvem Hvor Hvordan Hvorfor Hvornår Hvilke Hvilken Hvilket Hvis Når Kan Skal Vil Må Er Har Får "
        "Gør Kommer Bliver Findes Tør Bør Burde Mon Og Men Så Det Den De Der Vi Vores Jeg Min Mit Mine Alle "
        "Ingen Nogle I På Til For Fra Med Om Som At En Et"
    ),
    public_words=_words(
        "Kommune Kommunen Region Regionen Ministeriet Styrelsen Danmark Norge Sverige Hovedstaden "
        "Midtjylland Nordjylland Sjælland Syddanmark Universitet Hospital Sygehus Alzheimerforeningen "
        "Socialstyrelsen Sundhedsstyrelsen Jylland Plan Strategi Microsoft Teams Excel Nord Syd Øst Vest"
    ),
    nouns_are_capitalised=False,
)

ENGLISH = Signs(
    months=_words("jan feb mar apr may jun jul aug sep oct nov dec"),
    born=_words("born dob"),
    titles=_words("mr mrs ms patient"),
    streets=_words("street road avenue"),
    streets_apart=_words("Street Road Avenue"),
    # Empty, since those who write English in these sessions have Danish numbers and use kroner.
    civil_numbers=(),
    country_codes=(),
    phone_numbers=(),
    currencies=(),
    sentence_openers=_words(
        "What Who Where How Why When Which If Can Could Should Would Will Is Are Do Does Did Has Have May "
        "And But So The We Our They My No All Some In On At To For From With As An It"
    ),
    public_words=_words(
        "University Hospital Institute Municipality Council Denmark England Kingdom Act Plan Board "
        "Microsoft Teams Excel"
    ),
    nouns_are_capitalised=False,
)

SIGNS: PerLanguage[Signs] = {"da": DANISH, "en": ENGLISH}
