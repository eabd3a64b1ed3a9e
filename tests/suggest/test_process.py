"""The worker's process as the server sees it, where it cannot be started or ends in an unusual way."""

import resource
import signal
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from app.suggest.process import WorkerEnded, WorkerProcess, how_it_ended


@contextmanager
def no_file_can_be_opened() -> Iterator[None]:
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (1, hard))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_NOFILE, (soft, hard))


@pytest.mark.asyncio
async def test_a_worker_that_the_machine_cannot_start_has_ended() -> None:
    with no_file_can_be_opened(), pytest.raises(WorkerEnded, match="cannot be started: Too many open files"):
        await WorkerProcess.begin(semantic=False, silent_s=1)


@pytest.mark.process
@pytest.mark.asyncio
@pytest.mark.long
async def test_another_package_of_that_name_in_the_working_directory_is_not_started(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "app").mkdir()
    (tmp_path / "app" / "__init__.py").write_text("raise SystemExit('another program')\n")
    monkeypatch.chdir(tmp_path)
    worker = await WorkerProcess.begin(semantic=False, silent_s=60)
    await worker.end()


@pytest.mark.parametrize(
    ("code", "words"),
    [(0, "exit code 0"), (1, "exit code 1"), (-9, "SIGKILL"), (-(signal.SIGRTMIN + 6), "signal 40")],
)
def test_an_exit_code_is_said_in_words_whatever_the_signal(code: int, words: str) -> None:
    assert how_it_ended(code) == words
