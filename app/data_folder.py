"""Which folder is the data folder: the user's own, a checkout's, or one that lies in the current folder."""

from pathlib import Path

from platformdirs import user_data_path

from app.platform.files import belongs_to_this_user
from app.version import is_checkout

# The log, by whose file a data folder is recognised.
DATABASE = "summe.db"
# The keys that a server makes itself.
SECRET, ORGANISER_KEY = KEY_FILES = ("secret", "organiser.key")
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
    version 0.1 that was the default: sessions and links are found again where they were. One that belongs to
    another user does not: in a folder that all users share, who put it there may know its keys.
    """
    here = _found()
    return here if here is not None and belongs_to_this_user(here) else OWN


def _found() -> Path | None:
    """The folder `data` in the current folder, where it has a database."""
    here = Path.cwd() / _FOLDER
    try:
        return here if here != OWN and (here / DATABASE).is_file() else None
    except PermissionError:
        return None


def described(folder: Path, given: bool) -> str:
    """The folder in one line, and how to use the other one, if one was found in the current folder.

    `given` is whether SUMME_DATA has named it.
    """
    found = None if given else _found()
    if found is None:
        return str(folder)
    if folder == found:
        return f"{folder}, found in the current folder (for {OWN} instead: SUMME_DATA='{OWN}')"
    return f"{folder} ({found} belongs to another user; to use it all the same: SUMME_DATA='{found}')"
