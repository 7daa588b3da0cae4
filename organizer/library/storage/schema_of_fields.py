"""Tables of what tags say in fields that no list shows: migrations of ``schema``."""

from __future__ import annotations

#: Fields of songs that searches look into, as text; several values with the separator of ``folding`` between
#: them. ``folded``: NULL where it is the value itself; of lyrics only what is folded is stored. By field, so
#: that a search reads one field alone.
MORE_TAGS = """
CREATE TABLE more_tags (
  field TEXT NOT NULL,
  track_id INTEGER NOT NULL REFERENCES tracks (id) ON DELETE CASCADE,
  value TEXT NOT NULL,
  folded TEXT,
  PRIMARY KEY (field, track_id)
) WITHOUT ROWID;
CREATE INDEX more_tags_of ON more_tags (track_id);
"""
