"""WebKitGTK's MiniBrowser, driven by Selenium: the closest to Safari on Debian."""

import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from selenium.webdriver import ActionChains, WebKitGTK, WebKitGTKOptions
from selenium.webdriver.remote.webelement import WebElement
from selenium.webdriver.webkitgtk.service import Service

from tests.engines.screen import SIZES, Screen

DRIVER = "/usr/bin/WebKitWebDriver"
# The driver reports no errors, so the page records those that occur after it has loaded.
LISTEN = """window.faults = [];
addEventListener("error", (event) => faults.push(event.message));
addEventListener("unhandledrejection", (event) => faults.push(String(event.reason)));
addEventListener("securitypolicyviolation", (event) => faults.push(event.violatedDirective));
"""


class WebKitScreen(Screen):
    """One browser window. Its toolbar keeps a phone from being narrower than about 450 px."""

    def __init__(self, driver: WebKitGTK, kind: str, url: str) -> None:
        self.driver = driver
        width, height = SIZES[kind]
        driver.set_window_rect(0, 0, width, height)
        driver.set_window_rect(0, 0, width, 2 * height - int(self.evaluate("innerHeight")))
        driver.get(url)
        driver.execute_script(LISTEN)

    def evaluate(self, expression: str) -> Any:
        return self.driver.execute_script(f"return {expression}")

    def errors(self) -> list[str]:
        return list(self.evaluate("faults"))

    def picture(self, file: Path) -> None:
        # The first screenshot can show the previous frame.
        self.driver.get_screenshot_as_png()
        file.write_bytes(self.driver.get_screenshot_as_png())

    def _tap(self, element: str) -> None:
        self._element(element).click()

    def _type(self, element: str, text: str) -> None:
        self._element(element).send_keys(text)

    def _drag(self, element: str, to: str) -> None:
        chain = ActionChains(self.driver, duration=300)
        chain.drag_and_drop(self._element(element), self._element(to)).perform()

    def _element(self, expression: str) -> WebElement:
        element = self.evaluate(expression)
        assert isinstance(element, WebElement), expression
        return element


class WebKit:
    """The browser; `language` is its preferred language. Every screen is a process of its own."""

    name = "webkit"
    language = "en"

    def __init__(self, binary: Path) -> None:
        self._binary = binary
        self.screens: list[WebKitScreen] = []

    def open(self, kind: str, url: str) -> WebKitScreen:
        options = WebKitGTKOptions()
        options.binary_location = str(self._binary)
        options.add_argument("--automation")
        with warnings.catch_warnings():
            # Selenium itself calls a deprecated signature.
            warnings.simplefilter("ignore", DeprecationWarning)
            driver = WebKitGTK(options=options, service=Service(DRIVER))
        self.screens.append(WebKitScreen(driver, kind, url))
        return self.screens[-1]


@contextmanager
def webkit() -> Iterator[WebKit]:
    """The browser within the block; all its screens are closed at the end."""
    one = WebKit(next(Path("/usr/lib").glob("*/webkit2gtk-4.*/MiniBrowser")))
    try:
        yield one
    finally:
        for screen in one.screens:
            screen.driver.quit()
