"""Accessibility violations of a page, found by axe."""

import json
from collections.abc import Sequence
from typing import NamedTuple

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page

_SCRIPT = Axe().axe_script
WCAG = ("wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa")
# Only violations are described, and only their rule and elements are returned: the full result takes seconds.
_FIND = """axe.run({resultTypes: ["violations"], ...%s}).then(({violations}) =>
  violations.map(({id, nodes}) => [id, nodes.map(({html}) => html)]))"""

# A line that is fading in has no contrast yet. Longer animations, such as a clock's, are not waited for.
_FADED_IN = """() => Promise.all(document.getAnimations()
  .filter(({playState, effect}) => playState === "running" && effect.getComputedTiming().endTime < 2000)
  .map(({finished}) => finished.catch(() => {})))"""


class Violation(NamedTuple):
    """The broken rule, and the elements that break it, as HTML."""

    rule: str
    elements: list[str]


def violations(page: Page, rules: Sequence[str] = (), *, contrast: bool = True) -> list[Violation]:
    """The violations of rules with one of these tags; without tags, of all rules including best practices.

    Contrasts take most of its time; `contrast.faint` finds them faster where texts lie on plain colours.
    """
    if not page.evaluate("'axe' in window"):
        page.evaluate(_SCRIPT)
    page.evaluate(_FADED_IN)
    options: dict[str, object] = {"runOnly": list(rules)} if rules else {}
    if not contrast:
        options["rules"] = {"color-contrast": {"enabled": False}}
    return [Violation(*found) for found in page.evaluate(_FIND % json.dumps(options))]
