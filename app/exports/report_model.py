"""The report model: what the report says in one language, before a format lays it out.

The report page, HTML, PDF, Markdown and XLSX are made from it. No figure about answers is computed here:
they come from `report_data`, which applies the small-group rule. A question that was held or hidden is
counted but not quoted, unless it was held only for being a next question; nor is one left out by hand.
"""

from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from app.core.commands import Answer
from app.core.events import QUESTION_FLAGS
from app.core.languages import in_language
from app.core.run_sheet import TRAY
from app.exports import sentences
from app.exports.comparison_section import ComparedWith, ComparisonSection, comparison_section
from app.exports.report_data import cell_of, is_counted, is_quotable, reply_of
from app.exports.times import date_in_words, local_time, time_of_day
from app.exports.words import OPEN_REASONS, Words, words_in

_BIN_MINUTES = (1, 2, 5, 10, 15, 30, 60, 120, 360, 1_440)
_MOST_BINS = 48
_MOST_WANTED = 5


@dataclass(frozen=True, slots=True)
class ReportedQuestion:
    """A question as the report shows it; `place` is the number of its pitfall, 0 for none.

    `number` is the same as in the tables. `notes` say in words its number, its outcome, and which question it
    follows; `also` holds the texts of questions merged into it that are listed nowhere else, with their own
    replies. `reply` is the reply for its asker, `replied` says who gave it and when; both are empty if there
    is none.
    """

    number: int
    text: str
    place: int
    answer: Answer | None
    support: int
    notes: tuple[str, ...]
    also: tuple[str, ...]
    reply: str
    replied: str


@dataclass(frozen=True, slots=True)
class Figure:
    """One of the first page's figures, with its name; `value` is None when it is hidden or left out."""

    value: int | None
    name: str


@dataclass(frozen=True, slots=True)
class OpenGroup:
    """Questions to follow up for one reason: how many there are, and which are in this list.

    `elsewhere` says where the others are, `replied` how many have a reply; empty when there are none. Those
    without a reply come first.
    """

    name: str
    count: int
    questions: tuple[ReportedQuestion, ...]
    elsewhere: str
    replied: str


@dataclass(frozen=True, slots=True)
class Shares:
    """The poll's answers about `questions` questions; all other figures are None when `hidden` (small group).

    `unanswered` is the number of questions whose askers have not answered the poll.
    """

    questions: int
    answers: int | None
    unanswered: int | None
    yes: int | None
    partly: int | None
    no: int | None
    hidden: bool


@dataclass(frozen=True, slots=True)
class Theme:
    """A pitfall (or, with number 0, the tray), its questions and their outcome.

    `took` is the heading of the answer: that of today, or of a pitfall that the room went past (`skipped`).
    `questions` are those in no list above, `elsewhere` says how many are in one, and `nothing` is shown when
    there are neither.
    """

    number: int
    short: str
    title: str
    skipped: bool
    took: str
    answer: str
    points: tuple[str, ...]
    questions: tuple[ReportedQuestion, ...]
    nothing: str
    elsewhere: str
    shares: Shares
    asked_in_words: str
    share_in_words: str


@dataclass(frozen=True, slots=True)
class Bin:
    """The number of questions asked from the time `begins` until the next bin."""

    begins: str
    questions: int


@dataclass(frozen=True, slots=True)
class Momentum:
    """The momentum triangle; `centre` and each of `weights` are three shares that add up to 1."""

    question: str
    words: tuple[str, ...]
    dots: int
    hidden: bool
    weights: tuple[tuple[float, ...], ...]
    centre: tuple[float, ...]
    caption: str


@dataclass(frozen=True, slots=True)
class ReportModel:
    """All content of the report, sentences included; formats only lay it out.

    Each question is in one list only: `wanted` on the first page, `open` (to follow up), `next`, or that of
    its pitfall.
    """

    language: str
    title: str
    subtitle: str
    occasion: str
    rehearsal: bool
    lead: tuple[str, ...]
    figures: tuple[Figure, ...]
    wanted: tuple[ReportedQuestion, ...]
    all: Shares
    hidden_cells: bool
    answers_note: str
    themes: tuple[Theme, ...]
    open_lead: str
    open: tuple[OpenGroup, ...]
    next_lead: str
    next: tuple[ReportedQuestion, ...]
    following: Mapping[str, Any]
    flow_caption: str
    momentum: Momentum | None
    arrivals: tuple[Bin, ...]
    arrivals_caption: str
    left_out: str
    counted: str
    accent: str
    logo: str
    logo_text: str
    comparison: ComparisonSection | None


