"""Writes all generated files; with `--check`, exits with an error that names the stale ones."""

import json
import sys
from pathlib import Path

from app.core.run_sheet_schema import schema
from docs import generate as documents
from frontend import (
    generate_protocol as protocol,
    generate_run_sheet_form as run_sheet_form,
    generate_sheet_words as sheet_words,
    generate_step_names as step_names,
)

ROOT = Path(__file__).parent


def written() -> dict[Path, str]:
    """Every generated file, with the content it should have."""
    run_sheets = json.dumps(schema(), ensure_ascii=False, indent=1) + "\n"
    return {
        ROOT / "sessions" / "run-sheet.schema.json": run_sheets,
        **protocol.written(),
        **run_sheet_form.written(),
        **sheet_words.written(),
        **step_names.written(),
        **documents.written(),
    }


def stale() -> list[Path]:
    """The files that are missing or have other content."""
    return [path for path, text in written().items() if not path.exists() or path.read_text("utf-8") != text]


def main() -> None:
    if "--check" not in sys.argv:
        for path, text in written().items():
            path.write_text(text, "utf-8")
    elif files := stale():
        sys.exit(f"run make generate: {', '.join(str(path.relative_to(ROOT)) for path in files)}")


if __name__ == "__main__":
    main()
