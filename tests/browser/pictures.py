"""Takes the pictures of the guide and the readme: `make pictures`.

Run it after a visible change. The pictures are small, to keep the repository small.
"""

import tempfile
from pathlib import Path

from PIL import Image

from app.core.languages import LANGUAGES
from tests.browser.hour import take
from tests.server import ROOT

PICTURES = ROOT / "docs" / "pictures"
# By picture's name: the screen and state that it shows.
SHOWN = {
    "board-lobby": "board-01-lobby",
    "board-collect": "board-04-collect",
    "board-group": "board-05-group",
    "board-walk": "board-06-walk-5-focus",
    "board-poll": "board-09-poll",
    "console-group": "console-05-group",
    "remote-walk": "remote-06-walk-5-focus",
    "phone-write": "phone-04-collect-empty",
    "phone-where": "phone-05-group",
    "phone-poll": "phone-09-poll-empty",
}
WIDTHS = {"board": 880, "console": 1000, "remote": 360, "phone": 360}
# The montage: x, y and width of each picture.
ROOM = (1600, 860)
LAID = {
    "board-group": (40, 40, 880),
    "console-group": (240, 420, 710),
    "phone-where": (1000, 60, 270),
    "phone-poll": (1300, 210, 270),
}
GROUND, SHADE, EDGE = "#e9e1d0", "#cfc4ad", 10
QUALITY = 82


def small(source: Path, name: str) -> Image.Image:
    """One picture, scaled to the width it is shown at."""
    width = WIDTHS[name.partition("-")[0]]
    return _scaled(source, width)


def montage(sources: dict[str, Path]) -> Image.Image:
    """The screens of one session in one picture."""
    room = Image.new("RGB", ROOM, GROUND)
    for name, (x, y, width) in LAID.items():
        picture = _scaled(sources[name], width)
        room.paste(SHADE, (x + EDGE, y + EDGE, x + EDGE + picture.width, y + EDGE + picture.height))
        room.paste(picture, (x, y))
    return room


def _scaled(source: Path, width: int) -> Image.Image:
    with Image.open(source) as picture:
        height = round(picture.height * width / picture.width)
        return picture.convert("RGB").resize((width, height), Image.Resampling.LANCZOS)


def lay_out(folder: Path) -> None:
    """Make the pictures of the documents from the screenshots that `take` has written to a folder."""
    PICTURES.mkdir(exist_ok=True)
    for language in LANGUAGES:
        sources = {name: folder / f"{state}-{language}.png" for name, state in SHOWN.items()}
        for name, source in sources.items():
            small(source, name).save(PICTURES / f"{name}-{language}.webp", quality=QUALITY, method=6)
    montage(sources).save(PICTURES / "screens.webp", quality=QUALITY, method=6)


def main() -> None:
    states = [state.partition("-")[2] for state in SHOWN.values()]
    with tempfile.TemporaryDirectory() as folder:
        errors = take(Path(folder), 60, [*LANGUAGES], [*WIDTHS], states)
        lay_out(Path(folder))
    raise SystemExit("\n".join(errors) or 0)


if __name__ == "__main__":
    main()
