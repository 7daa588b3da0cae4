"""On a disk that takes “a” for “A” a file stands in the way of its new name, and goes by a place between."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from organizer.library.files.moves import MoveEntry
from organizer.work.files.places import ordering


def ways(entry: MoveEntry) -> list[list[str]]:
    return [[step.way for step in unit] for unit in ordering.units([entry], lambda e: (e.old, e.new))]


def test_a_file_by_another_case_is_known_also_where_the_disk_numbers_files_anew(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    old = tmp_path / "rain.mp3"
    old.write_bytes(b"x")
    entry = MoveEntry(1, 0, "song", str(old), str(tmp_path / "RAIN.mp3"))
    assert ways(entry) == [["whole"]]
    real = os.lstat
    monkeypatch.setattr(os, "lstat", lambda path: real(str(path).replace("RAIN", "rain")))  # as exFAT by FUSE
    assert ways(entry) == [["out", "in"]]
    (tmp_path / "RAIN.mp3").write_bytes(b"another")  # two names on the disk: this one is taken
    assert ways(entry) == [["whole"]]
