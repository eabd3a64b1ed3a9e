"""One session in the suggestion worker: what it keeps of texts, and the rows that consoles are shown."""

import gc
from types import FunctionType, ModuleType

from app.store.run_sheets import load
from app.suggest.messages import Card, Request
from app.suggest.topics import topics_of
from app.suggest.worker_session import WorkerSession
from tests.server import ROOT

TALK = load(ROOT / "sessions" / "projektjungle.toml")
SAYS = "Hvor flyver kanariefuglen hen om vinteren?"
TOO = "Hvor flyver kanariefuglen hen om natten?"


def begun() -> WorkerSession:
    session = WorkerSession(None, busy=lambda: None)
    session.begin(topics_of(TALK))
    return session


def holds(session: WorkerSession, text: str) -> bool:
    """Whether the session leads to an object with this text, through whatever it is made of."""
    seen: set[int] = set()
    found: list[object] = [session]
    while found:
        one = found.pop()
        if id(one) in seen or isinstance(one, type | ModuleType):
            continue
        seen.add(id(one))
        if isinstance(one, str) and text in one:
            return True
        # A function leads to its module too, which is no part of the session.
        found += (one.__closure__ or ()) if isinstance(one, FunctionType) else gc.get_referents(one)
    return False


def test_p11_a_placed_question_that_is_forgotten_is_held_by_nothing_that_was_learned() -> None:
    session = begun()
    placed = Card("a", SAYS, "modstand")
    session.answer(Request("s", put=[placed, Card("b", TOO)], rank=["b"], alike=True))
    assert holds(session, SAYS)
    session.answer(Request("s", forget=["a"]))
    assert not holds(session, SAYS)
    session.answer(Request("s", put=[Card("b", "Noget andet")]))
    assert not holds(session, TOO)
    session.close()
    assert not holds(session, "Noget andet")


def test_other_topics_keep_what_was_placed_and_rows_name_only_them() -> None:
    session = begun()
    session.answer(Request("s", put=[Card("a", SAYS, "modstand"), Card("b", TOO)]))
    session.begin([topic for topic in topics_of(TALK) if topic.id != "oekonomien"])
    row = session.answer(Request("s", rank=["b"])).rows["b"]
    assert row["first"] != "oekonomien"
    assert row["alike"] == []
    assert holds(session, SAYS)
