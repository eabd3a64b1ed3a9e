"""Reading and validation of run sheets, from nested data and back; every fault is reported, not just one.

Findings name keys; the store adds files and line numbers. The JSON Schema in `run_sheet_schema` states the
same requirements for editors, and is made of the limits here.
"""

import difflib
import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, fields, is_dataclass
from typing import Any, get_args

from app.core import accent, run_sheet_faults as words
from app.core.languages import SHEET_DEFAULT
from app.core.logo import NotALogo, read_logo
from app.core.run_sheet import (
    MAX_PITFALLS,
    TRAY,
    Alone,
    Answer,
    Buzz,
    Moderation,
    Momentum,
    MomentumWord,
    Pitfall,
    Poll,
    QuestionRules,
    RunSheet,
)
from app.core.run_sheet_faults import Worded
from app.core.text_limits import MOST_GRAPHEMES

Key = tuple[str | int, ...]
FORMAT = 1
MOST_HINTS, LONGEST_HINTED = 20, 40
MAX_SHORT = 16
MOMENTUM_WORDS = 3
# How many characters of each text, and how many items of a list, fit every screen: more gets a warning.
# tests/browser/test_longest_sheet.py takes a run sheet of these sizes through every step, and measures.
FITS: dict[str, int] = {
    "title": 80,
    "subtitle": 120,
    "occasion": 80,
    "logo_text": 80,
    "closing": 120,
    "questions.prompt": 80,
    "alone.prompt": 100,
    "buzz.prompts": 100,
    "buzz.afterwards": 100,
    "pitfalls.title": 60,
    "pitfalls.causes": 60,
    "pitfalls.answer.title": 50,
    "pitfalls.answer.points": 60,
    "momentum.question": 80,
    "momentum.words.word": 16,
    "momentum.words.points": 60,
    "poll.question": 60,
    "poll.next_question": 80,
}
MANY_FIT: dict[str, int] = {
    "closing": 3,
    "buzz.prompts": 3,
    "pitfalls.causes": 5,
    "pitfalls.answer.points": 5,
    "momentum.words.points": 5,
}
# The lowest and the highest value of each number, and the default.
NUMBERS: dict[str, tuple[int, int, int]] = {
    "max_graphemes": (20, MOST_GRAPHEMES, 280),
    "per_participant": (1, 100, 10),
    "seconds": (10, 1800, 60),
    "turns": (1, 4, 2),
    "turn_seconds": (10, 1800, 180),
}
MOST_MINUTES = 600
MODERATIONS: tuple[Moderation, ...] = get_args(Moderation)
# Views use these as ids beside those of pitfalls: the tray's, and that of the whole room's poll row.
RESERVED_IDS = frozenset({TRAY, "all"})
ID = r"[a-z0-9][a-z0-9-]{0,31}"
LANGUAGE = r"[a-z]{2}"
_CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f]")


@dataclass(frozen=True, slots=True)
class Finding:
    """A fault or a warning about one key. A sheet that has only warnings can be used.

    An unknown key in a file is a mistake; in a log or an export it was written by a newer Summe.
    """

    key: Key
    found: Worded
    expected: Worded
    warning: bool = False
    unknown_key: bool = False

    @property
    def is_missing(self) -> bool:
        """Whether nothing, or something empty, stands where something is needed."""
        return self.found in words.MISSING


class Faulty(Exception):
    """The data is not a valid run sheet; `findings` holds every fault and warning."""

    def __init__(self, findings: list[Finding]) -> None:
        super().__init__(f"{len(findings)} findings")
        self.findings = findings

    @property
    def unknown_key(self) -> str | None:
        """The first key that this version does not know, with dots: `pitfalls.0.colour`."""
        unknown = (".".join(map(str, finding.key)) for finding in self.findings if finding.unknown_key)
        return next(unknown, None)


