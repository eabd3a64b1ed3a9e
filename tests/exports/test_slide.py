"""The slide with which people join: one QR code that leads there, and texts that fit and can be edited."""

import builtins
import io
import sys
from dataclasses import replace
from typing import Any

import pptx
import pytest
import zxingcpp
from PIL import Image

from app.core.languages import LANGUAGES
from app.exports import ExtraMissing
from app.exports.fitting import lines_of
from app.exports.slide import SLIDES, JoinSlide, SlideKind, slide_png, slide_pptx
from app.exports.words import words_in
from tests.exports.office_files import parts_of
from tests.tiers import share

SLIDE = JoinSlide(
    title="Fra projekt til praksis",
    subtitle="Årskursus",
    address="summe.example:8000",
    code="KLM4PT",
    url="http://summe.example:8000/KLM4PT",
    accent="#1F57A4",
    language="da",
    at_ms=1_347_447_600_000,
)
# Addresses of the longest label, titles of the longest that a session may have.
LONGEST = replace(
    SLIDE, title="W" * 200, subtitle="=cmd שלום \x1b " * 12, address=f"{'a' * 63}.example:65535"
)
LONG_WORD = replace(SLIDE, title="Implementeringsudfordringen i Ribe")
# What the slide's ground is in grey.
LIGHTEST = 247
CASES = [SLIDE, LONGEST, replace(SLIDE, subtitle="", accent="", language="en")]


@pytest.mark.parametrize("slide", share(CASES))
def test_the_picture_is_as_large_as_a_screen_and_has_one_code_which_leads_to_the_session(
    slide: JoinSlide,
) -> None:
    picture = Image.open(io.BytesIO(slide_png(slide)))
    assert picture.size == (1920, 1080)
    assert [code.text for code in zxingcpp.read_barcodes(picture)] == [slide.url]


@pytest.mark.parametrize("slide", share(CASES))
def test_the_slide_for_powerpoint_has_one_code_as_a_picture_and_the_rest_as_text(slide: JoinSlide) -> None:
    file = slide_pptx(slide)
    (made,) = pptx.Presentation(io.BytesIO(file)).slides
    pictures: list[Any] = [shape for shape in made.shapes if shape.shape_type == 13]
    codes = [zxingcpp.read_barcodes(Image.open(io.BytesIO(one.image.blob))) for one in pictures]
    assert [[code.text for code in found] for found in codes] == [[slide.url]]
    said = [shape.text_frame.text for shape in made.shapes if shape.has_text_frame]
    assert made.shapes.title is not None
    assert made.shapes.title.text_frame.text == slide.title
    assert "KLM 4PT" in said
    assert f"{words_in(slide.language).scan}\n{slide.address}" in said
    assert file == slide_pptx(slide)
    assert parts_of(file)


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_texts_of_the_picture_stay_in_their_places_however_long(language: str) -> None:
    """Left of the code and above the code's letters nothing reaches the edge of its column."""
    picture = Image.open(io.BytesIO(slide_png(replace(LONGEST, language=language)))).convert("L")
    for box in ((884, 20, 960, 1080), (0, 20, 90, 1080), (96, 376, 876, 392), (96, 730, 876, 780)):
        darkest, _ = picture.crop(box).getextrema()
        assert darkest == LIGHTEST, box


@pytest.mark.parametrize(("kind", "extra"), [("png", "pdf"), ("pptx", "office")])
def test_without_its_library_a_slide_says_what_to_install(
    kind: SlideKind, extra: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    real = builtins.__import__

    def without(name: str, *rest: Any) -> Any:
        if name.partition(".")[0] in ("typst", "pptx"):
            raise ModuleNotFoundError(name)
        return real(name, *rest)

    for module in ("typst", "pptx", "app.exports.slides", "app.exports.join_slide"):
        monkeypatch.delitem(sys.modules, module, raising=False)
    monkeypatch.setattr(builtins, "__import__", without)
    with pytest.raises(ExtraMissing, match=rf'pip install "summe-live\[{extra}\]"'):
        SLIDES[kind][1](SLIDE)


def test_a_long_word_of_the_title_is_not_broken_where_smaller_letters_keep_it_whole() -> None:
    title = pptx.Presentation(io.BytesIO(slide_pptx(LONG_WORD))).slides[0].shapes.title
    room = title.width / title.text_frame.paragraphs[0].runs[0].font.size
    assert lines_of("Implementeringsudfordringen", room, bold=True) == 1
