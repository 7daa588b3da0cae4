"""Replacing a file: whole or not at all, with its rights kept."""

from __future__ import annotations

import os
from pathlib import Path
from typing import BinaryIO

import pytest

from organizer.errors import OrganizerError
from organizer.library.atomic import remove_leftovers, replace_file, temporary_prefix


def _new(file: BinaryIO) -> None:
    file.write(b"new")


def test_mode_and_links_stay(tmp_path: Path) -> None:
    path = tmp_path / "a"
    path.write_bytes(b"old")
    path.chmod(0o640)
    link = tmp_path / "link"
    link.symlink_to(path)
    replace_file(link, _new)
    assert path.read_bytes() == b"new" and link.is_symlink() and path.stat().st_mode & 0o777 == 0o640
    assert sorted(os.listdir(tmp_path)) == ["a", "link"]


def test_a_failure_leaves_the_old_file_and_nothing_else(tmp_path: Path) -> None:
    path = tmp_path / "a"
    path.write_bytes(b"old")

    def refuse(temporary: str) -> None:
        raise OrganizerError("no")

    with pytest.raises(OrganizerError):
        replace_file(path, _new, check=refuse)
    assert path.read_bytes() == b"old" and os.listdir(tmp_path) == ["a"]
    with pytest.raises(OrganizerError, match="not there"):
        replace_file(tmp_path / "gone" / "a", lambda file: None)


def test_leftovers_are_found(tmp_path: Path) -> None:
    path = tmp_path / "a"
    (tmp_path / f"{temporary_prefix(str(path))}x.part").touch()
    assert remove_leftovers(str(path)) == 1 and os.listdir(tmp_path) == []
