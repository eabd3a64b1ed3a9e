"""Backup of a running server and restore, which does not bring erased texts back."""

import subprocess
from pathlib import Path

from tests import forked
from tests.client import console, phone
from tests.server import Server


def summe(server: Server, *words: str) -> subprocess.CompletedProcess[str]:
    done = forked.run(words, server.environment)
    return subprocess.CompletedProcess(done.args, done.returncode, done.stdout.decode(), done.stderr.decode())


def test_d20_p3_what_was_erased_after_the_backup_is_erased_again(server: Server, tmp_path: Path) -> None:
    with console(server) as facilitator, phone(server) as one:
        facilitator.enter("collect")
        kept = "Hvem ejer effekten?"
        one.do("ask_question", text=kept)
        gone = one.do("ask_question", text="en kanariefugl i minen")
        assert summe(server, "backup", str(tmp_path / "copy.db")).returncode == 0
        one.do("withdraw_question", question_id=gone)
        one.do("ask_question", text="Kom efter kopien")
    assert b"kanariefugl" in (tmp_path / "copy.db").read_bytes()
    server.stop()
    done = summe(server, "restore", str(tmp_path / "copy.db"))
    assert done.returncode == 0, done.stderr
    server.start()
    assert [q["text"] for q in server.export()["questions"]] == [kept]
    assert not any(b"kanariefugl" in file.read_bytes() for file in (tmp_path / "data").iterdir())
    with console(server) as facilitator, phone(server) as one:
        one.do("ask_question", text="Og videre derfra")
    assert len(server.export()["questions"]) == 2


def test_a_backup_or_restore_that_is_impossible_is_refused_with_a_message(
    server: Server, tmp_path: Path
) -> None:
    running = summe(server, "restore", str(tmp_path / "copy.db"))
    assert (running.returncode, "Another Summe is using" in running.stderr) == (2, True)
    (tmp_path / "copy.db").write_text("no database")
    taken = summe(server, "backup", str(tmp_path / "copy.db"))
    assert (taken.returncode, "exists already" in taken.stderr) == (2, True)
    server.stop()
    broken = summe(server, "restore", str(tmp_path / "copy.db"))
    assert (broken.returncode, "no whole database" in broken.stderr) == (2, True)
    server.start()
