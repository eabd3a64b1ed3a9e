"""Reading TOML of a stranger: each text that is none, or beyond any run sheet, is one error that says why."""

import ast
import inspect
import os
import tomllib
from collections.abc import Iterator
from pathlib import Path

import pytest

from app.core.run_sheet_faults import what_toml_says
from app.store import toml_reading
from app.store.run_sheets import check_folder, check_text
from app.store.toml_edits import NotEditable, Put, edited, read_data
from app.store.toml_reading import NotToml, read_toml
from tests.core.backtracking import Counter

FAULTY = {
    "parts": (".".join("a" * 90_000) + " = 1", "16 parts"),
    "quoted parts": (".".join(['"a"'] * 50_000) + " = 1", "16 parts"),
    "parts and no value": ("a." * 90_000, "16 parts"),
    "header": ("x = 1\n[" + ".".join("a" * 40) + "]", "line 2"),
    "digits": ("a = " + "9" * 5_000, "digits"),
    "hexadecimal": ("a = [{ b = 0x" + "f" * 5_000 + " }]", "64 bits"),
    "lists": ("a = " + "[" * 40 + "]" * 40, "too deeply"),
    "values": ("".join(f"k{n} = 1\n" for n in range(10_000)), "10,000 values"),
    "items": ("a = [" + "{}," * 10_000 + "]", "10,000 values"),
    "many lists": ("a = " + "[" * 9_000 + "]" * 9_000, "too deeply"),
}


@pytest.mark.parametrize(("text", "why"), FAULTY.values(), ids=FAULTY)
def test_what_no_run_sheet_holds_is_a_finding_and_no_failure(text: str, why: str) -> None:
    with pytest.raises(NotToml, match=why):
        read_toml(text)
    sheet, [located] = check_text(text, "", ())
    assert sheet is None
    assert why in located.finding.found["en"]
    assert read_data(text) is None
    with pytest.raises(NotEditable):
        edited(text, Put(("title",), "x"))


def messages_of_the_reader() -> Iterator[str]:
    """Every message of Python's reader of TOML, with something in it where it names a key or a character."""
    for call in ast.walk(ast.parse(inspect.getsource(inspect.getmodule(tomllib.loads) or tomllib))):
        if not (isinstance(call, ast.Call) and ast.unparse(call.func) == "suffixed_err"):
            continue
        message = call.args[2]
        parts = message.values if isinstance(message, ast.JoinedStr) else [message]
        said = [
            part.value
            if isinstance(part, ast.Constant)
            else "('a',)"
            if "key" in ast.unparse(part)
            else "'x'"
            for part in parts
        ]
        yield "".join(map(str, said)).replace("key ('a',)", "key 'a'")


def test_each_message_of_the_reader_is_said_in_danish() -> None:
    messages = {*messages_of_the_reader()}
    assert len(messages) > 15
    unknown = [one for one in messages if "noget" in what_toml_says(f"{one} (at line 3, column 4)")["da"]]
    assert unknown == []
    assert what_toml_says("Cannot declare ('a',) twice (at end of document)") == {
        "da": "tabellen 'a' to gange (til sidst i teksten)",
        "en": "the table 'a' twice (at end of document)",
    }
    assert "linje 3" in what_toml_says("What a newer Python says (at line 3, column 4)")["da"]


@pytest.mark.parametrize(
    "text", ['"' + '\\"' * 90_000, "a " * 90_000, "a.a, " * 40_000, "a" * 190_000, "a = 1" + " " * 190_000]
)
def test_a_text_that_only_begins_like_a_long_key_is_read_as_any_other(text: str) -> None:
    assert read_data(text) in (None, {"a": 1})


@pytest.mark.parametrize(
    "row", ["a." * 199 + "a ", "," + "a." * 199 + "a", '"' + '\\"' * 50, "a         .", "\n[,{", '"[,".']
)
def test_long_keys_are_sought_in_a_few_steps_for_each_letter(row: str) -> None:
    text = (row * 4_000)[:4_000]
    counter = Counter(toml_reading._LONG_KEY.pattern)
    counter.find_all(text)
    assert counter.steps < 20 * len(text)


def test_of_thousands_of_faults_a_hundred_are_said_and_how_many_there_are_besides() -> None:
    sheet, located = check_text('title = "no table"\n' + "".join(f"k{n} = 1\n" for n in range(9_000)), "", ())
    assert sheet is None
    assert len(located) == 101
    assert "faults besides these" in located[-1].finding.found["en"]
    assert not located[-1].finding.warning


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="Windows has no such pipes")
def test_a_pipe_in_a_folder_of_run_sheets_is_a_fault_and_not_waited_for(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe.toml")
    [(_, sheet, [located])] = check_folder(tmp_path)
    assert sheet is None
    assert "no file" in located.finding.found["en"]


def test_a_value_that_no_file_can_hold_cannot_be_put() -> None:
    for edit in (Put(("title",), "\ud800"), Put(("\ud800",), "x")):
        with pytest.raises(NotEditable):
            edited('id = "a"', edit)


def test_a_logo_whose_name_is_too_long_for_a_disk_is_a_finding(tmp_path: Path) -> None:
    _, located = check_text(f'logo = "{"æ" * 255}.svg"', "", (tmp_path, tmp_path))
    assert located[0].finding.key == ("logo",)
