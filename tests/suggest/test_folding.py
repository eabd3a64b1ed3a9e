"""Folding: one spelling for what people would read as the same."""

import pytest
from hypothesis import given, settings, strategies as st

from app.suggest.folding import fold
from tests.tiers import tries

TEXTS = st.text() | st.text(alphabet="aeoåæøAEOÅÆØ xé")


@pytest.mark.parametrize(
    ("written", "otherwise"),
    [
        ("Færre tryksår", "faerre tryksaar"),
        ("Hvordan får man sosu'er med?", "HVORDAN FAAR MAN SOSU ER MED"),
        ("lærer noget på skolen", "larer noget pa skolen"),
        ("beløb", "beloeb"),
        ("beløb", "belob"),
        ("åben", "aaben"),
        ("åben", "a\u030aben"),
        ("idé", "ide"),
        ("Smörgås", "smorgas"),
        ("ﬁnt", "fint"),
        ("straße", "strasse"),
    ],
)
def test_spellings_of_one_word_meet(written: str, otherwise: str) -> None:
    assert fold(written) == fold(otherwise)


@pytest.mark.parametrize(
    ("one", "other"), [("vi kan", "vi kan ikke"), ("hus 3", "hus 4"), ("leder", "ledere")]
)
def test_different_words_stay_different(one: str, other: str) -> None:
    assert fold(one) != fold(other)


def test_what_is_no_letter_is_a_blank() -> None:
    assert fold("  Hvad?! 😀\n– nu… ") == "hvad nu"
    assert fold("🙈🙈🙈") == ""
    assert fold("كيف نبدأ؟") == "كيف نبدا"


@settings(max_examples=tries(100))
@given(TEXTS)
def test_folding_twice_is_folding_once(text: str) -> None:
    assert fold(fold(text)) == fold(text)


@settings(max_examples=tries(100))
@given(TEXTS)
def test_capitals_and_blanks_make_no_difference(text: str) -> None:
    assert fold(f" {text}  ") == fold(text)
    assert fold(text.swapcase().casefold()) == fold(text.casefold())


@settings(max_examples=tries(100))
@given(TEXTS)
def test_only_letters_digits_and_single_blanks_are_left(text: str) -> None:
    folded = fold(text)
    assert all(word.isalnum() for word in folded.split())
    assert folded == " ".join(folded.split())
