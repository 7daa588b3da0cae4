"""Play counts, skips and ratings: read from real files of each kind, and usable as numbers."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from organizer.base.arrangement import Space
from organizer.cli import parser
from organizer.library import measures, tracks
from organizer.library.storage.database import Database
from organizer.library.tables import tables
from organizer.library.tags import tags
from organizer.work.arranging import grouping
from organizer.work.insight import insighting
from organizer.work.intake import importing, listening
from organizer.work.jobs import JobContext
from tests.conftest import tone, write_song


def rated(path: Path, **numbers: object) -> Path:
    """A real file with a rating and counts as players write them for its kind."""
    import mutagen
    from mutagen.id3 import PCNT, POPM, TXXX

    write_song(path, tone(0.5))
    file = mutagen.File(path)
    if file.tags is None:
        file.add_tags()
    for key, value in numbers.items():
        if key == "POPM":
            file.tags.add(POPM(email="me", rating=value, count=numbers.get("count", 0)))
        elif key == "PCNT":
            file.tags.add(PCNT(count=value))
        elif key != "count" and path.suffix == ".mp3":
            file.tags.add(TXXX(desc=key, text=[str(value)]))
        elif key != "count":
            file[key] = str(value)
    file.save()
    return path


@pytest.mark.parametrize(
    ("name", "numbers", "reported"),
    [
        ("a.mp3", {"POPM": 196, "count": 7}, {"rating": 4.0, "play count": 7.0}),
        ("a.mp3", {"POPM": 255}, {"rating": 5.0}),
        ("a.mp3", {"PCNT": 12}, {"play count": 12.0}),
        (
            "a.mp3",
            {"FMPS_Rating": "0.8", "FMPS_PlayCount": "3", "SKIP_COUNT": 2},
            {"rating": 4.0, "play count": 3.0, "skip count": 2.0},
        ),
        ("a.flac", {"RATING": "60", "PLAY_COUNT": "5"}, {"rating": 3.0, "play count": 5.0}),
        ("a.flac", {"rating:quodlibet@lists.sacredchao.net": "0.5"}, {"rating": 2.5}),
        ("a.ogg", {"FMPS_RATING": "1.0", "skipcount": "4"}, {"rating": 5.0, "skip count": 4.0}),
        ("a.ogg", {"RATING": "4"}, {"rating": 4.0}),
        ("a.ogg", {"RATING": "loved", "PLAYCOUNT": "-3"}, {"play count": 0.0}),
        ("a.flac", {"RATING": "1e400", "PLAY_COUNT": "nan"}, {}),
        ("a.mp3", {"POPM": 0}, {}),
    ],
)
def test_each_kind_of_file_is_read(tmp_path: Path, name: str, numbers: dict, reported: dict) -> None:
    assert tags.listening(str(rated(tmp_path / name, **numbers))) == pytest.approx(reported)


def test_atoms_of_mp4_and_windows_media_are_read() -> None:
    from types import SimpleNamespace

    from mutagen.mp4 import MP4Tags

    from organizer.library.tags.listening import listening_numbers

    atoms = MP4Tags()
    atoms["----:com.apple.iTunes:PLAY_COUNT"] = [b"9"]
    atoms["rate"] = ["80"]
    assert listening_numbers(SimpleNamespace(tags=atoms)) == {"play count": 9.0, "rating": 4.0}
    assert listening_numbers(SimpleNamespace(tags={"WM/SharedUserRating": ["75"]})) == {"rating": 4.0}
    assert listening_numbers(SimpleNamespace(tags=None)) == {}


def test_they_are_numbers_of_their_songs(db: Database, tmp_path: Path, capsys) -> None:
    for at in range(12):
        rated(tmp_path / "music" / f"{at}.flac", RATING=str(20 if at % 2 else 100), PLAY_COUNT=str(at))
    rated(tmp_path / "music" / "plain.flac")
    importing.import_paths(JobContext(), db, [str(tmp_path / "music")])
    assert "rating" not in measures.names(db)
    read = listening.read_listening(JobContext(), db)
    assert (read.files, read.songs, read.failed) == (13, 12, 0)
    assert read.each == {"play count": 12, "rating": 12} and "12 of 13 files" in listening.in_words(read)
    assert {"rating", "play count"} <= set(measures.known(db))
    assert len(tracks.query(db, "rating:4..")) == 6 and len(tracks.query(db, "play_count:..2")) == 3
    made = grouping.build_groups(JobContext(), db, k=2, space=Space(("rating",)))
    assert sorted(group.size for group in made.groups) == [6, 6]
    assert {"rating", "play count"} <= set(insighting.gather(db).names)
    assert grouping.table_features(db) == ()  # by themselves they lay nothing out
    again = listening.read_listening(JobContext(), db)
    assert again.songs == 12 and len(tables.imported(db)) == 1
    db.close()
    assert parser.run(["--library", str(tmp_path / "library.db"), "listening", "--json"]) == 0
    assert json.loads(capsys.readouterr().out)["songs"] == 12
