"""The report as HTML: a fragment for the report page, and a standalone file with the same fragment.

The file embeds `report.css`, which the page loads as an asset. Neither contains a script.
"""

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from app.exports import Format, svg
from app.exports.comparison_section import ComparedTable, ComparedWith, ComparisonSection, compared_with
from app.exports.flow import flow
from app.exports.markup import Markup, group, tag
from app.exports.report_data import report
from app.exports.report_model import Momentum, ReportedQuestion, ReportModel, Theme, report_model
from app.exports.words import Words, words_in

_STYLE = Path(__file__).parent / "report.css"


def article(report: Mapping[str, Any], language: str, compared: ComparedWith | None = None) -> str:
    """The report as one `article` element, for a page that has the style.

    The run sheet's accent is in `data-accent`, since such a page allows no style in its elements.
    """
    model, words = report_model(report, language, compared), words_in(language)
    return str(
        tag(
            "article",
            _first_page(model, words),
            _open(model, words),
            _next(model, words),
            _by_pitfall(model, words),
            _flow(model, words),
            _momentum(model.momentum, words) if model.momentum else None,
            _arrivals(model, words),
            _comparison(model.comparison) if model.comparison else None,
            _foot(model, words),
            class_="report",
            lang=words.language,
            data_accent=model.accent or None,
        )
    )


def export_html(report: Mapping[str, Any], language: str, compared: ComparedWith | None = None) -> str:
    """The report as a standalone HTML document."""
    head = tag(
        "head",
        tag("meta", charset="utf-8"),
        tag("meta", name="viewport", content="width=device-width, initial-scale=1"),
        tag(
            "meta",
            http_equiv="Content-Security-Policy",
            content="default-src 'none'; img-src data:; style-src 'unsafe-inline'",
        ),
        tag("title", report["title"]),
        Markup(f"<style>{_STYLE.read_text(encoding='utf-8')}{_own_colour(report)}</style>"),
    )
    body = tag("body", tag("main", Markup(article(report, language, compared))))
    return f"<!doctype html>\n{tag('html', head, body, lang=words_in(language).language)}\n"


def _own_colour(report: Mapping[str, Any]) -> str:
    """The run sheet's accent as a rule of the file's style; the page sets it by script (`data-accent`)."""
    accent = report["run_sheet"].get("accent", "")
    return f":root {{ --accent: {accent}; }}\n" if accent else ""


def _section(heading: str, *children: Markup | None, class_: str = "") -> Markup:
    return tag("section", tag("h2", heading), *children, class_=class_ or None)


def _small(sentence: str) -> Markup:
    return tag("p", sentence, class_="small")


def _first_page(model: ReportModel, words: Words) -> Markup:
    """The first page: the figures, the bar of all answers, and the questions with most support."""
    wanted = None
    if model.wanted:
        wanted = tag("section", tag("h2", words.wanted), _list(model.wanted, words, placed=True))
    return tag("div", _head(model, words), wanted, class_="first")


def _head(model: ReportModel, words: Words) -> Markup:
    kicker = tag("p", " · ".join(part for part in (words.report, model.occasion) if part), class_="kicker")
    rehearsal = tag("p", words.rehearsal, class_="rehearsal") if model.rehearsal else None
    bar = None
    if not model.all.hidden:
        bar = tag("figure", svg.answers_bar(model.all), _counted(model, words), class_="whole")
    lead = tag("p", " ".join(model.lead), class_="lead")
    subtitle = tag("p", model.subtitle, class_="subtitle") if model.subtitle else None
    figures = tag(
        "dl",
        *(
            tag("div", tag("dt", figure.name), tag("dd", "–" if figure.value is None else figure.value))
            for figure in model.figures
        ),
        class_="figures",
    )
    logo = tag("img", src=model.logo, alt=model.logo_text, class_="logo") if model.logo else None
    return tag("header", logo, kicker, rehearsal, tag("h1", model.title), subtitle, lead, figures, bar)


def _counted(model: ReportModel, words: Words) -> Markup:
    """The legend of the bar of all answers, with the number of questions for each."""
    counted = (
        ("yes", words.answers["yes"], model.all.yes),
        ("partly", words.answers["partly"], model.all.partly),
        ("no", words.answers["no"], model.all.no),
        ("unanswered", words.unanswered, model.all.unanswered),
    )
    parts = (tag("span", svg.answer_mark(name), tag("b", n or 0), f" {word}") for name, word, n in counted)
    return tag("figcaption", *parts, class_="legend")


def _legend(words: Words) -> Markup:
    """What the patterns of the bars mean."""
    named = {**words.answers, "unanswered": words.unanswered}
    parts = (tag("span", svg.answer_mark(name), str(word)) for name, word in named.items())
    return tag("p", *parts, class_="legend small")


# ---- lists of questions


def _question(one: ReportedQuestion, words: Words, *, placed: bool, answered: bool) -> Markup:
    """One question as a list item: its text, then notes on what became of it."""
    notes = [tag("span", note) for note in one.notes]
    if one.answer and answered:
        notes.insert(1, tag("span", svg.answer_mark(one.answer), words.answers[one.answer]))
    also = tag("ul", *(tag("li", text) for text in one.also), class_="merged") if one.also else None
    return tag(
        "li",
        svg.shape(one.place, 32) if placed else None,
        tag(
            "div",
            tag("p", one.text, class_="words"),
            tag("p", words.also, class_="small also") if one.also else None,
            also,
            _reply(one) if one.reply else None,
            tag("p", *notes, class_="notes") if notes else None,
        ),
        class_="leaf",
    )