def report_model(
    report: Mapping[str, Any],
    language: str,
    compared: ComparedWith | None = None,
    *,
    first_page: bool = True,
) -> ReportModel:
    """The model of a report in one of the `LANGUAGES` of `words`.

    Without a `first_page`, `wanted` is empty, and its questions stay in the other lists.
    """
    words = words_in(language)
    lists = _Lists(report, words, first_page)
    themes = tuple(_themes(report, lists, language, words))
    still_open = tuple(_open(lists, words))
    following = lists.reported(lists.in_list("next"))
    # Where all that has to be followed up is left out, none would be untrue.
    is_left_out = not still_open and sentences.leaves_out_open(report)
    to_follow_up = None if is_left_out else lists.count_to_follow_up()
    minutes, bins = _arrivals([q for q in report["questions"] if is_counted(q)], words)
    return ReportModel(
        language=words.language,
        title=report["given_title"] or in_language(report["run_sheet"]["title"], language),
        subtitle=_beside_title(report, "subtitle", language),
        occasion=_occasion(report, language, words),
        rehearsal=report["rehearsal"],
        lead=tuple(sentences.lead(report, words)),
        figures=tuple(_figures(report, to_follow_up, words)),
        wanted=lists.reported(lists.wanted),
        all=_shares(report["poll"]["all"], report["counts"]["questions"]),
        hidden_cells=sentences.hides_pitfalls(report),
        answers_note=sentences.about_answers(report, words),
        themes=themes,
        open_lead=sentences.to_follow_up(report, words, listed=bool(still_open)),
        open=still_open,
        next_lead=sentences.pressing_now(report, words, listed=bool(following)),
        next=following,
        following=report["following"],
        flow_caption=words.flow_caption_hidden if report["poll"]["all"]["hidden"] else words.flow_caption,
        momentum=_momentum(report, language, words),
        arrivals=bins,
        arrivals_caption=words.arrivals_caption.format(span=words.minutes(minutes)),
        left_out=sentences.left_out(report, words),
        counted=sentences.how_counted(report, words),
        accent=report["run_sheet"].get("accent", ""),
        logo=report["run_sheet"].get("logo", ""),
        logo_text=in_language(report["run_sheet"].get("logo_text", {}), language),
        comparison=None if compared is None else comparison_section(compared, language),
    )


def pitfall_titles(report: Mapping[str, Any], language: str) -> dict[str, str]:
    """The title of each pitfall by id, in the order of the board."""
    own = {p["id"]: in_language(p["title"], language) for p in report["run_sheet"]["pitfalls"]}
    return {p["id"]: p["title"] or own.get(p["id"], p["id"]) for p in report["pitfalls"]}


def day_of(report: Mapping[str, Any], words: Words) -> str:
    """The day of the hour in words: the organiser's date, else the day on which the room left the lobby.

    Empty before that.
    """
    if report["date"]:
        day = date.fromisoformat(report["date"])
    elif report["began_at_ms"] is not None:
        day = local_time(report["began_at_ms"]).date()
    else:
        return ""
    return date_in_words(day, words)


def _beside_title(report: Mapping[str, Any], name: str, language: str) -> str:
    """The session's own subtitle or occasion, or the run sheet's, unless the title is the session's own."""
    given: str | None = report[f"given_{name}"]
    if given is not None or report["given_title"] is not None:
        return given or ""
    return in_language(report["run_sheet"].get(name, {}), language)


def _occasion(report: Mapping[str, Any], language: str, words: Words) -> str:
    named = _beside_title(report, "occasion", language)
    return " · ".join(part for part in (named, day_of(report, words), report["place"]) if part)


def _figures(report: Mapping[str, Any], to_follow_up: int | None, words: Words) -> Iterator[Figure]:
    """The five figures of the first page."""
    values = (
        report["joined"],
        report["counts"]["questions"],
        report["poll"]["all"]["yes"],
        to_follow_up,
        report["counts"]["next"],
    )
    for value, name in zip(values, words.figures, strict=True):
        yield Figure(value, name)


def _shares(row: Mapping[str, Any], questions: int) -> Shares:
    hidden = row["hidden"]
    unanswered = None if hidden else questions - row["answers"]
    return Shares(questions, row["answers"], unanswered, row["yes"], row["partly"], row["no"], hidden)


