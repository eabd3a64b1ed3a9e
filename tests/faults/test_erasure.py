"""Replaced words, withdrawn questions and erased sessions leave nothing in any file or process output."""

from tests.client import console, phone
from tests.faults.data_folder import holds
from tests.server import Server, eventually

CANARIES = ("kanariefugl", "papegøje", "gulspurv")


def test_p1_replaced_and_withdrawn_words_are_in_no_file_and_no_process_output(hall: Server) -> None:
    first, edited, corrected = CANARIES
    with console(hall) as facilitator, phone(hall) as one:
        facilitator.enter("collect")
        id = one.do("ask_question", text=f"Hvad med min {first}? " * 10)
        assert holds(hall.folder, first.encode())
        one.do("edit_question", question_id=id, text=f"Hvad med min {edited}?")
        eventually(lambda: not holds(hall.folder, first.encode()))
        facilitator.do("correct_text", question_id=id, text=f"Hvad med min {corrected}?")
        facilitator.do("undo")
        stays = one.do("ask_question", text="Bliver stående")
        assert all(holds(hall.folder, canary.encode()) for canary in (edited, corrected))
        one.do("withdraw_question", question_id=id)
        eventually(lambda: not any(holds(hall.folder, canary.encode()) for canary in CANARIES))
        assert holds(hall.folder, b"Bliver st")
        assert one.ask("withdraw_question", question_id=id)["code"] == "unknown"
        assert stays
    exported = hall.get(f"/api/sessions/{hall.code}/export.json").decode()
    hall.stop()
    assert not any(canary in hall.said or canary in exported for canary in CANARIES)
    assert not any(holds(hall.folder, canary.encode()) for canary in CANARIES)


def test_p1_an_erased_session_leaves_no_byte(hall: Server) -> None:
    canary = CANARIES[0].encode()
    with console(hall) as facilitator, phone(hall) as one:
        facilitator.enter("collect")
        one.do("ask_question", text=f"Hvad med min {CANARIES[0]}?")
    assert holds(hall.folder, canary)
    hall.delete()
    eventually(lambda: not holds(hall.folder, canary))
