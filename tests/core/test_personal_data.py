"""Detection of personal data, by vectors shared with the phone, which may warn of less, but never of more."""

import json
import tomllib
from dataclasses import replace
from pathlib import Path
from random import Random
from typing import Any

import pytest
import regex

from app.core.languages import LANGUAGES, Language, PerLanguage
from app.core.personal_data import FLAGS, PATTERNS, Flag, find, find_places
from app.core.personal_signs import SIGNS

GOLDEN = Path(__file__).parent.parent / "golden"
VECTORS: list[dict[str, Any]] = json.loads((GOLDEN / "personal_data.json").read_text())


def test_a_text_is_flagged_as_agreed() -> None:
    for vector in VECTORS:
        text = vector["text"]
        assert list(find(text)) == vector["flags"], text
        if "places" in vector:
            places = [[place.flag, place.start, place.end] for place in find_places(text)]
            assert places == vector["places"], text
        assert not vector["phone"] or vector["flags"], (
            f"the phone warns where the server would not hold: {text}"
        )


def test_two_capitals_say_nothing_where_nouns_are_capitalised(monkeypatch: pytest.MonkeyPatch) -> None:
    question = "Warum hat die Alte Brücke kein Geländer?"
    assert find(question, languages=["da", "en"]) == ("full_name",)
    monkeypatch.setitem(SIGNS, "da", replace(SIGNS["da"], nouns_are_capitalised=True))
    assert find(question, languages=["da", "en"]) == ()
    assert find(f"{question} Fru Hansen, 12345678", languages=["da"]) == ("phone", "title_name")
    assert find(question, languages=["en"]) == ("full_name",)
    assert find(question) == ("full_name",)


def test_a_language_without_signs_is_searched_like_the_others() -> None:
    assert find("Peter Hansen, fru Olsen", languages=["xx"]) == ("title_name", "full_name")


# ---- every language's own signs

# By language, kind by kind, as people write it. Where a language has no signs of its own for a kind, those of
# the other languages must find it.
FOUND: PerLanguage[dict[Flag, list[str]]] = {
    "da": {
        "cpr": ["Hun hedder 010203-1234.", "Nummeret er 01 02 03 - 1234."],
        "phone": ["Ring på 12 34 56 78.", "Mit nummer er +45 12345678.", "Prøv 1234 5678 efter kl. 9."],
        "email": ["Skriv til anna.hansen@kommune.dk."],
        "birth_date": ["Han er født den 3. maj 1941.", "Fødselsdato: 03.05.41", "Siden 3. oktober 1941."],
        "address": ["Hun bor på Søndergade 14.", "Vi ses på Ny Allé 3."],
        "title_name": ["Hvad siger fru Hansen?", "Det mente borgeren Olsen."],
        "full_name": ["Jeg spurgte Mette Nørgaard om det."],
    },
    "en": {
        "cpr": ["Her number is 010203-1234."],
        "phone": ["Call me on 12 34 56 78.", "My number is +45 12345678."],
        "email": ["Write to anna.hansen@council.org."],
        "birth_date": ["She was born on 3 May 1941.", "DOB 03/05/41", "Here since 3 October 1941."],
        "address": ["She lives at Mill Road 14.", "We meet in Highstreet 3."],
        "title_name": ["What does Mrs Hansen say?", "It was patient Smith who asked."],
        "full_name": ["I asked Mary Smith about it."],
    },
}
HARMLESS: PerLanguage[list[str]] = {
    "da": [
        "Hvordan får vi lederne med, når budgettet for 2026 er lagt?",
        "Vi er 14 på holdet og skal nå 230 hjem på 3 måneder. Hvad vælger vi fra?",
        "Hvad gør vi med punkt 4.2 i aftalen fra 12. maj?",
        "Er 37 timer om ugen nok til 4 projekter?",
        "Hvem har ansvaret, når Region Midtjylland trækker sig?",
        "Skal Socialstyrelsen og KL ikke sige det samme?",
        "Hvad med Demensstrategi 2025 og de 8 millioner?",
        "Kan vi bruge Microsoft Teams til det?",
        "Må jeg sige nej til min leder?",
        "Hvordan måler vi effekten af 1.250.000 kr. over 2 år?",
        "Hvorfor starter vi altid kl. 8.30, når natholdet går kl. 7?",
        "Hvad siger forskningen fra Aarhus Universitet?",
        "Kan Esbjerg Kommune og Ribe gøre det sammen?",
        "Det har vi prøvet før, i 2012 og i 2019. Hvad er nyt?",
        "Hvor mange af de 65-årige får demens?",
        "Er plejehjem 2.0 bare et nyt navn?",
        "Hvad betyder § 83 for os?",
        "Hvem bliver født ind i projektet, og hvem kommer til i uge 12?",
        "Rækker 12500000 kr. til alle 98 kommuner?",
    ],
    "en": [
        "Who owns the effect after phase 2 in 2027?",
        "What do we do when the grant of 400,000 ends?",
        "Why do all pilots last exactly 12 months?",
        "Can the council and Aarhus University agree on 3 aims before May?",
        "How do we reach those 40 people without an e-mail address?",
        "Should every street have its own plan by 2030?",
        "Is a budget of 12500000 DKK enough for 6 years?",
        "We tried that in March 2019. Why would it work now?",
    ],
}


