"""Which data folder is used where SUMME_DATA names none."""

import os
from pathlib import Path

import pytest

from app.data_folder import OWN, data_folder, described

NOBODY = 65_534


@pytest.fixture
def found(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder `data` with a database, in the current folder."""
    folder = tmp_path / "data"
    folder.mkdir()
    (folder / "summe.db").touch()
    monkeypatch.chdir(tmp_path)
    return folder


def test_a_folder_of_this_user_is_used_and_said(found: Path) -> None:
    assert data_folder() == found
    assert described(found, given=False).startswith(f"{found}, found in the current folder")


def test_without_one_the_users_own_is_used(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    assert (data_folder(), described(OWN, given=False)) == (OWN, str(OWN))


@pytest.mark.skipif(
    not hasattr(os, "geteuid") or os.geteuid() != 0, reason="only root can give a folder away"
)
def test_s3_a_folder_of_another_user_is_not_used_whose_keys_that_user_may_know(found: Path) -> None:
    os.chown(found, NOBODY, NOBODY)
    assert data_folder() == OWN
    assert f"{found} belongs to another user" in described(OWN, given=False)
    assert described(found, given=True) == str(found)
