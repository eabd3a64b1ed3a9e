"""Network drives by what the system mounts where, and synchronised folders by their names."""

from pathlib import Path, PurePosixPath, PureWindowsPath

import pytest

from app.platform.disks import network_drive, network_drive_in, synchronised_by

MOUNTS = [("/", "ext4", "rw"), ("/home", "nfs4", "rw,hard"), ("/home/own", "btrfs", "rw")]


@pytest.mark.parametrize(
    ("place", "kind"),
    [("/srv/summe", None), ("/home/mette/data", "nfs4"), ("/home/own/data", None), ("/homes/data", None)],
)
def test_the_innermost_mount_point_says_whether_a_folder_is_on_a_network_drive(
    place: str, kind: str | None
) -> None:
    assert network_drive_in(PurePosixPath(place), MOUNTS) == kind


def test_windows_says_that_a_drive_is_remote() -> None:
    disks = [("C:\\", "NTFS", "rw,fixed"), ("H:\\", "NTFS", "rw,remote")]
    assert network_drive_in(PureWindowsPath("H:\\summe\\data"), disks) == "SMB"
    assert network_drive_in(PureWindowsPath("C:\\summe\\data"), disks) is None


def test_the_disk_of_this_computer_is_no_network_drive(tmp_path: Path) -> None:
    assert network_drive(tmp_path) is None


@pytest.mark.parametrize(
    ("folder", "program"),
    [
        ("OneDrive/summe", "OneDrive"),
        ("OneDrive - Aarhus Kommune/summe", "OneDrive"),
        ("Dropbox (Personal)/summe", "Dropbox"),
        ("Library/Mobile Documents/com~apple~CloudDocs/summe", "iCloud"),
        ("GoogleDrive-mette@example.org/My Drive", "Google Drive"),
        ("dropboxes/summe", None),
        ("summe", None),
    ],
)
def test_a_synchronised_folder_is_known_by_a_part_of_its_path(
    tmp_path: Path, folder: str, program: str | None
) -> None:
    assert synchronised_by(tmp_path / folder, {}) == program


def test_a_folder_of_another_name_is_onedrives_where_its_variable_names_it(tmp_path: Path) -> None:
    environ = {"OneDriveCommercial": str(tmp_path / "Skole")}
    assert synchronised_by(tmp_path / "Skole" / "summe", environ) == "OneDrive"
    assert synchronised_by(tmp_path / "Andet" / "summe", environ) is None
