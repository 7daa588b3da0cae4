"""What can be asked of a library: each function takes a ``Database`` and answers with plain data.

Songs are named by their numbers, or as a person would: "artist - title", a path, a search that one song fits.
Raises ``UsageError`` for what makes no sense, ``NotFoundError`` for what is not there.
"""

from __future__ import annotations

import contextlib
import os
from collections.abc import Sequence

from organizer.api import documents
from organizer.api.documents import Document
from organizer.api.parameters import NotFoundError, told_of
from organizer.base.errors import UsageError, printable
from organizer.base.folding import fold
from organizer.base.language import tr
from organizer.base.model import Track
from organizer.base.reporting.version import __version__
from organizer.library import maps, sound_words, tracks
from organizer.library.places import regions as stored_regions
from organizer.library.playlists import playlists as saved
from organizer.library.playlists import smart
from organizer.library.storage.database import Database
from organizer.work.playlists import likeness

#: The version of what is answered: it changes when a program that reads it would have to.
VERSION = 1


def about(db: Database) -> Document:
    """What answers, and what the library has."""
    counts = tracks.count(db)
    return {
        "program": "organizer",
        "version": __version__,
        "api": VERSION,
        "songs": counts.all,
        "analyzed": counts.analyzed,
        "away": counts.away,
        "from_tables": counts.from_tables,
        "has_map": maps.has_map(db),
        "has_groups": maps.load_grouping(db) is not None,
    }


def song_called(db: Database, name: str) -> Track:
    """The song that a number or a name means."""
    text = name.strip()
    if text.isascii() and text.isdigit() and len(text) < 19:
        listed = tracks.get_many(db, [int(text)])
        if not listed:
            raise NotFoundError(f"the library has no song number {text}")
        return listed[0]
    if not text:
        raise UsageError(tr("no song is named"), remedy=tr("give its number, or “artist - title”"))
    if os.sep in text and (track := tracks.by_path(db, text)) is not None:
        return track
    if ":" in text:  # a search, or a title that looks like one
        with contextlib.suppress(UsageError):
            ids = tracks.query(db, text)[:2]
            if len(ids) == 1:
                return tracks.get(db, int(ids[0]))
    return tracks.get(db, likeness.song_called(db, text))


def songs(
    db: Database,
    *,
    query: str = "",
    order: str = "artist",
    descending: bool = False,
    limit: int = 50,
    offset: int = 0,
) -> Document:
    """The songs that fit a search, a page of them."""
    with told_of("query"):
        wanted = tracks.parsed(db, query)
    with told_of("query" if wanted.ordering or wanted.near else "order"):
        ids = tracks.query(db, wanted, order=order, descending=descending)
    return {"query": query, **_page(db, ids.tolist(), limit, offset)}


def song(db: Database, *, song: str) -> Document:
    """All that is known of a song."""
    with told_of("song"):
        track = song_called(db, song)
    words = sound_words.vocabulary(db)
    numbers = sound_words.of_songs(db, [track.id]).get(track.id) if words else None
    heard = {w.name: round(float(numbers[w.position]), 4) for w in words} if numbers is not None else None
    grouping = maps.load_grouping(db)
    name = {} if grouping is None else {one.number: one.name for one in grouping.groups}
    return documents.song(
        track,
        label=track.label,
        uri=documents.uri(track),
        group_name=None if track.group is None else name.get(track.group),
        regions=list(stored_regions.of_songs(db).get(track.id, ())),
        words=heard,
    )


def similar(db: Database, *, songs: Sequence[str], unlike: Sequence[str] = (), limit: int = 10) -> Document:
    """The songs most like some songs, and unlike others, the nearest first, and why."""
    from organizer.work.arranging import alike, recommending

    with told_of("songs"):
        liked = [song_called(db, name) for name in songs]
    with told_of("unlike"):
        others = [song_called(db, name) for name in unlike]
    if len(liked) == 1 and not others:
        nearest = recommending.similar_and_why(db, liked[0].id, limit)
        listed = [documents.brief(one.track, **documents.near(one)) for one in nearest]
    else:
        seeds = [alike.Seed(one.id) for one in liked] + [alike.Seed(one.id, -1.0) for one in others]
        listed = [
            documents.brief(
                one.similar.track, **documents.near(one.similar), like=one.seed.id, score=round(one.score, 6)
            )
            for one in alike.matches(db, seeds, limit)
        ]
    return {"like": [one.id for one in liked], "unlike": [one.id for one in others], "songs": listed}


def path(db: Database, *, songs: Sequence[str], limit: int | None = None) -> Document:
    """A way of songs that leads from the first song through the others to the last."""
    from organizer.work.arranging import playlisting, recommending

    with told_of("songs"):
        stops = [song_called(db, name) for name in songs]
        if len({stop.id for stop in stops}) < 2:
            raise UsageError(tr("a path leads from one song to another"), remedy=tr("name two songs or more"))
    ids = [stop.id for stop in stops]
    way = playlisting.between(db, *ids, n=limit, everything=not any(stop.available for stop in stops))
    far = recommending.distances(db, ids[0], [track.id for track in way.tracks])
    listed = [
        documents.brief(track, distance=round(far[track.id], 6), stop=track.id in ids) for track in way.tracks
    ]
    return {"name": way.name, "stops": ids, "songs": listed}


