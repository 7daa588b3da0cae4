"""A sample of the faults that ``make faults`` goes through, in a process of its own: it forks."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path


def test_nothing_is_lost_or_torn_when_it_is_killed_or_the_disk_fails() -> None:
    ended = subprocess.run(
        [sys.executable, "-m", "tests.faults", "--sample", "3"],
        cwd=Path(__file__).parent.parent.parent,
        capture_output=True,
        text=True,
    )
    assert "tag: " in ended.stdout and "killed" in ended.stdout
    assert (ended.returncode, "WRONG" in ended.stdout) == (0, False), ended.stdout + ended.stderr


def test_files_that_move_are_at_their_old_or_new_place_whatever_happens() -> None:
    ended = subprocess.run(
        [sys.executable, "-m", "tests.faults.places", "--sample", "3"],
        cwd=Path(__file__).parent.parent.parent,
        capture_output=True,
        text=True,
    )
    assert "to another disk: " in ended.stdout and "killed" in ended.stdout
    assert (ended.returncode, "WRONG" in ended.stdout) == (0, False), ended.stdout + ended.stderr


def test_covers_and_what_is_written_beside_songs_are_whole_whatever_happens() -> None:
    ended = subprocess.run(
        [sys.executable, "-m", "tests.faults.covers", "--sample", "1"],
        cwd=Path(__file__).parent.parent.parent,
        capture_output=True,
        text=True,
    )
    assert "refresh a smart playlist: " in ended.stdout and "killed" in ended.stdout
    assert (ended.returncode, "WRONG" in ended.stdout) == (0, False), ended.stdout + ended.stderr
