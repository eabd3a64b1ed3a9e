"""Printouts in Chromium: nothing overlaps, is cut or is missing, however long its words are."""

import io
import json
import re
import urllib.request
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, expect
from pypdf import PdfReader

from tests.browser.screens import Screens, wait_until
from tests.server import ORGANISER_KEY, Server

pytestmark = [pytest.mark.browser, pytest.mark.shared_server]
SHEET = Path(__file__).parents[2] / "sessions" / "projektjungle.toml"

# Each element with text of its own, and each picture: name, box in pixels, and the boxes of its lines.
BOXES = """() => [...document.querySelectorAll(".paper *")].flatMap((element) => {
  const texts = [...element.childNodes].filter((node) => node.nodeType === 3 && node.data.trim());
  if (!texts.length && element.tagName !== "IMG") return [];
  const lines = texts.flatMap((text) => {
    const range = document.createRange();
    range.selectNodeContents(text);
    return [...range.getClientRects()];
  });
  const box = ({ left, top, right, bottom }) => ({ left, top, right, bottom });
  return [{
    name: element.tagName + ": " + element.textContent.trim().slice(0, 30),
    box: box(element.getBoundingClientRect()),
    lines: lines.map(box),
  }];
})"""
A4_PX = (210 / 25.4 * 96, 297 / 25.4 * 96)
HAIR_PX = 1.5
LONGEST = {
    "title": "Åh " + "Ny " * 65 + "W",
    "subtitle": "WM" * 100,
    "occasion": "Ålborgundersøgelser " * 10,
    "date": "2030-09-30",
    "place": "ÆW" * 60,
    "expected": 100_000,
}
NETWORKS = {
    "none": ("", ""),
    "name only": ("Hotel Nørrevang Konference", ""),
    "ordinary": ("Konferencecenter-Gæst-5G", "Sommerhus-2026-Vejl"),
    "longest": ("WM" * 16, "Wg0lI  @" * 7 + "1234567"),
}


@pytest.fixture
def screens(chromium: Browser, server: Server) -> Iterator[Screens]:
    one = Screens(chromium, server)
    yield one
    one.close()


def change(server: Server, **fields: Any) -> None:
    """Change the session's titles, date, place or expected number, as its organiser can."""
    request = urllib.request.Request(
        f"{server.base}/api/sessions/{server.code}",
        data=json.dumps(fields).encode(),
        headers={"Authorization": f"Bearer {ORGANISER_KEY}", "Content-Type": "application/json"},
        method="PATCH",
    )
    urllib.request.urlopen(request).close()


def print_page(screens: Screens, kind: str, network: str = "", password: str = "", **options: Any) -> Page:
    """The page of a printout, with its pictures loaded."""
    server = screens.server
    page = screens.open("console", url=f"{server.base}/#key={ORGANISER_KEY}", **options)
    page.locator(f'a[href="#print/{kind}/{server.code}"]').click()
    if kind == "handout":
        page.get_by_label("Wi-Fi-netværk").fill(network)
        page.get_by_label("Adgangskode").fill(password)
    expect(page.locator('.paper img[alt^="QR"]')).to_have_count(1 if kind == "handout" else 4)
    wait_until(page, "[...document.images].every((one) => one.complete && one.naturalWidth)")
    return page


def faults(page: Page, pages: int = 1) -> list[str]:
    """Elements that overlap, reach outside their own box or off the paper, in print layout."""
    page.emulate_media(media="print")
    page.set_viewport_size({"width": round(A4_PX[0]), "height": round(A4_PX[1])})
    boxes = page.evaluate(BOXES)
    page.emulate_media(media="null")
    paper = {"left": 0, "top": 0, "right": A4_PX[0], "bottom": pages * A4_PX[1]}

    def within(inner: dict[str, float], outer: dict[str, float], slack: float = HAIR_PX) -> bool:
        starts = all(inner[side] >= outer[side] - slack for side in ("left", "top"))
        return starts and all(inner[side] <= outer[side] + slack for side in ("right", "bottom"))

    def meet(a: dict[str, float], b: dict[str, float]) -> bool:
        across = min(a["right"], b["right"]) - max(a["left"], b["left"])
        down = min(a["bottom"], b["bottom"]) - max(a["top"], b["top"])
        return across > HAIR_PX and down > HAIR_PX

    found = [f"{one['name']} is off the paper" for one in boxes if not within(one["box"], paper)]
    for one in boxes:
        # The boxes of letters are a little higher than a tight line.
        slack = max((line["bottom"] - line["top"] for line in one["lines"]), default=0) / 4 + HAIR_PX
        if not all(within(line, one["box"], slack) for line in one["lines"]):
            found.append(f"{one['name']} is larger than its box")
    for n, a in enumerate(boxes):
        for b in boxes[n + 1 :]:
            # A bold word within a sentence is inside the sentence's own box.
            if meet(a["box"], b["box"]) and not within(b["box"], a["box"]):
                found.append(f"{a['name']} and {b['name']} overlap")
    return found


