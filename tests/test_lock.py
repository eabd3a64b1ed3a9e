"""The lock file has all that pyproject.toml asks for; `make lock` writes it."""

import re
import tomllib

from tests.server import ROOT

PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text())


def named(requirements: list[str]) -> set[str]:
    """The packages of these requirements, without their versions."""
    return {re.split(r"[^A-Za-z0-9._-]", requirement)[0].lower() for requirement in requirements}


def test_every_required_package_is_locked() -> None:
    project = PROJECT["project"]
    groups = [
        project["dependencies"],
        *project["optional-dependencies"].values(),
        *PROJECT["dependency-groups"].values(),
    ]
    required = {name for group in groups for name in named(group)}
    locked = named(re.findall(r"^[A-Za-z0-9._-]+==", (ROOT / "requirements.lock").read_text(), re.MULTILINE))
    assert required <= locked
