"""What a playlist is called that a person gave no name, after where its songs come from; what it holds."""

from __future__ import annotations

import os

import numpy as np

from organizer.base.errors import printable
from organizer.base.folding import fold
from organizer.base.language import plural, tr
from organizer.base.model import IntArray
from organizer.library import tracks
from organizer.ui.state.app_state import AppState, distinct
from organizer.ui.widgets.parts import long_time

_LONGEST = 60  #: letters of a name that is made of a search
_KINDS = {"new": tr("New songs"), "waiting": tr("To be analyzed"), "failed": tr("Failed"), "away": tr("Away")}


def origin(state: AppState, ids: IntArray) -> str:
    """The search or the entry of the side bar that leaves exactly these songs; the island or the cell that
    they all lie in; the artist or album of all of them. Empty where nothing of that is so."""
    if not len(ids):
        return ""
    songs = distinct(ids)
    if state.matches is not None and np.array_equal(songs, state.matches):
        return _searched(state, int(ids[0]))
    return _place(state, songs) or _of_tags(state, songs)


def _searched(state: AppState, song: int) -> str:
    scope = _entry(state, song)
    query = " ".join(state.query.split())
    if len(query) > _LONGEST:
        query = query[:_LONGEST].rstrip() + "…"
    return " · ".join(filter(None, (scope, query)))


def _entry(state: AppState, song: int) -> str:
    """What the side bar calls what it shows."""
    kind, _, key = state.scope.partition(" ")
    if kind == "group" and state.grouping is not None:
        return next((group.name for group in state.grouping.groups if str(group.number) == key), "")
    if kind == "smart":
        lists = (one.playlist for one in state.smart or ())
        return next((one.name for one in lists if str(one.number) == key), "")
    if kind in ("artist", "album", "genre"):  # the key is folded: as a song of it spells it
        wanted = key.split("\x1f")[0]
        for track in tracks.get_many(state.db, [song]):
            values: tuple[str, ...] = track.tags.genre
            if kind != "genre":
                values = (track.artist if kind == "artist" else track.album,)
            return next((value for value in values if fold(value) == wanted), key)
    if kind == "folder":
        return printable(os.path.basename(key) or key)
    return _KINDS.get(kind, key)


def _place(state: AppState, songs: IntArray) -> str:
    """The island of all these songs, each once, else their cell; empty where they lie in several."""
    music_map, landscape = state.music_map, state.landscape
    if music_map is None or landscape is None:
        return ""
    there = np.isin(music_map.track_ids, songs)
    if np.count_nonzero(there) < len(songs):
        return ""
    cells = distinct(music_map.cells[there])
    rows = (cells // music_map.columns - landscape.row_offset) % music_map.rows
    columns = (cells % music_map.columns - landscape.column_offset) % music_map.columns
    if landscape.regions:
        islands: set[str] = {
            landscape.regions[cell] for cell in (rows * music_map.columns + columns).tolist()
        }
        if len(islands) == 1:
            return islands.pop()
    return music_map.names[int(cells[0])] if len(cells) == 1 and music_map.names else ""


def _of_tags(state: AppState, ids: IntArray) -> str:
    """The album or artist that all of a few songs have."""
    if len(ids) > 500:
        return ""
    there = tracks.get_many(state.db, ids.tolist())
    albums, artists = {track.tags.text("album") for track in there}, {track.artist for track in there}
    return (albums.pop() if len(albums) == 1 else "") or (artists.pop() if len(artists) == 1 else "")


def extent_in_words(extent: tracks.Extent, lacking: int) -> str:
    """How many songs for how long; how many are away, ``lacking`` in the library, or without a file."""
    if extent.songs:
        parts = [plural("{n} song", "{n} songs", extent.songs), long_time(extent.seconds)]
    else:
        parts = [tr("No songs")]
    if extent.away:
        parts.append(plural("{n} away", "{n} away", extent.away))
    if lacking:
        parts.append(plural("{n} missing", "{n} missing", lacking))
    if extent.no_file:
        parts.append(plural("{n} without a file", "{n} without a file", extent.no_file))
    return " · ".join(parts)
