"""Tables of what a person listened to and thinks of it: migrations of ``schema``."""

from __future__ import annotations

#: Plays, skips and ratings by the sound of songs. ``rating``: half stars, 0–10. What is said of a song whose
#: sound is not hashed yet, or was hashed before its file changed, waits by song until it is: then it is added
#: to what is known of that sound. A rating of −1 that waits: it is to be taken away.
PLAYS = """
CREATE TABLE plays (
  audio_hash TEXT PRIMARY KEY,
  plays INTEGER NOT NULL DEFAULT 0,
  skips INTEGER NOT NULL DEFAULT 0,
  last_played REAL,
  rating INTEGER CHECK (rating BETWEEN 0 AND 10)
) WITHOUT ROWID;
CREATE TABLE pending_plays (
  track_id INTEGER PRIMARY KEY REFERENCES tracks (id) ON DELETE CASCADE,
  plays INTEGER NOT NULL DEFAULT 0,
  skips INTEGER NOT NULL DEFAULT 0,
  last_played REAL,
  rating INTEGER CHECK (rating BETWEEN -1 AND 10)
);
CREATE TRIGGER plays_settle AFTER UPDATE OF audio_hash, stale ON tracks
WHEN new.audio_hash != '' AND NOT new.stale
  AND EXISTS (SELECT 1 FROM pending_plays p WHERE p.track_id = new.id)
BEGIN
  INSERT INTO plays (audio_hash, plays, skips, last_played, rating)
    SELECT new.audio_hash, p.plays, p.skips, p.last_played, NULLIF(p.rating, -1)
    FROM pending_plays p WHERE p.track_id = new.id
    ON CONFLICT (audio_hash) DO UPDATE SET
      plays = plays.plays + excluded.plays,
      skips = plays.skips + excluded.skips,
      last_played = NULLIF(max(COALESCE(plays.last_played, 0), COALESCE(excluded.last_played, 0)), 0),
      rating = CASE (SELECT p.rating FROM pending_plays p WHERE p.track_id = new.id)
        WHEN -1 THEN NULL ELSE COALESCE(excluded.rating, plays.rating) END;
  DELETE FROM pending_plays WHERE track_id = new.id;
END;
"""
