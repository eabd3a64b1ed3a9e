"""The API for comparing sessions: imported ones, kept totals, the workbook, and what is refused."""

import io
import urllib.error
import urllib.request
from functools import partial
from typing import Any

import openpyxl
import pytest

from app.core.state import State
from app.exports.report_data import export
from tests.server import ORGANISER_KEY, Server
from tests.web.compared_sessions import AARHUS, ODENSE, SHEET
from tests.web.surface import at_once, description
from tests.web.test_organiser import call

pytestmark = [pytest.mark.process, pytest.mark.shared_server]
RENAMED = "=Hvem måler <b>effekten</b>?"


def imported(server: Server, state: State) -> str:
    """The join code of the session on this server."""
    status, entry = call(server, "POST", "sessions/import", export(state))
    assert status in (200, 201), entry
    return str(entry["code"])


def compared(server: Server, *ids: str, sheet: str = SHEET) -> tuple[int, Any]:
    query = "&".join(f"session={id}" for id in ids)
    return call(server, "GET", f"comparisons/{sheet}?{query}")


def without_ids(comparison: dict[str, Any]) -> dict[str, Any]:
    sessions = [{**one, "id": "", "kept": False, "imported": True} for one in comparison["sessions"]]
    return {**comparison, "sessions": sessions}


def listed(server: Server) -> dict[str, bool]:
    """The ids that can be compared, and whether they are kept totals."""
    status, sheets = call(server, "GET", "comparisons")
    assert status == 200
    return {one["id"]: one["kept"] for sheet in sheets for one in sheet["sessions"]}


def test_p10_imported_sessions_are_compared_in_the_order_of_their_time(server: Server) -> None:
    old, new = imported(server, AARHUS), imported(server, ODENSE)
    status, found = compared(server, new, old)
    assert (status, [one["id"] for one in found["sessions"]]) == (200, [old, new])
    assert [*found] == [*description()["components"]["schemas"]["ComparedSessions"]["properties"]]
    assert [(one["people"], one["questions"]) for one in found["sessions"]] == [(34, 34), (35, 35)]
    assert (found["people"], found["questions"], found["momentum"]["dots"]) == (69, 69, 48)
    first, second, *_, tray = found["pitfalls"]
    assert (first["title"], first["sessions"][0]["title"]) == (RENAMED, "Spredt fægtning")
    assert (first["all"]["questions"], first["all"]["share"]) == (26, 0.3768)
    # Three questions are hidden in the second session, and so are the next fewest and the sums.
    assert [one["questions"] for one in second["sessions"]] == [9, None]
    assert (second["all"]["questions"], second["all"]["answers"]) == (None, None)
    assert (tray["id"], tray["title"]) == ("tray", "")


def test_an_erased_session_is_compared_by_its_kept_totals_as_before(server: Server) -> None:
    old, new = imported(server, AARHUS), imported(server, ODENSE)
    before = compared(server, old, new)[1]
    status, changed = call(server, "PATCH", f"sessions/{old}", {"keep_totals": True})
    assert (status, changed["keep_totals"]) == (200, True)
    earlier = listed(server)
    assert call(server, "DELETE", f"sessions/{old}")[0] == 204
    (kept,) = listed(server).keys() - earlier.keys()
    assert listed(server)[kept]
    status, after = compared(server, new, kept)
    assert (status, without_ids(after)) == (200, without_ids(before))
    assert call(server, "DELETE", f"kept-totals/{kept}") == (204, None)
    assert call(server, "DELETE", f"kept-totals/{kept}")[0] == 404
    assert compared(server, new, kept)[0] == 404
    assert call(server, "DELETE", f"sessions/{new}")[0] == 204
    assert not any(listed(server).values())


def test_s22_p10_the_workbook_has_hostile_text_as_text_and_says_what_is_hidden(server: Server) -> None:
    old, new = imported(server, AARHUS), imported(server, ODENSE)
    request = urllib.request.Request(
        f"{server.base}/api/comparisons/{SHEET}.xlsx?session={old}&session={new}&lang=en",
        headers={"Authorization": f"Bearer {ORGANISER_KEY}"},
    )
    with urllib.request.urlopen(request) as answer:
        disposition = f'attachment; filename="summe-comparison-{SHEET}.xlsx"'
        assert answer.headers["content-disposition"] == disposition
        book = openpyxl.load_workbook(io.BytesIO(answer.read()))
    assert book.sheetnames == ["Sessions", "Share of questions", "Were they answered"]
    shares = list(book["Share of questions"].iter_rows(values_only=True, max_row=3))
    assert shares[0][1:] == (
        "Projektjunglen, Aarhus, 2 September 2026",
        "Projektjunglen igen, Odense, 2 September 2027",
        "In all",
    )
    assert shares[1] == (RENAMED, 0.3529, 0.4, 0.3768)
    assert shares[2][1:] == (0.2647, "hidden", "hidden")
    cells = [cell for sheet in book for row in sheet.iter_rows() for cell in row]
    assert not [cell.value for cell in cells if cell.data_type == "f"]


