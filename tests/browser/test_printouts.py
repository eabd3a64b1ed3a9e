"""Printouts in Chromium: nothing overlaps, is cut or is missing, however long its words are."""

import io
import json
import re
import urllib.request
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import zxingcpp
from PIL import Image
from playwright.sync_api import Browser, Page, expect
from pypdf import PdfReader

from tests.browser.screens import Screens, wait_until
from tests.server import ORGANISER_KEY, Server, eventually
from tests.tiers import rest_long

pytestmark = [pytest.mark.browser, pytest.mark.shared_server]
SHEET = Path(__file__).parents[2] / "sessions" / "projektjungle.toml"

# Each element with text of its own, and each picture: name, box in pixels, and the boxes of its lines.
BOXES = """() => [...document.querySelectorAll(".paper *")].flatMap((element) => {
  const texts = [...element.childNodes].filter((node) => node.nodeType === 3 && node.data.trim());
  if (!texts.length && !["IMG", "svg"].includes(element.tagName)) return [];
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
# What the small QR code says of a network with this name, password and security.
CODES = {
    "ordinary": (
        *NETWORKS["ordinary"],
        "wpa",
        "WIFI:T:WPA;S:Konferencecenter-Gæst-5G;P:Sommerhus-2026-Vejl;;",
    ),
    "longest": (
        *NETWORKS["longest"],
        "wpa",
        f"WIFI:T:WPA;S:{NETWORKS['longest'][0]};P:{NETWORKS['longest'][1]};;",
    ),
    "signs": ('a;b"c\\', 'x:y,z;"\\w', "wpa", r"WIFI:T:WPA;S:a\;b\"c\\;P:x\:y\,z\;\"\\w;;"),
    "letters": ("Blå bær 🫐 æøå", "grød på gaflen", "wpa", "WIFI:T:WPA;S:Blå bær 🫐 æøå;P:grød på gaflen;;"),
    "old": ("Kælderen", "0123456789", "wep", "WIFI:T:WEP;S:Kælderen;P:0123456789;;"),
    "open": ("Byens gæster", "", "open", "WIFI:T:nopass;S:Byens gæster;;"),
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
    if network:
        page.get_by_label("Wi-fi-netværk").fill(network)
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


@pytest.mark.parametrize("title", rest_long(["longest", "ordinary"]))
@pytest.mark.parametrize("network", rest_long(reversed(NETWORKS)))
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


@pytest.mark.parametrize("kind", ["handout", "slips"])
def test_what_a_sheet_says_on_its_page_it_says_as_pdf_too(
    screens: Screens, server: Server, kind: str
) -> None:
    page = print_page(screens, kind)
    file = server.get(f"/api/sessions/{server.code}/printouts/{kind}.pdf", server.key("console"))
    said = words_of(PdfReader(io.BytesIO(file)))
    shown = {re.sub(r"\s", "", words) for words in page.locator(".paper").inner_text().split("\n")}
    assert len(shown) > 6
    assert {words for words in shown if words not in said} == set()


def test_the_handout_speaks_of_wifi_only_when_a_network_is_given(screens: Screens) -> None:
    page = print_page(screens, "handout")
    paper = page.locator(".paper")
    expect(paper.locator(".number")).to_have_text(["1", "2"])
    expect(paper).not_to_contain_text(re.compile("wi-fi|netværk|internet|nettet", re.IGNORECASE))
    expect(page.get_by_label("Adgangskode")).to_have_count(0)
    page.get_by_label("Wi-fi-netværk").fill("Salen")
    expect(paper.locator("h3")).to_have_text(
        ["Kom på nettet", "Åbn spørgsmålet", "Bliv på netværket", re.compile("Sum")]
    )
    expect(paper.locator(".number")).to_have_text(["1", "2", "3"])
    expect(paper.locator(".blank")).to_have_count(1)
    expect(paper.locator("svg")).to_have_count(0)
    page.get_by_label("Adgangskode").fill("to  mellemrum")
    expect(paper.locator(".blank")).to_have_count(0)
    expect(paper.locator("svg")).to_have_count(1)
    assert paper.locator("span.password").text_content() == "to  mellemrum"


def test_a_password_is_printed_in_groups_of_four_and_says_which_characters_are_meant(
    screens: Screens,
) -> None:
    page = print_page(screens, "handout", "Salen", "l0 O1Ivej")
    expect(page.locator(".paper .group")).to_have_text(["l0 O", "1Ive", "j"])
    expect(page.locator(".paper dd li")).to_have_text(
        [
            "Skriv den ud i ét.",
            "0 er tallet nul",
            "O er et stort o",
            "1 er tallet et",
            "I er et stort i",
            "l er et lille L",
            re.compile("er et mellemrum"),
        ]
    )
    page.get_by_label("Adgangskode").fill("sommerhus")
    expect(page.locator(".paper dd li")).to_have_text(["Skriv den ud i ét."])


@pytest.mark.parametrize("name", rest_long(reversed(CODES)))
def test_both_codes_of_the_handout_are_read_and_are_not_alike(screens: Screens, name: str) -> None:
    network, password, security, text = CODES[name]
    page = print_page(screens, "handout", network, password)
    page.get_by_label("Sikkerhed").select_option(security)
    page.emulate_media(media="print")
    picture = Image.open(io.BytesIO(page.locator(".paper").screenshot()))
    found = {code.text: code.position for code in zxingcpp.read_barcodes(picture)}
    assert found.keys() == {text, screens.server.links["join"]}
    wifi, join = found[text], found[screens.server.links["join"]]
    assert wifi.top_right.x < join.top_left.x, "not in the same column"
    assert wifi.bottom_left.y < join.top_left.y, "not in the same row"
    assert wifi.top_right.x - wifi.top_left.x < 0.6 * (join.top_right.x - join.top_left.x)


def test_a_hidden_network_is_looked_for_and_a_space_at_the_end_of_a_name_pointed_out_and_kept(
    screens: Screens,
) -> None:
    page = print_page(screens, "handout", "Salen", "sommerhus")

    def code() -> list[str]:
        picture = Image.open(io.BytesIO(page.locator(".small-qr").screenshot()))
        return [one.text for one in zxingcpp.read_barcodes(picture)]

    hidden = page.get_by_label("Skjult netværk")
    hidden.check()
    eventually(lambda: code() == ["WIFI:T:WPA;S:Salen;P:sommerhus;H:true;;"])
    hidden.uncheck()
    page.get_by_label("Wi-fi-netværk").fill("Salen ")
    expect(page.get_by_role("status")).to_contain_text("mellemrum")
    eventually(lambda: code() == ["WIFI:T:WPA;S:Salen ;P:sommerhus;;"])


def test_a_network_that_cannot_be_is_explained_and_has_no_code(screens: Screens) -> None:
    page = print_page(screens, "handout", *NETWORKS["ordinary"])
    expect(page.locator(".paper .small-qr")).to_have_count(1)
    for network, password, security, words in (
        ("ø" * 17, "sommerhus", "wpa", "for langt til et netværk"),
        ("Salen", "kort", "wpa", "8 til 63 tegn"),
        ("Salen", "x" * 64, "wpa", "8 til 63 tegn"),
        ("Salen", "sommerhus", "wep", "5 eller 13 tegn"),
    ):
        page.get_by_label("Wi-fi-netværk").fill(network)
        page.get_by_label("Adgangskode").fill(password)
        page.get_by_label("Sikkerhed").select_option(security)
        case = f"{network}, {password}"
        expect(page.get_by_role("alert"), case).to_contain_text(words)
        expect(page.locator(".paper .small-qr"), case).to_have_count(0)
        expect(page.locator(".paper .name"), case).to_have_text(network)
        assert page.locator(".paper span.password").text_content() == password


def test_a_networks_password_is_neither_sent_nor_kept(screens: Screens) -> None:
    page = print_page(screens, "handout")
    sent: list[str] = []
    page.on("request", lambda request: sent.append(request.url + (request.post_data or "")))
    page.get_by_label("Wi-fi-netværk").fill("Salen")
    page.get_by_label("Adgangskode").fill("sommerhus")
    expect(page.locator(".paper .small-qr")).to_be_visible()
    page.reload()
    expect(page.locator(".paper img")).to_have_count(1)
    assert page.get_by_label("Wi-fi-netværk").input_value() == ""
    assert sent, "the reload itself is noticed"
    assert not [one for one in sent if "sommerhus" in one or "Salen" in one]
    kept = page.evaluate("JSON.stringify([{ ...localStorage }, { ...sessionStorage }, location.href])")
    assert "sommerhus" not in kept


@pytest.mark.parametrize("title", rest_long(["longest", "ordinary"]))
def test_the_handout_fits_on_a5_paper_too(screens: Screens, server: Server, title: str) -> None:
    if title == "longest":
        change(server, **LONGEST)
    page = print_page(screens, "handout", *NETWORKS["longest"])
    pdf = PdfReader(io.BytesIO(page.pdf(format="A5")))
    assert len(pdf.pages) == 1
    assert words_of(pdf) == words_of(printed(page))


@pytest.mark.parametrize("kind", rest_long(["handout", "slips"]))
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
@pytest.mark.parametrize("kind", rest_long(["handout", "slips"]))
def test_words_too_long_for_one_page_continue_on_another(
    chromium: Browser, tmp_path: Path, kind: str
) -> None:
    folder = tmp_path / "sheets"
    folder.mkdir()
    text = SHEET.read_text(encoding="utf-8")
    long = "Hvad har du oplevet som mest afgørende, " * 90 + "spørger vi til sidst?"
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
