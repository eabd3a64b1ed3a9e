"""Packs Summe for Windows as one zip: to be unpacked and double-clicked, without an installation or rights.

    python -m deploy.windows.pack python-3.13.9-embed-amd64.zip dist/summe_live-0.1.0-py3-none-any.whl

In it are the embeddable Python, the wheels that the lock file names for Windows, Summe's own wheel, the
script that starts it and a page to read first. The zip is kept only if `check` finds no fault in it.
"""

import argparse
import hashlib
import re
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Final
from zipfile import ZIP_DEFLATED, BadZipFile, ZipFile, ZipInfo

from packaging.requirements import Requirement

from app.core.languages import LANGUAGES, PerLanguage
from deploy.windows.check import Pack
from deploy.windows.target import DIGITS, PLATFORM, PYTHON, applies

_HERE: Final = Path(__file__).parent
LOCK: Final = _HERE.parent.parent / "requirements-windows.lock"
FOLDER: Final = "Summe"
PYTHON_FOLDER: Final = f"{FOLDER}/python"
_READ_ME: Final[PerLanguage[str]] = {"da": "Læs mig først.html", "en": "Read me first.html"}
# By the name that each has in the zip.
OWN: Final = {
    "Start Summe.cmd": _HERE / "start.cmd",
    **{_READ_ME[language]: _HERE / f"read-me.{language}.html" for language in LANGUAGES},
}
_SETTINGS_OF_PATH: Final = f"python{DIGITS}._pth"
_OF_PYTHON: Final = ("python.exe", f"python{DIGITS}.dll", f"python{DIGITS}.zip", _SETTINGS_OF_PATH)
# Where modules are, as seen from python.exe. Python then reads neither variables nor what else is installed.
_PATH: Final = [f"python{DIGITS}.zip", ".", r"Lib\site-packages", "import site"]
_WHERE_PYTHON_IS: Final = (
    f'It is the "Windows embeddable package (64-bit)" of Python {PYTHON}, from https://www.python.org/downloads/'
    f"windows/. Then: make windows-zip PYTHON_EMBED=python-{PYTHON}.x-embed-amd64.zip"
)


class PackError(Exception):
    """The zip cannot be made; the message says what to do."""


def requirements(lock: str) -> list[str]:
    """The lines of a lock file that are for Windows, without their markers, each with its hashes."""
    wanted = []
    for line in lock.replace("\\\n", " ").splitlines():
        text, *hashes = re.split(r"\s+--hash=", line.partition("#")[0].strip())
        if text and applies(one := Requirement(text)):
            wanted.append(" --hash=".join([f"{one.name}{one.specifier}", *hashes]))
    return wanted


def download(lines: list[str], folder: Path) -> list[Path]:
    """Fetch the wheels of these requirements for Windows, each with one of its hashes; raises PackError."""
    (folder / "requirements.txt").write_text("\n".join(lines), encoding="utf-8")
    target = ["--platform", PLATFORM, "--python-version", PYTHON, "--only-binary=:all:"]
    files = ["--require-hashes", "--requirement", str(folder / "requirements.txt"), "--dest", str(folder)]
    command = [sys.executable, "-m", "pip", "download", "--quiet", "--no-deps", *target, *files]
    done = subprocess.run(command, capture_output=True, text=True, encoding="utf-8", check=False)
    if done.returncode != 0:
        raise PackError(f"The wheels for Windows could not be fetched:\n{done.stderr}")
    return sorted(folder.glob("*.whl"))


def pack(embeddable: Path, wheels: list[Path], target: Path) -> None:
    """Write the zip; Summe's own wheel is among the wheels. Raises PackError."""
    part = target.with_name(f"{target.name}.part")
    try:
        with ZipFile(part, "w", ZIP_DEFLATED, compresslevel=9) as made:
            for name, content in _files(embeddable, wheels):
                made.writestr(_entry(name), content)
        with ZipFile(part) as made:
            faults = list(Pack(made, PYTHON_FOLDER).faults())
        if faults:
            raise PackError("\n".join(["The zip would not work on Windows:", *faults]))
        part.replace(target)
    finally:
        part.unlink(missing_ok=True)


def _entry(name: str) -> ZipInfo:
    """The same for the same name, so that the same files make the same zip."""
    entry = ZipInfo(f"{FOLDER}/{name}", date_time=(2026, 1, 1, 0, 0, 0))
    entry.compress_type = ZIP_DEFLATED
    return entry


def _files(embeddable: Path, wheels: list[Path]) -> Iterator[tuple[str, bytes]]:
    """The path below FOLDER and the content of every file."""
    for name, source in OWN.items():
        text = source.read_text(encoding="utf-8")
        yield name, (text.replace("\n", "\r\n") if name.endswith(".cmd") else text).encode()
    for name, content in _python(embeddable):
        yield f"python/{name}", content
    for wheel in wheels:
        for name, content in _installed(wheel):
            yield f"python/Lib/site-packages/{name}", content


def _python(embeddable: Path) -> Iterator[tuple[str, bytes]]:
    if not embeddable.is_file():
        raise PackError(f"There is no file {embeddable}. {_WHERE_PYTHON_IS}")
    try:
        with ZipFile(embeddable) as given:
            missing = [name for name in _OF_PYTHON if name not in given.namelist()]
            if missing:
                lacks = " and no ".join(missing)
                raise PackError(f"{embeddable} has no {lacks}: it is another package. {_WHERE_PYTHON_IS}")
            for name in given.namelist():
                if name == _SETTINGS_OF_PATH:
                    yield name, "".join(f"{line}\r\n" for line in _PATH).encode()
                else:
                    yield name, given.read(name)
    except BadZipFile:
        raise PackError(f"{embeddable} is no zip, or not a whole one. {_WHERE_PYTHON_IS}") from None


def _installed(wheel: Path) -> Iterator[tuple[str, bytes]]:
    """The files of a wheel as they are installed, without its commands and the package's own tests."""
    with ZipFile(wheel) as file:
        for name in file.namelist():
            first, *folders, _ = name.split("/") if "/" in name else ("", name)
            if name.endswith("/") or "tests" in (first, *folders):
                continue
            if first.endswith(".data"):
                if folders != ["scripts"]:
                    raise PackError(f"{wheel.name} has {name}, for which there is no place in the zip.")
                continue
            yield name, file.read(name)


def main() -> None:
    """Make the zip in the folder of Summe's wheel, and say its size and its hash."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("embeddable", help=f"the embeddable Python: python-{PYTHON}.x-embed-amd64.zip")
    parser.add_argument("wheel", type=Path, help="Summe's own wheel")
    given = parser.parse_args()
    try:
        if not given.embeddable:
            raise PackError(f"Which Python? {_WHERE_PYTHON_IS}")
        embeddable = Path(given.embeddable)
        for _ in _python(embeddable):
            break  # a fault is said before anything is fetched
        with tempfile.TemporaryDirectory() as folder:
            wheels = download(requirements(LOCK.read_text(encoding="utf-8")), Path(folder))
            _, version, *_ = given.wheel.name.split("-")
            target = given.wheel.with_name(f"summe-{version}-windows.zip")
            pack(embeddable, [*wheels, given.wheel], target)
    except PackError as error:
        raise SystemExit(str(error)) from None
    for file in (embeddable, target):
        size = file.stat().st_size / 1_000_000
        print(f"{file}: {size:.1f} MB, SHA-256 {hashlib.sha256(file.read_bytes()).hexdigest()}")
    print(f"Compare the first with what python.org says of {embeddable.name}.")


if __name__ == "__main__":
    main()
