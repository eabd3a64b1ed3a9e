"""Logos: what is kept of an SVG and a PNG; what could act, load something or be slow to draw is refused."""

import random
import zlib

import pytest

from app.core.logo import MOST_BYTES, MOST_PIXELS, NotALogo, data_url, fingerprint, image_of, read_logo
from tests.core.logos import MARK, chunk, png, png_file, svg

XLINK = 'viewBox="0 0 30 10" xmlns:xlink="http://www.w3.org/1999/xlink"'
INKSCAPE = (
    'viewBox="0 0 30 10" xmlns:inkscape="http://www.inkscape.org/namespaces/inkscape" '
    'xmlns:sodipodi="http://sodipodi.sourceforge.net/DTD/sodipodi-0.dtd" inkscape:version="1.3"'
)


def drawn(logo: str) -> str:
    return image_of(logo)[1].decode()


def test_a_plain_svg_is_kept_as_it_is() -> None:
    assert read_logo(svg()) == svg()


def test_what_a_drawing_program_adds_is_left_out() -> None:
    noise = (
        "<title>Logo</title><desc>x</desc><metadata><a href='javascript:x'/></metadata><!-- a comment -->"
        "<sodipodi:namedview><inkscape:grid/></sodipodi:namedview>"
    )
    marked = MARK.replace("<path", '<path inkscape:label="Lag 1" data-name="x" aria-label="y" role="img"')
    assert read_logo(svg(noise + marked, INKSCAPE)) == svg()


@pytest.mark.parametrize(
    "doctype",
    [
        '<?xml version="1.0" encoding="UTF-8"?>',
        '<!DOCTYPE svg PUBLIC "-//W3C//DTD SVG 1.1//EN" "http://www.w3.org/Graphics/SVG/1.1/DTD/svg11.dtd">',
    ],
)
def test_a_declaration_without_entities_is_left_out(doctype: str) -> None:
    assert read_logo(svg(before=doctype)) == svg()


def test_a_size_becomes_a_view_box() -> None:
    assert read_logo(svg(root='width="30mm" height="10.5px"')) == svg(root='viewBox="0 0 30 10.5"')


@pytest.mark.parametrize(
    "body",
    [
        f"<style>.a, #b &gt; path{{fill:#0b5d3b;fill-opacity:.5}}</style>{MARK}",
        f'<g style="fill:url(#g);-inkscape-stroke:none" transform="scale(2)">{MARK}</g>',
        '<defs><linearGradient id="g" x1="0" gradientUnits="userSpaceOnUse"><stop offset="0" '
        'stop-color="red"></stop></linearGradient></defs><rect width="3" height="3" fill="url(#g)"></rect>',
        '<clipPath id="c"><circle cx="1" cy="1" r="1"></circle></clipPath><g clip-path="url(#c)"></g>',
    ],
)
def test_shapes_gradients_clips_and_colours_are_kept(body: str) -> None:
    assert read_logo(svg(body)) == svg(body)


def test_a_gradient_may_continue_another() -> None:
    body = '<defs><linearGradient id="a"/><radialGradient xlink:href="#a"/></defs>'
    assert ' href="#a"' in drawn(read_logo(svg(body, XLINK)))


# Every way that an SVG could act, load something, show what is not in it, or be slow to draw.
HOSTILE = {
    "a script": "<script>alert(1)</script>",
    "an event handler": '<path d="M0 0" onload="alert(1)"/>',
    "a page": '<foreignObject><p xmlns="http://www.w3.org/1999/xhtml">x</p></foreignObject>',
    "an image": '<image href="http://example.org/x.png"/>',
    "a link": '<a href="javascript:alert(1)"><path d="M0 0"/></a>',
    "an animation": '<animate attributeName="href" values="javascript:alert(1)"/>',
    "a value that is set": '<set attributeName="onclick" to="alert(1)"/>',
    "a reference of another file": '<use href="other.svg#a"/>',
    "elements used again and again": '<g id="a"><path/></g><g id="b"><use href="#a"/><use href="#a"/></g>',
    "a pattern": '<pattern id="p"><path/></pattern>',
    "a filter": '<filter id="f"><feTurbulence/></filter>',
    "a mask": '<mask id="m"><path/></mask>',
    "a clip of a clip": '<clipPath id="c"><g clip-path="url(#c)"/></clipPath>',
    "a clipped clip": '<clipPath id="c" clip-path="url(#d)"/>',
    "letters": "<text>Kommunen</text>",
    "a fill from elsewhere": '<path fill="url(http://example.org/#a)"/>',
    "a fill from elsewhere in quotes": """<path fill="url( 'http://example.org/#a' )"/>""",
    "a style that loads": '<path style="fill:url(//example.org)"/>',
    "a style with an escape": '<path style="fill:\\75rl(//example.org)"/>',
    "a style sheet that imports": '<style>@import "http://example.org/x.css";</style>',
    "a font": "<style>@font-face{font-family:x;src:url(//example.org)}</style>",
    "a filter by style": "<style>.a{filter:blur(9px)}</style>",
    "a style that is not closed": "<style>.a{fill:red",
    "a rule that is not closed": "<style>.a{fill:red</style>",
    "a clip by style": "<style>.a{clip-path:url(#c)}</style>",
    "endless dashes": '<path stroke-dasharray="0.0001" d="M0 0H9999"/>',
    "a gradient from elsewhere": '<linearGradient href="http://example.org/#a"/>',
    "a drawing in a drawing": '<svg viewBox="0 0 1 1"/>',
    "elements in elements": "<g>" * 60 + "</g>" * 60,
}


