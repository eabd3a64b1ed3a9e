"""docs/operating.md documents every setting with its default; links within the documents are valid."""

import re
from dataclasses import fields
from pathlib import Path

import pytest

from app.settings import Settings
from app.version import DISTRIBUTION, summe_version
from tests.server import ROOT

PAGE = (ROOT / "docs" / "operating.md").read_text()
TABLE = dict(re.findall(r"^\| `(SUMME_\w+)` \| (.*?) \|", PAGE, re.MULTILINE))
DOCUMENTS = [ROOT / "README.md", *sorted((ROOT / "docs").glob("*.md"))]
SAID_IN_WORDS = {
    "SUMME_DATA": "your own, see [below](#the-data-folder)",
    "SUMME_DATABASE_URL": "none",
    "SUMME_INTERNAL_URL": "this machine's address and a free port",
    "SUMME_DATABASE_LISTEN_URL": "the database",
    "SUMME_BUS_URL": "the database",
    "SUMME_SESSIONS": "the shipped ones",
    "SUMME_PUBLIC_URL": "the network address",
    "SUMME_ALLOWED_HOSTS": "none",
    "SUMME_ANSWER_PROBES": "`0`",
    "SUMME_SECRET": "kept in the data folder",
    "SUMME_ORGANISER_KEY": "kept in the data folder",
    "SUMME_CONTACT": "none",
    "SUMME_ACCESSIBILITY_URL": "none",
}


def test_every_setting_is_in_the_table_in_the_order_of_the_code() -> None:
    assert list(TABLE) == [f"SUMME_{field.name.upper()}" for field in fields(Settings)]


@pytest.mark.parametrize(
    ("variable", "default"), [(f"SUMME_{field.name.upper()}", field.default) for field in fields(Settings)]
)
def test_every_documented_default_is_the_default_in_the_code(variable: str, default: object) -> None:
    assert TABLE[variable] == SAID_IN_WORDS.get(variable, f"`{default}`")


def test_every_setting_named_on_the_page_exists() -> None:
    assert set(re.findall(r"SUMME_[A-Z_]+", PAGE)) <= set(TABLE)


def anchors(document: Path) -> set[str]:
    """The anchors of a document's headings: lower case, dashes for spaces, no other punctuation."""
    headings = re.findall(r"^#+ (.+)$", document.read_text(), re.MULTILINE)
    return {re.sub(r"[^\w -]", "", heading.lower()).replace(" ", "-") for heading in headings}


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda document: document.name)
def test_links_within_the_documents_have_a_target(document: Path) -> None:
    for target, anchor in re.findall(r"\]\(([^)#]*)(?:#([^)]*))?\)", document.read_text()):
        if target.startswith("http"):
            continue
        found = document.parent / target if target else document
        assert found.exists(), target
        assert not anchor or anchor in anchors(found), f"{target}#{anchor}"


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda document: document.name)
def test_wheels_that_the_documents_name_are_those_of_the_distribution(document: Path) -> None:
    named = set(re.findall(r"\bsumme[\w.*-]*\.whl", document.read_text(encoding="utf-8")))
    stem = DISTRIBUTION.replace("-", "_")
    assert named <= {f"{stem}-*.whl", f"{stem}-{summe_version()}-py3-none-any.whl"}
