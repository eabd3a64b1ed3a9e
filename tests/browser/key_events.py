"""Key events as a keyboard of a given layout sends them: the position (`code`), and the meaning (`key`)."""

from typing import Literal

from playwright.sync_api import CDPSession, Page

# Chromium's virtual key codes of keys that produce no character.
_VIRTUAL = {
    "Backspace": 8,
    "Enter": 13,
    "Escape": 27,
    "PageUp": 33,
    "PageDown": 34,
    "End": 35,
    "Home": 36,
    "ArrowLeft": 37,
    "ArrowUp": 38,
    "ArrowRight": 39,
    "ArrowDown": 40,
    "Insert": 45,
    "Delete": 46,
    "F5": 116,
}
_MODIFIERS = {"": 0, "Control": 2, "Meta": 4, "Shift": 8}

Modifier = Literal["", "Control", "Meta", "Shift"]

_PLACES = [f"Digit{n}" for n in range(1, 7)]
# What each layout produces with the number keys and the keypad, from 1 to 6: code and key.
FIGURES: dict[str, list[tuple[str, str]]] = {
    "Danish, German, US": list(zip(_PLACES, "123456", strict=True)),
    "French": list(zip(_PLACES, "&é\"'(-", strict=True)),
    "keypad": [(f"Numpad{n}", str(n)) for n in range(1, 7)],
    "keypad without NumLock": list(
        zip(
            [f"Numpad{n}" for n in range(1, 7)],
            ["End", "ArrowDown", "PageDown", "ArrowLeft", "Clear", "ArrowRight"],
            strict=True,
        )
    ),
}


class Keyboard:
    """Sends key events with position and meaning to a page, as the browser gets them from the system."""

    def __init__(self, page: Page) -> None:
        self._devtools: CDPSession = page.context.new_cdp_session(page)

    def press(self, code: str, key: str, modifier: Modifier = "") -> None:
        """Press and release."""
        self.down(code, key, modifier)
        self.up(code, key, modifier)

    def down(self, code: str, key: str, modifier: Modifier = "", *, repeats: bool = False) -> None:
        text = "\r" if key == "Enter" else key if len(key) == 1 else ""
        if modifier in ("Control", "Meta"):
            text = ""
        self._send("keyDown" if text else "rawKeyDown", code, key, modifier, text=text, autoRepeat=repeats)

    def up(self, code: str, key: str, modifier: Modifier = "") -> None:
        self._send("keyUp", code, key, modifier)

    def _send(self, kind: str, code: str, key: str, modifier: Modifier, **more: object) -> None:
        virtual = _VIRTUAL.get(key) or (ord(key.upper()) if key.isascii() and len(key) == 1 else 0)
        event = {
            "type": kind,
            "code": code,
            "key": key,
            "modifiers": _MODIFIERS[modifier],
            "windowsVirtualKeyCode": virtual,
            "isKeypad": code.startswith("Numpad"),
            **more,
        }
        self._devtools.send("Input.dispatchKeyEvent", event)
