"""Migrations for what helps to edit tags (see ``schema``). Never edit one that has shipped."""

from __future__ import annotations

#: Named lists of tools for tags (see ``library.lists.tag_actions``); ``steps`` is JSON.
TAG_ACTIONS = """
CREATE TABLE tag_actions (
  name TEXT PRIMARY KEY COLLATE NOCASE, steps TEXT NOT NULL, changed REAL NOT NULL
) WITHOUT ROWID;
"""

#: Changes of tags that other programs propose, for a person to review (see ``library.lists.tag_proposals``);
#: ``edits`` is JSON.
TAG_PROPOSALS = """
CREATE TABLE tag_proposals (
  id INTEGER PRIMARY KEY AUTOINCREMENT, created REAL NOT NULL, source TEXT NOT NULL, label TEXT NOT NULL,
  edits TEXT NOT NULL
);
"""

#: The patch that an edit was written with, where it was taken back by another one since: a later edit of the
#: file was there (see ``work.tags.way_back``).
FIRST_PATCHES = "ALTER TABLE edit_files ADD COLUMN first_patch BLOB;"

#: So that an undo asks for them without reading all edits that there were.
FIRST_PATCHES_OF = "CREATE INDEX edit_files_first ON edit_files (path) WHERE first_patch IS NOT NULL;"
