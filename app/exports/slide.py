"""One slide for the organiser's own presentation: how to join, as the board's *Welcome* shows it.

As PNG it is set by typst (the extra `pdf`), 1920 by 1080 pixels; as PPTX (the extra `office`) its texts can
be edited. It has one QR code.
"""

import json
from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Final, Literal, get_args

from app.exports import ExtraMissing
from app.exports.office import package_missing
from app.exports.pptx import PPTX
from app.exports.qr import qr_svg
from app.exports.words import words_in

SlideKind = Literal["png", "pptx"]
SLIDE_KINDS: tuple[SlideKind, ...] = get_args(SlideKind)
_LAYOUT: Final = Path(__file__).parent / "slide.typ"


@dataclass(frozen=True, slots=True)
class JoinSlide:
    """What the slide says: `url` is in the QR code, `address` and `code` are for typing.

    `at_ms` is the time that the file names as its own, in server milliseconds.
    """

    title: str
    subtitle: str
    address: str
    code: str
    url: str
    accent: str
    language: str
    at_ms: int

    @property
    def spaced_code(self) -> str:
        """The join code in two halves, as every screen shows it."""
        return f"{self.code[:3]} {self.code[3:]}"


def slide_png(slide: JoinSlide) -> bytes:
    """The slide as a picture; raises ExtraMissing."""
    try:
        import typst
    except ModuleNotFoundError:
        raise ExtraMissing(
            'A slide as a picture needs one more package on the server: pip install "summe-live[pdf]".'
        ) from None
    data = asdict(slide) | {
        "spaced": slide.spaced_code,
        "scan": words_in(slide.language).scan,
        "qr": qr_svg(slide.url).decode(),
    }
    inputs = {"data": json.dumps(data, ensure_ascii=False)}
    return bytes(typst.compile(_LAYOUT, format="png", ppi=72, sys_inputs=inputs))


def slide_pptx(slide: JoinSlide) -> bytes:
    """The slide as a presentation of its own; raises ExtraMissing."""
    try:
        from app.exports.join_slide import join_slide
    except ModuleNotFoundError:
        raise package_missing("A slide for PowerPoint") from None
    return join_slide(slide)


# By kind: its media type, and what makes it.
SLIDES: Mapping[SlideKind, tuple[str, Callable[[JoinSlide], bytes]]] = {
    "png": ("image/png", slide_png),
    "pptx": (PPTX.media_type, slide_pptx),
}