@pytest.mark.parametrize("body", HOSTILE.values(), ids=HOSTILE)
def test_an_svg_that_could_do_more_than_be_drawn_is_refused(body: str) -> None:
    with pytest.raises(NotALogo):
        read_logo(svg(body))


def test_what_would_be_a_style_after_its_comments_are_gone_is_what_is_kept() -> None:
    kept = drawn(read_logo(svg("<style>.a{/* } */fill:red}/* @import */</style>")))
    assert "<style>.a{fill:red}</style>" in kept
    in_a_text = "<style>.a{fill:'/*';x:url(//example.org);y:'*/'}</style>"
    assert "<style>.a{fill:''}</style>" in drawn(read_logo(svg(in_a_text)))


ENTITIES = '<!DOCTYPE svg [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;">]>'


@pytest.mark.parametrize(
    "before", [ENTITIES, '<!DOCTYPE svg [<!ENTITY x SYSTEM "file:///etc/passwd">]>', "<!DOCTYPE svg [ ]>"]
)
def test_an_svg_with_entities_is_refused_before_one_is_expanded(before: str) -> None:
    with pytest.raises(NotALogo, match="entities"):
        read_logo(svg("<style>&b;&x;</style>", before=before))


@pytest.mark.parametrize(
    "root",
    [
        "",
        'width="100%" height="100%"',
        'viewBox="0 0 0 10"',
        'viewBox="0 0 -3 10"',
        'viewBox="0 0 1e9 1e9"',
        'viewBox="0 0 1e-9 1e-9"',
        'viewBox="0 0 nan 1"',
        'viewBox="0 0 100000 1"',
        'viewBox="0 0 1 100000"',
    ],
)
def test_an_svg_without_a_usable_size_is_refused(root: str) -> None:
    with pytest.raises(NotALogo):
        read_logo(svg(root=root))


@pytest.mark.parametrize(
    "source", ["", "data:image/gif;base64,AAAA", "data:image/png;base64,A=A=", "logo.svg"]
)
def test_what_is_no_data_url_of_an_image_is_refused(source: str) -> None:
    with pytest.raises(NotALogo):
        read_logo(source)


def test_an_svg_is_refused_by_the_bytes_that_phones_would_load() -> None:
    comment = f"<!--{'x' * 2 * MOST_BYTES}-->"
    assert read_logo(svg(MARK + comment)) == svg()
    with pytest.raises(NotALogo, match="Wi-Fi"):
        read_logo(svg(MARK * (MOST_BYTES // len(MARK) + 1)))


# ---- PNG


def test_of_a_png_the_pixels_are_kept_and_what_a_camera_noted_is_not() -> None:
    noted = (
        chunk(b"tEXt", b"Author\0Hans Hansen") + chunk(b"eXIf", b"where it was") + chunk(b"acTL", b"\0" * 8)
    )
    assert image_of(read_logo(png(png_file(more=noted)))) == ("image/png", png_file())


HOSTILE_PNGS = {
    "no PNG": b"GIF89a",
    "only a signature": png_file()[:8],
    "cut off": png_file()[:-6],
    "a wrong checksum": png_file()[:-1] + b"x",
    "a header of another length": png_file().replace(b"IHDR", b"IHDX"),
    "too wide": png_file(MOST_PIXELS + 1, 60),
    "far too wide": png_file(2**31 - 1, 2**31 - 1, b""),
    "no pixels": png_file(pixels=b""),
    "fewer pixels than it says": png_file(100, 100, zlib.compress(b"\0" * 50)),
    "more pixels than it says": png_file(2, 2, zlib.compress(b"\0" * 10_000_000)),
    "pixels that are damaged": png_file(pixels=b"not compressed"),
    "a kind of colour that is none": png_file(colour=5),
    "no palette": png_file(4, 2, zlib.compress(b"\0" * 10), colour=3),
    "a width of nothing": png_file(0, 5),
    "two palettes": png_file(more=chunk(b"PLTE", b"\0" * 3) * 2),
}


@pytest.mark.parametrize("image", HOSTILE_PNGS.values(), ids=HOSTILE_PNGS)
def test_a_png_that_is_damaged_or_too_large_is_refused(image: bytes) -> None:
    with pytest.raises(NotALogo):
        read_logo(png(image))


# ---- laws


def test_a_logo_that_was_read_is_read_again_unchanged() -> None:
    chance = random.Random(3)
    parts = [
        MARK,
        "<style>.a{fill:red}</style>",
        '<g id="b"><rect width="1" height="2"/></g>',
        "<title>x</title>",
    ]
    for _ in range(200):
        logo = read_logo(
            svg("".join(chance.choices(parts, k=5)), chance.choice(['viewBox="0 0 3 1"', XLINK]))
        )
        assert read_logo(logo) == logo
    assert read_logo(read_logo(png(png_file()))) == read_logo(png(png_file()))


@pytest.mark.parametrize("logo", [svg(), png(png_file())], ids=["svg", "png"])
def test_a_damaged_file_is_refused_in_words_or_read_as_a_logo(logo: str) -> None:
    """Whatever bytes change, nothing else is raised."""
    chance = random.Random(7)
    media_type, image = image_of(logo)
    for _ in range(2_000):
        damaged = bytearray(image)
        for _ in range(chance.randint(1, 4)):
            damaged[chance.randrange(len(damaged))] = chance.randrange(256)
        try:
            read = read_logo(data_url(media_type, bytes(damaged)))
        except NotALogo:
            continue
        assert read_logo(read) == read


def test_another_image_has_another_fingerprint() -> None:
    assert fingerprint(svg()) != fingerprint(png(png_file()))
    assert len(fingerprint(svg())) == 16
