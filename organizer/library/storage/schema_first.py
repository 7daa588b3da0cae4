"""The first shape of the database, from which the migrations of ``schema`` lead on."""

from __future__ import annotations

FIRST = """
CREATE TABLE roots (path BLOB PRIMARY KEY, added REAL NOT NULL);

CREATE TABLE tracks (
  id INTEGER PRIMARY KEY,
  path BLOB NOT NULL UNIQUE,
  size INTEGER NOT NULL,
  mtime_ns INTEGER NOT NULL,
  audio_hash TEXT NOT NULL DEFAULT '',
  stale INTEGER NOT NULL DEFAULT 0,  -- the file changed since its sound was hashed
  away INTEGER NOT NULL DEFAULT 0,
  added REAL NOT NULL,
  display_title TEXT NOT NULL DEFAULT '',
  title TEXT NOT NULL DEFAULT '',
  artist TEXT NOT NULL DEFAULT '',
  album_artist TEXT NOT NULL DEFAULT '',
  album TEXT NOT NULL DEFAULT '',
  genre TEXT NOT NULL DEFAULT '',
  date TEXT NOT NULL DEFAULT '',
  track TEXT NOT NULL DEFAULT '',
  disc TEXT NOT NULL DEFAULT '',
  bpm TEXT NOT NULL DEFAULT '',
  key TEXT NOT NULL DEFAULT '',
  mood TEXT NOT NULL DEFAULT '',
  grouping TEXT NOT NULL DEFAULT '',
  comment TEXT NOT NULL DEFAULT '',
  compilation INTEGER NOT NULL DEFAULT 0,
  format TEXT NOT NULL DEFAULT '',
  duration REAL NOT NULL DEFAULT 0,
  bitrate INTEGER NOT NULL DEFAULT 0,
  sample_rate INTEGER NOT NULL DEFAULT 0,
  channels INTEGER NOT NULL DEFAULT 0
);
CREATE INDEX tracks_audio_hash ON tracks (audio_hash);
CREATE INDEX tracks_size ON tracks (size, mtime_ns);

CREATE VIRTUAL TABLE tracks_text USING fts5 (
  display_title, artist, album, genre,
  content='tracks', content_rowid='id', tokenize='unicode61 remove_diacritics 2', prefix='2 3'
);
CREATE TRIGGER tracks_text_insert AFTER INSERT ON tracks BEGIN
  INSERT INTO tracks_text (rowid, display_title, artist, album, genre)
  VALUES (new.id, new.display_title, new.artist, new.album, new.genre);
END;
CREATE TRIGGER tracks_text_delete AFTER DELETE ON tracks BEGIN
  INSERT INTO tracks_text (tracks_text, rowid, display_title, artist, album, genre)
  VALUES ('delete', old.id, old.display_title, old.artist, old.album, old.genre);
END;
CREATE TRIGGER tracks_text_update AFTER UPDATE OF display_title, artist, album, genre ON tracks BEGIN
  INSERT INTO tracks_text (tracks_text, rowid, display_title, artist, album, genre)
  VALUES ('delete', old.id, old.display_title, old.artist, old.album, old.genre);
  INSERT INTO tracks_text (rowid, display_title, artist, album, genre)
  VALUES (new.id, new.display_title, new.artist, new.album, new.genre);
END;

CREATE TABLE features (
  audio_hash TEXT NOT NULL,
  version INTEGER NOT NULL,
  vector BLOB NOT NULL,
  analyzed REAL NOT NULL,
  PRIMARY KEY (audio_hash, version)
);
CREATE TABLE descriptors (
  audio_hash TEXT PRIMARY KEY,
  version INTEGER NOT NULL,
  tempo REAL, tempo_confidence REAL NOT NULL, key TEXT, key_confidence REAL NOT NULL,
  loudness REAL, dynamics REAL, brightness REAL, percussiveness REAL, energy REAL
) WITHOUT ROWID;

CREATE TABLE failures (
  track_id INTEGER NOT NULL REFERENCES tracks (id) ON DELETE CASCADE,
  stage TEXT NOT NULL,
  version INTEGER NOT NULL DEFAULT 0,
  reason TEXT NOT NULL,
  remedy TEXT NOT NULL DEFAULT '',
  happened REAL NOT NULL,
  PRIMARY KEY (track_id, stage)
) WITHOUT ROWID;

CREATE TABLE axes (id INTEGER PRIMARY KEY CHECK (id = 1), version INTEGER NOT NULL, payload BLOB NOT NULL);
CREATE TABLE embeddings (
  track_id INTEGER PRIMARY KEY REFERENCES tracks (id) ON DELETE CASCADE,
  vector BLOB NOT NULL
);
CREATE TABLE map (id INTEGER PRIMARY KEY CHECK (id = 1), header TEXT NOT NULL, codebook BLOB NOT NULL);
CREATE TABLE track_cells (
  track_id INTEGER PRIMARY KEY REFERENCES tracks (id) ON DELETE CASCADE,
  cell INTEGER NOT NULL
);
CREATE TABLE grouping (id INTEGER PRIMARY KEY CHECK (id = 1), header TEXT NOT NULL, centers BLOB NOT NULL);
CREATE TABLE track_groups (
  track_id INTEGER PRIMARY KEY REFERENCES tracks (id) ON DELETE CASCADE,
  number INTEGER NOT NULL
);

CREATE TABLE playlists (id INTEGER PRIMARY KEY, name TEXT NOT NULL UNIQUE, created REAL NOT NULL);
CREATE TABLE playlist_items (
  playlist_id INTEGER NOT NULL REFERENCES playlists (id) ON DELETE CASCADE,
  position INTEGER NOT NULL,
  track_id INTEGER NOT NULL REFERENCES tracks (id) ON DELETE CASCADE,
  PRIMARY KEY (playlist_id, position)
) WITHOUT ROWID;

CREATE TABLE edits (
  id INTEGER PRIMARY KEY, created REAL NOT NULL, label TEXT NOT NULL, state TEXT NOT NULL
);
CREATE TABLE edit_files (
  edit_id INTEGER NOT NULL REFERENCES edits (id) ON DELETE CASCADE,
  sequence INTEGER NOT NULL,
  path BLOB NOT NULL,
  track_id INTEGER NOT NULL,
  audio_hash TEXT NOT NULL DEFAULT '',
  changes TEXT NOT NULL,
  inverse BLOB,
  state TEXT NOT NULL,
  reason TEXT NOT NULL DEFAULT '',
  PRIMARY KEY (edit_id, sequence)
);
"""
