"""Years and album artists that disagree, and compilations."""

from __future__ import annotations

from organizer.work.tidying.album_fields import album_artists, compilations, years
from organizer.work.tidying.albums import albums
from tests.work.tidying.songs import numbered, song, whys, written


def test_one_year_among_many_others_is_odd() -> None:
    songs = [*numbered([1, 2, 3, 4], date="1997-05-01"), song(track="5", date="2007", title="Odd")]
    (finding,) = years(albums(songs))
    assert "4 songs of 5 say 1997, but 2007 (“Odd”)" in finding.why and finding.ids == (songs[4].id,)
    assert written(finding) == {songs[4].id: {"date": "1997-05-01"}}
    assert [option.label for option in finding.options] == ["1997-05-01", "2007"]


def test_years_of_songs_are_left() -> None:
    each = [song(date=str(1970 + n)) for n in range(8)]
    half = [*numbered([1, 2], date="1990"), *numbered([3, 4], date="1991")]
    days = [song(date="1997"), song(date="1997-05-01"), song(date="1997-06-01")]
    various = [
        *numbered([1, 2, 3, 4], date="1997", album_artist="Various Artists"),
        song(date="1964", album_artist="Various Artists"),
    ]
    artists = [song(date="1997", artist=f"Artist {n}") for n in range(4)]
    artists.append(song(date="1964", artist="Artist 9"))
    for songs in (each, half, days, various, artists):
        assert whys(years(albums(songs))) == []


def test_album_artists_that_disagree() -> None:
    songs = [*numbered([1, 2, 3], album_artist="Someone"), song(track="4", album_artist="Someone Else")]
    (finding,) = album_artists(songs)
    assert "“Someone” (3 songs), “Someone Else” (1 song)" in finding.why
    assert written(finding) == {songs[3].id: {"album_artist": "Someone"}}
    none = [*numbered([1, 2], album_artist="Someone"), song(track="3")]
    (finding,) = album_artists(none)
    assert "none (1 song)" in finding.why
    each = [song(album_artist=f"Artist {n}", artist=f"Artist {n}") for n in range(4)]
    (finding,) = album_artists(each)
    assert finding.options[0].label == "Various Artists" and len(written(finding)) == 4


def test_album_artists_of_two_albums_are_left() -> None:
    same = numbered([1, 2], album_artist="Someone")
    two = [
        *numbered([1, 2, 3], album="Greatest Hits", album_artist="Queen"),
        *numbered([1, 2], album="Greatest Hits", album_artist="ZZ Top"),
    ]
    stranger = [*numbered([1, 2], album_artist="Someone"), song(artist="A stranger")]
    spelled = [*numbered([1, 2], album_artist="Sigur Rós"), *numbered([3], album_artist="Sigur Ros")]
    for songs in (same, two, stranger, spelled):
        assert whys(album_artists(songs)) == []


def test_compilations_get_an_album_artist_as_the_library_has_it() -> None:
    songs = [song(artist=f"Artist {n}", track=str(n)) for n in range(1, 5)]
    (finding,) = compilations(songs)
    assert "4 songs of 4 artists" in finding.why and finding.options[0].label == "Various Artists"
    others = [song(album="Other", album_artist="Verschiedene", folder="/b") for _ in range(2)]
    (finding,) = compilations([*songs, *others])
    assert written(finding)[songs[0].id] == {"album_artist": "Verschiedene"}


def test_one_artist_with_guests_is_no_compilation() -> None:
    guests = [song(artist=f"Someone feat. Guest {n}") for n in range(5)]
    duets = [song(artist=f"Someone & Guest {n}") for n in range(5)]
    two = [song(artist=f"Artist {n % 2}") for n in range(6)]
    named = [song(artist=f"Artist {n}", album_artist="Someone") for n in range(5)]
    for songs in (guests, duets, two, named):
        assert whys(compilations(songs)) == []
