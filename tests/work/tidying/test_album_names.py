"""Albums by two names, and disc numbers in names."""

from __future__ import annotations

import pytest

from organizer.work.tidying.album_names import album_spellings, discs_in_names
from tests.work.tidying.songs import numbered, song, written


@pytest.mark.parametrize(
    ("often", "once"),
    [
        ("Kind of Blue", "Kind Of Blue"),
        ("Ágætis byrjun", "Agaetis Byrjun"),
        ("What’s Going On", "Whats Going On"),
        ("The White Album", "White Album, The"),
        ("Sgt. Pepper", "Sgt Pepper"),
        ("Live & Loud", "Live and Loud"),
    ],
)
def test_one_album_by_two_names_in_one_folder(often: str, once: str) -> None:
    songs = [*numbered([1, 2, 3], album=often), song(album=once, track="4")]
    (finding,) = album_spellings(songs)
    assert finding.subject == f"{often} – Someone" and "one folder" in finding.why
    assert written(finding) == {songs[3].id: {"album": often}}


@pytest.mark.parametrize(
    ("one", "other"),
    [("Album", "Album (Deluxe)"), ("Led Zeppelin II", "Led Zeppelin III"), ("Live", "Alive"), ("1", "One")],
)
def test_editions_and_other_names_are_other_albums(one: str, other: str) -> None:
    assert list(album_spellings([song(album=one), song(album=other)])) == []


def test_albums_of_other_artists_years_or_songs_are_other_albums() -> None:
    hits = [song(album="Greatest Hits"), song(album="Greatest hits", artist="Other", folder="/b")]
    years = [
        song(album="Weezer", artist="Weezer", date="1994", folder="/a/blue"),
        song(album="weezer", artist="Weezer", date="2001", folder="/a/green"),
    ]
    clash = [
        song(album="Live!", track="1", title="Opening"),
        song(album="Live", track="1", title="Another one", folder="/b"),
    ]
    the = [song(album="The Wall"), song(album="Wall", folder="/b")]
    for songs in (hits, years, clash, the):
        assert list(album_spellings(songs)) == []


def test_a_compilation_by_two_names_is_one_by_its_folder() -> None:
    songs = [song(album="Top 40", artist=f"Artist {n}") for n in range(3)]
    songs.append(song(album="TOP 40", artist="Artist 9"))
    (finding,) = album_spellings(songs)
    assert written(finding) == {songs[3].id: {"album": "Top 40"}}


@pytest.mark.parametrize(
    ("first", "second"),
    [
        ("The Wall CD 1", "The Wall CD 2"),
        ("The Wall (Disc 1)", "The Wall (Disc 2)"),
        ("The Wall [CD1]", "The Wall [CD2]"),
        ("The Wall - Disc One", "The Wall - Disc Two"),
        ("The Wall: Disk 01", "The Wall: Disk 02"),
    ],
)
def test_discs_in_names_become_disc_numbers(first: str, second: str) -> None:
    one, two = numbered([1, 2], album=first), numbered([1, 2], album=second, folder="/music/b")
    (finding,) = discs_in_names([*one, *two])
    assert finding.subject == "The Wall" and "fit" in finding.why
    assert written(finding)[one[0].id] == {"album": "The Wall", "disc": "1"}
    assert written(finding)[two[1].id] == {"album": "The Wall", "disc": "2"}


def test_discs_that_do_not_fit_are_left() -> None:
    alone = numbered([1, 2], album="Best of CD 1")
    other_disc = [*numbered([1, 2], album="X CD 1"), *numbered([1, 2], album="X CD 2", disc="3")]
    copies = [
        song(album=f"X CD {n}", track=str(t), title=f"Title {t}", folder=f"/{n}")
        for n in (1, 2)
        for t in (1, 2)
    ]
    without = [song(album="X CD 1"), song(album="X CD 2")]
    others = [
        *numbered([1, 2], album="Best CD 1", artist="One", folder="/one/x"),
        *numbered([1, 2], album="Best CD 2", artist="Two", folder="/two/x"),
    ]
    volumes = [*numbered([1], album="Hits Vol. 1"), *numbered([1], album="Hits Vol. 2")]
    for songs in (alone, other_disc, copies, without, others, volumes):
        assert list(discs_in_names(songs)) == []