def _place(report: Mapping[str, Any], question: Mapping[str, Any]) -> int:
    """The number of a question's pitfall, 0 for none; a merged question has the one of its target."""
    pitfall = cell_of(report, question)
    ids = [one["id"] for one in report["pitfalls"]]
    return ids.index(pitfall) + 1 if pitfall in ids else 0


class _Lists:
    """Assigns each quotable question to exactly one list of the report.

    The list is one of the reasons in `OPEN_REASONS` to follow it up, `next`, or `pitfall`. A merged question
    is put below its target where both belong in the same list, or where its own list is `pitfall`. The
    `wanted` are taken out of their lists.
    """

    def __init__(self, report: Mapping[str, Any], words: Words, first_page: bool) -> None:
        self._report = report
        self._words = words
        self.quotable = {q["number"]: q for q in report["questions"] if is_quotable(q)}
        self._list = {number: _list_of(report, q) for number, q in self.quotable.items()}
        self._merged: dict[int, list[Mapping[str, Any]]] = {}
        on_top = []
        for number, question in self.quotable.items():
            above = question["merged_into"]
            if above in self.quotable and self._list[number] in ("pitfall", self._list[above]):
                self._merged.setdefault(above, []).append(question)
            else:
                on_top.append(question)
        ranked = sorted(on_top, key=lambda q: (-self._support(q), q["number"]))
        asked = [q for q in ranked if self._support(q) and not q["next"]]
        self.wanted = asked[:_MOST_WANTED] if first_page else []
        taken = {question["number"] for question in self.wanted}
        self._ranked = [question for question in ranked if question["number"] not in taken]

    def _support(self, question: Mapping[str, Any]) -> int:
        """The highest support among the question and those merged into it."""
        wordings = (question, *self._merged.get(question["number"], ()))
        return max(int(wording["support"]) for wording in wordings)

    def in_list(self, name: str) -> list[Mapping[str, Any]]:
        """The questions of a list, by support, highest first; next ones in the order of asking.

        Of those to follow up, the ones with a reply come last.
        """
        found = [question for question in self._ranked if self._list[question["number"]] == name]
        if name == "next":
            return sorted(found, key=lambda q: int(q["number"]))
        if name in OPEN_REASONS:
            return sorted(found, key=lambda q: reply_of(self._report, q) is not None)
        return found

    def count(self, name: str) -> int:
        """How many questions belong in a list, including those placed on the first page or below a target."""
        return sum(one == name for one in self._list.values())

    def count_replied(self, name: str) -> int:
        """How many questions of a list have a reply."""
        numbers = (number for number, one in self._list.items() if one == name)
        return sum(reply_of(self._report, self.quotable[number]) is not None for number in numbers)

    def count_to_follow_up(self) -> int:
        """How many questions there is a reason to follow up, and have no reply."""
        return sum(self.count(name) - self.count_replied(name) for name in OPEN_REASONS)

    def on_first_page(self, name: str) -> int:
        """How many questions of a list are on the first page instead."""
        return sum(self._list[question["number"]] == name for question in self.wanted)

    def above(self, place: int) -> int:
        """How many questions of a pitfall are in lists above it."""
        cards = [*self.wanted, *(q for q in self._ranked if self._list[q["number"]] in OPEN_REASONS)]
        return sum(_place(self._report, question) == place for question in cards)

    def reported(self, questions: Iterable[Mapping[str, Any]]) -> tuple[ReportedQuestion, ...]:
        return tuple(self._reported(question) for question in questions)

    def _reported(self, question: Mapping[str, Any]) -> ReportedQuestion:
        words, number = self._words, question["number"]
        notes = [words.number.format(n=number)]
        if question["support"]:
            notes.append(words.support(question["support"]))
        notes += [words.flags[flag] for flag in QUESTION_FLAGS if question[flag]]
        if question["merged_into"] in self.quotable:
            notes.append(words.merged_with.format(n=question["merged_into"]))
        if question["follows"] in self.quotable:
            notes.append(words.after.format(n=question["follows"]))
        reply = reply_of(self._report, question)
        return ReportedQuestion(
            number=number,
            text=question["text"],
            place=_place(self._report, question),
            answer=question["answer"],
            support=question["support"],
            notes=tuple(notes),
            also=tuple(self._wording(one) for one in self._merged.get(number, ())),
            reply=reply["text"] if reply else "",
            replied=sentences.replied(reply, words) if reply else "",
        )

    def _wording(self, question: Mapping[str, Any]) -> str:
        """A merged question below its target, with its own support and its own reply."""
        support, reply = question["support"], question["reply"]
        wording = f"{question['text']} ({self._words.support(support)})" if support else question["text"]
        return (
            f"{wording} – {sentences.replied(reply, self._words)}: {reply['text']}" if reply else str(wording)
        )


