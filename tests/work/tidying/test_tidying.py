"""The whole look over a library: real files, a real database."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path

import mutagen
import pytest

from organizer.base.errors import Cancelled
from organizer.base.model import Tags
from organizer.library import tracks
from organizer.library.lists import tidying as storage
from organizer.library.storage.database import Database
from organizer.library.storage.schema import MIGRATIONS
from organizer.library.storage.schema_of_tidying import TIDYING
from organizer.work.intake import importing
from organizer.work.jobs import JobContext
from organizer.work.tags import tagging
from organizer.work.tidying import checking, tidying
from organizer.work.tidying.findings import edits
from organizer.work.tidying.tidying import Tidiness
from tests.conftest import write_song


@pytest.fixture
def album(make_song: Callable[..., Path], db: Database) -> Path:
    """Four songs of an album: one spells the artist otherwise, one has no genre; track 3 is missing."""
    for number, artist in ((1, "Sigur Rós"), (2, "Sigur Rós"), (4, "Sigur Ros"), (5, "Sigur Rós")):
        path = make_song(
            f"album/0{number} Song {number}.flac",
            seconds=0.3,
            title=f"Song {number}",
            artist=artist,
            album="Takk",
            date="2005",
            tracknumber=str(number),
            **({"genre": "Post-Rock"} if number != 5 else {}),
        )
    importing.import_paths(JobContext(), db, [str(path.parent)])
    return path.parent


def look(db: Database, **how: object) -> Tidiness:
    return tidying.look(JobContext(), db, **how)  # type: ignore[arg-type]


def kinds(seen: Tidiness) -> list[str]:
    return [finding.kind for finding in seen.findings]


def test_what_is_stored_comes_with_a_migration(db: Database) -> None:
    assert TIDYING in MIGRATIONS
    for table in ("tidy_ignored", "song_covers", "sound_checks"):
        assert db.read().execute(f"SELECT count(*) FROM {table}").fetchone()[0] == 0


def test_an_empty_library_has_nothing_to_tidy(db: Database) -> None:
    assert look(db) == Tidiness((), 0, {}, frozenset(), 0)


def test_what_is_wrong_is_found_written_and_gone(db: Database, album: Path) -> None:
    seen = look(db)
    assert kinds(seen) == ["missing-genre", "artist-spelling", "tracks-missing", "cover"]
    assert seen.songs == 4 and seen.unchecked == 4
    before = (album / "04 Song 4.flac").read_bytes()
    chosen = [(finding, finding.options[0]) for finding in seen.findings if finding.options]
    diffs = tagging.preview(db, edits(db, chosen))
    assert {(os.path.basename(d.path), d.field, d.new) for d in diffs} == {
        ("04 Song 4.flac", "artist", "Sigur Rós"),
        ("05 Song 5.flac", "genre", ("Post-Rock",)),
    }
    assert tagging.apply(JobContext(), db, diffs, label="tidy").done == 2
    assert mutagen.File(album / "04 Song 4.flac")["artist"] == ["Sigur Rós"]
    assert kinds(look(db)) == ["tracks-missing", "cover"]
    tagging.undo(JobContext(), db)
    assert (album / "04 Song 4.flac").read_bytes() == before
    assert len(look(db).findings) == 4


def test_what_is_ignored_is_not_shown_until_it_changes(db: Database, album: Path) -> None:
    seen = look(db)
    storage.ignore(db, [(one.kind, one.key, one.state) for one in seen.of("tracks-missing")])
    again = look(db)
    assert "tracks-missing" not in kinds(again) and again.ignored == {"tracks-missing": 1}
    (album / "05 Song 5.flac").unlink()
    importing.import_paths(JobContext(), db, [str(album)])
    assert "tracks-missing" in kinds(look(db))
    storage.ignore(db, [("cover", "", "")])
    off = look(db)
    assert "cover" not in kinds(off) and off.kinds_off == {"cover"}
    assert kinds(look(db, kinds=["cover"])) == ["cover"]
    assert storage.show_again(db, "cover", whole=True) == 1 and "cover" in kinds(look(db))


def test_covers_beside_and_inside_count(db: Database, album: Path) -> None:
    first: list[Tidiness] = []
    look(db, on_first=first.append)
    assert kinds(first[0]) == ["missing-genre", "artist-spelling", "tracks-missing"]
    (album / "folder.jpg").write_bytes(b"\xff\xd8 a picture")
    assert kinds(look(db, kinds=["cover"])) == []
    (album / "folder.jpg").unlink()
    picture = mutagen.flac.Picture()
    picture.data, picture.mime, picture.type = b"\x89PNG", "image/png", 3
    song = mutagen.File(album / "01 Song 1.flac")
    song.add_picture(picture)
    song.save()
    importing.import_paths(JobContext(), db, [str(album)])
    assert kinds(look(db, kinds=["cover"])) == []


def test_it_can_be_stopped(db: Database, album: Path) -> None:
    context = JobContext()
    context.cancel()
    with pytest.raises(Cancelled):
        tidying.look(context, db)


def test_songs_without_a_length(db: Database) -> None:
    tags = Tags(title="T", artist="A", album="B", date="1999", genre=("G",), track="1")
    tracks.upsert(db, [tracks.ScannedFile("/music/nothing.mp3", 1, 1, tags)])
    assert "no-length" in kinds(look(db))


def test_lossless_files_are_checked_once(db: Database, tmp_path: Path) -> None:
    from tests.analysis.lossless.test_traces import RATE, decoded, struck

    samples = struck(3.0)
    write_song(tmp_path / "m" / "original.flac", samples, sample_rate=RATE)
    write_song(tmp_path / "m" / "fake.flac", decoded(samples, "mp3", "mp3", 128), sample_rate=RATE)
    cut = write_song(tmp_path / "m" / "cut.wav", struck(3.0)[:, 0], sample_rate=RATE)
    cut.write_bytes(cut.read_bytes()[:-100_000])
    importing.import_paths(JobContext(), db, [str(tmp_path / "m")])
    assert look(db, kinds=["lossy-source", "cut-off"]).unchecked == 3
    result = checking.check(JobContext(), db, jobs=1)
    assert result.done == 3 and not result.failures
    seen = look(db, kinds=["lossy-source", "cut-off"])
    assert [(one.kind, one.subject) for one in seen.findings] == [
        ("lossy-source", "fake.flac"),
        ("cut-off", "cut.wav"),
    ]
    assert "went through MP3" in seen.findings[0].why and "ends after" in seen.findings[1].why
    assert seen.unchecked == 0 and checking.check(JobContext(), db, jobs=1).known == 3