class _Reader:
    """Walks nested data, collecting findings; returns defaults where something is wrong."""

    def __init__(self) -> None:
        self.findings: list[Finding] = []
        self.languages: tuple[str, ...] = SHEET_DEFAULT

    def fault(self, key: Key, value: object, expected: Worded, *, unknown_key: bool = False) -> None:
        self.findings.append(Finding(key, words.as_written(value), expected, unknown_key=unknown_key))

    def found(self, key: Key, found: Worded, expected: Worded) -> None:
        """A fault that its value alone does not say."""
        self.findings.append(Finding(key, found, expected))

    def table(self, data: object, key: Key, known: set[str]) -> dict[str, Any]:
        if not isinstance(data, Mapping):
            self.fault(key, data, words.A_TABLE)
            return {}
        for name in data:
            if name not in known:
                # Comparing is slow, and thousands of unknown keys are not typing mistakes.
                hinted = len(self.findings) < MOST_HINTS and len(str(name)) <= LONGEST_HINTED
                close = difflib.get_close_matches(str(name), known, 1) if hinted else []
                hint = words.a_key_like(close[0]) if close else words.one_of(known)
                self.fault((*key, name), name, hint, unknown_key=True)
        return dict(data)

    def words(self, value: object, key: Key) -> str:
        if not isinstance(value, str):
            self.fault(key, value, words.WORDS_BETWEEN_QUOTES)
            return ""
        if not value.strip():
            self.fault(key, value, words.ONE_WORD_AT_LEAST)
            return ""
        if _CONTROL.search(value):
            self.fault(key, value, words.WORDS_WITHOUT_CONTROL_CHARACTERS)
        return value

    def text(self, value: object, key: Key, most: int = 0) -> dict[str, str]:
        """The words in each language: more characters than `most` are a fault, than `FITS` a warning."""
        if not isinstance(value, Mapping):
            self.fault(key, value, words.words_in_each_language(self.languages))
            return {}
        result: dict[str, str] = {}
        advised = FITS.get(dotted(key), 0)
        for code in value:
            if code not in self.languages:
                self.fault((*key, code), code, words.one_of_the_languages(self.languages))
        for code in self.languages:
            result[code] = self.words(value.get(code), (*key, code))
            if most and len(result[code]) > most:
                self.fault((*key, code), result[code], words.at_most_characters(most))
            if advised and len(result[code]) > advised:
                self.warn((*key, code), words.so_many_characters(len(result[code])), advised)
        return result

    def warn(self, key: Key, found: Worded, most: int) -> None:
        self.findings.append(Finding(key, found, words.what_fits(most), warning=True))

    def texts(self, value: object, key: Key) -> tuple[dict[str, str], ...]:
        if not isinstance(value, list) or not value:
            self.fault(key, value, words.ONE_TEXT_AT_LEAST if value == [] else words.A_LIST_OF_TEXTS)
            return ()
        advised = MANY_FIT.get(dotted(key), 0)
        if advised and len(value) > advised:
            self.warn(key, words.so_many(len(value)), advised)
        return tuple(self.text(item, (*key, n)) for n, item in enumerate(value))

    def lists(self, value: object, key: Key) -> dict[str, tuple[str, ...]]:
        if value is None:
            return {}
        table = self.table(value, key, set(self.languages))
        result: dict[str, tuple[str, ...]] = {}
        for code, items in table.items():
            if not isinstance(items, list):
                self.fault((*key, code), items, words.A_LIST_OF_WORDS)
                continue
            result[code] = tuple(self.words(item, (*key, code, n)) for n, item in enumerate(items))
        return result

    def number(self, value: object, key: Key, low: int, high: int, default: int) -> int:
        if value is None:
            return default
        if not isinstance(value, int) or isinstance(value, bool) or not low <= value <= high:
            self.fault(key, value, words.a_whole_number(low, high))
            return default
        return value

    def flag(self, value: object, key: Key, *, default: bool) -> bool:
        if value is None or isinstance(value, bool):
            return default if value is None else value
        self.fault(key, value, words.TRUE_OR_FALSE)
        return default

    def minutes(self, value: object, key: Key) -> int:
        return self.number(value, key, 0, MOST_MINUTES, 0)

    def id(self, value: object, key: Key) -> str:
        if not isinstance(value, str) or not re.fullmatch(ID, value):
            self.fault(key, value, words.AN_ID)
            return ""
        if value in RESERVED_IDS:
            self.fault(key, value, words.another_id_than(RESERVED_IDS))
        return value

    def different(self, ids: Iterable[str], key: Key, expected: Worded) -> None:
        seen: set[str] = set()
        for n, id in enumerate(ids):
            if id and id in seen:
                self.fault((*key, n, "id"), id, expected)
            seen.add(id)


