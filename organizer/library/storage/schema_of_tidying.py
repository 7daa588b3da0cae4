"""The migrations of what is stored for tidying up (``library.lists.tidying``, ``library.sounds.checks``)."""

from __future__ import annotations

#: What a person does not want to see among what is wrong, until it changes: ``state`` is a digest of it. An
#: empty ``subject`` stands for all of its kind. ``tidy_covers``: whether a file has a picture in it, for as
#: long as it is the same file. ``sound_checks``: what was measured of whole songs, by their sound.
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