def _reply(one: ReportedQuestion) -> Markup:
    return tag("div", _small(one.replied), tag("p", one.reply, class_="words"), class_="reply")


def _list(
    questions: Sequence[ReportedQuestion], words: Words, *, placed: bool = False, answered: bool = True
) -> Markup:
    cards = (_question(one, words, placed=placed, answered=answered) for one in questions)
    return tag("ul", *cards, class_="leaves")


def _open(model: ReportModel, words: Words) -> Markup:
    groups = (
        group(
            tag("h3", f"{one.name} ({one.count})"),
            *(_small(said) for said in (one.elsewhere, one.replied) if said),
            _list(one.questions, words, placed=True, answered=False),
        )
        for one in model.open
    )
    return _section(words.open, _small(model.open_lead), *groups)


def _next(model: ReportModel, words: Words) -> Markup:
    listed = _list(model.next, words) if model.next else None
    return _section(words.next, _small(model.next_lead), listed, class_="next")


# ---- by pitfall


def _by_pitfall(model: ReportModel, words: Words) -> Markup:
    rows = tag("ol", *(_row(theme) for theme in model.themes), class_="rows")
    parts = (_theme(theme, words) for theme in model.themes)
    has_bars = any(theme.share_in_words for theme in model.themes)
    note = _legend(words) if has_bars else _small(model.answers_note)
    hidden = _small(words.hidden_cells) if has_bars and model.hidden_cells else None
    return _section(words.by_pitfall, rows, note, hidden, *parts)


def _row(theme: Theme) -> Markup:
    bar = share = None
    if theme.share_in_words:
        bar = svg.answers_bar(theme.shares, svg.bar_fill(theme.number), 24, 360)
        share = tag("span", theme.share_in_words, class_="share")
    asked = tag("span", theme.asked_in_words, class_="small")
    return tag("li", svg.shape(theme.number), tag("span", theme.title, class_="name"), bar, asked, share)


def _theme(theme: Theme, words: Words) -> Markup:
    answer = None
    if theme.answer:
        points = tag("ul", *(tag("li", point) for point in theme.points))
        answer = tag("div", _small(theme.took), tag("h4", theme.answer), points, class_="answer")
    questions = _list(theme.questions, words) if theme.questions else None
    elsewhere = _small(theme.elsewhere) if theme.elsewhere else None
    none = None if questions or elsewhere else _small(theme.nothing)
    heading = tag("h3", svg.shape(theme.number, 44), tag("span", theme.title))
    return tag("div", heading, answer, questions, elsewhere, none, class_=f"theme place-{theme.number}")


# ---- charts


def _flow(model: ReportModel, words: Words) -> Markup | None:
    chart = flow(model, words, model.flow_caption)
    if chart is None:
        return None
    return _section(words.flow, _wide(chart, words.flow), _small(model.flow_caption), class_="chart")


def _wide(chart: Markup, name: str) -> Markup:
    """A chart that a narrow screen scrolls sideways, by finger or by keyboard."""
    return tag("div", chart, class_="wide", role="group", aria_label=name, tabindex=0)


def _momentum(momentum: Momentum, words: Words) -> Markup:
    chart = None
    if not momentum.hidden:
        chart = tag("figure", svg.triangle(momentum, momentum.caption), class_="triangle")
    return _section(words.momentum, _small(momentum.caption), chart, class_="chart")


def _arrivals(model: ReportModel, words: Words) -> Markup | None:
    if not model.arrivals:
        return None
    chart = svg.arrivals(model.arrivals, model.arrivals_caption)
    wide = _wide(chart, words.arrivals)
    return _section(words.arrivals, wide, _small(model.arrivals_caption), class_="chart")


# ---- other sessions


def _comparison(section: ComparisonSection) -> Markup:
    tables = (_table(table) for table in section.tables)
    notes = (_small(note) for note in section.notes)
    return _section(section.heading, _small(section.lead), *tables, *notes, class_="comparison")


def _table(table: ComparedTable) -> Markup:
    """A table that a narrow screen scrolls sideways, below its heading."""
    name, *columns = table.columns
    head = tag("tr", tag("th", name, scope="col"), *(tag("th", one, scope="col") for one in columns))
    rows = [
        tag("tr", tag("th", name, scope="row"), *(tag("td", cell) for cell in cells))
        for name, *cells in table.rows
    ]
    body = tag("table", tag("thead", head), tag("tbody", *rows), class_="sums" if table.has_sum else None)
    return group(tag("h3", table.heading) if table.heading else None, _wide(body, table.heading or name))


def _foot(model: ReportModel, words: Words) -> Markup:
    sentences = (model.left_out, model.counted, words.small_groups, words.made_by)
    return tag("footer", *(tag("p", sentence) for sentence in sentences if sentence))


HTML = Format(
    name="html",
    media_type="text/html; charset=utf-8",
    labels={"da": "Webside", "en": "Web page"},
    purpose="the report as a file of its own, for reading in a browser",
    render=lambda state, language: export_html(report(state), language).encode(),
    whole=None,
    compared=lambda state, language, others: export_html(
        report(state), language, compared_with(state, others)
    ).encode(),
)
