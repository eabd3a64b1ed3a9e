"""The report model: what the report says in one language, before a format lays it out.

Page, file and PDF are made from it. No figure about answers is computed here: they come from
`report_data`, which applies the small-group rule. A question that was held or hidden is counted but not
quoted, unless it was held only for being a next question.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Any

from app.core.commands import Answer
from app.core.languages import in_language
from app.core.run_sheet import TRAY
from app.exports import sentences
from app.exports.report_data import cell_of, is_quotable
from app.exports.words import Words, words_in

_BIN_MINUTES = (1, 2, 5, 10, 15, 30, 60, 120, 360, 1_440)
_MOST_BINS = 48
_MOST_SUPPORTED = 8

Merged = dict[int, list[str]]


@dataclass(frozen=True, slots=True)
class ReportedQuestion:
    """A question as the report shows it; `place` is the number of its pitfall, 0 for none.

    `notes` say in words what became of it, `also` holds the wordings merged into it, and `after`
    says which question a next one follows.
    """

    text: str
    place: int
    answer: Answer | None
    support: int
    notes: tuple[str, ...]
    also: tuple[str, ...]
    after: str


@dataclass(frozen=True, slots=True)
class Shares:
    """What became of so many questions; all figures but that are None when `hidden`, as too few answered.

    `unanswered` are those whose askers have not said whether they were answered.
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
    """A pitfall (or, with number 0, the tray), what was asked there and what became of it.

    `nothing` stands in the place of the questions when there are none.
    """

    number: int
    short: str
    title: str
    answer: str
    points: tuple[str, ...]
    questions: tuple[ReportedQuestion, ...]
    nothing: str
    shares: Shares
    asked_in_words: str
    share_in_words: str


@dataclass(frozen=True, slots=True)
class Bin:
    """Questions that came between `begins` and the next bin."""

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
    """All content of the report, sentences included; formats only lay it out."""

    language: str
    title: str
    subtitle: str
    occasion: str
    rehearsal: bool
    lead: tuple[str, ...]
    all: Shares
    hidden_cells: bool
    answers_note: str
    themes: tuple[Theme, ...]
    open_lead: str
    open: tuple[tuple[str, tuple[ReportedQuestion, ...]], ...]
    next_lead: str
    next: tuple[ReportedQuestion, ...]
    following: Mapping[str, Any]
    flow_caption: str
    momentum: Momentum | None
    arrivals: tuple[Bin, ...]
    arrivals_caption: str
    supported: tuple[ReportedQuestion, ...]
    held_back: str
    counted: str


def report_model(report: Mapping[str, Any], language: str) -> ReportModel:
    """The model of a report in one of the `LANGUAGES` of `words`."""
    words = words_in(language)
    merged = _merged(report)
    themes = tuple(_themes(report, merged, language, words))
    reported = [question for question in report["questions"] if is_quotable(question)]
    burning = [question for question in reported if not question["next"]]
    following = [question for question in reported if question["next"]]
    minutes, bins = _arrivals(reported)
    still_open = tuple(_open(report, merged, burning, words))
    held_back = len(report["questions"]) - len(reported)
    return ReportModel(
        language=words.language,
        title=report["given_title"] or in_language(report["run_sheet"]["title"], language),
        subtitle=_beside_title(report, "subtitle", language),
        occasion=_occasion(report, language, words),
        rehearsal=report["rehearsal"],
        lead=tuple(sentences.lead(report, words)),
        all=_shares(report["poll"]["all"], report["counts"]["questions"]),
        hidden_cells=sentences.hides_pitfalls(report),
        answers_note=sentences.about_answers(report, words),
        themes=themes,
        open_lead=sentences.to_follow_up(report, words, listed=bool(still_open)),
        open=still_open,
        next_lead=sentences.pressing_now(report, words, listed=bool(following)),
        next=tuple(_reported(report, merged, question, words) for question in following),
        following=report["following"],
        flow_caption=words.flow_caption_hidden if report["poll"]["all"]["hidden"] else words.flow_caption,
        momentum=_momentum(report, language, words),
        arrivals=bins,
        arrivals_caption=words.arrivals_caption.format(span=words.minutes(minutes)),
        supported=tuple(
            _reported(report, merged, q, words)
            for q in _by_support(burning)[:_MOST_SUPPORTED]
            if q["support"]
        ),
        held_back=words.held_back(held_back) if held_back else "",
        counted=sentences.how_counted(report, words),
    )


def pitfall_titles(report: Mapping[str, Any], language: str) -> dict[str, str]:
    """The title of each pitfall by id, in the order of the board."""
    own = {p["id"]: in_language(p["title"], language) for p in report["run_sheet"]["pitfalls"]}
    return {p["id"]: p["title"] or own.get(p["id"], p["id"]) for p in report["pitfalls"]}


def local_time(at_ms: int) -> datetime:
    """Server milliseconds as local time of this computer."""
    return datetime.fromtimestamp(at_ms / 1000, tz=UTC).astimezone()


def day_of(report: Mapping[str, Any], words: Words) -> str:
    """The day of the hour in words: the organiser's date, else the day on which the room left the lobby.

    Empty as long as it has not.
    """
    if report["date"]:
        day = date.fromisoformat(report["date"])
    elif report["began_at_ms"] is not None:
        day = local_time(report["began_at_ms"]).date()
    else:
        return ""
    return words.date.format(day=day.day, month=words.months[day.month - 1], year=day.year)


def _beside_title(report: Mapping[str, Any], name: str, language: str) -> str:
    """The session's own subtitle or occasion, or the run sheet's, unless the title is the session's own."""
    given: str | None = report[f"given_{name}"]
    if given is not None or report["given_title"] is not None:
        return given or ""
    return in_language(report["run_sheet"].get(name, {}), language)


