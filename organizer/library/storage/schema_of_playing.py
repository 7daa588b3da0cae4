"""What is kept of playing: the part of the database's shape that ``schema`` lists among its migrations."""

from __future__ import annotations

#: When a radio played a song, and when a person skipped it there, by its sound; in seconds since 1970, 0 for
#: never. See ``radio_history``.
RADIO = """
CREATE TABLE radio_sounds (
  audio_hash TEXT PRIMARY KEY, played REAL NOT NULL DEFAULT 0, skipped REAL NOT NULL DEFAULT 0
) WITHOUT ROWID;
"""
