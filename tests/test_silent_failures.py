"""The pytest plugin `silent_failures`: an error that is only logged fails its test, unless it is expected."""

import subprocess
import sys
from xml.etree import ElementTree

import pytest

from tests.server import ROOT
from tests.silent_failures import errors_in

pytestmark = pytest.mark.process

FAILING = """
import asyncio, logging, sys, threading
import pytest, uvloop
from tests.server import Server
from tests.sim.virtual import VirtualLoop

async def broken():
    raise ValueError("unseen")

async def begin_broken():
    asyncio.ensure_future(broken())
    await asyncio.sleep(0)

async def fail_in_a_callback():
    asyncio.get_running_loop().call_soon(int, "unseen")
    await asyncio.sleep(0)

async def leave_a_future():
    asyncio.get_running_loop().create_future().set_exception(ValueError("unseen"))

async def wait_unseen():
    await asyncio.get_running_loop().create_future()

@pytest.mark.asyncio
async def test_task():
    await begin_broken()

@pytest.mark.asyncio
async def test_task_in_a_cycle():
    task = asyncio.ensure_future(broken())
    holder = [task]
    holder.append(holder)
    await asyncio.sleep(0)

@pytest.mark.asyncio
async def test_callback():
    await fail_in_a_callback()

@pytest.mark.asyncio
async def test_future():
    await leave_a_future()

@pytest.mark.asyncio
async def test_done_callback():
    done = asyncio.get_running_loop().create_future()
    done.add_done_callback(lambda _: int("unseen"))
    done.set_result(None)
    await asyncio.sleep(0)

def test_asyncio_run():
    asyncio.run(begin_broken())

def test_runner():
    with asyncio.Runner() as runner:
        runner.run(fail_in_a_callback())

def test_uvloop_task():
    uvloop.run(begin_broken())

def test_uvloop_callback():
    uvloop.run(fail_in_a_callback())

def test_virtual_loop():
    loop = VirtualLoop()
    loop.run_until_complete(fail_in_a_callback())
    loop.close()

def test_destroyed_while_pending():
    loop = asyncio.new_event_loop()
    loop.create_task(wait_unseen())
    loop.run_until_complete(asyncio.sleep(0))
    loop.close()

def test_thread():
    thread = threading.Thread(target=int, args=("unseen",))
    thread.start()
    thread.join()

def test_del():
    class Broken:
        def __del__(self):
            raise ValueError("unseen")
    one = Broken()
    one.itself = one

def test_logged():
    logging.getLogger("summe").error("unseen")

def test_other_than_expected(expect_error):
    expect_error("seen before")
    logging.getLogger("summe").error("unseen")

@pytest.fixture
def failing_at_the_end():
    yield
    asyncio.run(fail_in_a_callback())

def test_end_of_a_fixture(failing_at_the_end):
    pass

def test_server(tmp_path):
    server = Server(tmp_path)
    server.program = (sys.executable, "-c", "print('Home'); print('end', flush=True); int('unseen')")
    server.start()
    server.wait()
"""
PASSING = """
import logging, sys
from tests.server import Server

def test_expected(expect_error):
    expect_error("seen")
    logging.getLogger("summe").error("seen")

def test_warning():
    logging.getLogger("summe").warning("seen")

def test_expected_of_a_server(tmp_path):
    server = Server(tmp_path)
    server.program = (sys.executable, "-c", "print('Home'); int('seen')")
    server.expects("seen")
    server.start()
    server.wait()
"""


@pytest.fixture(scope="module")
def outcomes(tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    """The failure message of each inner test, empty if it passed."""
    folder = tmp_path_factory.mktemp("inner")
    (folder / "conftest.py").write_text(
        "from tests import silent_failures\n"
        "def pytest_configure(config):\n"
        "    config.pluginmanager.register(silent_failures)\n"
    )
    (folder / "test_failing.py").write_text(FAILING)
    (folder / "test_passing.py").write_text(PASSING)
    command = [sys.executable, "-m", "pytest", "-c", "pyproject.toml", "-p", "no:cacheprovider"]
    command += ["--junit-xml", str(folder / "outcomes.xml"), str(folder)]
    subprocess.run(command, cwd=ROOT, capture_output=True)
    cases: dict[str, str] = {}
    for case in ElementTree.parse(folder / "outcomes.xml").iter("testcase"):
        told = "".join((one.get("message") or "") + (one.text or "") for one in case)
        cases[f"{case.get('classname')}.{case.get('name')}"] = told
    return cases


FAIL = [line.split("def ")[1].split("(")[0] for line in FAILING.splitlines() if "def test_" in line]
PASS = [line.split("def ")[1].split("(")[0] for line in PASSING.splitlines() if "def test_" in line]


@pytest.mark.parametrize("name", FAIL)
def test_a_silent_failure_fails_the_test_it_happens_in(outcomes: dict[str, str], name: str) -> None:
    assert any("unseen" in told for case, told in outcomes.items() if case.endswith(f"test_failing.{name}"))


@pytest.mark.parametrize("name", PASS)
def test_an_expected_error_fails_no_test(outcomes: dict[str, str], name: str) -> None:
    assert [told for case, told in outcomes.items() if case.endswith(f"test_passing.{name}")] == [""]


def test_a_traceback_counts_as_one_error_and_an_info_line_as_none() -> None:
    said = [
        '{"level": "info", "message": "nothing"}\n',
        '{"level": "error", "message": "not saved"}\n',
        "Traceback (most recent call last):\n",
        '  File "app.py", line 1\n',
        "ValueError: unseen\n",
        "   Join     http://127.0.0.1/ABC\n",
    ]
    assert list(errors_in(said)) == [said[1], "".join(said[2:5])]
