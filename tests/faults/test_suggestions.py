"""Suggestions on consoles by a real worker, which is killed, stopped, or lacks what it needs."""

import os
import secrets
import signal
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

from tests.client import Client, phone
from tests.faults.data_folder import holds
from tests.faults.mirroring_client import Lanes, MirroringClient
from tests.server import PATIENCE_S, Server, eventually
from tests.web.test_organiser import call

Row = dict[str, Any]
# A question much like an example of the shipped talk, and two that say the same about something else.
MONEY, ITS_PITFALL = "Hvem betaler, når gevinsten lander i en helt anden kasse?", "oekonomien"
BUDGET = "Hvad gør vi, når budgettet er væk før frokost om torsdagen?"
BUDGET_TOO = "Hvad gør vi når budgettet er vaek før frokost om torsdagen"


@pytest.fixture
def suggesting(make_hall: Callable[..., Server]) -> Server:
    """A server with suggestions by the base alone, which is the same on every machine."""
    server = make_hall(suggest="base", suggest_restart_s=0.2)
    server.start()
    return server


@contextmanager
def desk(server: Server, device: str = "desk") -> Iterator[MirroringClient]:
    """A console."""
    facilitator = MirroringClient(server, role="console", key=server.key("console"), device=device)
    yield facilitator
    facilitator.close()


def collect(facilitator: MirroringClient) -> None:
    facilitator.do("enter_step", was="lobby", to="collect")


def table(lanes: Lanes) -> dict[str, Row]:
    return dict(lanes["view"].get("live.suggestions", {}))


def shown(facilitator: MirroringClient, holds: Callable[[Lanes], bool]) -> Lanes:
    """What the console shows, once a condition holds; on a busy machine a worker takes long to start."""
    eventually(lambda: holds(facilitator.caught_up()), 3 * PATIENCE_S)
    return facilitator.lanes


def suggested(facilitator: MirroringClient, *ids: str) -> dict[str, Row]:
    """The rows of suggestions, once there are those of these questions and no others."""
    return table(shown(facilitator, lambda lanes: table(lanes).keys() == set(ids)))


def state_of(facilitator: MirroringClient) -> str:
    """Whether there are suggestions, as the newest row says."""
    rows = facilitator.lanes["view"].get("live.suggesting", {})
    return str(rows["it"]["state"]) if rows else ""


def times_shown(facilitator: MirroringClient, state: str) -> int:
    """How often the console was shown that this has become the state."""
    rows = [frame.get("put", {}).get("live.suggesting", {}).get("it", {}) for frame in facilitator.received]
    return sum(row.get("state") == state for row in rows)


def becomes(facilitator: MirroringClient, state: str) -> None:
    """Wait until this is the state, or has been meanwhile."""
    before = times_shown(facilitator, state)
    shown(facilitator, lambda _: state_of(facilitator) == state or times_shown(facilitator, state) > before)


def workers(server: Server) -> list[int]:
    """The process ids of the server's suggestion workers."""
    assert server.process is not None
    children = Path(f"/proc/{server.process.pid}/task/{server.process.pid}/children").read_text().split()
    return [
        int(pid) for pid in children if b"app.suggest.worker" in Path(f"/proc/{pid}/cmdline").read_bytes()
    ]


def is_gone(pid: int) -> bool:
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] == "Z"
    except FileNotFoundError:
        return True


def test_questions_in_the_tray_are_suggested_a_pitfall_and_a_move_changes_what_follows(
    suggesting: Server,
) -> None:
    with desk(suggesting) as facilitator, phone(suggesting) as one:
        collect(facilitator)
        assert facilitator.caught_up()["view"].get("live.suggesting") is None
        assert workers(suggesting) == []
        ids = [one.do("ask_question", text=text) for text in (MONEY, BUDGET, BUDGET_TOO)]
        rows = suggested(facilitator, *ids)
        assert state_of(facilitator) == "on"
        assert facilitator.lanes["view"]["live.suggesting"]["it"]["semantic"] is False
        assert rows[ids[0]]["first"] == ITS_PITFALL
        shown(facilitator, lambda lanes: table(lanes)[ids[1]]["alike"] == [ids[2]])
        assert rows[ids[2]]["because"]["kind"] != "card"
        facilitator.do("place_question", question_id=ids[1], pitfall=ITS_PITFALL)
        shown(facilitator, lambda lanes: table(lanes)[ids[2]]["because"]["kind"] == "card")
        rows = suggested(facilitator, ids[0], ids[2])
        assert rows[ids[2]]["because"] == {"kind": "card", "words": [], "text": BUDGET}
        facilitator.do("undo")
        shown(
            facilitator, lambda lanes: table(lanes).get(ids[2], {}).get("because", {}).get("kind") != "card"
        )


