"""The load trial: measures a real server, leaves nothing behind, and gives way to real phones."""

import asyncio
import dataclasses
import json
import os
import sys
from asyncio.subprocess import PIPE
from pathlib import Path

import psutil
import pytest

from app.doctor.carries import Costs
from app.doctor.load import LoadTask, LoadTrial, judged, try_load
from app.doctor.trial import Measured
from app.settings import Settings
from tests.client import phone
from tests.server import ORGANISER_KEY, Server, eventually
from tests.web.surface import ask

pytestmark = pytest.mark.process
MEASURED = Measured(
    phones=1_000,
    seconds=9.7,
    ack_p99_ms=12.2,
    costs=Costs(
        join_s=0.0009,
        change_s=0.002,
        delivery_s=10e-6,
        heartbeat_s=14e-6,
        question_s=0.0002,
        batch_s=0.001,
        phone_bytes=24_000,
        process_bytes=100_000_000,
    ),
)


def children() -> list[str]:
    """The command lines of the programs that this process has started, and those of theirs."""
    return [" ".join(one.cmdline()) for one in psutil.Process().children(recursive=True)]


def trials() -> list[str]:
    return [line for line in children() if "app.doctor.trial" in line]


@pytest.mark.asyncio
async def test_a_trial_measures_every_cost_and_leaves_nothing_behind(tmp_path: Path) -> None:
    os.environ["SUMME_PARTICIPANTS_PER_SESSION"] = "3"  # settings of the real server are not the trial's
    try:
        finding = await try_load(LoadTask(tmp_path, 10, Settings(), simulated=60))
    finally:
        del os.environ["SUMME_PARTICIPANTS_PER_SESSION"]
    assert finding is not None
    assert finding.kind.id.startswith("carries_"), finding.to_dict("en")
    assert finding.values["tried"] == 60
    assert os.listdir(tmp_path) == []
    assert trials() == []


@pytest.mark.asyncio
async def test_a_trial_that_is_ended_leaves_nothing_behind(tmp_path: Path) -> None:
    trial = LoadTrial()
    trial.begin(LoadTask(tmp_path, 10, Settings(), simulated=60), lambda: False)
    while trial.phase != "joining":
        await asyncio.sleep(0.01)
    assert trials()
    await trial.end()
    assert os.listdir(tmp_path) == []
    assert trials() == []
    assert trial.phase is None


@pytest.mark.asyncio
async def test_ctrl_c_in_the_terminal_reaches_no_process_of_a_trial(tmp_path: Path) -> None:
    trial = LoadTrial()
    trial.begin(LoadTask(tmp_path, 10, Settings(), simulated=60), lambda: False)
    while trial.phase != "joining":
        await asyncio.sleep(0.01)
    (begun,) = [one for one in psutil.Process().children() if "app.doctor.trial" in one.cmdline()]
    server = begun.children()
    assert server
    assert os.getsid(0) not in [os.getsid(one.pid) for one in (begun, *server)]
    await trial.end()


@pytest.mark.asyncio
async def test_a_trial_that_cannot_write_says_why(tmp_path: Path) -> None:
    finding = await try_load(LoadTask(tmp_path / "missing", 10, Settings(), simulated=60))
    assert finding is not None
    assert finding.kind.id == "trial_failed"
    assert "No such file" in str(finding.values["why"])


@pytest.mark.asyncio
async def test_the_program_ends_well_while_its_input_is_still_open(tmp_path: Path) -> None:
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "app.doctor.trial"), stdin=PIPE, stdout=PIPE, stderr=PIPE
    )
    assert process.stdin is not None
    assert process.stderr is not None
    process.stdin.write(json.dumps({"folder": str(tmp_path / "missing"), "phones": 60}).encode() + b"\n")
    assert await process.stderr.read() == b""
    assert await process.wait() == 0


def test_the_finding_says_whether_the_expected_phones_fit() -> None:
    few, many = (judged(MEASURED, LoadTask(Path(), expected, Settings())) for expected in (300, 90_000))
    assert few.kind.level == "ok"
    assert few.values["joins"] == 1_100
    assert many.kind.level == "problem"
    assert many.values["expected"] == 90_000
    dearer = dataclasses.replace(MEASURED.costs, delivery_s=0.01)
    dear = judged(dataclasses.replace(MEASURED, costs=dearer), LoadTask(Path(), 300, Settings()))
    assert dear.kind.id == "carries_too_few_processor"


def test_a_trial_is_refused_while_a_session_has_phones_and_gives_way_when_one_comes(server: Server) -> None:
    def load() -> dict[str, object]:
        return dict(json.loads(server.get("/api/doctor/load?lang=en")))

    assert ask(server, "POST", "/api/doctor/load").status == 403
    with phone(server):
        refused = ask(server, "POST", "/api/doctor/load", key=ORGANISER_KEY)
        assert refused.status == 409
        assert "phones" in json.loads(refused.body)["detail"]
    eventually(lambda: ask(server, "POST", "/api/doctor/load", key=ORGANISER_KEY).status == 202)
    assert load()["phase"] is not None
    with phone(server):
        eventually(lambda: load()["phase"] is None)
        finding = load()["finding"]
    assert isinstance(finding, dict)
    assert finding["id"] == "trial_gave_way"
    assert not list(server.folder.glob("load-trial-*"))


def test_a_trial_ends_with_the_server_that_has_begun_it(server: Server) -> None:
    server.post("/api/doctor/load", None)
    assert server.process is not None
    own = psutil.Process(server.process.pid)
    eventually(lambda: own.children(recursive=True))
    begun = own.children(recursive=True)
    server.stop()
    eventually(lambda: not any(one.is_running() for one in begun))
