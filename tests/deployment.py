"""The deployment files, read as the programs that they are for read them."""

import json
import re
import shlex
import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import fields
from pathlib import Path
from typing import Any

import promql_parser
import yaml

from app.settings import Settings
from tests.server import ROOT

DEPLOY = ROOT / "deploy"
COMPOSE = ROOT / "compose.yaml"
DOCKERFILE = ROOT / "Dockerfile"
FILES = [
    COMPOSE,
    DOCKERFILE,
    *sorted(path for path in DEPLOY.rglob("*") if path.is_file() and path.suffix != ".pyc"),
]
SETTINGS = {f"SUMME_{field.name.upper()}" for field in fields(Settings)}
PROJECT: dict[str, Any] = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
VERSION = str(PROJECT["version"])
# What Prometheus itself has of each target.
_OF_PROMETHEUS = {"up": {"job", "instance"}}


class MissingVariable(Exception):
    """A variable that compose.yaml requires is not set; the message is the file's."""


def services() -> dict[str, dict[str, Any]]:
    """The services of compose.yaml by name, before variables are filled in."""
    found = yaml.safe_load(COMPOSE.read_text())["services"]
    return {str(name): dict(service) for name, service in found.items()}


def environment(service: Mapping[str, Any], given: Mapping[str, str]) -> dict[str, str]:
    """The environment of a service's container, when these variables are set where Compose is run.

    Raises MissingVariable. A variable without a value is handed through, or left out where it is not set.
    """
    named = {str(name): value for name, value in service["environment"].items()}
    return {
        name: given[name] if value is None else _filled(str(value), given)
        for name, value in named.items()
        if value is not None or name in given
    }


def _filled(text: str, given: Mapping[str, str]) -> str:
    def value(match: re.Match[str]) -> str:
        name, how, rest = match.groups()
        if given.get(name):
            return given[name]
        if how == ":?":
            raise MissingVariable(rest)
        return rest or ""

    return re.sub(r"\$\{(\w+)(?:(:\?|:-)([^}]*))?\}", value, text)


def instructions(kind: str) -> list[str]:
    """What stands after this word in the Dockerfile, in its order; continued lines are joined."""
    text = DOCKERFILE.read_text().replace("\\\n", " ")
    return re.findall(rf"^{kind} +(.+)$", text, re.MULTILINE)


def image_environment() -> dict[str, str]:
    """The environment that the image gives its process."""
    return dict(line.split("=", 1) for line in instructions("ENV"))


def labels() -> dict[str, str]:
    """The labels of the image, without the prefix that all of them have."""
    words = shlex.split(" ".join(instructions("LABEL")))
    return dict(word.removeprefix("org.opencontainers.image.").split("=", 1) for word in words)


def command() -> list[str]:
    """What the image runs."""
    return [str(word) for word in json.loads(instructions("CMD")[-1])]


def health_check() -> list[str]:
    """The command of the image's health check."""
    return [str(word) for word in json.loads(instructions("HEALTHCHECK")[-1].partition("CMD ")[2])]


def unit(path: Path) -> dict[str, dict[str, list[str]]]:
    """A unit of systemd: values by key by section. Raises ValueError for a line that is none."""
    sections: dict[str, dict[str, list[str]]] = {}
    section = None
    for line in path.read_text().splitlines():
        if not line or line.startswith(("#", ";")):
            continue
        if line.startswith("["):
            section = sections.setdefault(line.strip("[]"), {})
            continue
        key, equals, value = line.partition("=")
        if section is None or not equals or not re.fullmatch(r"[A-Z]\w+", key):
            raise ValueError(f"{path.name}: {line}")
        section.setdefault(key, []).append(value)
    return sections


def unit_environment(read: Mapping[str, Mapping[str, list[str]]]) -> dict[str, str]:
    """The variables that a unit sets."""
    words = [word for line in read["Service"].get("Environment", []) for word in shlex.split(line)]
    return dict(word.split("=", 1) for word in words)


def prometheus() -> dict[str, Any]:
    """The configuration of Prometheus."""
    return dict(yaml.safe_load((DEPLOY / "prometheus.yaml").read_text()))


def rules() -> list[dict[str, Any]]:
    """The alerts of Prometheus."""
    groups = yaml.safe_load((DEPLOY / "prometheus-rules.yaml").read_text())["groups"]
    return [dict(rule) for group in groups for rule in group["rules"]]


def panels() -> list[dict[str, Any]]:
    """The panels of Grafana's dashboard."""
    return [dict(panel) for panel in json.loads((DEPLOY / "grafana-dashboard.json").read_text())["panels"]]


def expressions() -> Iterator[tuple[str, str]]:
    """Every expression of the alerts and the dashboard, with the name of what it is in."""
    for rule in rules():
        yield str(rule["alert"]), str(rule["expr"])
    for panel in panels():
        for target in panel["targets"]:
            yield str(panel["title"]), str(target["expr"])


def asked_for(expression: str) -> list[tuple[str, set[str]]]:
    """The metrics in an expression of PromQL, with the labels it selects by; raises ValueError."""
    found: list[tuple[str, set[str]]] = []

    def look(part: promql_parser.Expr) -> None:
        selector = part.vector_selector if isinstance(part, promql_parser.MatrixSelector) else part
        if isinstance(selector, promql_parser.VectorSelector):
            found.append((selector.name or "", {one.name for one in selector.matchers.matchers}))

    promql_parser.walk(promql_parser.parse(expression), look)
    return found


def exposed(exposition: str) -> dict[str, set[str]]:
    """The names of all samples in a text for Prometheus with their labels, and what Prometheus adds."""
    found: dict[str, set[str]] = {}
    for name, labels in re.findall(r"^(\w+)(?:\{(.*?)\})? ", exposition, re.MULTILINE):
        found.setdefault(name, {"job", "instance"}).update(re.findall(r'(\w+)="', labels))
    return {**found, **_OF_PROMETHEUS}
