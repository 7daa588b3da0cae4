"""The demo songs: real MP3s with tags, clearly different, the same for the same seed."""

from __future__ import annotations

from pathlib import Path

import pytest

from organizer.base.errors import OrganizerError
from organizer.demo import library
from organizer.library.tags import tags


def test_songs_are_tagged_mp3s_in_folders_of_artist_and_album(tmp_path: Path) -> None:
    paths = library.make_demo(tmp_path / "demo", songs=len(library.STYLES), seconds=2.0)
    assert len(set(paths)) == len(library.STYLES)
    genres = set()
    for path in paths:
        result, info = tags.read(path)
        genres.update(result.genre)
        assert result.title and result.artist and result.album and result.date and result.track == "1"
        assert Path(path).relative_to(tmp_path / "demo").parts == (
            result.artist,
            result.album,
            f"01 {result.title}.mp3",
        )
        assert (result.bpm, result.key) == ("", "")
        assert info.format == "MP3"
        assert info.duration == pytest.approx(2.0, abs=0.2)
    assert genres == set(library.STYLES)
    assert len(genres) >= 6


def test_songs_that_are_there_are_kept_and_more_are_added(tmp_path: Path) -> None:
    first = library.make_demo(tmp_path, songs=2, seconds=1.0)
    before = [(path, Path(path).stat().st_mtime_ns) for path in first]
    more = library.make_demo(tmp_path, songs=3, seconds=1.0)
    assert more[:2] == first
    assert [(path, Path(path).stat().st_mtime_ns) for path in first] == before
    assert len(list(tmp_path.rglob("*.mp3"))) == 3


def test_the_same_seed_gives_the_same_songs_and_another_seed_others(tmp_path: Path) -> None:
    one, same, other = (
        library.make_demo(tmp_path / name, songs=3, seconds=1.0, seed=seed)
        for name, seed in (("a", 1), ("b", 1), ("c", 2))
    )
    assert [Path(p).read_bytes() for p in one] == [Path(p).read_bytes() for p in same]
    assert [Path(p).name for p in one] != [Path(p).name for p in other]


def test_a_large_library_has_no_two_songs_at_one_place() -> None:
    songs = library.plan(5_000)
    assert len({song.path for song in songs}) == 5_000
    assert songs[:50] == library.plan(50)


def test_progress_is_reported_and_an_exception_stops_the_work(tmp_path: Path) -> None:
    seen: list[tuple[int, int]] = []

    def report(done: int, total: int, title: str) -> None:
        assert title
        seen.append((done, total))
        if done == 2:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        library.make_demo(tmp_path, songs=40, seconds=0.5, report=report)
    assert seen == [(1, 40), (2, 40)]
    assert 2 <= len(list(tmp_path.rglob("*.mp3"))) < 40
    assert not list(tmp_path.glob(".organizer-demo-*"))


def test_a_place_that_is_no_folder_is_said_plainly(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    with pytest.raises(OrganizerError, match="cannot make songs here"):
        library.make_demo(tmp_path / "file", songs=1, seconds=0.5)
