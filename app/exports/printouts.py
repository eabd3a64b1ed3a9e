"""Print-outs as PDF, set by typst: poster, hand-out, slips and the presenter's card.

The poster is A3 and has one QR code, the address and the join code. The hand-out (A4) has the steps to join
and the prompts, the slips are four on A4 to write a question on. The card has the hour's plan on A4: when
each step begins, how long it takes, what to say and what to do, from the run sheet and the session's own
pitfalls. None has a participant's question or answer, or a Wi-Fi network: the password of one never leaves
the page that prints it.
"""

import json
from collections.abc import Callable, Iterator, Mapping
from contextlib import suppress
from dataclasses import asdict, dataclass
from datetime import date
from pathlib import Path
from typing import Any, Final, Literal, get_args

from app.core.languages import in_language
from app.core.run_sheet import Pitfall, RunSheet
from app.core.state import State
from app.core.steps import family, pitfall_of
from app.exports import ExtraMissing, svg
from app.exports.pdf import logo_image, undrawn_characters
from app.exports.printout_words import printout_words_in
from app.exports.qr import qr_svg
from app.exports.sheet_words import sheet_words_in
from app.exports.times import date_in_words
from app.exports.undrawn import with_kinds_named
from app.exports.words import words_in

PrintoutKind = Literal["poster", "handout", "slips", "card"]
PRINTOUT_KINDS: tuple[PrintoutKind, ...] = get_args(PrintoutKind)
_FOLDER: Final = Path(__file__).parent


@dataclass(frozen=True, slots=True)
class JoinAddress:
    """Where people join: `url` is in the QR code, `address` and `code` are for typing.

    `address` and `url` are "" while the server's computer has no network.
    """

    code: str
    address: str
    url: str

    @property
    def spaced_code(self) -> str:
        """The join code in two halves, as every screen shows it."""
        return f"{self.code[:3]} {self.code[3:]}"


@dataclass(frozen=True, slots=True)
class CardRow:
    """One step on the presenter's card.

    `begins` is the minute it begins at, counted from 0, and `length` how long it takes in words; both are ""
    without planned minutes. `number` is the pitfall's, 0 for other steps. `asks` is what the room sees then.
    """

    begins: str
    length: str
    number: int
    name: str
    say: str
    asks: tuple[str, ...]
    note: str
    do: str


def poster_pdf(state: State, join: JoinAddress, language: str) -> bytes:
    """The poster on A3; raises ExtraMissing. `join` needs an address."""
    words = printout_words_in(language)
    data = _head(state, join, language) | {"kind": words.poster, "scan": words.scan}
    return _set(_FOLDER / "poster.typ", data, {"qr": qr_svg(join.url).decode()}, language)


def handout_pdf(state: State, join: JoinAddress, language: str) -> bytes:
    """The sheet for the room on A4, as large as one page has room for; raises ExtraMissing.

    `join` needs an address.
    """
    sheet = state.run_sheet
    head = _head(state, join, language)
    occasion = state.occasion_in(language)
    data = head | {
        "when": " · ".join(filter(None, (occasion, head["when"]))),
        "words": asdict(sheet_words_in(language)),
        "buzz": printout_words_in(language).steps["buzz"].name,
        "prompts": [in_language(prompt, language) for prompt in sheet.buzz.prompts],
    }
    logo = logo_image(sheet.logo)
    pictures = {
        "qr": qr_svg(join.url).decode(),
        "logo": logo and logo | {"text": in_language(sheet.logo_text, language)},
    }
    return _set(_FOLDER / "handout.typ", data, pictures, language)


def slips_pdf(state: State, join: JoinAddress, language: str) -> bytes:
    """Four slips on A4, to write a question on and to cut apart; raises ExtraMissing.

    `join` needs an address.
    """
    question = in_language(state.run_sheet.questions.prompt, language)
    data = _head(state, join, language) | {"words": asdict(sheet_words_in(language)), "question": question}
    return _set(_FOLDER / "slips.typ", data, {"qr": qr_svg(join.url).decode()}, language)


