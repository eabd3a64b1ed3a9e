"""A WebSocket proxy that can delay the server's frames."""

from collections.abc import Callable

from playwright.sync_api import Page, WebSocketRoute


class Delay:
    """A proxy for a page's WebSocket that delays all frames from the server while it is held.

    A page that has heard nothing for ten seconds connects again; `connections` tells how often it has.
    """

    def __init__(self, page: Page) -> None:
        self.connections = 0
        self._holds = False
        self._held: list[Callable[[], None]] = []
        page.route_web_socket("**", self._between)

    def hold(self) -> None:
        self._holds = True

    def release(self) -> None:
        self._holds = False
        for one in self._held:
            one()
        self._held.clear()

    def _between(self, near: WebSocketRoute) -> None:
        self.connections += 1
        far = near.connect_to_server()

        def to_page(message: str | bytes) -> None:
            if self._holds:
                self._held.append(lambda: near.send(message))
            else:
                near.send(message)

        far.on_message(to_page)
