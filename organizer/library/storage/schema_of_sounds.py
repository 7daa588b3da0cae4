"""The migrations of what is stored of sounds (``library.sounds``)."""

from __future__ import annotations

#: The parts of recordings, by their sound.
STRUCTURES = """
CREATE TABLE structures (
  audio_hash TEXT PRIMARY KEY, version INTEGER NOT NULL, features BLOB NOT NULL, parts TEXT NOT NULL
);
"""

#: Counts whatever changes which songs can be compared, and by what: who keeps the places of all songs at hand
#: asks for this number, rather than for a million rows, whether they are still right.
PLACE_CHANGES = """
CREATE TABLE place_changes (id INTEGER PRIMARY KEY CHECK (id = 1), number INTEGER NOT NULL);
INSERT INTO place_changes VALUES (1, 0);
CREATE TRIGGER embeddings_inserted AFTER INSERT ON embeddings BEGIN
  UPDATE place_changes SET number = number + 1;
END;
CREATE TRIGGER embeddings_updated AFTER UPDATE ON embeddings BEGIN
  UPDATE place_changes SET number = number + 1;
END;
CREATE TRIGGER embeddings_deleted AFTER DELETE ON embeddings BEGIN
  UPDATE place_changes SET number = number + 1;
END;
CREATE TRIGGER features_inserted AFTER INSERT ON features BEGIN
  UPDATE place_changes SET number = number + 1;
END;
CREATE TRIGGER features_deleted AFTER DELETE ON features BEGIN
  UPDATE place_changes SET number = number + 1;
END;
CREATE TRIGGER axes_inserted AFTER INSERT ON axes BEGIN
  UPDATE place_changes SET number = number + 1;
END;
CREATE TRIGGER axes_deleted AFTER DELETE ON axes BEGIN
  UPDATE place_changes SET number = number + 1;
END;
CREATE TRIGGER tracks_sound_inserted AFTER INSERT ON tracks WHEN new.audio_hash != '' BEGIN
  UPDATE place_changes SET number = number + 1;
END;
CREATE TRIGGER tracks_sound_updated AFTER UPDATE OF audio_hash ON tracks WHEN new.audio_hash != old.audio_hash
BEGIN
  UPDATE place_changes SET number = number + 1;
END;
CREATE TRIGGER tracks_sound_deleted AFTER DELETE ON tracks BEGIN
  UPDATE place_changes SET number = number + 1;
END;
"""

#: When and how hard songs are analyzed (see ``library.sounds.pace``): hours in minutes of the day, NULL: all.
PACE = """
CREATE TABLE pace (
  id INTEGER PRIMARY KEY CHECK (id = 1), hours_from INTEGER, hours_until INTEGER,
  share INTEGER NOT NULL, mains_only INTEGER NOT NULL
);
"""