def test_what_cannot_be_compared_is_refused_with_a_reason(server: Server) -> None:
    old, new = imported(server, AARHUS), imported(server, ODENSE)
    status, made = call(server, "POST", "sessions", {"run_sheet": SHEET, "rehearsal": True})
    rehearsal = made["code"]
    for ids, sheet, refused, says in (
        ((old,), SHEET, 422, "Name 2 to 12 different sessions"),
        ((old, old.lower()), SHEET, 422, "Name 2 to 12 different sessions"),
        ([f"{n:06}" for n in range(13)], SHEET, 422, "at most 12"),
        ((old, "ZZZZZZ"), SHEET, 404, "no session"),
        ((old, server.code), SHEET, 409, "still open. End it first"),
        ((old, rehearsal), SHEET, 409, "simulated"),
        ((old, new), "another", 422, "Only sessions of one run sheet"),
    ):
        status, answer = compared(server, *ids, sheet=sheet)
        assert (status, says in str(answer["detail"])) == (refused, True), (ids, answer)
    status, answer = call(server, "PATCH", f"sessions/{rehearsal}", {"keep_totals": True})
    assert (status, "no totals are kept" in answer["detail"]) == (409, True)


def report_with(
    server: Server, code: str, *others: str, format: str = "md", key: str = ORGANISER_KEY, more: str = ""
) -> tuple[int, str]:
    """The answer to asking for a session's report with a comparison, as text."""
    query = "&".join(f"compare={id}" for id in others)
    url = f"{server.base}/api/sessions/{code}/export.{format}?{query}{more}"
    request = urllib.request.Request(url, headers={"Authorization": f"Bearer {key}"})
    try:
        with urllib.request.urlopen(request) as answer:
            assert answer.headers["content-disposition"] == f'attachment; filename="summe-{code}-compared.md"'
            return answer.status, answer.read().decode()
    except urllib.error.HTTPError as error:
        return error.code, error.read().decode()


def test_a_report_is_compared_with_a_session_and_with_kept_totals_alike(server: Server) -> None:
    old, new = imported(server, AARHUS), imported(server, ODENSE)
    status, before = report_with(server, new, old, new)
    assert (status, "2: Projektjunglen igen, Odense, 2. september 2027 (denne)" in before) == (200, True)
    assert call(server, "PATCH", f"sessions/{old}", {"keep_totals": True})[0] == 200
    assert call(server, "DELETE", f"sessions/{old}")[0] == 204
    (kept,) = (id for id, is_kept in listed(server).items() if is_kept)
    assert report_with(server, new, kept) == (200, before)
    assert call(server, "DELETE", f"kept-totals/{kept}")[0] == 204


def test_s5_a_report_is_compared_for_the_organiser_alone_and_refused_with_a_reason(server: Server) -> None:
    old, new = imported(server, AARHUS), imported(server, ODENSE)
    for role in ("console", "board", "report"):
        assert report_with(server, server.code, old, key=server.key(role))[0] == 403
    for code, others, options, refused, says in (
        (new, (old,), {"format": "xlsx"}, 422, "xlsx has no comparison; html, pdf, docx, md have."),
        (new, (old,), {"more": "&whole=true"}, 422, "md never has texts that were held back"),
        (new, (new,), {}, 422, "Name 1 to 11 other sessions"),
        (new, [f"{n:06}" for n in range(12)], {}, 422, "at most 11"),
        (new, ("ZZZZZZ",), {}, 404, "no session"),
        (new, (server.code,), {}, 409, "still open. End it first"),
        (server.code, (old,), {}, 409, "still open. End it first"),
    ):
        status, answer = report_with(server, code, *others, **options)
        assert (status, says in answer) == (refused, True), (code, others, answer)


ROUTES = [
    ("GET", "comparisons"),
    ("GET", f"comparisons/{SHEET}"),
    ("GET", f"comparisons/{SHEET}.xlsx"),
    ("DELETE", "kept-totals/one"),
]


def test_s5_comparisons_and_kept_totals_are_the_organisers_alone(server: Server) -> None:
    paths = {path.removeprefix("/api/") for path in description()["paths"]}
    named = {path for path in paths if path.startswith(("comparisons", "kept-totals"))}
    assert {path.replace(SHEET, "{run_sheet}").replace("/one", "/{totals_id}") for _, path in ROUTES} == named
    requests = [
        partial(call, server, method, f"{path}?session=a&session=b", None, key)
        for method, path in ROUTES
        for key in ("", "guess", server.key("console"), server.key("board"), server.key("report"))
    ]
    assert {status for status, _ in at_once(requests)} == {403}
