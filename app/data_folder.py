"""Which folder is the data folder: the user's own, a checkout's, or one that lies in the current folder."""

from pathlib import Path

from platformdirs import user_data_path

from app.version import is_checkout

# The log, by whose file a data folder is recognised.
DATABASE = "summe.db"
_FOLDER = "data"


def own_folder() -> Path:
    """The data folder of this user; in a checkout the one beside the sources."""
    if is_checkout():
        return Path(__file__).parent.parent / _FOLDER
    return user_data_path("summe", appauthor=False)


OWN = own_folder()


def data_folder() -> Path:
    """The data folder where SUMME_DATA names none.

    A folder `data` with a database of Summe in the current folder goes before the user's own, since until
    version 0.1 that was the default: sessions and links are found again where they were.
    """
    here = Path.cwd() / _FOLDER
    return here if here != OWN and (here / DATABASE).is_file() else OWN


def described(folder: Path, given: bool) -> str:
    """The folder in one line, and how to use the other one if it is used because it was found.

    `given` is whether SUMME_DATA has named it.
    """
    if given or folder == OWN:
        return str(folder)
    return f"{folder}, found in the current folder (for {OWN} instead: SUMME_DATA='{OWN}')"