@pytest.mark.parametrize("language", LANGUAGES)
def test_an_example_of_every_kind_is_found_in_every_language(language: Language) -> None:
    assert tuple(FOUND[language]) == FLAGS
    for flag, texts in FOUND[language].items():
        assert texts
        assert [text for text in texts if flag not in find(text)] == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_sign_of_any_language_is_found_in_ordinary_questions(language: Language) -> None:
    assert len(HARMLESS[language]) >= 8
    assert {text: flags for text in HARMLESS[language] if (flags := find(text))} == {}


# ---- places, and how far signs may be disguised

TEXTS: dict[str, dict[str, list[str]]] = tomllib.loads(
    (Path(__file__).parent / "personal_texts.toml").read_text()
)


def test_there_are_disguised_texts_of_every_kind() -> None:
    assert tuple(TEXTS["found"]) == FLAGS
    assert tuple(TEXTS["harmless"]) == LANGUAGES


@pytest.mark.parametrize("flag", FLAGS)
def test_personal_data_is_found_in_its_place_however_it_is_written(flag: Flag) -> None:
    for marked in TEXTS["found"][flag]:
        text = marked.replace("[", "").replace("]", "")
        found = [text[place.start : place.end] for place in find_places(text) if place.flag == flag]
        wanted = marked[marked.index("[") + 1 : marked.index("]")] if "[" in marked else None
        assert found, text
        assert wanted is None or wanted in found, text


def test_an_ordinary_question_is_not_held() -> None:
    texts = [text for of_language in TEXTS["harmless"].values() for text in of_language]
    assert {text: places for text in texts if (places := find_places(text))} == {}


def test_a_text_that_a_pattern_matches_has_what_the_pattern_needs() -> None:
    """On pieces of all texts in any order, from a fixed seed."""
    chance = Random(7)
    known = [vector["text"] for vector in VECTORS]
    known += [text.replace("[", "").replace("]", "") for texts in TEXTS["found"].values() for text in texts]
    pieces = [piece for text in known for piece in text.split(" ")]
    texts = [*known, *(" ".join(chance.choices(pieces, k=6)) for _ in range(500))]
    for pattern in PATTERNS:
        found = regex.compile(pattern.on_server, regex.IGNORECASE if pattern.any_case else 0)
        matching = [text for text in texts if found.search(text)]
        assert matching
        assert all(regex.search(pattern.needs, text) for text in matching)