def groups(db: Database) -> Document:
    """The groups of songs that sound alike, with their most typical songs."""
    grouping = maps.load_grouping(db)
    if grouping is None:
        return {"method": None, "groups": []}
    typical = {one.number: tracks.get_many(db, one.typical[:3]) for one in grouping.groups}
    listed = [
        {**documents.group(one), "typical": [documents.brief(track) for track in typical[one.number]]}
        for one in grouping.groups
    ]
    return {"method": grouping.method, "groups": listed}


def group(db: Database, *, number: int, limit: int = 50, offset: int = 0) -> Document:
    """The songs of a group, a page of them."""
    grouping = maps.load_grouping(db)
    for one in grouping.groups if grouping is not None else ():
        if one.number == number:
            ids, numbers = maps.labels(db)
            return {**documents.group(one), **_page(db, ids[numbers == number].tolist(), limit, offset)}
    raise NotFoundError(f"there is no group {number}")


def regions(db: Database) -> Document:
    """The named regions of the map."""
    return {"regions": [documents.region(one) for one in stored_regions.listed(db)]}


def region(db: Database, *, name: str, limit: int = 50, offset: int = 0) -> Document:
    """The songs of a region, a page of them."""
    for one in stored_regions.listed(db):
        if fold(one.name) == fold(name):
            ids = stored_regions.members(db, one.number).ids.tolist()
            return {**documents.region(one), **_page(db, ids, limit, offset)}
    raise NotFoundError(f"there is no region “{printable(name)[:80]}”")


def playlists(db: Database) -> Document:
    """The playlists of the library: those that were saved, and the smart ones, which are searches."""
    listed: list[Document] = [
        {"name": name, "kind": "saved", "query": None, "songs": len(saved.members(db, name))}
        for name in saved.names(db)
    ]
    for one in smart.listed(db):
        try:
            count: int | None = len(_of_smart(db, one.name))
        except UsageError:  # its search makes no sense any more
            count = None
        listed.append({"name": one.name, "kind": "smart", "query": one.query, "songs": count})
    return {"playlists": listed}


def playlist(db: Database, *, name: str, limit: int = 50, offset: int = 0) -> Document:
    """The songs of a playlist in their order, a page of them."""
    if name in saved.names(db):
        found = {"name": name, "kind": "saved", "query": None}
        return {**found, **_page(db, saved.load(db, name), limit, offset)}
    for one in smart.listed(db):
        if fold(one.name) == fold(name):
            found = {"name": one.name, "kind": "smart", "query": one.query}
            return {**found, **_page(db, _of_smart(db, one.name), limit, offset)}
    raise NotFoundError(f"there is no playlist “{printable(name)[:80]}”")


def playlist_ids(db: Database, name: str) -> list[int]:
    """The songs of a saved or smart playlist in their order."""
    if name in saved.names(db):
        return saved.load(db, name)
    for one in smart.listed(db):
        if fold(one.name) == fold(name):
            return _of_smart(db, one.name)
    raise NotFoundError(f"there is no playlist “{printable(name)[:80]}”")


def map_places(db: Database, *, limit: int = 10_000, offset: int = 0) -> Document:
    """Where songs lie on the map: columns of numbers, a page of them. Cell (r, c) reaches from (c, r) to
    (c + 1, r + 1); on a torus the edges meet."""
    made = maps.load_map(db)
    if made is None:
        raise NotFoundError(
            tr("there is no map yet"), remedy=tr("make one: {command}", command="organizer map")
        )
    part = slice(offset, offset + limit)
    cells = made.cells[part]
    if made.places is None:
        y, x = cells // made.columns + 0.5, cells % made.columns + 0.5
    else:
        y, x = made.places[part].T.astype(float).round(4)
    return {
        "rows": made.rows,
        "columns": made.columns,
        "toroidal": made.toroidal,
        "cells": list(made.names),
        "total": len(made.track_ids),
        "offset": offset,
        "ids": made.track_ids[part].tolist(),
        "x": x.tolist(),
        "y": y.tolist(),
        "cell": cells.tolist(),
    }


def _of_smart(db: Database, name: str) -> list[int]:
    from organizer.library import searching

    ids: list[int] = searching.of_smart(db, smart.named(db, name)).tolist()
    return ids


def _page(db: Database, ids: Sequence[int], limit: int, offset: int) -> Document:
    listed = tracks.get_many(db, ids[offset : offset + limit])
    return {
        "total": len(ids),
        "offset": offset,
        "songs": [documents.brief(track) for track in listed],
    }
