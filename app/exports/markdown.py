"""The session as Markdown, to paste into minutes or a mail."""

import re
from typing import Any

from app.exports.csv import pitfall_titles
from app.exports.words import words

_SPECIAL = re.compile(r"([\\`*_{}\[\]()#+!|<>~-])")


def export_markdown(report: dict[str, Any]) -> str:
    """Title, sums, then the questions by pitfall and what presses now."""
    said = words(report["language"])
    lines = [f"# {_plain(report['title'])}", "", said["joined"].format(n=report["joined"]) + "."]
    total = report["poll"]["all"]
    if total["hidden"]:
        lines.append(said["hidden"])
    else:
        lines.append(said["answered"].format(yes=total["yes"], n=total["answers"]) + ".")
    burning = [q for q in report["questions"] if not q["next"] and q["state"] != "hidden"]
    titles: dict[str | None, str] = {}
    titles.update(pitfall_titles(report))
    titles[None] = said["unplaced"]
    for pitfall, title in titles.items():
        lines += _section(title, [q for q in burning if q["pitfall"] == pitfall], said)
    lines += _section(said["next"], [q for q in report["questions"] if q["next"]], said)
    return "\n".join(lines) + "\n"


def _section(title: str, questions: list[dict[str, Any]], said: dict[str, Any]) -> list[str]:
    if not questions:
        return []
    return ["", f"## {_plain(title)}", "", *(_line(question, said) for question in questions)]


def _line(question: dict[str, Any], said: dict[str, Any]) -> str:
    notes = [said["answers"][question["answer"]]] if question["answer"] else []
    if question["support"]:
        notes.append(said["support"].format(n=question["support"]))
    if question["taken_up"]:
        notes.append(said["taken_up"])
    tail = f" ({', '.join(notes)})" if notes else ""
    return f"- {_plain(question['text'])}{tail}"


def _plain(text: str) -> str:
    """Text that Markdown shows literally, on one line."""
    return _SPECIAL.sub(r"\\\1", " ".join(text.split()))
