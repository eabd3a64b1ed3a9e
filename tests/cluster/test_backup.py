"""Backup and restore of a shared database by PostgreSQL's own tools; what was erased since stays erased."""

import subprocess
from collections.abc import Callable
from pathlib import Path

import psycopg
import pytest
from sqlalchemy import make_url

from tests.client import console, phone
from tests.command_line import run, said
from tests.postgres import Postgres, binary
from tests.server import Server

pytestmark = pytest.mark.process


def test_what_was_erased_after_a_dump_is_erased_again_in_the_restored_database(
    make_server: Callable[..., Server], postgres_server: Postgres, database_url: str, tmp_path: Path
) -> None:
    copy, restored_url = tmp_path / "summe.dump", postgres_server.database(f"restored_{tmp_path.name[-1]}")
    one = make_server()
    one.start()
    with console(one) as facilitator, phone(one) as asker:
        facilitator.enter("collect")
        kept = "Hvem ejer effekten?"
        asker.do("ask_question", text=kept)
        gone = asker.do("ask_question", text="en kanariefugl i minen")
        subprocess.run([binary("pg_dump"), "--format=custom", f"--file={copy}", database_url], check=True)
        asker.do("withdraw_question", question_id=gone)
    one.stop()
    subprocess.run([binary("pg_restore"), f"--dbname={restored_url}", copy], check=True)
    done = run("erase-again", database_url, SUMME_DATABASE_URL=restored_url)
    assert (done.returncode, done.stdout) == (0, "1 erasures from after the backup were carried out again.\n")
    again = make_server(database_url=restored_url)
    again.start()
    assert again.code == one.code
    assert [question["text"] for question in again.export()["questions"]] == [kept]
    with psycopg.connect(restored_url) as connection:
        texts = connection.execute("SELECT text FROM events WHERE text IS NOT NULL").fetchall()
    assert texts == [(kept,)]


@pytest.mark.parametrize(
    ("command", "tool"),
    [("backup", "pg_dump --format=custom --file=copy"), ("restore", "pg_restore --dbname=NEW copy")],
)
def test_backup_and_restore_name_the_tools_of_postgresql(command: str, tool: str, database_url: str) -> None:
    assert tool in said(run(command, "copy", SUMME_DATABASE_URL=database_url))


def test_erasing_again_is_refused_where_it_makes_no_sense(
    database_url: str, postgres_server: Postgres
) -> None:
    assert said(run("erase-again", database_url)).startswith("This is for two PostgreSQL databases")
    assert "is no database of Summe" in said(
        run("erase-again", database_url, SUMME_DATABASE_URL=database_url)
    )


def test_erasing_again_names_the_slip_when_both_urls_lead_to_one_database(
    make_server: Callable[..., Server], database_url: str
) -> None:
    one = make_server()
    one.start()
    one.stop()
    also = f"{database_url}{'&' if '?' in database_url else '?'}application_name=other"
    done = run("erase-again", also, SUMME_DATABASE_URL=database_url)
    assert "Both URLs lead to one database" in said(done)


def test_erasing_again_says_which_of_the_two_urls_is_wrong(database_url: str) -> None:
    nowhere = str(make_url(database_url).set(database="nowhere"))
    assert "name another in OLD" in said(run("erase-again", nowhere, SUMME_DATABASE_URL=database_url))
