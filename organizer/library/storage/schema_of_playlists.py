"""What is kept of playlists beside their songs: part of the database's shape that ``schema`` lists among its
migrations."""

from __future__ import annotations

#: Songs that playlists name and the library lacks (numbers are never used again: drafts name them), where
#: they stand among ``playlist_items``, and how files are written for a device or a player.
MISSING_SONGS = """
CREATE TABLE missing_songs (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  path BLOB NOT NULL, written BLOB NOT NULL,
  title TEXT NOT NULL, artist TEXT NOT NULL, album TEXT NOT NULL, duration REAL NOT NULL,
  audio_hash TEXT NOT NULL,
  back INTEGER  -- the song that it was found to be
);
CREATE TABLE playlist_missing (
  playlist_id INTEGER NOT NULL REFERENCES playlists (id) ON DELETE CASCADE,
  position INTEGER NOT NULL,
  missing_id INTEGER NOT NULL REFERENCES missing_songs (id) ON DELETE CASCADE,
  PRIMARY KEY (playlist_id, position)
) WITHOUT ROWID;
CREATE INDEX playlist_missing_songs ON playlist_missing (missing_id);
CREATE TABLE playlist_profiles (name TEXT PRIMARY KEY, profile TEXT NOT NULL) WITHOUT ROWID;
"""
