"""What is copied to devices, what is renamed and moved: a part of the shape that ``schema`` lists."""

from __future__ import annotations

#: Sticks, phones and folders by the names that a person gave: ``identity`` stands in the file that Organizer
#: leaves there; ``settings`` and ``sources`` are JSON (see ``playlists.devices``).
DEVICES = """
CREATE TABLE devices (
  name TEXT NOT NULL UNIQUE COLLATE NOCASE, folder BLOB NOT NULL, identity TEXT NOT NULL,
  settings TEXT NOT NULL, sources TEXT NOT NULL, used REAL NOT NULL
);
"""

#: The files of an edit that renames and moves: songs, what lies beside them, playlist files that name them,
#: folders that were made and removed. ``edits`` is shared with edits of tags. See ``files.moves``.
MOVES = """
CREATE TABLE file_moves (
  edit_id INTEGER NOT NULL REFERENCES edits (id) ON DELETE CASCADE,
  sequence INTEGER NOT NULL,
  kind TEXT NOT NULL,  -- "song", "beside", "list", "made", "removed"
  track_id INTEGER NOT NULL,  -- 0: not a song
  old BLOB NOT NULL, new BLOB NOT NULL,
  via BLOB NOT NULL,  -- a place in between; empty: none
  marks TEXT NOT NULL,  -- what tells the file from others, as JSON
  content BLOB NOT NULL,  -- of a playlist file: what it held before, deflated
  state TEXT NOT NULL, reason TEXT NOT NULL DEFAULT '',
  PRIMARY KEY (edit_id, sequence)
) WITHOUT ROWID;
CREATE INDEX file_moves_by_state ON file_moves (state, edit_id, reason);
"""