def dotted(key: Key) -> str:
    """The key with dots and without list indexes: `pitfalls.causes`."""
    return ".".join(part for part in key if isinstance(part, str))


_TOP = {"format", *(f.name for f in fields(RunSheet))}


def run_sheet_from_dict(data: object) -> RunSheet:
    """Read a run sheet; raises Faulty with every fault there is."""
    sheet, findings = read(data)
    if sheet is None:
        raise Faulty(findings)
    return sheet


def read(data: object) -> tuple[RunSheet | None, list[Finding]]:
    """The run sheet, or None when a finding is a fault; and all findings."""
    reader = _Reader()
    top = reader.table(data, (), _TOP)
    reader.number(top.get("format"), ("format",), FORMAT, FORMAT, FORMAT)
    reader.languages = _languages(reader, top.get("languages", [*SHEET_DEFAULT]))
    sheet = RunSheet(
        id=reader.id(top.get("id"), ("id",)),
        version=reader.words(top.get("version", "1"), ("version",)),
        languages=reader.languages,
        title=reader.text(top.get("title"), ("title",)),
        subtitle=_optional(reader, top, ("subtitle",)),
        occasion=_optional(reader, top, ("occasion",)),
        questions=_questions(reader, top.get("questions")),
        buzz=_buzz(reader, top.get("buzz")),
        pitfalls=_pitfalls(reader, top.get("pitfalls")),
        closing=reader.texts(top.get("closing"), ("closing",)),
        momentum=_momentum(reader, top.get("momentum")),
        poll=_poll(reader, top.get("poll")),
        minutes={},
        notes={},
        accent=_accent(reader, top.get("accent")),
        logo=_logo(reader, top.get("logo")),
        logo_text=_logo_text(reader, top),
        alone=_alone(reader, top.get("alone")),
    )
    minutes = _by_step(reader, sheet, top.get("minutes"), "minutes", reader.minutes)
    notes = _by_step(reader, sheet, top.get("notes"), "notes", reader.text)
    faulty = any(not finding.warning for finding in reader.findings)
    kept = {f.name: getattr(sheet, f.name) for f in fields(RunSheet)}
    whole = RunSheet(**{**kept, "minutes": minutes, "notes": notes})
    return (None if faulty else whole), reader.findings


def _optional(reader: _Reader, table: Mapping[str, Any], key: Key) -> dict[str, str]:
    """The text at the key, whose last part is its name in the table."""
    name = str(key[-1])
    return reader.text(table[name], key) if name in table else {}


def _accent(reader: _Reader, value: object) -> str:
    if value is None:
        return ""
    if not isinstance(value, str) or not accent.is_colour(value):
        reader.fault(("accent",), value, words.A_COLOUR)
        return ""
    if (weak := accent.weakness(value)) is not None:
        reader.found(
            ("accent",),
            words.a_weak_colour(value, weak.ground.colour, weak.contrast),
            words.a_stronger_colour(weak.ground.least, weak.nearest),
        )
    return value.lower()


