"""Every sentence of the report is true, also with no questions, hidden figures or skipped steps."""

import json
from collections.abc import Callable
from dataclasses import asdict

import pytest
from hypothesis import given, settings

from app.core import commands as c, events as e
from app.core.commands import Actor, Answer
from app.core.figures import is_to_follow_up, shown_answer, small_cells
from app.core.languages import LANGUAGES, Language, PerLanguage
from app.core.state import State
from app.exports.report_data import answer_is_hidden, is_counted, is_quotable, report
from app.exports.report_model import ReportModel, report_model
from app.exports.times import date_in_words, local_time
from app.exports.words import words_in
from tests.core.sheet import FACILITATOR, T0, Story, asked, make_sheet
from tests.exports.test_importing import back, busy
from tests.tiers import tries

DAY_MS = 86_400_000
in_every_language = pytest.mark.parametrize("language", LANGUAGES)


def poll(*answers: Answer | None, pitfalls: str = "", taken_up: bool = False) -> Story:
    """One question per answer that its asker gave in the poll; `pitfalls` places each by letter, e or t."""
    story = Story().given(e.StepEntered("collect"))
    for n, answer in enumerate(answers):
        story.given(e.ParticipantJoined(f"p{n}"), asked(f"q{n}", Actor("participant", f"p{n}")))
        if pitfalls[n : n + 1]:
            story.given(e.QuestionPlaced(f"q{n}", {"e": "en", "t": "to"}[pitfalls[n]], None))
        if answer is not None:
            story.given(e.PollAnswered(f"p{n}", f"q{n}", answer))
        if taken_up:
            story.given(e.flag_event("taken_up", f"q{n}", value=True))
    return story


YES: Answer = "yes"
PARTLY: Answer = "partly"
NO: Answer = "no"


def all_held() -> Story:
    story = poll(None, None)
    return story.given(*(e.VisibilityChanged(id, "held", "shown") for id in ("q0", "q1")))


def model(story: Story, language: str = "da") -> ReportModel:
    return report_model(report(story.state), language)


@pytest.mark.parametrize(
    "story",
    [
        poll(YES, NO, PARTLY, None, YES, pitfalls="eeett"),
        poll(YES, NO, PARTLY, None, YES, YES, NO, taken_up=True),
        poll(YES, NO),
        poll(NO, NO, None, YES, YES, YES).given(e.QuestionReplied("q0", None, "Os\nDet gør vi.")),
    ],
)
def test_what_is_to_follow_up_is_counted_alike_in_the_report_and_for_replies(story: Story) -> None:
    state, small = story.state, small_cells(story.state)
    open_ones = [
        question
        for question in state.questions.values()
        if is_to_follow_up(question, shown_answer(question, state.cell_of(question), small))
        and state.reply_to(question) is None
    ]
    assert model(story).figures[3].value == len(open_ones)


# ---- whether all were answered

NOT_ALL: dict[str, Callable[[], Story]] = {
    "nobody came": Story,
    "nobody asked": lambda: Story().given(e.ParticipantJoined("anna"), e.StepEntered("poll")),
    "all were held": all_held,
    "one said yes": lambda: poll("yes", taken_up=True),
    "four said no": lambda: poll(*[NO] * 4, taken_up=True),
    "four said yes": lambda: poll(*[YES] * 4, taken_up=True),
    "five said no": lambda: poll(*[NO] * 5, taken_up=True),
    "the poll was skipped": lambda: poll(None, None, taken_up=True),
    "one of six did not answer": lambda: poll(*[YES] * 5, None, taken_up=True),
    "the one without an answer was left out": lambda: poll(*[YES] * 5, NO, taken_up=True).given(
        e.flag_event("left_out", "q5", value=True)
    ),
    "a pitfall is hidden": lambda: poll(*[YES] * 5, *[NO] * 3, pitfalls="eeeeettt", taken_up=True),
}


@in_every_language
@pytest.mark.parametrize("case", NOT_ALL)
def test_that_every_question_was_answered_is_not_said_of_less(case: str, language: str) -> None:
    made = model(NOT_ALL[case](), language)
    assert words_in(language).open_none not in json.dumps(asdict(made), ensure_ascii=False)


