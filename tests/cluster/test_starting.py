"""Starting on a shared database: what is refused, with words that help, and what is left alone."""

import json
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import psycopg
import pytest
from psycopg import sql
from sqlalchemy import make_url

from app.store.schema import VERSION
from tests.client import console, phone
from tests.cluster.conftest import KEYS
from tests.command_line import run, said
from tests.postgres import Postgres
from tests.server import ORGANISER_KEY, ROOT, Server, eventually

pytestmark = pytest.mark.process


@pytest.fixture
def with_users(postgres_server: Postgres, database_url: str) -> str:
    """The URL of a database, on a server with users who may not use it."""
    with psycopg.connect(database_url, autocommit=True) as admin:
        for name in ("locked", "rejected", "newcomer"):
            user = sql.Identifier(name)
            admin.execute(sql.SQL("DROP ROLE IF EXISTS {}").format(user))
            admin.execute(sql.SQL("CREATE ROLE {} LOGIN PASSWORD 'sesam'").format(user))
    return database_url


@pytest.mark.parametrize(
    ("changed", "reason", "advice"),
    [
        ({"username": "locked", "password": "forkert"}, "password authentication failed", "Correct the user"),
        ({"username": "locked"}, "no password supplied", "Correct the user"),
        ({"username": "nobody"}, 'role "nobody" does not exist', "Create this user"),
        ({"database": "nowhere"}, 'database "nowhere" does not exist', "Create this database"),
        ({"username": "rejected"}, "pg_hba.conf rejects", "Allow it in pg_hba.conf"),
        (
            {"username": "newcomer"},
            "permission denied for schema public",
            "ALTER DATABASE name OWNER TO user",
        ),
    ],
    ids=["wrong password", "no password", "user", "database", "pg_hba.conf", "no owner"],
)
def test_a_database_that_refuses_keeps_the_server_from_starting_and_says_what_to_do(
    changed: dict[str, str], reason: str, advice: str, with_users: str, tmp_path: Path
) -> None:
    url = make_url(with_users).set(**changed)  # type: ignore[arg-type]  # names of its parts
    address = url.render_as_string(hide_password=False)
    for command in ("serve", "migrate"):
        sentence = said(run(command, SUMME_DATABASE_URL=address, SUMME_DATA=str(tmp_path / "data"), **KEYS))
        assert sentence.startswith("The database cannot be used (")
        assert reason in sentence
        assert advice in sentence
        assert "forkert" not in sentence


@pytest.mark.parametrize("command", ["serve", "migrate"])
def test_a_server_that_cannot_be_reached_is_a_reason_to_start_again_later(command: str) -> None:
    done = run(command, SUMME_DATABASE_URL="postgresql://summe:sesam@127.0.0.1:1/summe", **KEYS)
    assert done.returncode == 69
    (line,) = done.stderr.splitlines()
    assert line.startswith("The database cannot be reached (")
    assert "tries again" not in line
    assert "Connection refused" in line
    assert "sesam" not in line


@pytest.mark.parametrize(
    ("url", "sentence"),
    [
        ("mysql://summe:sesam@db/summe", "There is no log for mysql:// here."),
        ("sqlite:////var/summe.db", "SUMME_DATABASE_URL is for postgresql://USER:PASSWORD@HOST/DATABASE."),
        ("summe.db", "SUMME_DATABASE_URL is for postgresql://USER:PASSWORD@HOST/DATABASE."),
        ("://", "This is no address of a database."),
    ],
)
@pytest.mark.parametrize("command", ["serve", "migrate", "backup file", "restore file"])
def test_another_database_than_postgresql_is_refused(url: str, sentence: str, command: str) -> None:
    line = said(run(*command.split(), SUMME_DATABASE_URL=url, **KEYS))
    assert line.startswith(sentence)
    assert "sesam" not in line


@pytest.mark.parametrize("lacking", [{"SUMME_SECRET"}, {"SUMME_ORGANISER_KEY"}, set(KEYS) - {"SUMME_PORT"}])
def test_without_shared_keys_no_server_starts_on_a_shared_database(
    lacking: set[str], database_url: str, tmp_path: Path
) -> None:
    given = {name: key for name, key in KEYS.items() if name not in lacking}
    line = said(run("serve", SUMME_DATABASE_URL=database_url, SUMME_DATA=str(tmp_path / "data"), **given))
    assert line.startswith("With SUMME_DATABASE_URL, set ")
    assert {name for name in KEYS if name in line} == lacking


