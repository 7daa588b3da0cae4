from __future__ import annotations

import pytest

from organizer.work.tags.tools.numbering import Number
from organizer.work.tags.tools.song import Song
from tests.work.tags.tools.made import song


def numbers(tool: Number, songs: list[Song]) -> list[str]:
    outcomes = tool.run(songs, lambda: None)
    return [
        outcome.values.get(tool.field, each.get(tool.field))[0]
        for each, outcome in zip(songs, outcomes, strict=True)
    ]


TWO_FOLDERS = [
    song("/m/B/CD1/z.mp3", album="B", disc="1"),
    song("/m/B/CD2/y.mp3", album="B", disc="2", track="9/9"),
    song("/m/B/CD1/a.mp3", album="B", disc="1"),
]


@pytest.mark.parametrize(
    ("tool", "result"),
    [
        (Number(), ["1/2", "1/1", "2/2"]),
        (Number(per="album", total="none"), ["1", "2", "3"]),
        (Number(per="selection", start=8, digits="auto"), ["08/10", "09/10", "10/10"]),
        (Number(per="selection", digits="2", total="keep"), ["01", "02/9", "03"]),
        (Number(per="disc", digits="3", total="none"), ["001", "001", "002"]),
        (Number(field="disc", per="album"), ["1/2", "2/2", "1/2"]),
        (Number(field="disc", per="folder", total="none"), ["1", "2", "1"]),
        (Number(field="disc", per="selection", total="none"), ["1", "2", "1"]),
    ],
)
def test_songs_are_numbered_in_the_order_of_the_list(tool: Number, result: list[str]) -> None:
    assert numbers(tool, TWO_FOLDERS) == result


def test_albums_of_one_name_by_two_artists_are_two() -> None:
    songs = [
        song("/m/x/1.mp3", album="Greatest Hits", album_artist="A"),
        song("/m/x/2.mp3", album="Greatest Hits", album_artist="B"),
        song("/m/x/3.mp3", album="greatest hits", album_artist="a"),
        song("/m/x/4.mp3"),
    ]
    assert numbers(Number(per="album"), songs) == ["1/2", "1/1", "2/2", "1/1"]


def test_a_number_that_is_right_stays() -> None:
    assert not Number().of(song(track="1/1")).values
    assert Number(start=0, total="none").of(song(track="1")).values == {"track": ("0",)}
