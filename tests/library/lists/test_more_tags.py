"""Fields that no list shows: stored when a file is read, searched, and kept with their song."""

from __future__ import annotations

import struct
from pathlib import Path

from organizer.base.model import Tags
from organizer.library import tracks
from organizer.library.files import removals
from organizer.library.lists import more_tags
from organizer.library.storage.database import Database
from organizer.library.tracks import ScannedFile
from organizer.work.intake.importing import import_paths
from organizer.work.jobs import JobContext

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


def test_the_copyright_of_an_aifc_file_is_stored_and_searched(db: Database, tmp_path: Path) -> None:
    def chunk(name: bytes, data: bytes) -> bytes:
        return name + struct.pack(">I", len(data)) + data + b"\0" * (len(data) % 2)

    form = (
        struct.pack(">hIh", 1, 400, 16) + bytes.fromhex("400EAC44000000000000") + b"NONE\x0enot compressed\0"
    )
    texts = chunk(b"NAME", b"Air") + chunk(b"(c) ", b"1999 Ann Ltd")
    sound = chunk(b"SSND", bytes(8) + b"\1\2" * 400)
    body = b"AIFC" + chunk(b"FVER", b"\xa2\x80\x51\x40") + chunk(b"COMM", form) + texts + sound
    (tmp_path / "air.aifc").write_bytes(chunk(b"FORM", body))
    import_paths(JobContext(), db, [str(tmp_path)])
    ids = tracks.query(db, "copyright:ann")
    assert [song.title for song in tracks.get_many(db, ids.tolist())] == ["Air"]
    assert more_tags.of(db, ids.tolist()) == {int(ids[0]): {"copyright": "1999 Ann Ltd"}}
