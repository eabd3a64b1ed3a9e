"""The annexes to the data processing agreement say what the code does.

What they promise of the program has the id of a guarantee; figures and kinds of data are compared with the
code here.
"""

import re

import pytest
from typer.main import get_command

from app.cli import cli
from app.core.events import BY_KIND
from app.core.state import IDLE_DAYS_BEFORE_END, UNUSED_DAYS_BEFORE_END
from app.settings import Settings
from app.web.api_models import SessionChange
from tests.ids import GUARDS
from tests.server import ROOT

ANNEXES = (ROOT / "docs" / "databehandleraftale-bilag.md").read_text()
PROGRAM = ANNEXES.partition("Det gør programmet:\n")[2].partition("Det gør databehandleren:")[0]

QUESTIONS = "Spørgsmål i fri tekst"
REPLIES = "Svar til dem, der spurgte"
TAKING_PART = "Deltagelse"
ANSWERS = "Støtte, svar og prik"
DEVICES = "Facilitatorens enheder"
OWN_WORDS = "Sessionens egne ord"
# By kind of event: the row of A.3 that names what it keeps, or None where it holds nothing about a person.
KEPT_AS: dict[str, str | None] = {
    **dict.fromkeys(("session_opened", "session_retitled", "session_planned"), OWN_WORDS),
    **dict.fromkeys(("pitfall_added", "pitfall_removed", "pitfall_renamed"), OWN_WORDS),
    **dict.fromkeys(
        ("question_asked", "question_edited", "question_withdrawn", "text_corrected", "text_restored"),
        QUESTIONS,
    ),
    **dict.fromkeys(("question_replied", "reply_withdrawn", "reply_restored"), REPLIES),
    **dict.fromkeys(
        ("participant_joined", "participants_swept", "participants_restored", "participant_held"), TAKING_PART
    ),
    **dict.fromkeys(
        (
            "question_supported",
            "question_unsupported",
            "pitfall_proposed",
            "poll_answered",
            "dot_placed",
            "dots_imported",
            "support_imported",
            "figures_imported",
            "paired",
            "pair_offered",
            "pair_linked",
            "pair_ended",
            "question_shared",
        ),
        ANSWERS,
    ),
    **dict.fromkeys(("device_connected", "device_revoked", "command_undone", "command_redone"), DEVICES),
    **dict.fromkeys(
        (
            "step_entered",
            "beat_reached",
            "walk_length_set",
            "walk_order_set",
            "turn_began",
            "turn_ended",
            "buzz_ended",
            "timer_paused",
            "timer_moved",
            "timer_restarted",
            "turn_length_set",
            "submissions_opened",
            "submissions_closed",
            "poll_opened",
            "poll_closed",
            "question_placed",
            "visibility_changed",
            "question_merged",
            "taken_up_marked",
            "question_parked",
            "question_left_out",
            "spotlight_set",
            "pitfalls_reordered",
            "skipped_imported",
            "dots_shown",
            "board_language_set",
            "board_blanked",
            "board_frozen",
            "replies_promised",
            "qr_shown",
            "lobby_locked",
            "newcomers_admitted",
            "everything_held",
            "key_renewed",
            "report_link_made",
            "report_link_ended",
            "session_emptied",
            "session_ended",
            "session_reopened",
        ),
        None,
    ),
}


def test_every_kind_of_event_has_a_row_in_a3_or_holds_nothing_about_a_person() -> None:
    assert KEPT_AS.keys() == BY_KIND.keys(), "a new kind of event: what of a person does it keep?"
    rows = set(re.findall(r"^\| ([^|]+?) \|", ANNEXES.partition("**A.3.")[2].partition("**A.4.")[0], re.M))
    assert {row for row in KEPT_AS.values() if row} <= rows


def test_no_event_without_a_row_holds_a_participant_a_device_or_a_text() -> None:
    """What an event holds of a person has one of these names."""
    personal = {"participant", "device", "name", "text", "title", "place", "occasion"}
    unsaid = {kind for kind, row in KEPT_AS.items() if row is None}
    assert not [kind for kind in unsaid if personal & {*BY_KIND[kind].__struct_fields__}]


def test_every_guarantee_named_exists() -> None:
    named = re.findall(r"\b[DRLNSTPAOH]\d+\b", ANNEXES)
    assert len(named) > 25
    assert set(named) <= GUARDS.keys()


@pytest.mark.parametrize("line", re.findall(r"^- \*.*$", PROGRAM, re.M))
def test_what_the_program_does_for_security_has_its_guarantee(line: str) -> None:
    assert re.search(r"\([A-Z]\d+(, [A-Z]\d+)*\)", line)


def test_the_times_of_keeping_are_those_of_the_code() -> None:
    routine = ANNEXES.partition("**C.4.")[2].partition("**C.5.")[0]
    days = SessionChange.model_fields["retention_days"].metadata
    least, most = (getattr(bound, name) for bound, name in zip(days, ("ge", "le"), strict=True))
    assert f"slettes af sig selv {Settings().retention_days} dage efter" in routine
    assert f"fra {least} til {most} dage" in routine
    assert f"slutter af sig selv {IDLE_DAYS_BEFORE_END} dage efter" in routine
    assert f"intet er sket, efter {UNUSED_DAYS_BEFORE_END} dage" in routine
    assert Settings().housekeeping_s == 3_600
    assert "inden for en time efter fristen" in routine


def test_settings_and_commands_named_exist() -> None:
    assert set(re.findall(r"SUMME_\w+", ANNEXES)) <= {name.upper() for name in settings_names()}
    commands = set(getattr(get_command(cli), "commands", {}))
    named = set(re.findall(r"`summe (\w[\w-]*)`", ANNEXES))
    assert {"backup", "restore"} <= named <= commands


def settings_names() -> list[str]:
    return [f"summe_{name}" for name in Settings.__dataclass_fields__]


def test_the_guide_for_public_organisers_links_to_the_annexes_in_both_languages() -> None:
    guide = (ROOT / "docs" / "public-organisers.md").read_text()
    assert guide.count("](databehandleraftale-bilag.md)") == 2
