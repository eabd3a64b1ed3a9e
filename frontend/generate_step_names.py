"""The names of the steps: `src/words/stepNames.generated.ts`, made of the words of the presenter's card.

So a step is called the same on paper and on every screen.
"""

import json
from pathlib import Path

from app.core.languages import LANGUAGES
from app.core.steps import STEPS
from app.exports.printout_words import printout_words_in

FILE = Path(__file__).parent / "src" / "words" / "stepNames.generated.ts"


def written() -> dict[Path, str]:
    """The file with its content."""
    lines = [
        "/** The names of the steps, by language; made by frontend/generate_step_names.py, do not edit. */",
        'import type { StepFamily } from "../live/wire";',
        "",
    ]
    for language in LANGUAGES:
        names = {family: printout_words_in(language).steps[family].name for family in STEPS}
        said = json.dumps(names, ensure_ascii=False)
        lines.append(f"export const {language}: Record<StepFamily, string> = {said};")
    return {FILE: "\n".join([*lines, ""])}
