"""``python -m tests.faults.disks`` on the disk of temporary files, and from there to the one in memory."""

from __future__ import annotations

import os
import tempfile
from pathlib import Path

from tests.faults import disks


def test_songs_are_tagged_renamed_moved_and_copied_between_two_disks(tmp_path: Path) -> None:
    memory = "/dev/shm" if os.path.isdir("/dev/shm") else tmp_path
    with tempfile.TemporaryDirectory(dir=memory) as second:
        counts, bad = disks.trial(tmp_path, Path(second))
    assert not bad
    assert counts["moved to another disk"] == counts["renamed in case"] == len(disks.TITLES)
