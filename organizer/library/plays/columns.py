"""Plays, skips, last played and rating of a song ``t`` as SQL: of its sound, with what waits for its hash."""

from __future__ import annotations

JOIN_PLAYS = """LEFT JOIN plays pl ON pl.audio_hash = t.audio_hash AND t.audio_hash != ''
  LEFT JOIN pending_plays pp ON pp.track_id = t.id"""

PLAYS = "(COALESCE(pl.plays, 0) + COALESCE(pp.plays, 0))"
SKIPS = "(COALESCE(pl.skips, 0) + COALESCE(pp.skips, 0))"
#: Seconds since 1970; NULL: never.
LAST_PLAYED = "NULLIF(max(COALESCE(pl.last_played, 0), COALESCE(pp.last_played, 0)), 0)"
#: Half stars, 0–10; NULL: none.
RATING = "CASE WHEN pp.rating IS NULL THEN pl.rating ELSE NULLIF(pp.rating, -1) END"
STARS = f"({RATING}) / 2.0"