def _logo(reader: _Reader, value: object) -> str:
    if value is None:
        return ""
    if not isinstance(value, str):
        reader.fault(("logo",), value, words.A_LOGO_FILE)
        return ""
    try:
        return read_logo(value)
    except NotALogo as fault:
        reader.found(("logo",), fault.found, fault.expected)
        return ""


def _logo_text(reader: _Reader, top: Mapping[str, Any]) -> dict[str, str]:
    """What the logo says, for those who do not see it: needed with a logo, and only then."""
    logo, text = top.get("logo"), top.get("logo_text")
    if text is not None and logo is None:
        reader.found(("logo_text",), words.A_TEXT_WITHOUT_LOGO, words.A_LOGO_BESIDE_IT)
    return {} if text is None and logo is None else reader.text(text, ("logo_text",))


def _languages(reader: _Reader, value: object) -> tuple[str, ...]:
    if (
        isinstance(value, list)
        and value
        and all(isinstance(code, str) and re.fullmatch(LANGUAGE, code) for code in value)
        and len(set(value)) == len(value)
    ):
        return tuple(value)
    reader.fault(("languages",), value, words.CODES_OF_LANGUAGES)
    return reader.languages


def _questions(reader: _Reader, data: object) -> QuestionRules:
    key = ("questions",)
    table = reader.table(data, key, {f.name for f in fields(QuestionRules)})
    moderation = table.get("moderation", "flagged")
    if moderation not in MODERATIONS:
        reader.fault((*key, "moderation"), moderation, words.ONE_OF_THE_MODERATIONS)
        moderation = "flagged"
    names = table.get("allowed_names", [])
    if not isinstance(names, list) or not all(isinstance(name, str) for name in names):
        reader.fault((*key, "allowed_names"), names, words.A_LIST_OF_NAMES)
        names = []
    return QuestionRules(
        prompt=reader.text(table.get("prompt"), (*key, "prompt")),
        max_graphemes=_number(reader, table, key, "max_graphemes"),
        per_participant=_number(reader, table, key, "per_participant"),
        moderation=moderation,
        others_visible=reader.flag(table.get("others_visible"), (*key, "others_visible"), default=True),
        allowed_names=tuple(names),
    )


def _number(reader: _Reader, table: Mapping[str, Any], key: Key, name: str) -> int:
    return reader.number(table.get(name), (*key, name), *NUMBERS[name])


def _alone(reader: _Reader, data: object) -> Alone | None:
    if data is None:
        return None
    key = ("alone",)
    table = reader.table(data, key, {f.name for f in fields(Alone)})
    return Alone(
        prompt=reader.text(table.get("prompt"), (*key, "prompt")),
        seconds=_number(reader, table, key, "seconds"),
    )


def _buzz(reader: _Reader, data: object) -> Buzz:
    key = ("buzz",)
    table = reader.table(data, key, {f.name for f in fields(Buzz)})
    return Buzz(
        prompts=reader.texts(table.get("prompts"), (*key, "prompts")),
        turns=_number(reader, table, key, "turns"),
        turn_seconds=_number(reader, table, key, "turn_seconds"),
        afterwards=_optional(reader, table, (*key, "afterwards")),
        pairs=reader.flag(table.get("pairs"), (*key, "pairs"), default=False),
    )


def _pitfalls(reader: _Reader, data: object) -> tuple[Pitfall, ...]:
    if not isinstance(data, list) or not 1 <= len(data) <= MAX_PITFALLS:
        found = words.so_many(len(data)) if isinstance(data, list) else words.as_written(data)
        reader.found(("pitfalls",), found, words.one_to_many_pitfalls(MAX_PITFALLS))
        return ()
    pitfalls = tuple(_pitfall(reader, item, ("pitfalls", n)) for n, item in enumerate(data))
    reader.different((pitfall.id for pitfall in pitfalls), ("pitfalls",), words.AN_ID_OF_NO_OTHER_PITFALL)
    return pitfalls


