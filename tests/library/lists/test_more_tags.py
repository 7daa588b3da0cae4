"""Fields that no list shows: stored when a file is read, searched, and kept with their song."""

from __future__ import annotations

from pathlib import Path

from organizer.base.model import Tags
from organizer.library import tracks
from organizer.library.files import removals
from organizer.library.lists import more_tags
from organizer.library.storage.database import Database
from organizer.library.tracks import ScannedFile

BACH = Tags(
    title="Air",
    more=(
        ("composer", ("J. S. Bach", "Größe")),
        ("label", "Blue Note"),
        ("lyrics", "All you need\nis LOVE"),
        ("original_date", "1731-05"),
        ("isrc", "not stored here"),
    ),
)


def scanned(*all_tags: Tags) -> list[ScannedFile]:
    return [ScannedFile(f"/music/{number}.mp3", 1, 1, tags) for number, tags in enumerate(all_tags)]


def test_fields_are_searched(db: Database) -> None:
    tracks.upsert(db, scanned(BACH, Tags(title="Other", more=(("composer", "Orff"),)), Tags(title="None")))

    def found(text: str) -> list[str]:
        return [song.title for song in tracks.get_many(db, tracks.query(db, text).tolist())]

    assert found("composer:bach") == found("composer:GROSSE") == found('label:"blue note"') == ["Air"]
    assert found("lyrics:love") == found('lyrics:"you need"') == ["Air"]
    assert found('composer:="Orff"') == ["Other"]
    assert found('composer:="bach"') == []
    assert found('composer:""') == ["None"]
    assert found("-composer:bach composer:o") == ["Other"]
    assert found("originaldate:1700..1750") == found("original_date:<1732") == ["Air"]
    assert found("air or composer:orff") == ["Air", "Other"]


def test_what_changes_in_a_file_is_news_and_what_does_not_is_none(db: Database) -> None:
    (number,) = tracks.upsert(db, scanned(BACH)).added
    assert tracks.upsert(db, scanned(BACH), trusted={"/music/0.mp3"}).updated == ()
    changed = Tags(title="Air", more=(("composer", "Carl Orff"),))
    assert tracks.upsert(db, scanned(changed)).updated == (number,)
    assert more_tags.of(db, [number]) == {number: {"composer": "Carl Orff"}}
    assert tracks.upsert(db, scanned(Tags(title="Air"))).updated == (number,)
    assert more_tags.of(db, [number]) == {}


def test_fields_leave_and_come_back_with_their_song(db: Database) -> None:
    (number,) = tracks.upsert(db, scanned(BACH)).added
    before = more_tags.of(db, [number])
    assert before[number]["composer"] == ("J. S. Bach", "Größe") and "lyrics" not in before[number]
    _, removal = removals.remove(db, [number])
    assert db.read().execute("SELECT count(*) FROM more_tags").fetchone()[0] == 0
    removals.restore(db, removal)
    assert more_tags.of(db, [number]) == before


def test_a_song_that_moved_has_what_its_file_says_now(db: Database, tmp_path: Path) -> None:
    old, new = tracks.upsert(db, scanned(BACH, Tags(title="Air", more=(("label", "ECM"),)))).added
    tracks.set_audio_hash(db, old, "a" * 32)
    tracks.set_away(db, [old], True)
    tracks.set_audio_hash(db, new, "a" * 32)
    assert more_tags.of(db, [old, new]) == {old: {"label": "ECM"}}
