"""Migrations for what a person marks on the map (see ``schema``). Never edit one that has shipped."""

from __future__ import annotations

#: Regions that a person named, and their songs by their sound: chosen, joined, or out (see ``regions``).
#: ``unplaced``: songs that had no place in the space when a region was made.
REGIONS = """
CREATE TABLE regions (
  id INTEGER PRIMARY KEY AUTOINCREMENT, name TEXT NOT NULL, colour INTEGER NOT NULL, created REAL NOT NULL,
  unplaced BLOB NOT NULL, playlist_id INTEGER REFERENCES playlists (id) ON DELETE SET NULL
);
CREATE TABLE region_songs (
  region_id INTEGER NOT NULL REFERENCES regions (id) ON DELETE CASCADE,
  audio_hash TEXT NOT NULL,
  standing TEXT NOT NULL CHECK (standing IN ('chosen', 'joined', 'out')),
  PRIMARY KEY (region_id, audio_hash)
) WITHOUT ROWID;
CREATE INDEX region_songs_by_sound ON region_songs (audio_hash, standing, region_id);
"""

#: Maps that others took the place of (see ``map_versions``): of songs a number for the sound of each,
#: uint64, and row and column, float32; both are compressed, and so is the codebook.
MAP_VERSIONS = """
CREATE TABLE map_versions (
  id INTEGER PRIMARY KEY AUTOINCREMENT, replaced REAL NOT NULL, reason TEXT NOT NULL, axes TEXT NOT NULL,
  songs INTEGER NOT NULL, header TEXT NOT NULL,
  codebook BLOB NOT NULL, sounds BLOB NOT NULL, places BLOB NOT NULL
);
"""

#: Songs that stay at a place of the map, by their sound (see ``pins``): shares of its height and width.
PINS = """
CREATE TABLE pins (
  audio_hash TEXT PRIMARY KEY, down REAL NOT NULL, across REAL NOT NULL, pinned REAL NOT NULL
) WITHOUT ROWID;
"""
