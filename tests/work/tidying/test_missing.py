"""Songs that do not say something, and what is proposed."""

from __future__ import annotations

import pytest

from organizer.work.tidying.missing import missing_fields, title_of
from tests.work.tidying.songs import song, written


def test_what_songs_beside_them_agree_on_is_proposed() -> None:
    album = [song(track=str(n)) for n in range(1, 4)]
    without = song(artist=(), genre=(), date="", track="4")
    by_kind = {finding.kind: finding for finding in missing_fields([*album, without])}
    assert by_kind.keys() == {"missing-artist", "missing-genre", "missing-date"}
    assert written(by_kind["missing-artist"]) == {without.id: {"artist": "Someone"}}
    assert written(by_kind["missing-genre"]) == {without.id: {"genre": ("Rock",)}}
    assert written(by_kind["missing-date"]) == {without.id: {"date": "1999"}}
    assert "1 song in this folder" in by_kind["missing-date"].why and "agree" in by_kind["missing-date"].why


def test_where_they_disagree_nothing_is_proposed() -> None:
    beside = [song(genre="Rock", track="1"), song(genre="Pop", track="2"), song(genre=(), track="3")]
    (finding,) = missing_fields(beside)
    assert finding.kind == "missing-genre" and not finding.options
    stranger = [song(track="1"), song(track="2"), song(artist="Other", album="", track="7")]
    (finding,) = missing_fields(stranger)
    assert finding.kind == "missing-album" and not finding.options


def test_numbers_and_titles_come_from_names_of_files() -> None:
    songs = [song(name=f"0{n} Blue_{n}.mp3", title="") for n in range(1, 4)]
    kinds = {finding.kind: finding for finding in missing_fields(songs)}
    assert kinds["missing-title"].why.startswith("All 3 songs")
    assert written(kinds["missing-title"])[songs[1].id] == {"title": "Blue 2"}
    assert written(kinds["missing-track"])[songs[2].id] == {"track": "3"}


def test_unknown_artist_says_nothing_and_a_song_alone_needs_no_number() -> None:
    kinds = {finding.kind for finding in missing_fields([song(artist="Unknown Artist", album="", track="")])}
    assert kinds == {"missing-artist", "missing-album"}
    kinds = {finding.kind for finding in missing_fields([song(date="0000", title="Untitled", track="1")])}
    assert kinds == {"missing-date"}


@pytest.mark.parametrize(
    ("name", "title"),
    [
        ("04 Blue.mp3", "Blue"),
        ("1-04. Blue in Green.flac", "Blue in Green"),
        ("so_what.mp3", "so what"),
        ("99 Luftballons.mp3", "Luftballons"),
        ("Artist - Title.mp3", None),
        ("Track 01.mp3", None),
        ("07.mp3", None),
    ],
)
def test_titles_out_of_names(name: str, title: str | None) -> None:
    assert title_of(f"/music/{name}") == title
