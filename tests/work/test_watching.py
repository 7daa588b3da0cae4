"""What the watcher tells of changes in the library's folders."""

from __future__ import annotations

import threading
from pathlib import Path

from organizer.work.watching import Watcher


def test_new_music_is_told_and_what_was_thrown_away_is_not(tmp_path: Path) -> None:
    told: list[str] = []
    heard = threading.Event()

    def on_change(folders: list[str]) -> None:
        told.extend(folders)
        heard.set()

    for name in ("music", "music/.Trash-1000", "music/...And Just Us"):
        (tmp_path / name).mkdir()
    watcher = Watcher(on_change, (".mp3",), quiet=0.05)
    watcher.watch([str(tmp_path / "music")])
    try:
        for name in (".Trash-1000/a.mp3", "._b.mp3", "...And Just Us/c.mp3"):
            (tmp_path / "music" / name).write_bytes(b"x")
        assert heard.wait(20)
    finally:
        watcher.stop()
    assert told == [str(tmp_path / "music" / "...And Just Us")]
