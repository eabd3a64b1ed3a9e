"""Interface of a screen for tests, the same for every engine."""

import json
from abc import ABC, abstractmethod
from pathlib import Path
from typing import Any

from tests.server import eventually

SIZES = {"phone": (360, 740), "console": (1366, 768), "board": (1920, 1080)}
PATIENCE_S = 10.0

# The visible elements of a selector that contain a text, ignoring soft hyphens and line breaks.
FOUND = """[...document.querySelectorAll(%s)]
  .filter((one) => one.checkVisibility() && one.textContent.replaceAll("\\u00ad", "").includes(%s))"""


def found(css: str, text: str) -> str:
    """The JavaScript expression that finds these elements."""
    return FOUND % (json.dumps(css), json.dumps(text))


class Screen(ABC):
    """One page in a window with its own storage."""

    @abstractmethod
    def evaluate(self, expression: str) -> Any:
        """The value of an expression in the page, as JSON."""

    @abstractmethod
    def errors(self) -> list[str]:
        """The uncaught errors of the page."""

    @abstractmethod
    def picture(self, file: Path) -> None:
        """Save a screenshot as a PNG file."""

    @abstractmethod
    def _tap(self, element: str) -> None: ...

    @abstractmethod
    def _type(self, element: str, text: str) -> None: ...

    @abstractmethod
    def _drag(self, element: str, to: str) -> None: ...

    def shows(self, css: str, text: str = "") -> None:
        """Wait until the screen shows an element of this selector with this text."""

        def seen() -> bool:
            there = self.evaluate(f"{found(css, text)}.length")
            assert there, f"{css} {text!r} is not to be seen in: {self.evaluate('document.body.innerText')}"
            return True

        eventually(seen, PATIENCE_S)

    def tap(self, css: str, text: str = "") -> None:
        self.shows(css, text)
        self._tap(f"{found(css, text)}[0]")

    def type(self, css: str, text: str) -> None:
        self.shows(css)
        self._type(f"{found(css, '')}[0]", text)

    def drag(self, css: str, to: str) -> None:
        self.shows(css)
        self.shows(to)
        self._drag(f"{found(css, '')}[0]", f"{found(to, '')}[0]")