def _occasion(report: Mapping[str, Any], language: str, words: Words) -> str:
    named = _beside_title(report, "occasion", language)
    return " · ".join(part for part in (named, day_of(report, words), report["place"]) if part)


def _shares(row: Mapping[str, Any], questions: int) -> Shares:
    hidden = row["hidden"]
    unanswered = None if hidden else questions - row["answers"]
    return Shares(questions, row["answers"], unanswered, row["yes"], row["partly"], row["no"], hidden)


def _place(report: Mapping[str, Any], question: Mapping[str, Any]) -> int:
    """The number of a question's pitfall, 0 for none; a merged question has the one of its target."""
    pitfall = cell_of(report, question)
    ids = [one["id"] for one in report["pitfalls"]]
    return ids.index(pitfall) + 1 if pitfall in ids else 0


def _merged(report: Mapping[str, Any]) -> Merged:
    """The texts of merged questions, by the number of the question they were merged into."""
    merged: Merged = {}
    for question in report["questions"]:
        if question["merged_into"] and is_quotable(question):
            merged.setdefault(question["merged_into"], []).append(question["text"])
    return merged


def _reported(
    report: Mapping[str, Any], merged: Merged, question: Mapping[str, Any], words: Words
) -> ReportedQuestion:
    first = report["questions"][question["follows"] - 1] if question["follows"] else None
    notes = [words.support(question["support"])] if question["support"] else []
    if question["taken_up"]:
        notes.append(words.taken_up)
    return ReportedQuestion(
        text=question["text"],
        place=_place(report, question),
        answer=question["answer"],
        support=question["support"],
        notes=tuple(notes),
        also=tuple(merged.get(question["number"], ())),
        after=words.after.format(text=first["text"]) if first and is_quotable(first) else "",
    )


def _by_support(questions: list[dict[str, Any]]) -> list[dict[str, Any]]:
    return sorted(questions, key=lambda q: (-q["support"], q["number"]))


def _themes(report: Mapping[str, Any], merged: Merged, language: str, words: Words) -> Iterator[Theme]:
    titles = pitfall_titles(report, language)
    sheet = {p["id"]: p for p in report["run_sheet"]["pitfalls"]}
    on_top = [q for q in report["questions"] if is_quotable(q) and not q["next"] and not q["merged_into"]]
    for number, pitfall in enumerate(report["pitfalls"], start=1):
        shares = _shares(report["poll"][pitfall["id"]], report["tallies"][pitfall["id"]])
        own = sheet.get(pitfall["id"], {})
        answer = own.get("answer", {"title": {}, "points": []})
        yield Theme(
            number=number,
            short=pitfall["title"] or in_language(own.get("short", {}), language),
            title=titles[pitfall["id"]],
            answer=in_language(answer["title"], language),
            points=tuple(in_language(point, language) for point in answer["points"]),
            questions=tuple(
                _reported(report, merged, q, words)
                for q in _by_support(on_top)
                if _place(report, q) == number
            ),
            nothing=sentences.nothing_here(report, pitfall["id"], words),
            shares=shares,
            asked_in_words=words.questions(shares.questions),
            share_in_words=_share(shares, words),
        )
    loose = tuple(_reported(report, merged, q, words) for q in _by_support(on_top) if _place(report, q) == 0)
    shares = _shares(report["poll"][TRAY], report["tallies"][TRAY])
    if loose or shares.questions:
        nothing = sentences.nothing_here(report, TRAY, words)
        in_words = words.questions(shares.questions), _share(shares, words)
        yield Theme(0, words.unplaced, words.unplaced, "", (), loose, nothing, shares, *in_words)


def _share(shares: Shares, words: Words) -> str:
    """The words for how many questions were answered; empty when that is hidden or not known of any."""
    if not shares.answers:
        return ""
    answered = words.of.format(n=shares.yes, all=shares.questions)
    return f"{answered}, {words.not_known.format(n=shares.unanswered)}" if shares.unanswered else answered


def _open(
    report: Mapping[str, Any], merged: Merged, burning: list[dict[str, Any]], words: Words
) -> Iterator[tuple[str, tuple[ReportedQuestion, ...]]]:
    """Questions to follow up, each under the reason for it."""
    for reason, name in words.open_groups.items():
        questions = [question for question in burning if sentences.why_open(report, question) == reason]
        if questions:
            yield str(name), tuple(_reported(report, merged, q, words) for q in _by_support(questions))


def _momentum(report: Mapping[str, Any], language: str, words: Words) -> Momentum | None:
    sheet = report["run_sheet"].get("momentum")
    row = report["momentum"]
    if sheet is None:
        return None
    names = tuple(in_language(word["word"], language) for word in sheet["words"])
    centre = tuple(row["centre"] or ())
    nearest = " / ".join(name for name, share in zip(names, centre, strict=False) if share == max(centre))
    return Momentum(
        question=in_language(sheet["question"], language),
        words=names,
        dots=row["dots"] or 0,
        hidden=row["hidden"],
        weights=tuple(tuple(part / 1000 for part in weights) for weights in row["weights"]),
        centre=centre,
        caption=words.momentum_hidden if row["hidden"] else words.momentum_caption(row["dots"], nearest),
    )


def _arrivals(questions: list[dict[str, Any]]) -> tuple[int, tuple[Bin, ...]]:
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
        Bin(local_time((first + n) * width * 60_000).strftime("%H:%M"), count)
        for n, count in enumerate(counts)
    )
