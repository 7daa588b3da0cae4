from __future__ import annotations

from collections import Counter
from pathlib import PurePosixPath

import pytest

from organizer.work.analysis.first_songs import FIRST, span_first


def songs(**folders: int) -> list[tuple[int, str]]:
    """So many songs in each folder, one folder after the other."""
    paths = [f"/music/{folder}/{n:04}.mp3" for folder, count in folders.items() for n in range(count)]
    return list(enumerate(paths, start=1))


def folder(song: tuple[int, str]) -> str:
    return PurePosixPath(song[1]).parent.name


def test_folders_take_turns_until_the_first_map_has_its_songs() -> None:
    todo = songs(a=500, b=3, c=40)
    ordered = span_first(todo, 0)
    assert sorted(ordered) == todo
    assert Counter(folder(song) for song in ordered[:FIRST]) == {"a": 6, "b": 3, "c": 5}
    assert [folder(song) for song in ordered[:6]] == ["a", "b", "c", "a", "b", "c"]
    rest = [song for song in todo if song not in ordered[:FIRST]]
    assert ordered[FIRST:] == rest


def test_songs_of_one_folder_are_spread_over_it() -> None:
    first = [song[0] for song in span_first(songs(a=1400), 0)[:FIRST]]
    assert first == list(range(1, 1401, 100))


def test_of_many_folders_some_that_lie_apart_come_first() -> None:
    todo = songs(**{f"f{n:03}": 5 for n in range(140)})
    first = [folder(song) for song in span_first(todo, 0)[:FIRST]]
    assert len(set(first)) == FIRST and first == sorted(first)
    assert first[0] == "f000" and first[-1] > "f120"


@pytest.mark.parametrize(("analyzed", "moved"), [(0, 14), (9, 5), (13, 1), (14, 0), (1000, 0)])
def test_what_was_analyzed_counts(analyzed: int, moved: int) -> None:
    todo = songs(a=100, b=100)
    ordered = span_first(todo, analyzed)
    assert Counter(folder(song) for song in ordered[:moved])["b"] == moved // 2
    assert ordered[moved:] == [song for song in todo if song not in ordered[:moved]]


def test_a_large_library_is_ordered_without_looking_at_every_song() -> None:
    todo = songs(a=30_000, b=30_000)
    ordered = span_first(todo, 0)
    assert len(ordered) == 60_000 and {folder(song) for song in ordered[:2]} == {"a", "b"}
    assert span_first([], 0) == []