def printed(page: Page) -> PdfReader:
    return PdfReader(io.BytesIO(page.pdf(prefer_css_page_size=True)))


def words_of(pdf: PdfReader) -> str:
    """The text of the pages without spaces, which depend on where lines break."""
    return re.sub(r"\s", "", "".join(one.extract_text() for one in pdf.pages))


@pytest.mark.parametrize("title", ["ordinary", "longest"])
@pytest.mark.parametrize("network", NETWORKS)
def test_nothing_on_the_handout_overlaps_or_is_cut(
    screens: Screens, server: Server, network: str, title: str
) -> None:
    if title == "longest":
        change(server, **LONGEST)
    name, password = NETWORKS[network]
    page = print_page(screens, "handout", name, password)
    assert faults(page) == []
    pdf = printed(page)
    assert len(pdf.pages) == 1
    said = words_of(pdf)
    wanted = [name, password, "påtrængende spørgsmål", "Ingen får dit navn"]
    if title == "longest":
        wanted += [str(LONGEST[field]) for field in ("title", "subtitle", "occasion", "place")]
    assert [one for one in wanted if re.sub(r"\s", "", one) not in said] == []


def test_slips_show_a_long_title_in_full(screens: Screens, server: Server) -> None:
    change(server, **LONGEST)
    page = print_page(screens, "slips")
    assert faults(page) == []
    pdf = printed(page)
    assert len(pdf.pages) == 1
    assert words_of(pdf).count(re.sub(r"\s", "", str(LONGEST["title"]))) == 4


def test_the_handout_speaks_of_wifi_only_when_a_network_is_given(screens: Screens) -> None:
    page = print_page(screens, "handout")
    paper = page.locator(".paper")
    expect(paper.locator(".number")).to_have_text(["1", "2"])
    expect(paper).not_to_contain_text(re.compile("wi-fi|netværk|internet", re.IGNORECASE))
    page.get_by_label("Wi-Fi-netværk").fill("Salen")
    expect(paper.locator(".number")).to_have_text(["1", "2", "3"])
    expect(paper).to_contain_text("Bliv på netværket")
    expect(paper.locator(".blank")).to_have_count(1)
    page.get_by_label("Adgangskode").fill("to  mellemrum")
    expect(paper.locator(".blank")).to_have_count(0)
    assert paper.locator(".password").inner_text() == "to  mellemrum"


@pytest.mark.parametrize("kind", ["handout", "slips"])
def test_a_narrow_window_prints_what_a_wide_one_prints(screens: Screens, server: Server, kind: str) -> None:
    change(server, **LONGEST)
    wide, narrow = (
        print_page(screens, kind, *NETWORKS["longest"][: 2 * (kind == "handout")], viewport=size)
        for size in ({"width": 1366, "height": 768}, {"width": 360, "height": 740})
    )
    assert narrow.evaluate("document.documentElement.scrollWidth") <= 360
    assert words_of(printed(narrow)) == words_of(printed(wide))
    assert len(printed(narrow).pages) == 1


@pytest.mark.own_server
@pytest.mark.parametrize("kind", ["handout", "slips"])
def test_words_too_long_for_one_page_continue_on_another(
    chromium: Browser, tmp_path: Path, kind: str
) -> None:
    folder = tmp_path / "sheets"
    folder.mkdir()
    text = SHEET.read_text(encoding="utf-8")
    long = "Hvad har du oplevet som mest afgørende, " * 60 + "spørger vi til sidst?"
    text = text.replace("Og hvornår sker det bare ikke?", long)
    text = text.replace("Hvad er dit brændende spørgsmål?", long)
    (folder / SHEET.name).write_text(text, encoding="utf-8")
    server = Server(tmp_path / "data", sessions=folder)
    server.start()
    screens = Screens(chromium, server)
    page = print_page(screens, kind)
    pdf = printed(page)
    assert len(pdf.pages) > 1
    assert faults(page, len(pdf.pages)) == []
    said = words_of(pdf)
    assert said.count("spørgervitilsidst?") == (1 if kind == "handout" else 4)
    assert "Ingenfårditnavn" in said or kind == "slips"
    screens.close()
    server.stop()
