"""What an entry of the side bar stands for: "group 3", "playlist Evening", "artist abba", "new" …"""

from __future__ import annotations

from organizer.base.model import IntArray
from organizer.library import tracks
from organizer.library.lists.browsing import Kind, is_browsed, songs
from organizer.library.playlists import playlists
from organizer.library.storage.database import Database


def ids_in_scope(db: Database, scope: str) -> IntArray:
    """The songs that an entry of the side bar stands for; those of a playlist in its order. shape=(k,)"""
    import numpy as np

    kind, _, name = scope.partition(" ")
    if kind == "group":
        return tracks.query(db, f"group:{name}")
    if kind == "playlist":
        return np.asarray(playlists.load(db, name), np.int64)
    if is_browsed(scope):
        return songs(db, Kind(kind), name)
    return tracks.ids_of_kind(db, kind) if kind else tracks.query(db, "")
