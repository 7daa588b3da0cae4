"""The walk through folders, whatever they hold."""

from __future__ import annotations

import os
from pathlib import Path

from organizer.library.files.left_out import HIDDEN, LEADS_NOWHERE, SYSTEM, TEMPORARY
from organizer.library.files.scanner import File, Walk, suffix

MP3 = frozenset({".mp3"})


def walked(*places: Path) -> tuple[list[File], Walk]:
    walk = Walk([str(place) for place in places], MP3)
    files = [file for files in walk.files() for file in files]
    return [*files, *walk.linked], walk


def walked_names(folder: Path) -> list[str]:
    return [os.path.relpath(file.path, folder) for file in walked(folder)[0]]


def touch(path: Path) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(b"x")
    return path


def test_music_is_found_at_any_depth_in_order(tmp_path: Path) -> None:
    for name in ("b/2.MP3", "b/1.mp3", "a/x/y/z.mp3", "c.mp3", "notes.txt", "mp3"):
        touch(tmp_path / name)
    assert walked_names(tmp_path) == ["c.mp3", "a/x/y/z.mp3", "b/1.mp3", "b/2.MP3"]


def test_what_systems_and_programs_keep_is_left_out_and_counted(tmp_path: Path) -> None:
    for name in (
        ".organizer-demo-x.part/a.mp3",
        ".git/a.mp3",
        "$RECYCLE.BIN/b.mp3",
        "@eaDir/c.mp3",
        ".Trash-1000/files/x.mp3",
        ".stversions/y.mp3",
        "._d.mp3",
        ".mp3",
        ".trashed-1-z.mp3",
        "e.mp3",
    ):
        touch(tmp_path / name)
    files, walk = walked(tmp_path)
    assert [os.path.basename(file.path) for file in files] == ["e.mp3"]
    assert {one.reason: one.count for one in walk.left_out.result()} == {TEMPORARY: 3, SYSTEM: 6}


def test_a_dot_in_front_alone_hides_no_music(tmp_path: Path) -> None:
    names = [
        "...And Justice/1.mp3",
        "..And/1.mp3",
        ".5: The Gray Chapter/1.mp3",
        ".38 Special.mp3",
        "…And/1.mp3",
    ]
    for name in names:
        touch(tmp_path / name)
    assert sorted(walked_names(tmp_path)) == sorted(names)


def test_a_hidden_folder_with_music_is_told_and_can_be_named(tmp_path: Path) -> None:
    touch(tmp_path / ".hack" / "sub" / "1.mp3")
    touch(tmp_path / ".empty" / "notes.txt")
    files, walk = walked(tmp_path)
    (hidden,) = walk.left_out.result()
    assert files == [] and (hidden.reason, hidden.examples) == (HIDDEN, (str(tmp_path / ".hack"),))
    assert walked_names(tmp_path / ".hack") == ["sub/1.mp3"]


def test_loops_of_links_end_and_linked_music_is_found(tmp_path: Path) -> None:
    touch(tmp_path / "outside" / "b.mp3")
    touch(tmp_path / "music" / "a.mp3")
    (tmp_path / "music" / "loop").symlink_to(tmp_path / "music")
    (tmp_path / "music" / "away").symlink_to(tmp_path / "outside")
    (tmp_path / "music" / "broken.mp3").symlink_to(tmp_path / "nowhere.mp3")
    files, walk = walked(tmp_path / "music")
    assert [os.path.relpath(file.path, tmp_path / "music") for file in files] == ["a.mp3", "away/b.mp3"]
    assert [one.reason for one in walk.left_out.result()] == [LEADS_NOWHERE]


def test_a_folder_goes_by_its_own_name_not_by_that_of_a_link(tmp_path: Path) -> None:
    touch(tmp_path / "music" / "real" / "a.mp3")
    (tmp_path / "music" / "a link").symlink_to(tmp_path / "music" / "real")
    (tmp_path / "other").symlink_to(tmp_path / "music")
    files, walk = walked(tmp_path / "music", tmp_path / "other")
    assert [file.path for file in files] == [str(tmp_path / "music" / "real" / "a.mp3")]
    assert walk.name_of(str(tmp_path / "other" / "a link" / "a.mp3")) == files[0].path


def test_names_that_are_not_utf8_come_byte_for_byte(tmp_path: Path) -> None:
    raw = os.fsencode(tmp_path) + b"/\xe9\xff.mp3"
    Path(os.fsdecode(raw)).write_bytes(b"x")
    ((file,), _) = walked(tmp_path)
    assert os.fsencode(file.path) == raw


def test_what_is_not_there_is_told(tmp_path: Path) -> None:
    errors: list[str] = []
    missing = str(tmp_path / "missing")
    walk = Walk([missing], MP3, on_error=lambda path, _error: errors.append(path))
    assert list(walk.files()) == []
    assert errors == [missing]


def test_a_single_file_is_its_own_scan(tmp_path: Path) -> None:
    song = touch(tmp_path / "a.mp3")
    status = song.stat()
    ((file,), _) = walked(song)
    assert file == (str(song), 1, status.st_mtime_ns, status.st_ctime_ns, status.st_ino)


def test_a_large_folder_comes_in_parts_and_in_order(tmp_path: Path) -> None:
    for number in range(600):
        touch(tmp_path / f"{number:03}.mp3")
    parts = [[os.path.basename(file.path) for file in files] for files in Walk([str(tmp_path)], MP3).files()]
    assert len(parts) > 1
    assert [name for part in parts for name in part] == [f"{number:03}.mp3" for number in range(600)]


def test_endings_are_told_in_lower_case() -> None:
    assert [suffix(p) for p in ("/a.b/c", "/a/.mp3", "/a/x.MP3", "x.tar.gz")] == ["", "", ".mp3", ".gz"]
