"""A run sheet's accent and logo in the report: as a page, as HTML and as PDF."""

import zlib
from typing import Any

import pytest
import typst

from app.core.languages import LANGUAGES
from app.core.run_sheet import RunSheet
from app.core.run_sheet_reader import run_sheet_from_dict, run_sheet_to_dict
from app.exports.html import article, export_html
from app.exports.pdf import export_pdf
from app.exports.printouts import JoinAddress, handout_pdf
from app.exports.report_data import report
from tests.core.logos import chunk, png, png_file, svg
from tests.core.sheet import SMALL, Story, make_sheet


def sheet_with(**keys: str) -> RunSheet:
    return run_sheet_from_dict({**run_sheet_to_dict(make_sheet()), **keys})


def plain_sheet() -> RunSheet:
    own = ("accent", "logo", "logo_text")
    return run_sheet_from_dict({k: v for k, v in run_sheet_to_dict(make_sheet()).items() if k not in own})


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_report_has_the_logo_with_its_text_and_the_accent(language: str) -> None:
    data = report(Story().state)
    page, file = article(data, language), export_html(data, language)
    image = f'<img src="{SMALL["logo"]}" alt="{SMALL["logo_text"][language]}" class="logo">'
    assert image in page
    assert image in file
    assert 'data-accent="#0b5d3b"' in page
    assert ":root { --accent: #0b5d3b; }" in file
    # A page of this server allows no style in an element.
    assert "style=" not in page


def test_the_report_of_a_talk_without_a_look_of_its_own_names_none() -> None:
    data = report(Story(plain_sheet()).state)
    for made in (article(data, "da"), export_html(data, "da").replace("var(--accent,", "")):
        assert "<img" not in made
        assert "data-accent" not in made
        assert "--accent" not in made


LOGOS = {
    "svg": svg(),
    "wide svg": svg(root='viewBox="0 0 200 10"'),
    "svg with a style": svg('<style>.a{fill:#0b5d3b}</style><path class="a" d="M0 0h9v9z"/>'),
    "png": png(png_file(30, 10)),
    "png with a palette": png(png_file(4, 2, zlib.compress(b"\0" * 10), chunk(b"PLTE", b"\0" * 3), colour=3)),
    "png that typst cannot draw": png(png_file(4, 2, zlib.compress((b"\x09" + b"\0" * 16) * 2))),
}


@pytest.mark.parametrize("logo", LOGOS.values(), ids=LOGOS)
def test_report_and_hand_out_are_made_as_pdf_with_every_logo_that_is_taken(logo: str) -> None:
    state = Story(sheet_with(logo=logo)).state
    assert export_pdf(report(state), "da").startswith(b"%PDF")
    assert handout_pdf(state, JoinAddress("KLM4PT", "summe.example", "http://summe.example/KLM4PT"), "da")


def test_the_pdf_is_made_where_the_logo_cannot_be_drawn_and_the_standard_is_broken(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    compiled = typst.compile

    def refused_by_the_standard(layout: Any, *, pdf_standards: str | None, **how: Any) -> bytes:
        made: bytes = compiled(b"#panic()" if pdf_standards else layout, **how)
        return made

    monkeypatch.setattr(typst, "compile", refused_by_the_standard)
    state = Story(sheet_with(logo=LOGOS["png that typst cannot draw"])).state
    assert export_pdf(report(state), "da").startswith(b"%PDF")
