"""HTTP security: headers on every response, no information leaks, guessing, random requests, file names."""

import json
import secrets
import time
from collections.abc import Iterator
from functools import partial
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings, strategies as st
from hypothesis.strategies import SearchStrategy

from app.exports.formats import FORMATS
from app.store.memory import MemoryLog
from app.web.auth import UNKNOWN_CODE_DELAY_S
from tests.client import Client
from tests.server import ORGANISER_KEY, Server
from tests.web.raw_http import exchange, head
from tests.web.surface import Answer, Schema, ask, at_once, description, filled, lacks

DESCRIPTION = description()
OPERATIONS = [
    (method.upper(), path, operation)
    for path, methods in DESCRIPTION["paths"].items()
    for method, operation in methods.items()
]
NOBODY = "GUESSD"


pytestmark = pytest.mark.process


@pytest.fixture(scope="module")
def own(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """A server that tests may change and overload."""
    one = Server(tmp_path_factory.mktemp("surface"))
    one.start()
    yield one
    one.stop()


# ---- S19, S26: every response


def test_s19_every_route_carries_the_security_headers_with_every_method_and_status(
    standing_server: Server,
) -> None:
    values = {
        "code": standing_server.code,
        "format": "csv",
        "role": "board",
        "order": "pause",
        "run_sheet": "projektjungle",
        "example_id": "one",
    }
    requests = [
        partial(ask, standing_server, sent, filled(path, values))
        for method, path, _ in OPERATIONS
        for sent in (("OPTIONS", "GET", method) if method != "DELETE" else ("OPTIONS",))
    ]
    requests += [
        partial(ask, standing_server, "GET", "/a/b/c"),
        partial(ask, standing_server, "GET", "/", Host="evil.example"),
        partial(ask, standing_server, "POST", "/api/sessions", b"{", key=ORGANISER_KEY),
    ]
    answers = at_once(requests)
    for request, answer in zip(requests, answers, strict=True):
        assert lacks(answer) == [], (request.args[1:], answer.status)
    assert {200, 403, 404, 405, 422} <= {answer.status for answer in answers}


def test_s26_api_descriptions_and_server_details_are_not_served(standing_server: Server) -> None:
    for path in (
        "/openapi.json",
        "/docs",
        "/redoc",
        "/docs/oauth2-redirect",
        "/.git/config",
        "/server-status",
    ):
        answer = ask(standing_server, "GET", path)
        text = answer.body.lower()
        assert not any(
            word in text for word in (b"swagger", b"redoc", b'"paths"', b"uvicorn", b"traceback")
        ), path


@pytest.mark.asyncio
async def test_s26_an_internal_error_reveals_nothing_of_its_cause(tmp_path: Any) -> None:
    from app.main import create_app
    from app.settings import Settings
    from app.web.context import open_context
    from app.web.metrics import Metrics
    from app.web.public_address import PublicAddress

    class Broken(MemoryLog):
        async def find(self, code: str) -> Any:
            raise ZeroDivisionError("a secret of the server")

    sent: list[dict[str, Any]] = []

    async def send(message: Any) -> None:
        sent.append(message)

    async def receive() -> dict[str, Any]:
        return {"type": "http.request", "body": b"", "more_body": False}

    public = PublicAddress("http://summe.test", {"summe.test"})
    async with open_context(Settings(data=tmp_path), Broken(), Metrics(), public, "") as context:
        scope = {
            "type": "http",
            "method": "GET",
            "path": "/api/join/ABCDEF",
            "raw_path": b"/api/join/ABCDEF",
            "root_path": "",
            "query_string": b"",
            "headers": [(b"host", b"summe.test")],
        }
        with pytest.raises(ZeroDivisionError):  # re-raised, so that it is logged
            await create_app(context)(scope, receive, send)
    assert sent[0]["status"] == 500
    assert b"content-security-policy" in dict(sent[0]["headers"])
    assert sent[1]["body"] == b"Internal Server Error"


# ---- S9: guessing


def test_s9_unknown_erased_and_malformed_codes_are_answered_alike_and_slowly(server: Server) -> None:
    ways = (
        ("GET", "/api/join/%s", None),
        ("GET", "/api/qr/%s.svg", None),
        ("GET", "/api/logo/%s/0123456789abcdef", None),
        ("GET", "/%s/privacy", None),
        ("GET", "/api/retention/%s", None),
        ("POST", "/api/sessions/%s/devices", b'{"invitation": "x"}'),
    )
    gone = server.code
    server.delete()

    def over_http(method: str, path: str, body: bytes | None, code: str) -> tuple[int, bytes]:
        began = time.monotonic()
        answer = ask(server, method, filled(path.replace("%s", "{code}"), {"code": code}), body)
        assert time.monotonic() - began >= UNKNOWN_CODE_DELAY_S
        return answer.status, answer.body

    def by_websocket(code: str) -> None:
        began = time.monotonic()
        line = Client(server, code=code, role="phone", token=secrets.token_hex(16), lang="da")
        assert line.receive("bye")["code"] == "unknown_session"
        assert time.monotonic() - began >= UNKNOWN_CODE_DELAY_S
        line.close()

    for method, path, body in ways:
        refusals = at_once([partial(over_http, method, path, body, code) for code in (NOBODY, gone, "ÆØÅ")])
        assert len(set(refusals)) == 1, path
    at_once([partial(by_websocket, code) for code in (NOBODY, gone)])


def test_s9_a_wrong_code_beyond_the_limit_of_delayed_answers_is_refused_and_its_connection_ended(
    tmp_path: Path,
) -> None:
    """One connection would otherwise try many codes in the time of one delayed answer."""
    hall = Server(tmp_path, delayed_answers=0)
    hall.start()
    wrong, right = (head(hall, f"GET /api/join/{code}") for code in (NOBODY, hall.code))
    (refused,) = exchange(hall, wrong * 3)
    *joined, last = exchange(hall, right * 2 + wrong)
    hall.stop()
    assert (refused.status, last.status) == (503, 503)
    assert b"Try again" in refused.body
    assert [answer.status for answer in joined] == [200, 200]


FOR_A_SESSION = [(method, path) for method, path, _ in OPERATIONS if path.startswith("/api/sessions/{code}")]


def test_s9_h18_with_a_wrong_key_every_route_of_a_session_answers_as_if_there_were_none(
    standing_server: Server,
) -> None:
    def answer_of(code: str, method: str, path: str) -> tuple[int, bytes]:
        body = None if method == "GET" else b'{"invitation": "x", "speed": 1}'
        way = filled(path, {"code": code, "format": "json", "role": "board", "order": "stop"})
        answer = ask(standing_server, method, way, body, key="guess")
        return answer.status, answer.body

    here, nowhere = (
        dict(
            zip(
                FOR_A_SESSION, at_once([partial(answer_of, code, *one) for one in FOR_A_SESSION]), strict=True
            )
        )
        for code in (standing_server.code, NOBODY)
    )
    assert here == nowhere
    assert {status for status, _ in here.values()} == {403, 422}


# ---- S20: random requests


def values_of(schema: Schema) -> SearchStrategy[Any]:
    """Values that match a schema."""
    if "$ref" in schema:
        return values_of(DESCRIPTION["components"]["schemas"][schema["$ref"].rsplit("/", 1)[1]])
    if "anyOf" in schema:
        return st.one_of(*map(values_of, schema["anyOf"]))
    if "enum" in schema:
        return st.sampled_from(schema["enum"])
    kind = schema.get("type")
    if kind == "object":
        named = schema.get("properties", {})
        required = set(schema.get("required", ()))
        return st.fixed_dictionaries(
            {name: values_of(one) for name, one in named.items() if name in required},
            optional={name: values_of(one) for name, one in named.items() if name not in required},
        )
    if kind == "array":
        return st.lists(values_of(schema.get("items", {})), max_size=5)
    simple: dict[Any, SearchStrategy[Any]] = {
        "string": st.one_of(
            st.text(max_size=40), st.sampled_from(["projektjungle", "da", "2026-05-01", "\0", "\ud800"])
        ),
        "integer": st.integers(),
        "number": st.floats(),
        "boolean": st.booleans(),
        "null": st.none(),
    }
    return simple.get(kind, ANYTHING)


ANYTHING: SearchStrategy[Any] = st.recursive(
    st.one_of(st.none(), st.booleans(), st.integers(), st.floats(), st.text(max_size=20)),
    lambda inner: st.one_of(
        st.lists(inner, max_size=4), st.dictionaries(st.text(max_size=10), inner, max_size=4)
    ),
    max_leaves=12,
)


@st.composite
def requests(draw: Any, code: str) -> tuple[str, str, bytes | None, str | None]:
    """A request to any route, as described or with undescribed values."""
    method, path, operation = draw(st.sampled_from(OPERATIONS))
    places = {}
    for parameter in operation.get("parameters", ()):
        name = parameter["name"]
        if parameter["in"] == "query":
            path += f"?{name}={draw(st.sampled_from(['da', 'en', '', '%00', '../x']))}"
        elif parameter["in"] == "path":
            # DELETE uses another code, so that the session exists for the next request.
            known = NOBODY if method == "DELETE" else code
            usual = known if name == "code" else draw(values_of(parameter["schema"]))
            places[name] = draw(st.sampled_from([usual] * 9 + ["../..", "\0", "å" * 300, " "])) or "-"
    # No rehearsal is started: each would start a process.
    starts_people = method == "POST" and path.endswith(("/api/rehearsals", "/rehearsal"))
    key = draw(
        st.sampled_from(
            ["", "guess", None] if starts_people else [ORGANISER_KEY, ORGANISER_KEY, "guess", "æ"]
        )
    )
    body = None
    if method in ("POST", "PATCH", "PUT"):
        described = (
            operation.get("requestBody", {}).get("content", {}).get("application/json", {}).get("schema")
        )
        value = draw(st.one_of(values_of(described), ANYTHING) if described else ANYTHING)
        body = draw(
            st.sampled_from([json.dumps(value).encode(errors="replace")] * 6 + [b"{", b"\xff", b"[" * 9_000])
        )
    return (
        method,
        filled(path, {name: value.encode(errors="replace").decode() for name, value in places.items()}),
        body,
        key,
    )


REQUESTS_AT_ONCE = 8


def nothing_breaks(own: Server, examples: int) -> None:
    """Send random requests, eight at a time: none causes a server error, and the server goes on."""

    @settings(
        max_examples=examples // REQUESTS_AT_ONCE,
        database=None,
        suppress_health_check=list(HealthCheck),
    )
    @given(st.lists(requests(own.code), min_size=REQUESTS_AT_ONCE, max_size=REQUESTS_AT_ONCE))
    def try_them(chosen: list[tuple[str, str, bytes | None, str | None]]) -> None:
        def answer_to(method: str, path: str, body: bytes | None, key: str | None) -> Answer:
            headers = {} if key is None else {"Authorization": f"Bearer {key}".encode().decode("latin-1")}
            return ask(own, method, path, body, **headers)

        answers = at_once([partial(answer_to, *request) for request in chosen])
        for request, answer in zip(chosen, answers, strict=True):
            assert answer.status < 500 or (answer.status == 501 and b"pdf" in answer.body), (request, answer)
            assert lacks(answer) == [], request

    try_them()
    assert ask(own, "GET", "/-/health").status == 200


def test_s20_no_request_to_the_api_causes_a_server_error(own: Server) -> None:
    nothing_breaks(own, 80)


@pytest.mark.long
def test_s20_no_request_out_of_thousands_causes_a_server_error(own: Server) -> None:
    nothing_breaks(own, 5_000)


def test_s20_refused_input_is_not_echoed(own: Server) -> None:
    for body in (b'{"run_sheet": "\\ud800"}', b'{"\\ud800": 1}', b'{"run_sheet": "x", "title": "\\ud800"}'):
        assert ask(own, "POST", "/api/sessions", body, ORGANISER_KEY).status == 422
    assert (
        b"personal"
        not in ask(own, "POST", "/api/sessions", b'{"run_sheet": ["personal"]}', ORGANISER_KEY).body
    )


# ---- S23: titles and paths


@pytest.mark.parametrize(
    "title",
    ['"; filename="evil.exe', "a\r\nX-Evil: 1", "../../etc/passwd", "<b>æ</b>%00", "summe\u202excod.exe"],
)
def test_s23_a_title_appears_in_no_file_name_or_header(own: Server, title: str) -> None:
    way = f"/api/sessions/{own.code}"
    assert ask(own, "PATCH", way, json.dumps({"title": title}).encode(), ORGANISER_KEY).status == 200
    for kind in FORMATS:
        answer = ask(own, "GET", f"{way}/export.{kind}", key=ORGANISER_KEY)
        assert answer.headers["content-disposition"] == f'attachment; filename="summe-{own.code}.{kind}"'
        assert "x-evil" not in answer.headers
        assert answer.headers["x-content-type-options"] == "nosniff"


@pytest.mark.parametrize(
    "path",
    [
        "/assets/..",
        "/assets/.",
        "/assets/..%2f..%2fsettings.py",
        "/assets/../settings.py",
        "/assets/%2e%2e/phone.html",
        "/assets/....//phone.html",
        "/assets/%00",
        "/assets/" + "a" * 600,
        "/..%2f..%2fdata%2fsecret",
    ],
)
def test_s23_no_path_leaves_the_folder_of_static_files(standing_server: Server, path: str) -> None:
    answer: Answer = ask(standing_server, "GET", path)
    assert answer.status == 404 or b'<div id="app">' in answer.body
    assert b"SUMME_" not in answer.body
    assert lacks(answer) == []
