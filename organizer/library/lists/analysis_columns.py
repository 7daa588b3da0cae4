"""What analysis says of a song ``t``, as SQL: joined tables, and a column for each value."""

from __future__ import annotations

from organizer.base.descriptors import DESCRIPTOR_FIELDS, REPLAY_GAIN_LEVEL

#: What analysis stored of a song ``t``: from the ear (``d``), from the whole song on demand (``m``), and its
#: key by a key finder of the person's own (``k``).
JOIN_ANALYSIS = """LEFT JOIN descriptors d ON d.audio_hash = t.audio_hash AND t.audio_hash != ''
  LEFT JOIN measured m ON m.audio_hash = t.audio_hash AND t.audio_hash != ''
  LEFT JOIN model_keys k ON k.audio_hash = d.audio_hash AND k.key IS NOT NULL"""

_MEASURED = ("loudness", "loudness_range", "true_peak")

#: Each descriptor as SQL over ``JOIN_ANALYSIS``: what was measured goes before what was estimated.
DESCRIPTOR_COLUMNS = {
    name: f"COALESCE(m.{name}, d.{name})" if name in _MEASURED else f"d.{name}" for name in DESCRIPTOR_FIELDS
} | {
    "loudness_measured": "m.audio_hash IS NOT NULL",
    "key": "COALESCE(k.key, d.key)",
    "key_confidence": "COALESCE(k.confidence, d.key_confidence)",
    "camelot": "CASE WHEN k.key IS NOT NULL THEN k.camelot ELSE d.camelot END",
    "key_by_model": "k.key IS NOT NULL",
}
REPLAY_GAIN = f"({REPLAY_GAIN_LEVEL} - {DESCRIPTOR_COLUMNS['loudness']})"

YEAR = "(CASE WHEN t.date GLOB '[0-9][0-9][0-9][0-9]*' THEN CAST(SUBSTR(t.date, 1, 4) AS INTEGER) END)"

#: Tempo and key as they are shown (see ``tempo_and_key``): what the tag tells, else the estimate.
TEMPO = "COALESCE(t.tagged_tempo, d.tempo)"
ESTIMATED_PLACE = "COALESCE(k.camelot, d.camelot, CASE WHEN d.key IS NOT NULL THEN camelot_of(d.key) END)"
PLACE_ON_WHEEL = f"COALESCE(NULLIF(f.camelot, ''), {ESTIMATED_PLACE})"
