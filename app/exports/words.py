"""The words of the exports, in each language."""

from typing import Any

_WORDS: dict[str, dict[str, Any]] = {
    "da": {
        "columns": [
            "Nr.",
            "Spørgsmål",
            "Faldgrube",
            "Tilstand",
            "Fik svar?",
            "Vil også vide det",
            "Taget op i salen",
            "Nyt spørgsmål",
            "Samlet med nr.",
            "Følger efter nr.",
            "Tidspunkt",
        ],
        "unplaced": "Ikke placeret",
        "states": {"shown": "Vist", "held": "Holdt tilbage", "hidden": "Skjult", "merged": "Samlet"},
        "answers": {"yes": "Ja", "partly": "Til dels", "no": "Nej"},
        "yes": "Ja",
        "joined": "{n} var med",
        "answered": "{yes} af {n} spørgsmål fik svar",
        "hidden": "Svarene vises, når mindst fem har svaret.",
        "next": "Det, der trænger sig på nu",
        "questions": "Spørgsmål",
        "taken_up": "taget op i salen",
        "support": "{n} vil også vide det",
    },
    "en": {
        "columns": [
            "No.",
            "Question",
            "Pitfall",
            "State",
            "Answered?",
            "Want to know too",
            "Taken up in the room",
            "Next question",
            "Merged with no.",
            "Follows no.",
            "Time",
        ],
        "unplaced": "Not placed",
        "states": {"shown": "Shown", "held": "Held back", "hidden": "Hidden", "merged": "Merged"},
        "answers": {"yes": "Yes", "partly": "Partly", "no": "No"},
        "yes": "Yes",
        "joined": "{n} took part",
        "answered": "{yes} of {n} questions were answered",
        "hidden": "Answers are shown once five people have answered.",
        "next": "What presses now",
        "questions": "Questions",
        "taken_up": "taken up in the room",
        "support": "{n} want to know too",
    },
}


def words(language: str) -> dict[str, Any]:
    """The words in this language, else in English."""
    return _WORDS.get(language, _WORDS["en"])
