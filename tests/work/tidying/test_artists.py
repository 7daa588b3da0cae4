"""Artists and genres by two names: what is one name, and what only looks like it."""

from __future__ import annotations

import pytest

from organizer.work.tidying.artists import artist_spellings, genre_spellings
from tests.work.tidying.songs import song, written


@pytest.mark.parametrize(
    ("often", "once", "words"),
    [
        ("Björk", "Bjork", "accents"),
        ("Radiohead", "radiohead", "upper and lower case"),
        ("Sigur Rós", "sigur ros", "accents"),
        ("Simon & Garfunkel", "Simon and Garfunkel", "“&” and “and”"),
        ("The Beatles", "Beatles, The", "where “The” stands"),
        ("Guns N’ Roses", "Guns n Roses", "punctuation"),
        ("Iron Maiden", "IronMaiden", "blanks"),
        ("Blink-182", "blink 182", "punctuation"),
        ("宇多田ヒカル", "宇多田ひかる", "how signs are written"),
        ("Florence + the Machine", "Florence and The Machine", "punctuation"),
    ],
)
def test_names_that_differ_in_little_are_one_artist(often: str, once: str, words: str) -> None:
    songs = [song(artist=often, album="A"), song(artist=often, album="A"), song(artist=once, album="B")]
    (finding,) = artist_spellings(songs)
    assert finding.subject == often and words in finding.why
    assert written(finding) == {songs[2].id: {"artist": often}}
    assert written(finding, 1) == {row.id: {"artist": once} for row in songs[:2]}


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Air", "Aïr"),
        ("Low", "Lo"),
        ("MEG", "Meg"),
        ("M.I.A.", "Mia"),
        ("Mono", "MONO"),
        ("Maná", "Mana"),
        ("Zoé", "Zoe"),
        ("Pink", "P!nk"),
        ("AB", "AB+"),
        ("The Beat", "Beat"),
        ("The Band", "Band"),
        ("The Music", "Music"),
        ("Nirvana", "Nirvana UK"),
        ("Earth", "Earth, Wind & Fire"),
        ("Bob Dylan", "Bob Marley"),
        ("Now Here", "Nowhere"),
        ("Ash Ra", "Ashra"),
        ("!!!", "???"),
        ("Sum 41", "Sum 4 1"),
        ("Suede", "Suedé"),
    ],
)
def test_names_that_may_be_two_artists_stay_two(one: str, other: str) -> None:
    songs = [
        song(artist=one, album="Moon Safari", genre="Electronic"),
        song(artist=other, album="Desert Nights", genre="Desert blues", folder="/music/b"),
    ]
    assert list(artist_spellings(songs)) == []


def test_albums_that_all_artists_have_speak_for_nothing() -> None:
    songs = [
        song(artist="Air", album="Greatest Hits"),
        song(artist="Aïr", album="Greatest Hits", folder="/music/b"),
    ]
    assert list(artist_spellings(songs)) == []


def test_a_shared_album_or_song_makes_short_names_one() -> None:
    album = [song(artist="Air", album="Moon Safari"), song(artist="AIR", album="Moon Safari", folder="/b")]
    (finding,) = artist_spellings(album)
    assert "both have the album “Moon Safari”" in finding.why
    titles = [
        song(artist="ABBA", title="Dancing Queen", duration=231.0, album="Arrival"),
        song(artist="abba", title="Dancing queen", duration=230.0, album="Gold", folder="/b"),
    ]
    (finding,) = artist_spellings(titles)
    assert finding.subject == "ABBA" and "both have the song “Dancing Queen”" in finding.why
    covers = [titles[0], titles[1]._replace(duration=300.0)]
    assert list(artist_spellings(covers)) == []


def test_the_in_front_needs_evidence() -> None:
    songs = [song(artist="The Cure", album="Disintegration"), song(artist="Cure", album="Disintegration")]
    (finding,) = artist_spellings(songs)
    assert "“The” in front" in finding.why and "in one folder" in finding.why


def test_other_artists_of_a_song_stay() -> None:
    songs = [
        song(artist=("Sigur Ros", "Guest"), album_artist=("Sigur Ros",)),
        *(song(artist="Sigur Rós") for _ in range(2)),
    ]
    (finding,) = artist_spellings(songs)
    assert written(finding) == {songs[0].id: {"artist": ("Sigur Rós", "Guest"), "album_artist": "Sigur Rós"}}


def test_genres_of_two_spellings_become_one() -> None:
    songs = [
        song(genre=("Hip-Hop", "Live")),
        song(genre="Hip-Hop"),
        song(genre=("hip hop", "Hip-Hop")),
        song(genre="Hip Hop"),
    ]
    (finding,) = genre_spellings(songs)
    assert finding.subject == "Hip-Hop"
    assert written(finding) == {songs[2].id: {"genre": ("Hip-Hop",)}, songs[3].id: {"genre": ("Hip-Hop",)}}


@pytest.mark.parametrize(
    ("one", "other"), [("Pop/Rock", "Pop Rock"), ("Folk", "Folks"), ("House", "Acid House"), ("R&B", "RB")]
)
def test_other_genres_stay_two(one: str, other: str) -> None:
    assert list(genre_spellings([song(genre=one), song(genre=other)])) == []