def test_places_are_those_of_the_kinds_and_within_the_text() -> None:
    for vector in VECTORS:
        places = find_places(vector["text"])
        assert {place.flag for place in places} == set(vector["flags"])
        assert all(0 <= place.start < place.end <= len(vector["text"]) for place in places)
        assert list(places) == sorted(places, key=lambda place: place.start)


def test_a_phone_number_within_a_civil_registration_number_is_not_found_and_one_beside_it_is() -> None:
    assert find("01-02-03-1234") == ("cpr", "birth_date")
    assert find("010203-1234, 22334455") == ("cpr", "phone")


def test_an_allowed_name_is_not_found_and_a_longer_one_is() -> None:
    assert find("Hvad siger Mette Nørgaard?", ["Mette Nørgaard"]) == ()
    assert find("Hvad siger Mette Nørgaard?", ["Karen Mette Nørgaard"]) == ("full_name",)
    assert find("Hvad siger Karen Mette Nørgaard?", ["Karen Mette Nørgaard"]) == ()
    assert find("Hvad siger Mette Nørgaard Holm?", ["Mette Nørgaard"]) == ("full_name",)


# ---- false negatives and false positives

# Percentages: ordinary questions that may be held, and names that may go undetected.
MOST_FALSE_ALARMS = 5
MOST_NAMES_UNSEEN = 10


def test_p4_every_number_and_mail_address_is_held_however_it_is_written() -> None:
    chance = Random(4)
    for _ in range(400):
        day, serial = (
            f"{chance.randint(1, 28):02}{chance.randint(1, 12):02}{chance.randint(0, 99):02}",
            "1234",
        )
        digits = f"{chance.randint(20_000_000, 99_999_999)}"
        pairs = [digits[n : n + 2] for n in range(0, 8, 2)]
        name = "".join(chance.choices("abcdefghijklmnoprstuvæøå", k=6))
        for secret, flag in (
            (f"{day}{chance.choice(['-', ' ', '', ' - '])}{serial}", "cpr"),
            (
                chance.choice([digits, " ".join(pairs), f"+45 {digits}", f"{digits[:4]} {digits[4:]}"]),
                "phone",
            ),
            (f"{name}.{name}@{chance.choice(['kommune', 'gmail', 'rm'])}.dk", "email"),
        ):
            text = chance.choice(
                ["Hvad med {}?", "Ring til mig: {}", "{}", "Hun hedder noget, {}, og er vred"]
            )
            assert flag in find(text.format(secret)), (secret, flag)


def test_p4_most_names_are_held() -> None:
    first = ["Anna", "Bo", "Karen-Margrethe", "Søren", "Åse", "Jens", "Mette", "Ole", "Fatima", "Xhevahire"]
    last = ["Jensen", "Nørgaard", "Hansen", "Østergaard", "Lund", "Ali", "Madsen", "Berg", "Holm", "Ravn"]
    frames = ["Hvad gør vi med {}?", "Min kollega {} vil ikke.", "{} siger nej.", "Er det {}, der bestemmer?"]
    names = [f"{a} {b}" for a in first for b in last]
    names += [f"{title} {b}" for title in ("borger", "Fru", "hr.", "beboer", "patienten") for b in last]
    texts = [frame.format(name) for name in names for frame in frames]
    unseen = [text for text in texts if not find(text)]
    assert len(unseen) * 100 <= MOST_NAMES_UNSEEN * len(texts), unseen[:20]


def test_p4_few_ordinary_questions_are_held() -> None:
    examples = [
        text
        for sheet in (GOLDEN.parent.parent / "sessions").glob("*.toml")
        for pitfall in tomllib.loads(sheet.read_text())["pitfalls"]
        for texts in pitfall["examples"].values()
        for text in texts
    ]
    assert len(examples) > 100
    held = [text for text in examples if find(text)]
    assert len(held) * 100 <= MOST_FALSE_ALARMS * len(examples), held
