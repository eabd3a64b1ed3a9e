"""Opens a page in this computer's browser, without its key on any command line."""

import secrets
import threading
import webbrowser
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

from app.platform.loopback import is_of_another_user

# A browser that is started for the first time, on a slow computer.
PATIENCE_S = 60.0


def open_page(link: str) -> bool:
    """Open a link whose fragment is a key; returns whether a browser has come for it within PATIENCE_S.

    Every user of a computer can read the arguments of a browser that is started. So the browser gets an
    address that works once, on this computer and for this user, as far as the system says who asks, and is
    redirected from there. A file that redirects, which only its owner may read, would do as well, but not for
    browsers in a sandbox.
    """
    path = f"/{secrets.token_urlsafe(32)}"
    fetched = threading.Event()
    only_one = threading.Lock()

    class Redirect(BaseHTTPRequestHandler):
        # Seconds for a request: browsers open connections that they do not use.
        timeout = 10

        def do_GET(self) -> None:
            if not self._is_ours() or not only_one.acquire(blocking=False):
                self.send_error(404)
                return
            self.send_response(303)
            self.send_header("Location", link)
            self.send_header("Cache-Control", "no-store")
            self.send_header("Content-Length", "0")
            self.end_headers()
            fetched.set()

        def _is_ours(self) -> bool:
            _, here = self.connection.getsockname()
            _, there = self.client_address
            asked = self.path.encode("latin-1")
            return secrets.compare_digest(asked, path.encode()) and not is_of_another_user(here, there)

        def log_message(self, format: str, *args: object) -> None:
            """Write no line about each request."""

    with ThreadingHTTPServer(("127.0.0.1", 0), Redirect) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        address = f"http://127.0.0.1:{server.server_port}{path}"
        # Some browsers return from this only when they are closed.
        threading.Thread(target=webbrowser.open, args=(address,), daemon=True).start()
        came = fetched.wait(PATIENCE_S)
        server.shutdown()
    return came
