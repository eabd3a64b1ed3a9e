"""The OpenAPI description covers every operation's responses, and real responses match it."""

import json
from pathlib import Path
from typing import Any

import pytest

from app.exports.csv import CSV_WITH
from app.exports.formats import FORMATS
from app.main import API, SCREENS, routes, routes_of
from app.rehearsal.statistics import Statistics
from app.settings import Settings
from app.store.memory import MemoryLog
from app.web.context import open_context
from app.web.metrics import Metrics
from app.web.public_address import PublicAddress
from app.web.rate_limit import RateLimiter
from app.web.rehearsals import Rehearsal
from tests.server import ORGANISER_KEY, Server
from tests.web.surface import ask, description

pytestmark = pytest.mark.shared_server

DESCRIPTION = description()
OPERATIONS = {
    f"{method.upper()} {path}": operation
    for path, methods in DESCRIPTION["paths"].items()
    for method, operation in methods.items()
}
# Responses whose fields depend on the session.
FREE = {"application/json of GET /api/sessions/{code}/export.{format}"}


def resolved(schema: dict[str, Any]) -> dict[str, Any]:
    if "$ref" in schema:
        return dict(DESCRIPTION["components"]["schemas"][schema["$ref"].rsplit("/", 1)[1]])
    return schema


def says_something(schema: dict[str, Any]) -> bool:
    """Whether a schema names fields or a simple type in each of its alternatives."""
    schema = resolved(schema)
    if "anyOf" in schema:
        return all(map(says_something, schema["anyOf"]))
    if schema.get("type") == "array":
        return says_something(schema["items"])
    return bool(schema.get("properties")) if schema.get("type") == "object" else "type" in schema


@pytest.mark.parametrize("name", OPERATIONS)
def test_every_operation_describes_its_answer(name: str) -> None:
    operation = OPERATIONS[name]
    assert operation.get("tags"), "it belongs to a part of the page"
    assert operation.get("description"), "it says what it does"
    good = {status: answer for status, answer in operation["responses"].items() if status.startswith("2")}
    assert good
    for status, answer in good.items():
        if status == "204":
            assert "content" not in answer
            continue
        assert answer["content"]
        for media_type, content in answer["content"].items():
            assert says_something(content["schema"]) or f"{media_type} of {name}" in FREE


@pytest.mark.parametrize("name", OPERATIONS)
def test_every_error_message_says_what_to_do(name: str) -> None:
    for status, answer in OPERATIONS[name]["responses"].items():
        if status >= "400":
            assert "detail" in resolved(answer["content"]["application/json"]["schema"])["properties"]


def test_exports_declare_the_media_type_of_every_format() -> None:
    operation = OPERATIONS["GET /api/sessions/{code}/export.{format}"]
    formats = [*FORMATS.values(), *CSV_WITH.values()]
    assert set(operation["responses"]["200"]["content"]) == {one.media_type for one in formats}
    path = next(one for one in operation["parameters"] if one["name"] == "format")
    assert path["schema"]["enum"] == list(FORMATS)


def test_every_response_has_the_media_type_that_is_described(server: Server) -> None:
    """Tried for every GET operation that is available here, of a session that has ended, as some need."""
    assert ask(server, "POST", f"/api/sessions/{server.code}/end", key=ORGANISER_KEY).status == 200
    places = {"{code}": server.code, "{format}": "csv", "{run_sheet}": "projektjungle"}
    places |= {"slide.{kind}": "slide.png", "printouts/{kind}": "printouts/card"}
    met = 0
    for name, operation in OPERATIONS.items():
        method, path = name.split()
        for place, value in places.items():
            path = path.replace(place, value)
        if method != "GET" or path.endswith(("/rehearsal", "/{name}", "/was", "/{version_id}")):
            continue
        if path.startswith("/api/comparisons/"):
            continue  # of two sessions: tests/web/test_comparison.py
        answer = ask(server, "GET", path, key=ORGANISER_KEY)
        assert answer.status == 200, name
        assert answer.headers["content-type"] in operation["responses"]["200"]["content"], name
        met += 1
    assert met >= 11


def test_a_session_has_exactly_the_fields_described(server: Server) -> None:
    details = json.loads(server.get(f"/api/sessions/{server.code}"))
    described = DESCRIPTION["components"]["schemas"]["SessionDetails"]["properties"]
    assert list(details) == list(described)


def test_a_rehearsal_is_described_with_every_figure_of_its_simulated_audience() -> None:
    of_people = {*Statistics(1).figures(), "paused", "speed", "exit_code"}
    assert Rehearsal.model_fields.keys() - {"id", "code", "seed", "minutes", "links"} == of_people


@pytest.mark.asyncio
async def test_all_applications_share_the_same_route_objects(tmp_path: Path) -> None:
    """Rebuilding the routes took most of the time from a server's start to its first response."""
    settings = Settings(data=tmp_path)
    async with open_context(
        settings, MemoryLog(), Metrics(), PublicAddress("http://summe.test"), ""
    ) as context:
        app = routes(context, RateLimiter(1, 5))
    own = {id(route): route for route in routes_of(*API, *SCREENS)}
    assert [route for route in app.routes if id(route) not in own] == []
    assert len(app.routes) == len(own) == len(OPERATIONS)