def _pitfall(reader: _Reader, data: object, key: Key) -> Pitfall:
    table = reader.table(data, key, {f.name for f in fields(Pitfall)})
    answer = reader.table(table.get("answer"), (*key, "answer"), {"title", "points"})
    return Pitfall(
        id=reader.id(table.get("id"), (*key, "id")),
        short=reader.text(table.get("short"), (*key, "short"), most=MAX_SHORT),
        title=reader.text(table.get("title"), (*key, "title")),
        causes=reader.texts(table.get("causes"), (*key, "causes")),
        answer=Answer(
            title=reader.text(answer.get("title"), (*key, "answer", "title")),
            points=reader.texts(answer.get("points"), (*key, "answer", "points")),
        ),
        keywords=reader.lists(table.get("keywords"), (*key, "keywords")),
        examples=reader.lists(table.get("examples"), (*key, "examples")),
    )


def _momentum(reader: _Reader, data: object) -> Momentum | None:
    if data is None:
        return None
    table = reader.table(data, ("momentum",), {"question", "words"})
    items = table.get("words")
    if not isinstance(items, list) or len(items) != MOMENTUM_WORDS:
        found = words.so_many(len(items)) if isinstance(items, list) else words.as_written(items)
        reader.found(("momentum", "words"), found, words.EXACTLY_THREE_WORDS)
        items = []
    read = tuple(_momentum_word(reader, item, ("momentum", "words", n)) for n, item in enumerate(items))
    reader.different((word.id for word in read), ("momentum", "words"), words.AN_ID_OF_NO_OTHER_WORD)
    return Momentum(reader.text(table.get("question"), ("momentum", "question")), read)


def _momentum_word(reader: _Reader, data: object, key: Key) -> MomentumWord:
    table = reader.table(data, key, {"id", "word", "points"})
    points = table.get("points")
    return MomentumWord(
        id=reader.id(table.get("id"), (*key, "id")),
        word=reader.text(table.get("word"), (*key, "word")),
        points=() if points in (None, []) else reader.texts(points, (*key, "points")),
    )


def _poll(reader: _Reader, data: object) -> Poll:
    table = reader.table(data, ("poll",), {"question", "next_question"})
    return Poll(
        question=reader.text(table.get("question"), ("poll", "question")),
        next_question=reader.text(table.get("next_question"), ("poll", "next_question")),
    )


def _by_step(
    reader: _Reader, sheet: RunSheet, data: object, name: str, one: Callable[[object, Key], Any]
) -> dict[str, Any]:
    table = reader.table(data, (name,), set(sheet.steps)) if data is not None else {}
    return {step: one(value, (name, step)) for step, value in table.items() if step in sheet.steps}


def run_sheet_to_dict(sheet: RunSheet) -> dict[str, Any]:
    """Plain data that `run_sheet_from_dict` reads back to an equal sheet."""
    data = _plain(sheet)
    assert isinstance(data, dict)  # noqa: S101  a dataclass becomes a dict
    if not sheet.buzz.pairs:
        # The key came later: where it is not used, an older Summe reads the sheet too.
        del data["buzz"]["pairs"]
    # An empty table is left out, but not one that asks for a step.
    asked = {f.name for f in fields(sheet) if is_dataclass(getattr(sheet, f.name))}
    return {"format": FORMAT, **{k: v for k, v in data.items() if k in asked or v not in (None, {}, "")}}


def _plain(value: Any) -> Any:
    if is_dataclass(value):
        # An optional text that is not there is left out: an older Summe refuses keys that it does not know.
        plain = {f.name: (f.default_factory is dict, _plain(getattr(value, f.name))) for f in fields(value)}
        return {name: inner for name, (is_optional, inner) in plain.items() if inner or not is_optional}
    if isinstance(value, Mapping):
        return {key: _plain(item) for key, item in value.items()}
    if isinstance(value, tuple):
        return [_plain(item) for item in value]
    return value
