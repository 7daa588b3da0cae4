"""What songs are sorted by, as SQL over ``track_rows.JOINED``."""

from __future__ import annotations

from organizer.base.descriptors import DESCRIPTOR_UNITS
from organizer.library.query import DESCRIPTOR_COLUMNS, REPLAY_GAIN

NUMBER_ORDERS = {
    **{name: DESCRIPTOR_COLUMNS[name] for name in DESCRIPTOR_UNITS},
    "replay_gain": REPLAY_GAIN,
    "camelot": "CAST(d.camelot AS INTEGER) * 2 + (d.camelot LIKE '%B')",
    "duration": "t.duration",
    "group": "g.number",
    "cell": "c.cell",
    "added": "t.added",
    "bitrate": "t.bitrate",
}
TEXT_ORDERS = {
    "title": "f.title_order",
    "artist": "f.artist_order",
    "album": "f.album_order",
    "genre": "f.genre",
    "date": "t.date",
    "format": "t.format",
    "key": "COALESCE(d.key, NULLIF(t.key, ''))",
}
#: As ``schema`` has indexes for, with the titles, artists and albums.
ALBUM_ORDER = "f.album_order, f.disc, f.track, f.path, f.track_id"
INDEXED_ORDERS = ("title", "artist", "album")

ORDERS = (*TEXT_ORDERS, *NUMBER_ORDERS, "path")