def test_l16_the_worker_gives_way_to_the_server_has_none_of_its_keys_and_ends_when_that_is_killed(
    suggesting: Server,
) -> None:
    with desk(suggesting) as facilitator, phone(suggesting) as one:
        collect(facilitator)
        suggested(facilitator, one.do("ask_question", text=MONEY))
        (worker,) = workers(suggesting)
        assert suggesting.process is not None
        served_by = suggesting.process.pid
        assert os.getpriority(os.PRIO_PROCESS, worker) == 19
        # Linux weighs niceness within a session.
        assert os.getsid(worker) == os.getsid(served_by)
        assert Path(f"/proc/{worker}/oom_score_adj").read_text() == "1000\n"
        assert b"SUMME_" not in Path(f"/proc/{worker}/environ").read_bytes()
        loaded = Path(f"/proc/{served_by}/maps").read_text()
        assert not any(library in loaded for library in ("sklearn", "scipy", "numpy", "rapidfuzz"))
        suggesting.stop(signal.SIGKILL)
    eventually(lambda: is_gone(worker))


def test_r16_p11_a_withdrawn_hidden_or_merged_question_has_no_suggestion_and_is_quoted_in_none(
    suggesting: Server,
) -> None:
    with desk(suggesting) as facilitator, phone(suggesting) as one:
        collect(facilitator)
        ids = [
            one.do("ask_question", text=text) for text in (MONEY, BUDGET, BUDGET_TOO, "Hvad med os andre?")
        ]
        suggested(facilitator, *ids)
        facilitator.do("place_question", question_id=ids[1], pitfall=ITS_PITFALL)
        shown(
            facilitator, lambda lanes: table(lanes).get(ids[2], {}).get("because", {}).get("text") == BUDGET
        )
        one.do("withdraw_question", question_id=ids[1])
        shown(facilitator, lambda lanes: BUDGET not in repr(table(lanes)))
        facilitator.do("hide_question", question_id=ids[0])
        facilitator.do("merge_questions", ids=[ids[3]], into=ids[2])
        rows = suggested(facilitator, ids[2])
        assert rows[ids[2]]["alike"] == []
        facilitator.do("undo")
        rows = suggested(facilitator, ids[2], ids[3])
        # A console that comes has all of it in its snapshot, in any language.
        for language in ("da", "en"):
            key = suggesting.key("console")
            other = Client(suggesting, role="console", key=key, device="other", lang=language)
            view = other.receive("snapshot")["view"]
            other.close()
            assert view["live.suggestions"].keys() == rows.keys()
            assert view["live.suggesting"] == {"it": {"state": "on", "semantic": False}}


def test_s3_s7_suggestions_are_on_no_board_or_phone_and_in_no_file_or_log(suggesting: Server) -> None:
    token = secrets.token_hex(16)
    with desk(suggesting) as facilitator, phone(suggesting, token) as asker:
        collect(facilitator)
        board = MirroringClient(suggesting, role="board", key=suggesting.key("board"))
        looking = MirroringClient(suggesting, role="phone", token=secrets.token_hex(16), lang="da")
        looking.send_json(t="look", at="others")
        ids = [asker.do("ask_question", text=text) for text in (MONEY, BUDGET, BUDGET_TOO)]
        suggested(facilitator, *ids)
        facilitator.do("place_question", question_id=ids[1], pitfall="modstand")
        suggested(facilitator, ids[0], ids[2])
        for other in (board, looking):
            other.caught_up()
            assert "live.sugg" not in repr(other.received)
            other.close()
    assert "first_p" not in suggesting.get(f"/api/sessions/{suggesting.code}/export.json?whole=true").decode()
    assert not holds(suggesting.folder, b"first_p")
    assert not holds(suggesting.folder, b"suggest")
    (worker,) = workers(suggesting)
    suggesting.stop()
    assert is_gone(worker)
    assert "frokost" not in suggesting.said


