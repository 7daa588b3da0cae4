from __future__ import annotations

from organizer.library import radio_history, tracks
from organizer.library.storage.database import Database
from tests.work.arranging.test_mapping import add_songs


def test_what_was_played_and_skipped_stays_with_the_sound(db: Database) -> None:
    ids = add_songs(db, 4)
    radio_history.note_played(db, ids[:1], when=100.0)
    radio_history.note_skipped(db, ids[1:2], when=200.0)
    assert radio_history.played_since(db, 100.0).tolist() == ids[:2]
    assert radio_history.played_since(db, 200.0).tolist() == ids[1:2]
    radio_history.note_skipped(db, ids[:1], when=300.0)
    assert radio_history.skipped_since(db, 200.0).tolist() == [ids[1], ids[0]]
    assert radio_history.skipped_since(db, 250.0).tolist() == ids[:1]
    # another file of the same sound shares it
    (copy,) = tracks.upsert(db, [tracks.ScannedFile("/elsewhere/a.mp3", 1, 1)]).added
    tracks.set_audio_hash(db, copy, f"{0:032x}")
    assert radio_history.played_since(db, 0.0).tolist() == [*ids[:2], copy]


def test_songs_without_a_known_sound_leave_nothing(db: Database) -> None:
    (new,) = tracks.upsert(db, [tracks.ScannedFile("/music/new.mp3", 1, 1)]).added
    radio_history.note_skipped(db, [new, 999], when=1.0)
    assert not len(radio_history.skipped_since(db, 0.0))
    assert not len(radio_history.played_since(db, 0.0))
