"""Folders outside of a home are made where others may enter, and removed when nobody can come back for them."""

import os
from pathlib import Path

import pytest

from services.local import outside_home
from services.local.outside_home import remove_left_behind


@pytest.fixture
def outside(tmp_path: Path) -> Path:
    folder = tmp_path / "outside"
    folder.mkdir()
    return folder


def made(outside: Path, name: str, note: Path) -> Path:
    folder = outside / name
    folder.mkdir()
    (outside / f"{name}.belongs-to").write_text(f"{note}\n")
    return folder


def test_only_what_belonged_to_a_temporary_folder_that_is_gone_is_removed(
    outside: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    temporary, mounted = tmp_path / "temporary", tmp_path / "mounted"
    temporary.mkdir()
    monkeypatch.setattr(outside_home.tempfile, "gettempdir", lambda: str(temporary))
    (temporary / "note").write_text("there")
    gone = made(outside, "data-gone", temporary / "run-1" / "data.moved-to")
    there = made(outside, "data-there", temporary / "note")
    elsewhere = made(outside, "data-elsewhere", mounted / "data.moved-to")
    served = made(outside, "data-served", temporary / "run-2" / "data.moved-to")
    (served / "postmaster.pid").write_text(f"{os.getpid()}\n")
    died = made(outside, "data-died", temporary / "run-3" / "data.moved-to")
    (died / "postmaster.pid").write_text("999999999\n")
    unknown = outside / "data-of-before"
    unknown.mkdir()
    remove_left_behind(outside)
    left = {each.name for each in outside.iterdir() if each.is_dir()}
    assert left == {there.name, elsewhere.name, served.name, unknown.name}
    assert not (outside / f"{gone.name}.belongs-to").exists()
