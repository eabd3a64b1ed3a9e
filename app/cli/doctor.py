"""`summe doctor`: the findings on the terminal, those of the running server where there is one."""

import json
import locale
import time
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Annotated, Any
from urllib.parse import urlencode

import typer

from app.cli.api_client import ApiError, call
from app.cli.exits import settings_or_exit, stop
from app.cli.terminal import qr_picture, say
from app.core.languages import Language, nearest
from app.doctor.checks.folder import nearest_existing
from app.doctor.examination import examine
from app.doctor.findings import Level
from app.doctor.load import GLANCE_S, LoadTask, try_load
from app.doctor.situation import MOST_PHONES, USUAL_PHONES, Situation
from app.platform import event_loop
from app.settings import Settings

EXIT_PROBLEM = 1
_MARKS: dict[Level, str] = {"problem": "XX", "attention": " !", "ok": "ok"}
_WIDTH = 96


@dataclass(frozen=True, slots=True)
class Report:
    """Findings as the API gives them. `try_url` is the address for a phone; "" where no server runs."""

    findings: Sequence[dict[str, Any]]
    try_url: str = ""


def doctor(
    as_json: Annotated[
        bool, typer.Option("--json", help="Write the findings as JSON, for programs.")
    ] = False,
    phones: Annotated[
        int | None, typer.Option(min=1, max=MOST_PHONES, help="How many phones are expected.")
    ] = None,
    language: Annotated[str, typer.Option(help="da or en; the computer's own when empty.")] = "",
    load: Annotated[
        bool, typer.Option("--load", help="Also try how many phones this computer carries, for ten seconds.")
    ] = False,
) -> None:
    settings = settings_or_exit()
    spoken = nearest((language or locale.getlocale()[0] or "")[:2])
    report = _of_the_server(settings, phones, spoken, load) or _from_here(settings, phones, spoken, load)
    if as_json:
        say(json.dumps(list(report.findings), ensure_ascii=False, indent=1))
    else:
        _show(report)
    raise typer.Exit(EXIT_PROBLEM if any(one["level"] == "problem" for one in report.findings) else 0)


def _of_the_server(settings: Settings, phones: int | None, language: Language, load: bool) -> Report | None:
    """What the running server finds; None where none answers with these settings."""
    reckoned = {"phones": phones} if phones else {}
    wishes = urlencode({"lang": language, **reckoned})
    try:
        answer = json.loads(call(settings, "GET", f"/api/doctor?{wishes}"))
    except (ApiError, ValueError):
        return None
    tried = [_load_of_the_server(settings, reckoned, wishes)] if load else []
    return Report([*tried, *answer["findings"]], answer["try_url"])


def _load_of_the_server(settings: Settings, reckoned: dict[str, int], wishes: str) -> dict[str, Any]:
    """What the server's load trial finds. Exits when it is refused, as while a session has phones."""
    try:
        now = json.loads(call(settings, "POST", f"/api/doctor/load?{urlencode(reckoned)}"))
        while now["phase"] is not None or now["finding"] is None:
            time.sleep(GLANCE_S)
            now = json.loads(call(settings, "GET", f"/api/doctor/load?{wishes}"))
    except ApiError as error:
        raise stop(str(error)) from None
    return dict(now["finding"])


def _from_here(settings: Settings, phones: int | None, language: Language, load: bool) -> Report:
    at = Situation.without_server(settings, phones or USUAL_PHONES)
    found = examine(at)
    if load:
        task = LoadTask(nearest_existing(settings.data), at.phones, settings)
        tried = event_loop.run(try_load(task))
        found = [tried, *found] if tried else found
    return Report([one.to_dict(language) for one in found])


def _show(report: Report) -> None:
    for one in report.findings:
        say(f"{_MARKS[one['level']]}  {one['title']}")
        for line in _folded(one["advice"]):
            say(f"    {line}")
    if report.try_url and (picture := qr_picture(report.try_url)):
        say(f"\n{picture}{report.try_url}")


def _folded(text: str) -> list[str]:
    """The text in lines that a terminal shows whole; nothing within an address is broken."""
    lines: list[str] = []
    for word in text.split():
        if lines and len(lines[-1]) + len(word) < _WIDTH:
            lines[-1] += f" {word}"
        else:
            lines.append(word)
    return lines
