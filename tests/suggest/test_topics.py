"""Topics of run sheets and of sessions whose pitfalls were renamed or added."""

from app.core.languages import LANGUAGES
from app.core.state import Pitfall
from app.store.run_sheets import load
from app.suggest.topics import Seed, topics_of, unrelated
from app.suggest.unrelated import UNRELATED
from tests.core.sheet import make_sheet
from tests.server import ROOT

TALK = load(ROOT / "sessions" / "projektjungle.toml")


def texts(seeds: tuple[Seed, ...]) -> set[str]:
    return {seed.text for seed in seeds}


def test_a_topic_has_every_text_of_its_pitfall_in_every_language() -> None:
    for pitfall, topic in zip(TALK.pitfalls, topics_of(TALK), strict=True):
        assert topic.id == pitfall.id
        for language in TALK.languages:
            own = {seed.text for seed in topic.seeds if seed.language == language}
            assert {pitfall.title[language], pitfall.short[language], pitfall.answer.title[language]} <= own
            assert {text[language] for text in (*pitfall.causes, *pitfall.answer.points)} <= own
            assert {*pitfall.keywords[language], *pitfall.examples[language]} <= own
        examples = {text for list in pitfall.examples.values() for text in list}
        assert {seed.text for seed in topic.seeds if seed.example} == examples


def test_a_pitfall_without_keywords_and_examples_has_its_titles() -> None:
    first, _ = topics_of(make_sheet())
    assert {"en", "en (en)", "Årsag", "Svar", "Punkt (en)"} <= texts(first.seeds)


def test_a_renamed_pitfall_has_its_new_title_instead_of_the_sheets() -> None:
    one, *_ = TALK.pitfalls
    (topic,) = topics_of(TALK, [Pitfall(id=one.id, title="Alt på én gang")])
    assert "Alt på én gang" in texts(topic.seeds)
    assert one.title["da"] not in texts(topic.seeds)
    assert one.causes[0]["da"] in texts(topic.seeds)


def test_an_added_pitfall_has_its_title_alone() -> None:
    *_, added = topics_of(TALK, [Pitfall(id="modstand"), Pitfall(id="ny", ad_hoc=True, title="Tillid")])
    assert texts(added.seeds) == {"Tillid"}


def test_kept_examples_join_those_of_the_sheet() -> None:
    kept = Seed("Hvem spurgte egentlig os?", "da", example=True)
    topics = {topic.id: topic for topic in topics_of(TALK, kept={"modstand": [kept], "gone": [kept]})}
    assert kept in topics["modstand"].seeds
    assert all(kept not in topic.seeds for id, topic in topics.items() if id != "modstand")


def test_unrelated_questions_come_in_all_languages() -> None:
    assert set(unrelated()) == {text for language in LANGUAGES for text in UNRELATED[language]}