@pytest.mark.long
def test_a_server_with_other_keys_than_those_that_run_is_refused(make_server: Callable[..., Server]) -> None:
    one, other = make_server(), make_server(secret="noget helt andet, og langt nok")
    one.start()
    settings = {name: value for name, value in other.environment.items() if name.startswith("SUMME_")}
    refused = said(run("serve", **settings))
    assert refused.startswith(
        "Another server on this database has another SUMME_SECRET or SUMME_ORGANISER_KEY"
    )
    assert "noget" not in refused


def test_without_the_driver_the_command_that_installs_it_is_said(tmp_path: Path, database_url: str) -> None:
    (tmp_path / "psycopg.py").write_text("raise ImportError('no pq wrapper available')")
    environment = {
        "PATH": "/usr/bin:/bin",
        "PYTHONPATH": str(tmp_path),
        "SUMME_DATABASE_URL": database_url,
        **KEYS,
    }
    for command in ("serve", "migrate"):
        done = subprocess.run(
            [sys.executable, "-m", "app", command],
            cwd=ROOT,
            env=environment,
            capture_output=True,
            text=True,
            check=False,
        )
        assert "pip install 'summe-live[postgres]'" in said(done)


def test_a_shared_database_keeps_the_session_and_leaves_the_data_folder_alone(
    make_server: Callable[..., Server],
) -> None:
    one = make_server()
    one.start()
    code = one.code
    with console(one) as facilitator:
        facilitator.enter("collect")
    assert json.loads(one.get("/-/health"))["free_disk_bytes"] is None
    assert b"summe_rooms 1.0" in one.get("/-/metrics")
    one.stop()
    assert "kept in its database" in one.said
    assert not one.folder.exists()
    another = make_server()
    another.start()
    assert another.code == code
    with console(another) as facilitator:
        assert facilitator.step == "collect"


def test_a_user_who_owns_the_database_and_may_do_no_more_is_enough(
    make_server: Callable[..., Server], with_users: str
) -> None:
    url = make_url(with_users)
    with psycopg.connect(with_users, autocommit=True) as admin:
        name = sql.Identifier(url.database or "")
        admin.execute(sql.SQL("ALTER DATABASE {} OWNER TO locked").format(name))
    own = url.set(username="locked", password="sesam").render_as_string(hide_password=False)
    assert run("migrate", SUMME_DATABASE_URL=own).returncode == 0
    hall = make_server(database_url=own)
    hall.start()
    with console(hall) as facilitator, phone(hall) as one:
        facilitator.enter("collect")
        gone = one.do("ask_question", text="Fortrudt")
        one.do("withdraw_question", question_id=gone)
    assert json.loads(hall.get("/-/health"))["log_fault"] is None
    vacuums = "SELECT vacuum_count FROM pg_stat_user_tables WHERE relname = 'events'"
    with psycopg.connect(with_users, autocommit=True) as admin:
        eventually(lambda: admin.execute(vacuums).fetchone() == (1,))
    hall.delete()
    assert hall.stop() == 0
    with psycopg.connect(with_users, autocommit=True) as admin:
        drop = sql.SQL("DROP OWNED BY locked CASCADE; ALTER DATABASE {} OWNER TO postgres")
        admin.execute(drop.format(name))


def test_an_empty_database_gets_its_tables_by_migrate_before_any_server_starts(database_url: str) -> None:
    first, again = (run("migrate", SUMME_DATABASE_URL=database_url) for _ in range(2))
    assert first.stdout == f"The database was empty, and has its tables now: version {VERSION}.\n"
    assert again.stdout == f"The database is up to date: version {VERSION}.\n"


def test_s3_without_a_session_a_server_prints_addresses_and_no_key_that_it_was_given(
    make_server: Callable[..., Server],
) -> None:
    one = make_server()
    one.start("serve", "--no-session")
    printed = "".join(one._lines)
    assert f"Home      {one.base}/\n" in printed
    assert ORGANISER_KEY not in printed
