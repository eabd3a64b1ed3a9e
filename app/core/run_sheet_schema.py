"""The JSON Schema of run sheets, for editors that complete and check while one types.

It is made of the reader's own limits, and the table of keys in sessions/README.md is made of it. The reader
alone checks what a schema cannot express: that a text is there in each of the sheet's languages, that ids
differ, that minutes and notes belong to steps of the arc, and how long a text may be before it no longer fits
the screens.
"""

from collections.abc import Iterator
from typing import Any

from app.core.accent import HEX
from app.core.languages import SHEET_DEFAULT
from app.core.logo import DATA_URL, ENDINGS, MOST_BYTES
from app.core.run_sheet import MAX_PITFALLS, QuestionRules, RunSheet
from app.core.run_sheet_reader import (
    FORMAT,
    ID,
    LANGUAGE,
    MAX_SHORT,
    MODERATIONS,
    MOMENTUM_WORDS,
    MOST_MINUTES,
    NUMBERS,
    RESERVED_IDS,
)
from app.core.steps import STEPS, WALK

Schema = dict[str, Any]
_DEFAULTS = QuestionRules(prompt={})
_FIXED_STEPS = [step for step, rules in STEPS.items() if rules.occurs != "for each pitfall"]


def _table(required: dict[str, Schema], optional: dict[str, Schema] | None = None) -> Schema:
    return {
        "type": "object",
        "properties": {**required, **(optional or {})},
        "required": list(required),
        "additionalProperties": False,
    }


def _words(most: int = 0) -> Schema:
    # At least one visible character, and no control characters.
    control = r"\x00-\x08\x0b-\x1f\x7f"
    words: Schema = {"type": "string", "pattern": rf"^[^{control}]*[^\s{control}][^{control}]*$"}
    return {**words, "maxLength": most} if most else words


def _by_language(one: Schema) -> Schema:
    return {
        "type": "object",
        "patternProperties": {f"^{LANGUAGE}$": one},
        "additionalProperties": False,
        "minProperties": 1,
    }


def _text(about: str, most: int = 0) -> Schema:
    return {**_by_language(_words(most)), "description": f"{about}, in each of the sheet's languages"}


def _list(one: Schema, least: int = 1) -> Schema:
    return {"type": "array", "items": one, "minItems": least}


def _about(form: Schema, about: str) -> Schema:
    return {**form, "description": about}


def keys(table: Schema, within: str = "") -> Iterator[tuple[str, Schema, bool]]:
    """Every key of a table and of the tables in it, with dots; its form, and whether it is needed there."""
    for name, form in table.get("properties", {}).items():
        key = f"{within}.{name}".lstrip(".")
        yield key, form, name in table["required"]
        yield from keys(form.get("items", form), key)


def _number(name: str, about: str) -> Schema:
    low, high, default = NUMBERS[name]
    return {"type": "integer", "minimum": low, "maximum": high, "default": default, "description": about}


def _id() -> Schema:
    return {
        "type": "string",
        "pattern": f"^{ID}$",
        "not": {"enum": sorted(RESERVED_IDS)},
        "description": "Small letters, digits and dashes",
    }


def _by_step(one: Schema) -> Schema:
    steps = "|".join(_FIXED_STEPS)
    return {
        "type": "object",
        "patternProperties": {f"^({steps}|{WALK}:{ID})$": one},
        "additionalProperties": False,
    }


def _pitfall() -> Schema:
    words = _by_language(_list(_words(), least=0))
    return _table(
        {
            "id": _id(),
            "short": _text(f"The column's name on the board, at most {MAX_SHORT} characters", MAX_SHORT),
            "title": _text("The whole title"),
            "causes": _about(_list(_text("A cause")), "The causes, a list of texts"),
            "answer": _table(
                {
                    "title": _text("The answer"),
                    "points": _about(_list(_text("A point")), "The points of the answer, a list of texts"),
                }
            ),
        },
        {
            "keywords": _about(
                words, "Lists of words by language, for suggestions of where a question belongs"
            ),
            "examples": _about(
                words, "Lists of questions by language, for suggestions and for what simulated people ask"
            ),
        },
    )


def _momentum() -> Schema:
    points = _about(_list(_text("A point"), least=0), "What the word stands for, a list of texts")
    word = _table({"id": _id(), "word": _text("The word")}, {"points": points})
    return _table(
        {
            "question": _text("Asks where momentum comes from"),
            "words": {
                "type": "array",
                "items": word,
                "minItems": MOMENTUM_WORDS,
                "maxItems": MOMENTUM_WORDS,
                "description": "Exactly three words, the corners of the triangle",
            },
        }
    )


