"""Request bodies: every route has a size limit, checks the key first, and lists few faults."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from fastapi.routing import APIRoute

from app.main import API, SCREENS, routes_of
from app.settings import Settings
from app.web.body_limit import LimitedRoute
from tests.server import ORGANISER_KEY, Server
from tests.web.raw_http import exchange, first_answer, head
from tests.web.surface import Answer, ask, filled

SETTINGS = Settings()
ROUTES = [route for route in routes_of(*API, *SCREENS) if isinstance(route, LimitedRoute)]
LARGE = {
    "/api/sessions/import": SETTINGS.body_bytes,
    "/api/sessions/{code}/examples": SETTINGS.body_bytes,
    "/api/run-sheet-files": 3 * SETTINGS.run_sheet_bytes + SETTINGS.request_bytes,
    "/api/run-sheet-files/check": 3 * SETTINGS.run_sheet_bytes + SETTINGS.request_bytes,
    "/api/line/{code}/say": 4 * SETTINGS.frame_bytes,
}
# Routes whose body anybody may send: it has the key itself, or the hello of a screen.
WITHOUT_KEY = {
    "/api/line/{code}",
    "/api/line/{code}/hear",
    "/api/line/{code}/say",
    "/api/sessions/{code}/devices",
}
JSON = "Content-Type: application/json"
BEARER = f"Authorization: Bearer {ORGANISER_KEY}"


def reads_a_body(route: APIRoute) -> bool:
    return route.body_field is not None or route.path == "/api/sessions/import"


WITH_BODY = [route for route in ROUTES if reads_a_body(route)]


@pytest.fixture(scope="module")
def own(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    one = Server(tmp_path_factory.mktemp("bodies"))
    one.start()
    yield one
    one.stop()


def request_line(own: Server, route: APIRoute) -> str:
    assert route.methods
    (method,) = route.methods
    return f"{method} {filled(route.path, {'code': own.code})}"


def named(route: APIRoute) -> str:
    return f"{route.name}-{route.path}"


def test_h3_every_route_has_a_limit() -> None:
    assert len(ROUTES) == len(routes_of(*API, *SCREENS))
    limits = {route.path: route.most_bytes(SETTINGS) for route in ROUTES}
    assert limits == {path: LARGE.get(path, 16_384) for path in limits}
    assert limits.keys() > LARGE.keys()


@pytest.mark.process
@pytest.mark.parametrize("route", WITH_BODY, ids=named)
def test_h3_a_body_that_says_it_is_too_large_is_refused_before_any_of_it_is_sent(
    own: Server, route: LimitedRoute
) -> None:
    size = f"Content-Length: {route.most_bytes(SETTINGS) + 1}"
    answer = first_answer(own, head(own, request_line(own, route), JSON, BEARER, size))
    assert answer.status == 413
    assert answer.headers["connection"] == "close"


@pytest.mark.process
@pytest.mark.parametrize(
    "route", [route for route in WITH_BODY if route.most_bytes(SETTINGS) <= 16_384], ids=named
)
def test_h3_a_body_of_unknown_size_is_refused_once_it_is_too_large(own: Server, route: LimitedRoute) -> None:
    chunk = b"400\r\n" + b" " * 1_024 + b"\r\n"
    sent = head(own, request_line(own, route), JSON, BEARER, "Transfer-Encoding: chunked") + 17 * chunk
    assert first_answer(own, sent).status == 413


@pytest.mark.process
@pytest.mark.parametrize("key", ["", "Authorization: Bearer guess"])
@pytest.mark.parametrize("route", [route for route in WITH_BODY if route.path not in WITHOUT_KEY], ids=named)
def test_h3_a_request_without_the_right_key_is_answered_before_its_body_is_read(
    own: Server, route: LimitedRoute, key: str
) -> None:
    headers = [JSON, "Content-Length: 2", *([key] if key else [])]
    assert first_answer(own, head(own, request_line(own, route), *headers)).status == 403


def refused(own: Server, body: Any) -> Answer:
    answer = ask(own, "POST", "/api/sessions", json.dumps(body).encode(), ORGANISER_KEY)
    assert answer.status == 422
    assert len(answer.body) < 8_000
    return answer


@pytest.mark.process
def test_h3_at_most_ten_faults_of_a_body_are_listed(own: Server) -> None:
    answer = refused(own, {f"key{n}": n for n in range(30)})
    assert len(json.loads(answer.body)["detail"]) == 10


@pytest.mark.process
def test_h3_a_body_of_very_many_keys_is_refused_as_one_fault(own: Server) -> None:
    assert "keys" in json.loads(refused(own, {f"{n}": n for n in range(1_000)}).body)["detail"]


@pytest.mark.process
@pytest.mark.parametrize(
    "body", [{"x" * 15_000: 1}, {"run_sheet": "x" * 15_000}, ["x" * 15_000], "x" * 15_000]
)
def test_h3_a_large_input_is_not_echoed(own: Server, body: Any) -> None:
    assert b"x" * 1_000 not in refused(own, body).body


@pytest.mark.process
def test_h3_deeply_nested_json_is_refused(own: Server) -> None:
    for path in ("/api/sessions", "/api/sessions/import"):
        nested = b"[" * 8_000 + b"]" * 8_000
        assert ask(own, "POST", path, nested, ORGANISER_KEY).status == 422


@pytest.mark.process
def test_h3_a_file_of_more_values_than_an_export_has_is_refused_before_it_is_parsed(own: Server) -> None:
    answer = ask(own, "POST", "/api/sessions/import", b"[" + b"0," * 2_100_000 + b"0]", ORGANISER_KEY)
    assert (answer.status, b"more values" in answer.body) == (422, True)


@pytest.mark.process
def test_a_redirect_leads_to_the_scheme_of_the_public_url(tmp_path: Path) -> None:
    behind_tls = Server(tmp_path, public_url="https://summe.example")
    behind_tls.start()
    host = "Host: summe.example"
    (answer,) = exchange(behind_tls, head(behind_tls, "GET /privacy/", host, "Connection: close"))
    behind_tls.stop()
    assert answer.headers["location"] == "https://summe.example/privacy"
    assert answer.headers["strict-transport-security"]
