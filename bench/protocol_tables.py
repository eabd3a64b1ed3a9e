"""Writes the tables of docs/protocol.md that follow from the code: `python -m bench.protocol_tables`."""

import re
from dataclasses import fields
from pathlib import Path

from app.core.commands import BY_NAME, PARTICIPANT
from app.core.rejections import MEANINGS
from app.core.steps import ASKABLE

PAGE = Path(__file__).parent.parent / "docs" / "protocol.md"


def tables() -> dict[str, str]:
    """Each generated table by its name."""
    lines = ["| command | asked by | arguments | only in | undo |", "|---|---|---|---|---|"]
    for name, command in BY_NAME.items():
        by = "participant" if command.by == PARTICIPANT else "facilitator"
        arguments = ", ".join(f"`{f.name}`" for f in fields(command))  # type: ignore[arg-type]
        steps = ", ".join(sorted(ASKABLE.get(command, ())))
        lines.append(f"| `{name}` | {by} | {arguments} | {steps} | {'yes' if command.undoable else ''} |")
    codes = [
        "| code | meaning |",
        "|---|---|",
        *(f"| `{code}` | {text} |" for code, text in MEANINGS.items()),
    ]
    return {"commands": "\n".join(lines), "rejections": "\n".join(codes)}


def filled(page: str) -> str:
    """The page with every generated table as the code has it now."""
    for name, table in tables().items():
        page = re.sub(
            rf"(<!-- {name} -->\n).*?(<!-- /{name} -->)",
            lambda m, t=table: f"{m[1]}{t}\n{m[2]}",
            page,
            flags=re.S,
        )
    return page


if __name__ == "__main__":
    PAGE.write_text(filled(PAGE.read_text()))
