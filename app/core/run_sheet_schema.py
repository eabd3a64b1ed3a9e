"""The JSON Schema of run sheets, for editors that complete and check while one types.

It is made of the reader's own limits. The reader alone checks what a schema cannot express: that a text is
there in each of the sheet's languages, that ids differ, that minutes and notes belong to steps of the arc,
and how long a text may be before it no longer fits the screens.
"""

from typing import Any

from app.core.languages import SHEET_DEFAULT
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
            "short": _text("The column's name on the board", MAX_SHORT),
            "title": _text("The whole title"),
            "causes": _list(_text("A cause")),
            "answer": _table({"title": _text("The answer"), "points": _list(_text("A point"))}),
        },
        {"keywords": words, "examples": words},
    )


def _momentum() -> Schema:
    points = _list(_text("What the word stands for"), least=0)
    word = _table({"id": _id(), "word": _text("The word")}, {"points": points})
    return _table(
        {
            "question": _text("Where does momentum come from?"),
            "words": {"type": "array", "items": word, "minItems": MOMENTUM_WORDS, "maxItems": MOMENTUM_WORDS},
        }
    )


def _questions() -> Schema:
    return _table(
        {"prompt": _text("Stands over the text box")},
        {
            "max_graphemes": _number("max_graphemes", "The longest question, as a reader counts"),
            "per_participant": _number("per_participant", "Open questions each"),
            "moderation": {"enum": list(MODERATIONS), "default": _DEFAULTS.moderation},
            "others_visible": {"type": "boolean", "default": _DEFAULTS.others_visible},
            "allowed_names": {"type": "array", "items": {"type": "string"}},
        },
    )


def schema() -> Schema:
    """The schema of a whole file."""
    pitfalls = {"type": "array", "items": _pitfall(), "minItems": 1, "maxItems": MAX_PITFALLS}
    language = {"type": "string", "pattern": f"^{LANGUAGE}$"}
    required = {
        "id": _id(),
        "title": _text("The talk's title"),
        "questions": _questions(),
        "buzz": _table(
            {"prompts": _list(_text("A prompt; the last is the one to act on"))},
            {
                "turns": _number("turns", "How many tell, one after the other"),
                "turn_seconds": _number("turn_seconds", "Seconds for each"),
            },
        ),
        "pitfalls": pitfalls,
        "closing": _list(_text("Last words of the summary")),
        "poll": _table(
            {
                "question": _text("Was your question answered?"),
                "next_question": _text("Is another question more pressing now?"),
            }
        ),
    }
    optional = {
        "format": {"const": FORMAT},
        "version": _words(),
        "languages": {**_list(language), "uniqueItems": True, "default": [*SHEET_DEFAULT]},
        "subtitle": _text("Under the title"),
        "occasion": _text("Where the talk is given"),
        "momentum": _momentum(),
        "minutes": _by_step({"type": "integer", "minimum": 0, "maximum": MOST_MINUTES}),
        "notes": _by_step(_text("For the presenter alone")),
    }
    forgotten = {"format", *RunSheet.__slots__} ^ {*required, *optional}
    what_to_do = f"describe each key in required or optional in {__name__}: {sorted(forgotten)}"
    assert not forgotten, what_to_do  # noqa: S101  a fault of the code, not of a run sheet
    return {
        "$schema": "http://json-schema.org/draft-07/schema#",
        "title": "A run sheet of Summe",
        **_table(required, optional),
    }
