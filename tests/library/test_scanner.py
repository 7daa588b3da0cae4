"""The walk through folders, whatever they hold."""

from __future__ import annotations

import os
from pathlib import Path

from organizer.library.scanner import scan, suffix

MP3 = frozenset({".mp3"})


def found(folder: Path) -> list[str]:
    return [os.path.relpath(file.path, folder) for files in scan(str(folder), MP3) for file in files]


def touch(path: Path) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(b"x")
    return path


def test_music_is_found_at_any_depth_in_order(tmp_path: Path) -> None:
    for name in ("b/2.MP3", "b/1.mp3", "a/x/y/z.mp3", "c.mp3", "notes.txt", "mp3"):
        touch(tmp_path / name)
    assert found(tmp_path) == ["c.mp3", "a/x/y/z.mp3", "b/1.mp3", "b/2.MP3"]


def test_hidden_and_system_folders_are_skipped(tmp_path: Path) -> None:
    for name in (".git/a.mp3", "$RECYCLE.BIN/b.mp3", "@eaDir/c.mp3", "._d.mp3", "e.mp3"):
        touch(tmp_path / name)
    assert found(tmp_path) == ["e.mp3"]


def test_loops_of_links_end_and_linked_music_is_found(tmp_path: Path) -> None:
    touch(tmp_path / "outside" / "b.mp3")
    touch(tmp_path / "music" / "a.mp3")
    (tmp_path / "music" / "loop").symlink_to(tmp_path / "music")
    (tmp_path / "music" / "away").symlink_to(tmp_path / "outside")
    (tmp_path / "music" / "broken.mp3").symlink_to(tmp_path / "nowhere.mp3")
    assert found(tmp_path / "music") == ["a.mp3", "away/b.mp3"]


def test_names_that_are_not_utf8_come_byte_for_byte(tmp_path: Path) -> None:
    raw = os.fsencode(tmp_path) + b"/\xe9\xff.mp3"
    Path(os.fsdecode(raw)).write_bytes(b"x")
    ((file,),) = scan(str(tmp_path), MP3)
    assert os.fsencode(file.path) == raw


def test_what_is_not_there_is_told(tmp_path: Path) -> None:
    errors: list[str] = []
    missing = str(tmp_path / "missing")
    assert list(scan(missing, MP3, on_error=lambda path, _error: errors.append(path))) == []
    assert errors == [missing]


def test_a_single_file_is_its_own_scan(tmp_path: Path) -> None:
    song = touch(tmp_path / "a.mp3")
    status = song.stat()
    ((file,),) = scan(str(song), MP3)
    assert (file.path, file.size, file.mtime_ns) == (str(song), 1, status.st_mtime_ns)


def test_a_large_folder_comes_in_parts_and_in_order(tmp_path: Path) -> None:
    for number in range(600):
        touch(tmp_path / f"{number:03}.mp3")
    parts = [[os.path.basename(file.path) for file in files] for files in scan(str(tmp_path), MP3)]
    assert len(parts) > 1
    assert [name for part in parts for name in part] == [f"{number:03}.mp3" for number in range(600)]


def test_endings_are_told_in_lower_case() -> None:
    assert [suffix(p) for p in ("/a.b/c", "/a/.mp3", "/a/x.MP3", "x.tar.gz")] == ["", "", ".mp3", ".gz"]
