"""What is kept of searches: the part of the database's shape that ``schema`` lists among its migrations."""

from __future__ import annotations

#: Searches that were made (without a name) or kept; ``used`` in seconds since 1970. See ``lists.searches``.
SEARCHES = """
CREATE TABLE searches (query TEXT NOT NULL UNIQUE, name TEXT NOT NULL DEFAULT '', used REAL NOT NULL);
"""

#: Searches that are playlists: their songs are those that fit at the moment. ``file``: the path of a playlist
#: file that is written anew when they change, empty for none; ``written``: a digest of what was written last.
#: See ``playlists.smart``.
SMART_PLAYLISTS = """
CREATE TABLE smart_playlists (
  id INTEGER PRIMARY KEY, name TEXT NOT NULL UNIQUE, query TEXT NOT NULL, created REAL NOT NULL,
  file BLOB NOT NULL DEFAULT x'', written TEXT NOT NULL DEFAULT ''
);
"""
