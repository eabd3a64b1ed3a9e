"""The words of hand-out and slips: `src/words/sheetWords.generated.ts`, made of the words of their PDFs.

So the page that prints them says what the PDF says.
"""

import json
import re
from dataclasses import asdict
from pathlib import Path

from app.core.languages import LANGUAGES
from app.exports.sheet_words import sheet_words_in

FILE = Path(__file__).parent / "src" / "words" / "sheetWords.generated.ts"


def written() -> dict[Path, str]:
    """The file with its content."""
    made_by = "made by frontend/generate_sheet_words.py, do not edit."
    lines = [f"/** The words that the hand-out and the slips have as PDF too; {made_by} */"]
    for language in LANGUAGES:
        words = {_camel(name): said for name, said in asdict(sheet_words_in(language)).items()}
        lines.append(f"export const {language} = {json.dumps(words, ensure_ascii=False)};")
    return {FILE: "\n".join([*lines, ""])}


def _camel(name: str) -> str:
    return re.sub(r"_(\w)", lambda match: match[1].upper(), name)
