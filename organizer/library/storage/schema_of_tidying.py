"""The migrations of what is stored for tidying up and of covers
(``library.lists.tidying``, ``library.sounds.checks``, ``library.lists.song_covers``)."""

from __future__ import annotations

#: What a person does not want to see among what is wrong, until it changes: ``state`` is a digest of it. An
#: empty ``subject`` stands for all of its kind. ``tidy_covers`` is gone since (``SONG_COVERS``).
#: ``sound_checks``: what was measured of whole songs, by their sound.
TIDYING = """
CREATE TABLE tidy_ignored (
  kind TEXT NOT NULL, subject TEXT NOT NULL, state TEXT NOT NULL, PRIMARY KEY (kind, subject)
) WITHOUT ROWID;
CREATE TABLE tidy_covers (
  track_id INTEGER PRIMARY KEY REFERENCES tracks (id) ON DELETE CASCADE,
  size INTEGER NOT NULL, mtime_ns INTEGER NOT NULL, embedded INTEGER NOT NULL
);
CREATE TABLE sound_checks (
  audio_hash TEXT PRIMARY KEY, version INTEGER NOT NULL, payload TEXT NOT NULL
) WITHOUT ROWID;
"""

#: Of each file the smaller side of the picture inside it and of the one beside it. What lies beside it is
#: looked at again when it moves.
SONG_COVERS = """
DROP TABLE tidy_covers;
CREATE TABLE song_covers (
  track_id INTEGER PRIMARY KEY REFERENCES tracks (id) ON DELETE CASCADE, inside INTEGER, beside INTEGER
);
CREATE INDEX song_covers_unseen ON song_covers (track_id) WHERE inside IS NULL OR beside IS NULL;
CREATE TABLE folder_pictures (
  folder BLOB PRIMARY KEY, name BLOB NOT NULL, size INTEGER NOT NULL, mtime_ns INTEGER NOT NULL,
  side INTEGER NOT NULL
) WITHOUT ROWID;
INSERT INTO song_covers (track_id) SELECT id FROM tracks WHERE origin = 'file';
CREATE TRIGGER song_covers_inserted AFTER INSERT ON tracks WHEN new.origin = 'file' BEGIN
  INSERT INTO song_covers (track_id) VALUES (new.id);
END;
CREATE TRIGGER song_covers_moved AFTER UPDATE OF path ON tracks WHEN new.path != old.path BEGIN
  UPDATE song_covers SET beside = NULL WHERE track_id = new.id;
END;
"""
