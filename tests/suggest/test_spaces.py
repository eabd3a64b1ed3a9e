"""Terms of texts, and how near texts are by them."""

import pytest

SEEDS = ["Hvem betaler for det?", "Hvordan får vi personalet med?", "Må vi spare på strømmen?"]


def nearness(one: str, other: str) -> float:
    from app.suggest.spaces import Rows, Spelling  # its libraries take two seconds to load

    spelling = Spelling(SEEDS)
    (likeness,) = Rows(spelling.rows([one]), None).likeness(Rows(spelling.rows([other]), None))
    return float(likeness[0, 0])


def test_terms_are_n_grams_and_beginnings_alone_and_in_pairs() -> None:
    from app.suggest.spaces import terms

    assert {" hv", "hvem", "betal", "hvem …", "betale …", "… hvem betale", "… hvem for"} <= set(
        terms("Hvem betaler for det?")
    )
    assert terms("?!") == []


@pytest.mark.parametrize(
    ("one", "nearer", "farther"),
    [
        ("Hvem betaler for det?", "hvem betaler da for det her", "hvem rydder op efter det"),
        ("Hvordan får vi personalet med?", "hvordan faar vi personalt med", "hvordan får vi strøm"),
        ("Må vi spare på strømmen?", "strømbesparelser", "personalegoder"),
    ],
)
def test_slips_and_other_forms_stay_near(one: str, nearer: str, farther: str) -> None:
    assert nearness(one, nearer) > nearness(one, farther) > -1e-9
    assert nearness(one, one) == pytest.approx(1)
    assert nearness(one, "") == 0
