"""On what kind of disk a folder is: a network drive, or a folder that a program copies to the cloud."""

import os
from collections.abc import Iterable, Mapping
from pathlib import Path, PurePath

import psutil

NETWORK = frozenset(
    {"nfs", "nfs4", "cifs", "smb2", "smb3", "smbfs", "afpfs", "webdav", "davfs", "fuse.davfs", "fuse.sshfs",
     "fuse.rclone", "ceph", "glusterfs", "fuse.glusterfs", "fuse.gvfsd-fuse"}
)  # fmt: skip
# Parts of a path, in lower case, by which a synchronised folder is known.
_SYNCHRONISED = {
    "onedrive": "OneDrive",
    "dropbox": "Dropbox",
    "com~apple~clouddocs": "iCloud",
    "mobile documents": "iCloud",
    "icloud drive": "iCloud",
    "iclouddrive": "iCloud",
    "google drive": "Google Drive",
    "googledrive": "Google Drive",
    "my drive": "Google Drive",
    "nextcloud": "Nextcloud",
    "owncloud": "ownCloud",
    "box sync": "Box",
    "syncthing": "Syncthing",
}
_VARIABLES = ("OneDrive", "OneDriveCommercial", "OneDriveConsumer")


def network_drive(folder: Path) -> str | None:
    """The kind of network drive that a folder is on; None for a disk of this computer."""
    place = folder.resolve()
    if place.drive.startswith("\\\\"):
        return "SMB"
    disks = [(one.mountpoint, one.fstype, one.opts) for one in psutil.disk_partitions(all=True)]
    return network_drive_in(place, disks)


def network_drive_in(place: PurePath, disks: Iterable[tuple[str, str, str]]) -> str | None:
    """The same from the mount points with their file systems and options; the innermost one counts."""
    inside = [disk for disk in disks if place.is_relative_to(disk[0])]
    if not inside:
        return None
    _, kind, options = max(inside, key=lambda disk: len(disk[0]))
    if kind.lower() in NETWORK:
        return kind
    return "SMB" if "remote" in options.split(",") else None  # so psutil says on Windows


def synchronised_by(folder: Path, environ: Mapping[str, str] = os.environ) -> str | None:
    """The program that copies a folder to the cloud; None where none is known."""
    place = folder.resolve()
    for variable in _VARIABLES:
        if environ.get(variable) and place.is_relative_to(environ[variable]):
            return "OneDrive"
    for part in place.parts:
        # "OneDrive - Odense Kommune", "Dropbox (Personal)", "GoogleDrive-name@example.org"
        for start, program in _SYNCHRONISED.items():
            if part.lower() == start or part.lower().startswith((f"{start} -", f"{start} (", f"{start}-")):
                return program
    return None
