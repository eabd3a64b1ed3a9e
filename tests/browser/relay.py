"""A TCP relay in front of the server that simulates bad networks: a captive portal, or silence.

It forwards bytes, and parses only the first line of each request.
"""

import re
import socket
import threading
from contextlib import suppress

from tests.server import Server

SIGN_IN = b"<!doctype html><title>Gratis wifi</title><h1>Log ind for at komme videre</h1>"
HTML = b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nConnection: close\r\nContent-Length: %d\r\n\r\n%s" % (
    len(SIGN_IN),
    SIGN_IN,
)
REQUEST = re.compile(rb"^[A-Z]+ (\S+) HTTP/1\.1\r\n")


class Relay:
    """Listens on a port of its own, at `base`, and forwards to the server.

    `fault` is None, `portal` or `silence`, and applies to requests whose path begins with one of `hits`.
    """

    def __init__(self, server: Server) -> None:
        self.server = server
        self._listener = socket.create_server(("127.0.0.1", 0))
        self._open: set[socket.socket] = set()
        self.base = f"http://127.0.0.1:{self._listener.getsockname()[1]}"
        self.fault: str | None = None
        self.hits: tuple[str, ...] = ()
        self.met: list[str] = []
        threading.Thread(target=self._accept, daemon=True).start()

    def fail(self, fault: str, *hits: str) -> None:
        """Begin to fail; open connections are cut, as when a phone changes networks."""
        self.met, self.hits, self.fault = [], hits or ("/",), fault
        self.cut()

    def mend(self) -> None:
        self.fault = None
        self.cut()

    def link(self, screen: str) -> str:
        """The address of a screen of the session through this relay."""
        return self.server.links[screen].replace(self.server.base, self.base)

    def has_met(self, path: str) -> bool:
        return any(one.startswith(path) for one in self.met)

    def cut(self) -> None:
        for one in list(self._open):
            _end(one)

    def close(self) -> None:
        _end(self._listener)
        self._listener.close()
        self.cut()

    def _accept(self) -> None:
        while True:
            try:
                near, _ = self._listener.accept()
            except OSError:
                return
            threading.Thread(target=self._serve, args=(near,), daemon=True).start()

    def _serve(self, near: socket.socket) -> None:
        self._open.add(near)
        far: socket.socket | None = None
        try:
            with near:
                while data := near.recv(65_536):
                    request = REQUEST.match(data)
                    path = request[1].decode() if request else ""
                    if self.fault and path and path.startswith(self.hits):
                        self.met.append(path)
                        if self.fault == "portal":
                            near.sendall(HTML)
                            return
                        continue
                    if far is None:
                        far = socket.create_connection(("127.0.0.1", self.server.port))
                        self._open.add(far)
                        threading.Thread(target=_pass_on, args=(far, near), daemon=True).start()
                    far.sendall(data)
        except OSError:
            pass  # one of the two sides has closed its connection
        finally:
            self._open -= {near, far} if far else {near}
            if far:
                _end(far)


def _pass_on(source: socket.socket, target: socket.socket) -> None:
    try:
        with source:
            while data := source.recv(65_536):
                target.sendall(data)
            _end(target)
    except OSError:
        _end(target)


def _end(line: socket.socket) -> None:
    with suppress(OSError):
        line.shutdown(socket.SHUT_RDWR)
