"""HTTP as bytes on a socket, for requests that no client library sends."""

import socket
from email.parser import BytesParser
from http.client import HTTPMessage

from tests.server import Server
from tests.web.surface import Answer

PATIENCE_S = 20.0


def dial(server: Server) -> socket.socket:
    return socket.create_connection(("127.0.0.1", server.port), timeout=PATIENCE_S)


def head(server: Server, request: str, *headers: str) -> bytes:
    """A request's line and headers; the Host header is the server's unless one is given."""
    named = any(header.lower().startswith("host:") for header in headers)
    host = () if named else (f"Host: 127.0.0.1:{server.port}",)
    return "\r\n".join((f"{request} HTTP/1.1", *host, *headers, "", "")).encode("latin-1")


def received(connection: socket.socket) -> bytes:
    """All bytes until the server closes the connection or resets it."""
    heard = b""
    try:
        while more := connection.recv(65_536):
            heard += more
    except ConnectionError:
        pass
    return heard


def answers(heard: bytes) -> list[Answer]:
    """The answers in what was received; each has a Content-Length, or no body."""
    found = []
    while heard:
        lines, _, heard = heard.partition(b"\r\n\r\n")
        status, _, fields = lines.partition(b"\r\n")
        headers = BytesParser(HTTPMessage).parsebytes(fields + b"\r\n\r\n", headersonly=True)
        size = int(headers.get("content-length", 0))
        found.append(Answer(int(status.split()[1]), headers, heard[:size]))
        heard = heard[size:]
    return found


def exchange(server: Server, sent: bytes) -> list[Answer]:
    """Send bytes on a new connection; the answers until the server closes it."""
    with dial(server) as connection:
        connection.sendall(sent)
        return answers(received(connection))


def first_answer(server: Server, sent: bytes) -> Answer:
    """Send bytes and wait for one whole answer, without ending the request."""
    with dial(server) as connection:
        connection.sendall(sent)
        heard = b""
        while True:
            head, _, body = heard.partition(b"\r\n\r\n")
            if _ and len(body) >= int(answers(head + b"\r\n\r\n")[0].headers.get("content-length", 0)):
                return answers(heard)[0]
            more = connection.recv(65_536)
            assert more, heard
            heard += more
