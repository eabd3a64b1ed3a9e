"""The file of a logo beside a run sheet: which is taken, and how one that is not is refused."""

import os
from pathlib import Path

import pytest

from app.core.logo import MOST_FILE_BYTES, image_of
from app.store.run_sheets import RunSheetError, check, load, sheets
from tests.core.logos import png_file, svg

SMALL = (Path(__file__).parent.parent / "core" / "small.toml").read_text().splitlines()


def sheet_with(folder: Path, logo: str) -> Path:
    """The small run sheet with a logo of this name, in the folder."""
    folder.mkdir(exist_ok=True)
    file = folder / "small.toml"
    lines = (f"logo = '{logo}'" if line.startswith("logo =") else line for line in SMALL)
    file.write_text("\n".join(lines))
    return file


def refused(file: Path) -> str:
    sheet, located = check(file)
    assert sheet is None
    assert [(one.finding.key, one.line) for one in located] == [(("logo",), 13)]
    return str(located[0])


@pytest.mark.parametrize(
    ("name", "image"), [("logo.svg", image_of(svg())[1]), ("Vores logo.PNG", png_file())]
)
def test_an_svg_or_png_beside_the_sheet_becomes_part_of_it(tmp_path: Path, name: str, image: bytes) -> None:
    file = sheet_with(tmp_path, name)
    (tmp_path / name).write_bytes(image)
    assert image_of(load(file).logo)[1] == image


@pytest.mark.parametrize(
    "name", ["../logo.svg", "in/logo.svg", "/etc/logo.svg", r"..\logo.svg", "C:logo.svg"]
)
def test_a_name_with_a_path_is_refused_though_the_file_is_there(tmp_path: Path, name: str) -> None:
    folder = tmp_path / "sheets"
    file = sheet_with(folder, name)
    (folder / "in").mkdir()
    for place in (tmp_path, folder, folder / "in"):
        (place / "logo.svg").write_bytes(image_of(svg())[1])
    assert "a name with a path in it" in refused(file)


def test_a_link_out_of_the_folder_is_refused_and_one_within_it_is_followed(tmp_path: Path) -> None:
    folder = tmp_path / "sheets"
    file = sheet_with(folder, "logo.svg")
    (tmp_path / "outside.svg").write_bytes(image_of(svg())[1])
    (folder / "logo.svg").symlink_to(tmp_path / "outside.svg")
    assert "it points out of the folder" in refused(file)
    (folder / "logo.svg").unlink()
    (folder / "inside.svg").write_bytes(image_of(svg())[1])
    (folder / "logo.svg").symlink_to("inside.svg")
    assert load(file).logo


def test_a_folder_a_pipe_and_a_huge_file_are_refused_unread(tmp_path: Path) -> None:
    (tmp_path / "folder.svg").mkdir()
    os.mkfifo(tmp_path / "pipe.svg")
    with (tmp_path / "huge.png").open("wb") as huge:
        huge.truncate(50 * MOST_FILE_BYTES)
    assert "there is no such file" in refused(sheet_with(tmp_path, "folder.svg"))
    assert "there is no such file" in refused(sheet_with(tmp_path, "pipe.svg"))
    assert "more than 200,000 bytes" in refused(sheet_with(tmp_path, "huge.png"))
    assert "neither .svg nor .png" in refused(sheet_with(tmp_path, "logo.gif"))


def test_an_image_under_the_wrong_name_is_refused(tmp_path: Path) -> None:
    (tmp_path / "logo.svg").write_bytes(png_file())
    (tmp_path / "logo.png").write_bytes(image_of(svg())[1])
    assert "an SVG that is damaged" in refused(sheet_with(tmp_path, "logo.svg"))
    assert "a file that is no PNG" in refused(sheet_with(tmp_path, "logo.png"))


def test_a_sheet_whose_logo_has_vanished_is_offered_no_longer(tmp_path: Path) -> None:
    file = sheet_with(tmp_path, "logo.png")
    (tmp_path / "logo.png").write_bytes(png_file())
    assert [path for path, _ in sheets(tmp_path)] == [file]
    (tmp_path / "logo.png").unlink()
    assert not list(sheets(tmp_path))
    with pytest.raises(
        RunSheetError, match=r"small.toml:13: error: logo: found 'logo.png' \(there is no such"
    ):
        load(file)