@in_every_language
def test_that_every_question_was_answered_is_said_when_five_of_five_said_so(language: str) -> None:
    made = model(poll(*[YES] * 5), language)
    assert (made.open, made.open_lead) == ((), words_in(language).open_none)


@in_every_language
def test_left1_a_question_to_follow_up_that_was_left_out_is_not_said_to_be_settled_nor_listed(
    language: str,
) -> None:
    story = poll(*[YES] * 5, NO)
    assert [group.count for group in model(story, language).open] == [1]
    figures = model(story, language).all
    story.given(e.flag_event("left_out", "q5", value=True))
    made, words = model(story, language), words_in(language)
    assert (made.open, made.open_lead) == ((), words.open_left_out)
    assert made.left_out == words.left_out_by_hand(1)
    assert made.all == figures


@in_every_language
def test_without_a_question_the_report_says_that_nobody_asked_and_not_when_some_were_held(
    language: str,
) -> None:
    words = words_in(language)
    assert words.none_asked in model(Story(), language).lead[0]
    assert model(Story(), language).open_lead == f"{words.none_asked}."
    held = model(all_held(), language)
    assert words.none_shown in held.lead[0]
    assert held.open_lead == f"{words.none_shown}."
    assert words.none_asked not in json.dumps(asdict(held), ensure_ascii=False)


@in_every_language
def test_a_pitfall_whose_questions_are_hidden_is_not_said_to_have_none(language: str) -> None:
    words, story = words_in(language), poll(None, pitfalls="e")
    assert [theme.nothing for theme in model(Story(), language).themes] == [words.no_questions] * 2
    story.given(e.VisibilityChanged("q0", "hidden", "shown"))
    assert [theme.nothing for theme in model(story, language).themes] == [
        words.none_shown_here,
        words.no_questions,
    ]


@in_every_language
def test_that_no_new_question_came_is_said_only_when_none_did(language: str) -> None:
    words = words_in(language)
    assert model(Story(), language).next_lead == words.next_none
    story = poll("yes").given(
        e.QuestionAsked("n", "p0", "hidden", ("next",), True, "q0", "Og nu?"),
    )
    assert model(story, language).next_lead == words.next_not_shown
    assert model(story, language).next == ()


@in_every_language
@pytest.mark.parametrize("answers", [0, 1, 4, 5])
def test_shares_are_said_of_five_answers_and_those_who_did_not_answer_are_named(
    answers: int, language: str
) -> None:
    words, story = words_in(language), poll(*[PARTLY] * answers, *[None] * 3)
    lead = " ".join(model(story, language).lead)
    shown = answers >= 5
    assert (f"{words.answered(0, answers)}, {words.rest(answers, 0)}." in lead) == shown
    assert (words.silent(3) in lead) == shown
    assert model(story, language).all.unanswered == (3 if shown else None)


@pytest.mark.parametrize(
    ("weights", "where"),
    [
        ((600, 300, 100), {"da": "nærmest {0}", "en": "nearest {0}"}),
        ((200, 400, 400), {"da": "lige tæt på {1} og {2}", "en": "as near {1} as {2}"}),
        ((333, 334, 333), {"da": "nærmest {1}", "en": "nearest {1}"}),
        (None, {"da": "midt i trekanten", "en": "in the middle of the triangle"}),
    ],
)
@in_every_language
def test_the_caption_says_where_the_centre_of_the_room_lies_also_between_words(
    language: Language, weights: tuple[int, int, int] | None, where: PerLanguage[str]
) -> None:
    corners = [(600, 200, 200), (200, 600, 200), (200, 200, 600)]
    dots = [weights] * 5 if weights else corners * 2
    people = [f"p{n}" for n in range(len(dots))]
    placed = (e.DotPlaced(id, dot) for id, dot in zip(people, dots, strict=True))
    momentum = model(Story().given(*map(e.ParticipantJoined, people), *placed), language).momentum
    assert momentum is not None
    assert momentum.caption.endswith(f" {where[language].format(*momentum.words)}.")


# ---- small groups


def shown_answers(state: State) -> set[str]:
    return {q["text"] for q in report(state)["questions"] if q["answer"]}


