"""What songs are sorted by, as SQL over ``track_rows.JOINED``."""

from __future__ import annotations

from typing import TYPE_CHECKING

from organizer.base import musical_keys
from organizer.base.descriptors import DESCRIPTOR_UNITS
from organizer.base.errors import UsageError, printable
from organizer.base.language import tr
from organizer.library import sound_words
from organizer.library.lists.analysis_columns import DESCRIPTOR_COLUMNS, PLACE_ON_WHEEL, REPLAY_GAIN, TEMPO
from organizer.library.plays.columns import LAST_PLAYED, PLAYS, RATING, SKIPS

if TYPE_CHECKING:
    from organizer.library.storage.database import Database

#: Keys by their pitch from A on, major before minor, in whatever spelling they are shown.
_PITCHES = (*range(9, 12), *range(9))
_KEYS = [musical_keys.name(pitch, minor=minor) for pitch in _PITCHES for minor in (False, True)]
_KEY_ORDER = " ".join(
    f"WHEN '{musical_keys.camelot_of(key)}' THEN {number}" for number, key in enumerate(_KEYS)
)

NUMBER_ORDERS = {
    **{name: DESCRIPTOR_COLUMNS[name] for name in DESCRIPTOR_UNITS},
    "replay_gain": REPLAY_GAIN,
    "bpm": TEMPO,
    "key": f"CASE {PLACE_ON_WHEEL} {_KEY_ORDER} END",
    "camelot": f"CAST({PLACE_ON_WHEEL} AS INTEGER) * 2 + ({PLACE_ON_WHEEL} LIKE '%B')",
    "duration": "t.duration",
    "group": "g.number",
    "cell": "c.cell",
    "added": "t.added",
    "rating": RATING,
    "plays": PLAYS,
    "skips": SKIPS,
    "last_played": LAST_PLAYED,
    "track": "NULLIF(f.track, 0)",
    "disc": "NULLIF(f.disc, 0)",
    "bitrate": "t.bitrate",
}
TEXT_ORDERS = {
    "title": "f.title_order",
    "artist": "f.artist_order",
    "album": "f.album_order",
    "album_artist": "f.album_artist",
    "genre": "f.genre",
    "mood": "f.mood",
    "grouping": "f.grouping",
    "comment": "f.comment",
    "date": "t.date",
    "format": "t.format",
}
#: As ``schema`` has indexes for, with the titles, artists and albums.
ALBUM_ORDER = "f.album_order, f.disc, f.track, f.path, f.track_id"
INDEXED_ORDERS = ("title", "artist", "album")

ORDERS = (*TEXT_ORDERS, *NUMBER_ORDERS, "path")


def number_order(db: Database, order: str) -> str:
    """The SQL of a number that songs are sorted by, which may be a word for sound; "" when it is none.

    Raises ``UsageError`` for a word that the network in use does not have.
    """
    field, _, name = order.partition(":")
    if field != sound_words.FIELD or not name:
        return NUMBER_ORDERS.get(order, "")
    words = sound_words.vocabulary(db)
    word = sound_words.named(words, name)
    if word is None:
        raise sound_words.unknown(words, name)
    return sound_words.of_song(word, words)


def unknown(order: str) -> UsageError:
    """The error of an order that there is not."""
    listed = ", ".join((*ORDERS, f"{sound_words.FIELD}:WORD"))
    return UsageError(
        tr("unknown order “{order}”", order=printable(order)[:60]),
        remedy=tr("one of {listed}", listed=listed),
    )
