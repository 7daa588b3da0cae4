from __future__ import annotations

import pytest

from organizer.work.tags.tools.featuring import Featuring, without_guests
from tests.work.tags.tools.made import made, song


@pytest.mark.parametrize(
    ("title", "rest", "guests"),
    [
        ("Song (feat. B)", "Song", "B"),
        ("Song [ft. B & C]", "Song", "B & C"),
        ("Song feat. B (Remix)", "Song (Remix)", "B"),
        ("Song (feat. B) [Remix]", "Song [Remix]", "B"),
        ("Song ft B", "Song", "B"),
        ("Song featuring B - Live", "Song - Live", "B"),
        ("Song (with B)", "Song", "B"),
        ("Song (w/ B)", "Song", "B"),
        ("Song (Feat.B)", "Song", "B"),
        ("歌 (feat. 初音ミク)", "歌", "初音ミク"),
        ("Song (feat. B (of C))", "Song", "B (of C)"),
    ],
)
def test_guests_are_taken_out_of_a_title(title: str, rest: str, guests: str) -> None:
    assert without_guests(title) == (rest, guests)


@pytest.mark.parametrize(
    "title",
    """Live and Let Go|Defeat|The Defeat (Live)|Little Feat Live|A feat of strength
Six Ft. Deep|6 ft under|Gift|Crafts
Live at Ft. Worth|Song (with strings)|With or Without You|Gone (with the wind)
Feats Don't Fail Me Now|(feat. B)
Song (feat.)|Song feat.|Feat. of Clay|Song (featuringX)
Song (with)|Ft. Lauderdale|Song (With Lyrics)""".replace("\n", "|").split("|"),
)
def test_titles_that_only_look_so_stay(title: str) -> None:
    assert without_guests(title) == (title, "")


def test_guests_become_artists() -> None:
    assert made(Featuring(), title="Song (feat. B & C)", artist="A") == {
        "title": "Song",
        "artist": ("A", "B", "C"),
    }
    assert made(Featuring(split=False), title="S ft. B & C", artist="A") == {
        "title": "S",
        "artist": ("A", "B & C"),
    }
    assert made(Featuring(), title="Song", artist="A feat. B") == {"artist": ("A", "B")}
    assert made(Featuring(), title="Song (feat. b)", artist=("A", "B")) == {"title": "Song"}
    assert made(Featuring(), title="Song", artist="Little Feat") == {}
    assert made(Featuring(), title="S (feat. Simon & Garfunkel)", artist="A")["artist"] == (
        "A",
        "Simon & Garfunkel",
    )
    assert made(Featuring(way="artist"), title="S (feat. B & C)", artist="A") == {
        "title": "S",
        "artist": "A feat. B & C",
    }
    assert Featuring(way="artist").of(song(title="S (feat. B)")).misfit


def test_guests_go_to_the_title() -> None:
    to_title = Featuring(way="title")
    assert made(to_title, title="S", artist="A feat. B") == {"title": "S (feat. B)", "artist": "A"}
    assert made(to_title, title="S", artist=("A", "B", "C")) == {"title": "S (feat. B & C)", "artist": "A"}
    assert made(to_title, title="S (feat. B)", artist="A ft. B") == {"artist": "A"}
    assert made(to_title, title="S", artist="A") == {}