@pytest.mark.long
def test_l16_a_killed_worker_costs_suggestions_for_a_while_and_no_acknowledgement(suggesting: Server) -> None:
    suggesting.expects("the suggestion worker has failed (SIGKILL)")
    with desk(suggesting) as facilitator, phone(suggesting) as one:
        collect(facilitator)
        ids = [one.do("ask_question", text=text) for text in (MONEY, BUDGET)]
        rows = suggested(facilitator, *ids)
        (killed,) = workers(suggesting)
        os.kill(killed, signal.SIGKILL)
        becomes(facilitator, "failed")
        ids.append(one.do("ask_question", text=BUDGET_TOO))
        facilitator.do("place_question", question_id=ids[0], pitfall="modstand")
        again = suggested(facilitator, *ids[1:])
        assert state_of(facilitator) == "on"
        assert again[ids[1]]["first"] == rows[ids[1]]["first"]
        assert workers(suggesting) != [killed]


def test_l16_a_stopped_worker_keeps_nobody_waiting_and_goes_on_where_it_was(suggesting: Server) -> None:
    with desk(suggesting) as facilitator, phone(suggesting) as one:
        collect(facilitator)
        ids = [one.do("ask_question", text=MONEY)]
        suggested(facilitator, *ids)
        (stopped,) = workers(suggesting)
        os.kill(stopped, signal.SIGSTOP)
        ids += [one.do("ask_question", text=f"{BUDGET} Nummer {n}") for n in range(9)]
        gone = ids.pop()
        facilitator.do("hide_question", question_id=ids[0])
        facilitator.do("hide_question", question_id=gone)
        assert suggested(facilitator) == {}
        os.kill(stopped, signal.SIGCONT)
        suggested(facilitator, *ids[1:])
        assert workers(suggesting) == [stopped]


@pytest.mark.long
def test_l16_a_worker_that_is_silent_for_too_long_is_ended_and_started_again(
    make_hall: Callable[..., Server],
) -> None:
    server = make_hall(suggest="base", suggest_restart_s=0.2, suggest_silent_s=10)
    server.start()
    server.expects("the suggestion worker has failed (no answer within 10 s)")
    with desk(server) as facilitator, phone(server) as one:
        collect(facilitator)
        first = one.do("ask_question", text=MONEY)
        suggested(facilitator, first)
        (stopped,) = workers(server)
        os.kill(stopped, signal.SIGSTOP)
        second = one.do("ask_question", text=BUDGET)
        becomes(facilitator, "failed")
        suggested(facilitator, first, second)
        assert is_gone(stopped)


@pytest.mark.long
def test_p11_without_a_console_and_when_the_session_is_erased_the_worker_ends(
    make_hall: Callable[..., Server],
) -> None:
    server = make_hall(suggest="base", suggest_idle_s=0.2)
    server.start()
    with phone(server) as one:
        with desk(server) as facilitator:
            collect(facilitator)
            first = one.do("ask_question", text=MONEY)
            suggested(facilitator, first)
        eventually(lambda: workers(server) == [])
        second = one.do("ask_question", text=BUDGET)
        assert workers(server) == []
        with desk(server) as facilitator:
            suggested(facilitator, first, second)
            (worker,) = workers(server)
            server.delete()
            eventually(lambda: is_gone(worker))


def test_a_machine_without_the_extra_says_off_once_and_serves_as_before(
    make_hall: Callable[..., Server], tmp_path: Path
) -> None:
    absent = tmp_path / "absent" / "sklearn"
    absent.mkdir(parents=True)
    (absent / "__init__.py").write_text("raise ImportError('there is none')")
    server = make_hall(suggest="auto")
    server.environment["PYTHONPATH"] = str(absent.parent)
    server.start()
    with desk(server) as facilitator, phone(server) as one:
        collect(facilitator)
        one.do("ask_question", text=MONEY)
        becomes(facilitator, "off")
        one.do("ask_question", text=BUDGET)
        assert table(facilitator.caught_up()) == {}
        eventually(lambda: workers(server) == [])
    server.stop()
    assert server.said.count("nothing is suggested: ") == 1


