"""API client of the command line: errors, other programs on the port, broken responses, proxies."""

import json
import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

import pytest

from app.cli.api_client import ApiError, KeyRefused, call, session_path
from app.settings import Settings


@contextmanager
def answering(raw: bytes) -> Iterator[int]:
    """A port that answers one connection with these bytes."""

    def serve() -> None:
        connection, _ = listener.accept()
        with connection:
            connection.recv(65_536)
            connection.sendall(raw)

    with socket.create_server(("127.0.0.1", 0)) as listener:
        thread = threading.Thread(target=serve)
        thread.start()
        yield listener.getsockname()[1]
        thread.join()


def http(status: str, body: bytes) -> bytes:
    return f"HTTP/1.1 {status}\r\nContent-Length: {len(body)}\r\n\r\n".encode() + body


def on(port: int) -> Settings:
    return Settings(port=port, organiser_key="key", data=Path("/nonexistent"))


def refused(raw: bytes) -> str:
    with answering(raw) as port, pytest.raises(ApiError) as error:
        call(on(port), "GET", "/api/sessions")
    return str(error.value).replace(str(port), "PORT")


def test_a_good_answer_is_returned_as_it_came() -> None:
    with answering(http("200 OK", b"[]")) as port:
        assert call(on(port), "GET", "/api/sessions") == b"[]"


def test_an_error_is_reported_in_the_servers_words() -> None:
    body = json.dumps({"detail": "There is no such session."}).encode()
    assert refused(http("404 Not Found", body)) == "There is no such session."


def test_fields_that_could_not_be_used_are_named() -> None:
    detail = [{"loc": ["body", "people"], "msg": "Input should be less than 5001"}]
    body = json.dumps({"detail": detail}).encode()
    assert refused(http("422 Unprocessable", body)) == "people: input should be less than 5001"


@pytest.mark.parametrize("body", [b"<h1>404</h1>", b"{}", b"[]", b'{"detail": [{}]}', b"\xff"])
def test_another_http_server_on_the_port_is_recognised(body: bytes) -> None:
    assert refused(http("404 Not Found", body)) == (
        "What answers on port PORT is not Summe (HTTP 404); "
        "name the port of the running server with SUMME_PORT."
    )


@pytest.mark.parametrize(
    "raw", [b"", b"SSH-2.0-OpenSSH_9.2\r\n", b"HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\n[]"]
)
def test_a_port_without_http_or_with_a_broken_response_is_reported(raw: bytes) -> None:
    assert refused(raw) == "No Summe answers on port PORT; start it with: summe serve"


def test_a_proxy_in_the_environment_is_not_used(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HTTP_PROXY", "http://127.0.0.1:9")
    with answering(http("200 OK", b"[]")) as port:
        assert call(on(port), "GET", "/api/sessions") == b"[]"


def test_a_data_folder_without_a_key_is_named(tmp_path: Path) -> None:
    with pytest.raises(ApiError, match="SUMME_DATA"):
        call(Settings(data=tmp_path), "GET", "/api/sessions")


@pytest.mark.parametrize("key", ["key\r\nX-Other: 1", "k\0ey"])
def test_a_key_that_is_no_header_is_reported(key: str) -> None:
    with pytest.raises(ApiError, match="line break"):
        call(Settings(organiser_key=key), "GET", "/api/sessions")


@pytest.mark.parametrize("key", ["nøglen", "🔑", "=1+1"])
def test_any_other_key_is_sent_for_the_server_to_judge(key: str) -> None:
    with answering(http("403 Forbidden", b'{"detail": "Not this key."}')) as port, pytest.raises(KeyRefused):
        call(replace(on(port), organiser_key=key), "GET", "/api/sessions")


@pytest.mark.parametrize("code", ["../..", "A B", "CODE?a=b#c", "kø\r\n", "\u202e🎤", "\udcff", ""])
def test_whatever_is_typed_for_a_code_stays_one_part_of_a_path(code: str) -> None:
    path = session_path(code)
    assert path.isascii()
    assert path.isprintable()
    assert path.count("/") == 3
    assert not set(path) & set(" ?#")