def card_pdf(state: State, join: JoinAddress, language: str) -> bytes:
    """The presenter's card on A4, more than one page only if its texts ask for it; raises ExtraMissing."""
    words = printout_words_in(language)
    planned = sum(state.run_sheet.minutes.get(step, 0) for step in state.steps)
    data = _head(state, join, language) | {
        "kind": words.card,
        "whole": words.whole(planned) if planned else "",
        "columns": words.columns,
        "rows": [asdict(row) for row in card_rows(state, language)],
        "late": words.late,
        "keys": words.keys,
    }
    shapes = [str(svg.shape(number)) for number in range(len(state.pitfalls) + 1)]
    return _set(_FOLDER / "card.typ", data, {"shapes": shapes}, language)


def card_rows(state: State, language: str) -> Iterator[CardRow]:
    """The hour's plan, one row a step; a step without planned minutes among others takes none."""
    sheet, words = state.run_sheet, printout_words_in(language)
    own = {pitfall.id: pitfall for pitfall in sheet.pitfalls}
    numbered = {pitfall.id: n for n, pitfall in enumerate(state.pitfalls, start=1)}
    given = {pitfall.id: pitfall.title for pitfall in state.pitfalls}
    begins, is_planned = 0, any(sheet.minutes.get(step) for step in state.steps)
    for step in state.steps:
        said, minutes = words.steps[family(step)], sheet.minutes.get(step, 0)
        pitfall = pitfall_of(step)
        of_sheet = own.get(pitfall or "")
        title = given.get(pitfall or "") or (in_language(of_sheet.title, language) if of_sheet else "")
        note = in_language(sheet.notes.get(step, {}), language)
        yield CardRow(
            begins=str(begins) if is_planned else "",
            length=words.length(minutes) if minutes else "",
            number=numbered.get(pitfall or "", 0),
            name=title or said.name,
            say=said.say,
            asks=tuple(_asks(sheet, step, of_sheet, language)),
            note=words.note.format(note=note) if note else "",
            do=said.do,
        )
        begins += minutes


def _asks(sheet: RunSheet, step: str, pitfall: Pitfall | None, language: str) -> Iterator[str]:
    """What the run sheet asks the room in a step, or has as a pitfall's answer."""
    yield from filter(None, (in_language(text, language) for text in sheet.asks_in(family(step))))
    if pitfall and (answer := in_language(pitfall.answer.title, language)):
        yield printout_words_in(language).answer.format(answer=answer)


def _head(state: State, join: JoinAddress, language: str) -> dict[str, Any]:
    day = date_in_words(date.fromisoformat(state.date), words_in(language)) if state.date else ""
    return {
        "title": state.title_in(language),
        "subtitle": state.subtitle_in(language),
        "when": " · ".join(filter(None, (day, state.place))),
        "accent": state.run_sheet.accent,
        "language": language,
        "address": join.address,
        "code": join.spaced_code,
    }


def _set(layout: Path, data: Mapping[str, Any], pictures: Mapping[str, Any], language: str) -> bytes:
    """The PDF of a layout, conforming to PDF/UA; characters that no font can draw are named in brackets."""
    try:
        import typst
    except ModuleNotFoundError:
        raise ExtraMissing(
            'A print-out as PDF needs one more package on the server: pip install "summe-live[pdf]".'
        ) from None

    def file(shown: Mapping[str, Any], standard: Literal["ua-1"] | None, **other: Any) -> bytes:
        inputs = {"data": json.dumps({**shown, **pictures, **other}, ensure_ascii=False)}
        return bytes(typst.compile(layout, format="pdf", sys_inputs=inputs, pdf_standards=standard))

    try:
        return file(data, "ua-1")
    except typst.TypstError as error:
        undrawn = undrawn_characters(error.diagnostic)
    # A print-out that breaks the standard for another reason is still one, and so is one whose logo typst
    # cannot draw.
    named = with_kinds_named(data, undrawn, words_in(language)) if undrawn else data
    with suppress(typst.TypstError):
        return file(named, None)
    return file(named, None, logo=None)


# By kind: what makes it, and whether it is of use only with an address.
PRINTOUTS: Mapping[PrintoutKind, tuple[Callable[[State, JoinAddress, str], bytes], bool]] = {
    "poster": (poster_pdf, True),
    "handout": (handout_pdf, True),
    "slips": (slips_pdf, True),
    "card": (card_pdf, False),
}