def _questions() -> Schema:
    return _table(
        {"prompt": _text("Stands over the text box")},
        {
            "max_graphemes": _number("max_graphemes", "The longest question, as a reader counts"),
            "per_participant": _number("per_participant", "Open questions each"),
            "moderation": {
                "enum": list(MODERATIONS),
                "default": _DEFAULTS.moderation,
                "description": "`flagged` holds what seems personal, `all` everything, `none` nothing",
            },
            "others_visible": {
                "type": "boolean",
                "default": _DEFAULTS.others_visible,
                "description": "Whether phones may see others' questions from grouping on",
            },
            "allowed_names": {
                "type": "array",
                "items": {"type": "string"},
                "default": [*_DEFAULTS.allowed_names],
                "description": "Names that are no personal data here",
            },
        },
    )


def schema() -> Schema:
    """The schema of a whole file."""
    required, optional = _required(), _optional()
    forgotten = {"format", *RunSheet.__slots__} ^ {*required, *optional}
    what_to_do = f"describe each key in _required or _optional in {__name__}: {sorted(forgotten)}"
    assert not forgotten, what_to_do  # noqa: S101  a fault of the code, not of a run sheet
    return {
        "$schema": "http://json-schema.org/draft-07/schema#",
        "title": "A run sheet of Summe",
        **_table(required, optional),
    }


def _required() -> dict[str, Schema]:
    pitfalls = {
        "type": "array",
        "items": _pitfall(),
        "minItems": 1,
        "maxItems": MAX_PITFALLS,
        "description": f"One to {MAX_PITFALLS}, in the talk's order",
    }
    return {
        "id": _id(),
        "title": _text("The talk's title"),
        "questions": _questions(),
        "buzz": _table(
            {"prompts": _about(_list(_text("A prompt")), "A list of texts; the last is the one to act on")},
            {
                "turns": _number("turns", "How many tell, one after the other"),
                "turn_seconds": _number("turn_seconds", "Seconds for each"),
                "afterwards": _text("What follows, such as whether pairs are heard; shown before the clock"),
                "pairs": {
                    "type": "boolean",
                    "default": False,
                    "description": "Whether two neighbours may link their phones by four digits",
                },
            },
        ),
        "pitfalls": pitfalls,
        "closing": _about(_list(_text("A sentence")), "A list of texts, the summary's last words"),
        "poll": _table(
            {
                "question": _text("Asks whether a question was answered"),
                "next_question": _text("Asks for the question that is more pressing now"),
            }
        ),
    }


def _optional() -> dict[str, Schema]:
    language = {"type": "string", "pattern": f"^{LANGUAGE}$"}
    return {
        "format": {"const": FORMAT, "default": FORMAT, "description": "The format of the file"},
        "version": {**_words(), "default": "1", "description": "Yours, for telling editions apart"},
        "languages": {
            **_list(language),
            "uniqueItems": True,
            "default": [*SHEET_DEFAULT],
            "description": "Codes of two letters; the first is the session's own",
        },
        "subtitle": _text("Under the title"),
        "occasion": _text("Where the talk is given"),
        "accent": {
            "type": "string",
            "pattern": f"^{HEX}$",
            "description": "The talk's own colour, such as `#0b5d3b`, for buttons, rules and rings",
        },
        "logo": {
            "type": "string",
            "pattern": rf"^([^/\\]+\.({'|'.join(ENDINGS)})|{DATA_URL})$",
            "description": f"An SVG or PNG file beside the sheet, at most {MOST_BYTES:,} bytes",
        },
        "logo_text": _text("What the logo says, needed with it"),
        "alone": _about(
            _table(
                {"prompt": _text("What each thinks of alone, on paper, before the buzz")},
                {"seconds": _number("seconds", "How long")},
            ),
            "Without it there is no such step",
        ),
        "momentum": _about(_momentum(), "Without it there is no such step"),
        "minutes": _about(
            _by_step({"type": "integer", "minimum": 0, "maximum": MOST_MINUTES}),
            'Planned minutes by step, `"walk:<pitfall id>"` for a walk',
        ),
        "notes": _about(_by_step(_text("A note")), "The presenter's notes by step, on the console only"),
    }
