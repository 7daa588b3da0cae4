"""``organizer map --pin``, ``--unpin`` and ``--pins``: songs that stay at their places of the map."""

from __future__ import annotations

from organizer.base.errors import UsageError
from organizer.base.language import number, plural, tr
from organizer.base.model import IntArray
from organizer.cli.command import Options
from organizer.cli.terminal import note, print_json, print_table, right, say
from organizer.library import maps, tracks
from organizer.library.places import pins
from organizer.library.storage.database import Database
from organizer.work.arranging.places import pinning

#: Cells off its pin from which it is said where a song lies.
_OFF = 1.0


def run(db: Database, options: Options) -> int:
    """Set songs free, then pin songs, then list the pins where that is asked for."""
    freed = pinned = missing = 0
    if options.unpin is not None:
        freed = pinning.unpin(db, _songs(db, options.unpin)).songs
        note(plural("{n} song set free", "{n} songs set free", freed))
    if options.pin is not None:
        done = pinning.pin(db, _songs(db, options.pin))
        pinned, missing = done.songs, done.missing
        note(plural("{n} song pinned", "{n} songs pinned", pinned))
        if missing:
            note(plural("{n} song left out: not on the map", "{n} songs left out: not on the map", missing))
    if options.pins:
        _list(db, options)
    elif options.json:
        print_json({"pinned": pinned, "freed": freed, "left_out": missing})
    return 0


def _songs(db: Database, query: str) -> IntArray:
    ids = tracks.query(db, query)
    if not len(ids):
        raise UsageError(tr("no song fits “{query}”", query=query), remedy=tr("try it with “organizer list”"))
    return ids


def _list(db: Database, options: Options) -> None:
    pinned, music_map, far = pins.listed(db), maps.load_map(db), pinning.off_places(db)
    rows = []
    for song, (down, across), off in zip(
        tracks.get_many(db, pinned.ids.tolist()), pinned.places.tolist(), far.tolist(), strict=True
    ):
        row = column = None
        if music_map is not None:
            row, column = int(down * music_map.rows), int(across * music_map.columns)
        rows.append((song, row, column, None if off != off else off))
    if options.json:
        print_json(
            [
                {
                    "id": song.id,
                    "path": song.path,
                    "label": song.label,
                    "row": row,
                    "column": column,
                    "off": off,
                }
                for song, row, column, off in rows
            ]
        )
    elif rows:
        print_table(
            (tr("Song"), right(tr("Row")), right(tr("Column")), ""),
            [(song.label, row, column, _where(off)) for song, row, column, off in rows],
        )
    else:
        say(tr("no songs are pinned; pin some with “organizer map --pin QUERY”"))


def _where(off: float | None) -> str:
    if off is None:
        return tr("not on the map")
    return tr("{n} cells off until the map is built again", n=number(off, 1)) if off > _OFF else ""
