"""What an entry of the side bar stands for: "group 3", "playlist Evening", "smart 2", "artist abba" …"""

from __future__ import annotations

from organizer.base.errors import UsageError
from organizer.base.language import tr
from organizer.base.model import IntArray
from organizer.library import searching, tracks
from organizer.library.lists.browsing import Kind, is_browsed, songs
from organizer.library.playlists import playlists, smart
from organizer.library.storage.database import Database


def ids_in_scope(db: Database, scope: str) -> IntArray:
    """The songs that an entry of the side bar stands for; those of a playlist, also of a smart
    one, in its order. shape=(k,)"""
    import numpy as np

    kind, _, name = scope.partition(" ")
    if kind == "group":
        return tracks.query(db, f"group:{name}")
    if kind == "region":
        from organizer.library.places import regions

        return regions.members(db, int(name)).ids
    if kind == "smart":
        return _of_smart(db, int(name))
    if kind == "search":
        return tracks.query(db, name)
    if kind == "playlist":
        return np.asarray(playlists.load(db, name), np.int64)
    if is_browsed(scope):
        return songs(db, Kind(kind), name)
    return tracks.ids_of_kind(db, kind) if kind else tracks.query(db, "")


def _of_smart(db: Database, number: int) -> IntArray:
    """The songs of a smart playlist, in its order. Raises ``UsageError`` when it is gone."""
    for playlist in smart.listed(db):
        if playlist.number == number:
            return searching.of_smart(db, playlist)
    raise UsageError(tr("this smart playlist is gone"), remedy=tr("choose another one"))