def test_p10_a_small_pitfall_hides_its_single_answers_and_no_others() -> None:
    answers = [YES] * 6 + [NO] * 7 + [PARTLY] * 2
    story = poll(*answers, pitfalls="eeeeeettttttt")
    for n in range(len(answers)):
        story.given(e.TextCorrected(f"q{n}", n, f"Spørgsmål {n}"))
    # The tray has two answers: it is hidden, and with it the next smallest pitfall, but not the largest.
    rows = report(story.state)["poll"]
    assert [rows[cell]["hidden"] for cell in ("en", "to", "tray")] == [True, False, True]
    assert shown_answers(story.state) == {f"Spørgsmål {n}" for n in range(6, 13)}
    assert rows["to"]["no"] == 7
    assert "under fem svar" in model(story).answers_note


def test_p10_the_rule_for_small_groups_is_on_the_page() -> None:
    assert "mindst fem" in words_in("da").small_groups
    assert "five" in words_in("en").small_groups


@settings(max_examples=tries(150))
@given(busy())
def test_p10_no_figure_of_fewer_than_five_answers_can_be_worked_out(story: Story) -> None:
    """Neither from the total, nor the shown pitfalls, nor the single answers."""
    exported = report(story.state)
    rows, total = dict(exported["poll"]), exported["poll"]["all"]
    del rows["all"]
    beside = [q for q in exported["questions"] if q["answer"]]
    if total["hidden"]:
        assert total["answers"] is None
        assert beside == []
        assert all(row["hidden"] for row in rows.values())
        return
    shown = {id: row for id, row in rows.items() if not row["hidden"]}
    rest = {
        share: total[share] - sum(row[share] for row in shown.values()) for share in ("yes", "partly", "no")
    }
    assert sum(rest.values()) == 0 or sum(rest.values()) >= 5
    assert all(row["answers"] >= 5 or not sum(rest.values()) for row in shown.values())
    assert all(is_counted(q) and not answer_is_hidden(exported, q) for q in beside)
    assert len(beside) == sum(row["answers"] for row in shown.values())


# ---- one definition of how many questions there are


@settings(max_examples=tries(150))
@given(busy())
def test_the_counts_of_questions_add_up_in_every_part_of_a_report(story: Story) -> None:
    exported = report(story.state)
    counts = exported["counts"]
    assert sum(counts.values()) == len(exported["questions"])
    assert sum(exported["tallies"].values()) == counts["questions"]
    counted = [q for q in exported["questions"] if is_counted(q)]
    assert counts["questions"] == sum(not q["next"] for q in counted)
    assert counts["next"] == sum(q["next"] for q in counted)
    made = report_model(exported, "da")
    assert sum(theme.shares.questions for theme in made.themes) == counts["questions"]
    quoted = {q["number"] for q in exported["questions"] if q["next"] and is_quotable(q)}
    on_top = [n for n in quoted if exported["questions"][n - 1]["merged_into"] not in quoted]
    assert len(made.next) == len(on_top)
    assert sum(one.questions for one in made.arrivals) == counts["questions"] + counts["next"]
    if not made.all.hidden:
        parts = (made.all.yes, made.all.partly, made.all.no, made.all.unanswered)
        assert sum(part or 0 for part in parts) == counts["questions"]


# ---- the day of the hour


def day(story: Story, language: str = "da") -> str:
    return model(story, language).occasion


def in_words(at_ms: int) -> str:
    return date_in_words(local_time(at_ms).date(), words_in("da"))


def test_the_day_is_the_one_on_which_the_room_left_the_lobby_also_after_the_end_and_an_import() -> None:
    story = Story()
    opened, began = in_words(T0), in_words(T0 + 21 * DAY_MS)
    assert opened not in day(story)
    story.put(c.EnterStep("lobby", "overview"), FACILITATOR, at=T0 + 21 * DAY_MS)
    assert began in day(story)
    story.put(c.EnterStep("overview", "collect"), FACILITATOR, at=T0 + 23 * DAY_MS)
    story.put(c.EndSession(), FACILITATOR, at=T0 + 29 * DAY_MS)
    assert began in day(story)
    assert began in report_model(back(story), "da").occasion


def test_the_organisers_date_is_the_day_whenever_the_room_left_the_lobby() -> None:
    story = Story(opened=e.SessionOpened("ABCDEF", None, "da", False, make_sheet(), "2026-12-24"))
    story.put(c.EnterStep("lobby", "overview"), FACILITATOR, at=T0 + DAY_MS)
    assert day(story).startswith("24. december 2026")
