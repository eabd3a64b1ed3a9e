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


def test_a_term_has_the_bucket_by_which_the_weights_were_chosen() -> None:
    from app.suggest.term_counts import BUCKETS, counted_in_buckets

    said = ["", "test", "Hello, world!", "The quick brown fox jumps over the lazy dog"]
    hashes = [0, 0xBA6BD213, 0xC0363E43, 0x2E4FF723]  # MurmurHash3 with seed 0, as it is published
    buckets = [min(one, 2**32 - one) % BUCKETS for one in hashes]
    assert counted_in_buckets([[term] for term in said]).indices.tolist() == buckets
    counts = counted_in_buckets([["test", "", "test"], []]).toarray()
    assert [counts[0, bucket] for bucket in buckets[:2]] == [1, 2]
    assert counts.sum(axis=1).tolist() == [3, 0]