def test_l16_s3_a_worker_that_always_fails_is_started_a_few_times_and_its_errors_name_no_text(
    make_hall: Callable[..., Server], tmp_path: Path
) -> None:
    broken = tmp_path / "broken" / "sklearn"
    broken.mkdir(parents=True)
    (broken / "__init__.py").write_text("raise RuntimeError('en kanariefugl')")
    server = make_hall(suggest="auto", suggest_restart_s=0.01, suggest_restarts=2)
    server.environment["PYTHONPATH"] = str(broken.parent)
    server.start()
    server.expects("the suggestion worker has failed (RuntimeError at ")
    with desk(server) as facilitator, phone(server) as one:
        collect(facilitator)
        one.do("ask_question", text=MONEY)
        shown(facilitator, lambda _: times_shown(facilitator, "failed") == 3)
        one.do("ask_question", text=BUDGET)
        assert workers(server) == []
    server.stop()
    assert server.said.count("the suggestion worker has failed") == 3
    assert "kanariefugl" not in server.said


def test_switched_off_no_worker_is_started(make_hall: Callable[..., Server]) -> None:
    server = make_hall(suggest="off")
    server.start()
    with desk(server) as facilitator, phone(server) as one:
        collect(facilitator)
        one.do("ask_question", text=MONEY)
        becomes(facilitator, "off")
        assert workers(server) == []


@pytest.mark.long
def test_of_more_sessions_than_are_served_the_others_wait_until_one_is_free(
    make_hall: Callable[..., Server],
) -> None:
    server = make_hall(suggest="base", suggest_sessions=1, suggest_idle_s=0.1)
    server.start()
    made = server.post("/api/sessions", {"run_sheet": "projektjungle"})
    code, key = made["code"], made["links"]["console"].partition("#key=")[2]
    with phone(server) as one, phone(server, code=code) as other:
        waiting = MirroringClient(server, code=code, role="console", key=key, device="d")
        collect(waiting)
        with desk(server) as facilitator:
            collect(facilitator)
            suggested(facilitator, one.do("ask_question", text=MONEY))
            asked = other.do("ask_question", text=BUDGET)
            becomes(waiting, "starting")
            assert table(waiting.caught_up()) == {}
        suggested(waiting, asked)
        waiting.close()


@pytest.mark.long
def test_a_rehearsals_console_is_shown_suggestions(suggesting: Server) -> None:
    made = suggesting.post("/api/rehearsals", {"phones": 6, "minutes": 1, "speed": 5, "seed": 1})
    key = made["links"]["console"].partition("#key=")[2]
    watching = MirroringClient(suggesting, code=made["code"], role="console", key=key, device="d")
    collect(watching)
    shown(watching, lambda lanes: bool(table(lanes)))
    watching.close()
    suggesting.stop()  # which ends the people too


def test_what_was_kept_of_one_session_is_suggested_by_in_the_next_and_no_more_once_it_is_removed(
    suggesting: Server,
) -> None:
    kept = "Hvad stiller vi op med kaffeautomaten på tredje sal?"
    with desk(suggesting) as facilitator, phone(suggesting) as one:
        collect(facilitator)
        id = one.do("ask_question", text=kept)
        facilitator.do("place_question", question_id=id, pitfall="modstand")
        facilitator.do("end_session")
    examples = [{"question_id": id, "text": kept, "pitfall": "modstand"}]
    _, answer = call(suggesting, "POST", f"sessions/{suggesting.code}/examples", {"examples": examples})
    assert answer["kept"] == 1

    def reason_in_a_new_session() -> tuple[str, str, str]:
        _, made = call(suggesting, "POST", "sessions", {"run_sheet": "projektjungle"})
        code, key = made["code"], made["keys"]["facilitator"]
        facilitator = MirroringClient(suggesting, role="console", key=key, device="desk", code=code)
        with phone(suggesting, code=code) as one:
            collect(facilitator)
            id = one.do("ask_question", text="Hvad stiller vi op med den kaffeautomat på tredje sal?")
            row = suggested(facilitator, id)[id]
        facilitator.close()
        return row["first"], row["because"]["kind"], row["because"]["text"]

    assert reason_in_a_new_session() == ("modstand", "example", kept)
    assert call(suggesting, "DELETE", "examples/projektjungle")[0] == 204
    assert kept not in reason_in_a_new_session()
