"""Links to the report: what they show, who makes and ends them, and when they are over."""

from typing import get_args

import pytest

from app.core.commands import ReportShows
from app.exports.formats import FORMATS
from tests.client import console, phone
from tests.server import ORGANISER_KEY, Server
from tests.web.test_organiser import call, report_key

pytestmark = pytest.mark.shared_server
WORD = "kanariefugl"


def key_in(link: str) -> str:
    return link.partition("#key=")[2]


def made(server: Server, shows: str, days: int | None = 30, key: str = ORGANISER_KEY) -> dict[str, str]:
    status, entry = call(
        server, "POST", f"sessions/{server.code}/report-links", {"shows": shows, "days": days}, key
    )
    assert status == 201, entry
    return dict(entry)


def test_a_link_gives_what_it_shows_and_no_more(server: Server) -> None:
    with console(server) as facilitator, phone(server) as one:
        facilitator.enter("collect")
        one.do("ask_question", text=f"Hvor er den {WORD}?")
    path = f"sessions/{server.code}"
    for shows in get_args(ReportShows):
        key = key_in(made(server, shows)["link"])
        _, access = call(server, "GET", f"{path}/report/access", key=key)
        assert (access["shows"], access["until_ms"] > 0) == (shows, True)
        quotes = shows != "figures"
        for name in ("report", "export.html", "export.md"):
            assert (WORD in server.get(f"/api/{path}/{name}", key).decode()) == quotes, (shows, name)
        refused = {name for name in FORMATS if name not in access["formats"]}
        assert refused == (set() if quotes else {"xlsx", "csv", "json"})
        for name in refused:
            assert call(server, "GET", f"{path}/export.{name}", key=key)[0] == 403


def test_a_link_is_ended_at_once_and_opens_nothing_but_the_report(server: Server) -> None:
    path = f"sessions/{server.code}"
    one, other = made(server, "questions"), made(server, "all", None, server.key("console"))
    key = key_in(one["link"])
    status, listed = call(server, "GET", f"{path}/report-links")
    assert (status, {entry["id"] for entry in listed}) == (200, {one["id"], other["id"]})
    for method, page in (("GET", ""), ("GET", "/report-links"), ("GET", "/questions"), ("DELETE", "")):
        assert call(server, method, f"{path}{page}", key=key)[0] == 403, page
    assert call(server, "GET", f"{path}/export.json?whole=true", key=key)[0] == 403
    assert call(server, "DELETE", f"{path}/report-links/{one['id']}")[0] == 204
    status, answer = call(server, "GET", f"{path}/report", key=key)
    assert (status, "Ask the sender" in answer["detail"]) == (410, True)
    assert call(server, "GET", f"{path}/report/access", key=key)[0] == 410
    listed = call(server, "GET", f"{path}/report-links")[1]
    assert {entry["id"] for entry in listed if entry["ended_at_ms"]} == {one["id"]}
    # Others work on, also when the report's own key is renewed.
    call(server, "POST", f"{path}/keys/report")
    assert server.get(f"/api/{path}/report", key_in(other["link"]))
    assert call(server, "GET", f"{path}/report", key=f"{key}x")[0] == 403
    assert call(server, "DELETE", f"{path}/report-links/report-0")[0] == 404


def test_links_are_made_by_the_organisers_and_the_facilitators_own_key_alone(server: Server) -> None:
    path, body = f"sessions/{server.code}", {"shows": "all", "days": 7}
    invitation = call(server, "POST", f"{path}/invitations", {"role": "console"})[1]["invitation"]
    device = call(server, "POST", f"{path}/devices", {"invitation": invitation, "name": "Tablet"})[1]["key"]
    for key in ("", "guess", device, server.key("board"), report_key(server)):
        assert call(server, "POST", f"{path}/report-links", body, key)[0] == 403
        assert call(server, "GET", f"{path}/report-links", key=key)[0] == 403
    for wrong in ({"shows": "all", "days": 8}, {"shows": "everything", "days": 7}, {"shows": "all"}):
        assert call(server, "POST", f"{path}/report-links", wrong)[0] == 422