def _list_of(report: Mapping[str, Any], question: Mapping[str, Any]) -> str:
    """The list that a question belongs in: a reason to follow it up, `next`, or `pitfall`."""
    if question["next"]:
        return "next"
    return sentences.why_open(report, question) or "pitfall"


def _themes(report: Mapping[str, Any], lists: _Lists, language: str, words: Words) -> Iterator[Theme]:
    titles = pitfall_titles(report, language)
    sheet = {p["id"]: p for p in report["run_sheet"]["pitfalls"]}
    settled = lists.in_list("pitfall")
    for number, pitfall in enumerate(
        (*report["pitfalls"], {"id": TRAY, "title": words.unplaced, "skipped": False}), start=1
    ):
        is_tray = pitfall["id"] == TRAY
        place = 0 if is_tray else number
        shares = _shares(report["poll"][pitfall["id"]], report["tallies"][pitfall["id"]])
        own = sheet.get(pitfall["id"], {})
        answer = own.get("answer", {"title": {}, "points": []})
        questions = lists.reported(q for q in settled if _place(report, q) == place)
        above = lists.above(place)
        if is_tray and not (questions or above or shares.questions):
            continue
        yield Theme(
            number=place,
            short=pitfall["title"] or in_language(own.get("short", {}), language),
            title=titles.get(pitfall["id"], words.unplaced),
            skipped=pitfall["skipped"],
            took=words.took_skipped if pitfall["skipped"] else words.took,
            answer=in_language(answer["title"], language),
            points=tuple(in_language(point, language) for point in answer["points"]),
            questions=questions,
            elsewhere=words.above(above) if above else "",
            nothing=sentences.nothing_here(report, pitfall["id"], words),
            shares=shares,
            asked_in_words=words.questions(shares.questions),
            share_in_words=_share(shares, words),
        )


def _share(shares: Shares, words: Words) -> str:
    """The words for how many questions were answered; empty when that is hidden or there are no answers."""
    if not shares.answers:
        return ""
    answered = words.of.format(n=shares.yes, all=shares.questions)
    return f"{answered}, {words.not_known.format(n=shares.unanswered)}" if shares.unanswered else answered


def _open(lists: _Lists, words: Words) -> Iterator[OpenGroup]:
    """Questions to follow up, by answer (no, partly, none); those not taken up where answers are hidden."""
    for name in OPEN_REASONS:
        if count := lists.count(name):
            first, replied = lists.on_first_page(name), lists.count_replied(name)
            yield OpenGroup(
                name=words.open_groups[name],
                count=count,
                questions=lists.reported(lists.in_list(name)),
                elsewhere=words.on_first_page(first) if first else "",
                replied=words.replied_since(replied) if replied else "",
            )


def _momentum(report: Mapping[str, Any], language: str, words: Words) -> Momentum | None:
    sheet = report["run_sheet"].get("momentum")
    row = report["momentum"]
    if sheet is None:
        return None
    names = tuple(in_language(word["word"], language) for word in sheet["words"])
    centre = tuple(row["centre"] or ())
    nearest = [name for name, share in zip(names, centre, strict=False) if share == max(centre)]
    return Momentum(
        question=in_language(sheet["question"], language),
        words=names,
        dots=row["dots"] or 0,
        hidden=row["hidden"],
        weights=tuple(tuple(part / 1000 for part in weights) for weights in row["weights"]),
        centre=centre,
        caption=words.momentum_hidden if row["hidden"] else words.momentum_caption(row["dots"], nearest),
    )


def _arrivals(questions: Collection[Mapping[str, Any]], words: Words) -> tuple[int, tuple[Bin, ...]]:
    """The width of a bin, a round number of minutes, and the bins with the questions asked in each."""
    if not questions:
        return 1, ()
    times = [question["at_ms"] // 60_000 for question in questions]
    span = max(times) - min(times) + 1
    width = next((one for one in _BIN_MINUTES if span / one <= _MOST_BINS), span // _MOST_BINS + 1)
    first = min(times) // width
    counts = [0] * (max(times) // width - first + 1)
    for time in times:
        counts[time // width - first] += 1
    return width, tuple(
        Bin(time_of_day(local_time((first + n) * width * 60_000), words), count)
        for n, count in enumerate(counts)
    )
