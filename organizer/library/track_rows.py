"""A song as it stands in the database, and as the rest of the program knows it."""

from __future__ import annotations

import os
from dataclasses import fields
from pathlib import PurePath
from typing import Any

from organizer.base.descriptors import Descriptors
from organizer.base.errors import printable
from organizer.base.folding import SEPARATOR
from organizer.base.model import AudioInfo, Tags, TagValue, Track
from organizer.library.lists.analysis_columns import DESCRIPTOR_COLUMNS, JOIN_ANALYSIS
from organizer.library.plays.columns import JOIN_PLAYS, LAST_PLAYED, PLAYS, RATING, SKIPS
from organizer.library.storage.database import Row
from organizer.library.tags.limits import TEXTS, bounded, texts_of

_KNOWN = f"""{JOIN_ANALYSIS}
  LEFT JOIN track_cells c ON c.track_id = t.id
  LEFT JOIN track_groups g ON g.track_id = t.id
  {JOIN_PLAYS}"""
#: A song ``t`` with all that is known of it, for columns, orders and searches.
JOINED = f"""tracks t
  {_KNOWN}
  LEFT JOIN folded f ON f.track_id = t.id"""
#: The same, to be read in an order of ``folded`` from its index.
JOINED_IN_ORDER = f"""folded f
  JOIN tracks t ON t.id = f.track_id
  {_KNOWN}"""

#: The table that a song of a table ``t`` is a row of, as SQL; empty for a file.
TABLE_OF = """CASE t.origin WHEN 'table' THEN COALESCE((SELECT b.name FROM table_rows r
  JOIN tables b ON b.id = r.table_id WHERE r.track_id = t.id LIMIT 1), '') ELSE '' END"""

_FILE = ("id", "path", "size", "mtime_ns", "audio_hash", "away")
_TAGS, _INFO, _DESCRIPTORS = (
    tuple(field.name for field in fields(kind) if field.name != "more")
    for kind in (Tags, AudioInfo, Descriptors)
)
_TEXTS = tuple(name for name in _TAGS if name not in ("genre", "compilation"))
_PLACE = ("c.cell", "g.number", "d.audio_hash IS NOT NULL", "t.origin", TABLE_OF, "t.display_title")
_USE = ("t.added", PLAYS, SKIPS, LAST_PLAYED, RATING)

#: Selects the columns of songs as ``track`` takes them: by place, since a screen of songs is read while the
#: window waits, and SQLite's rows search their names anew for every value.
SELECT = f"""SELECT {
    ", ".join(
        (
            *(f"t.{name}" for name in (*_FILE, *_TAGS, *_INFO)),
            *_PLACE,
            *_USE,
            *(DESCRIPTOR_COLUMNS[name] for name in _DESCRIPTORS),
        )
    )
} FROM {JOINED}"""

_OF_TAGS = len(_FILE)  # where the columns of each part begin
_OF_INFO = _OF_TAGS + len(_TAGS)
_OF_PLACE = _OF_INFO + len(_INFO)
_OF_USE = _OF_PLACE + len(_PLACE)
_OF_DESCRIPTORS = _OF_USE + len(_USE)


def track(row: Row) -> Track:
    """A row of ``SELECT`` as a song."""
    values = tuple(row)
    track_id, path, size, mtime_ns, audio_hash, away = values[:_OF_TAGS]
    tags = dict(zip(_TAGS, values[_OF_TAGS:_OF_INFO], strict=True))
    tags["genre"] = tuple(tags["genre"].split(SEPARATOR)) if tags["genre"] else ()
    tags["compilation"] = bool(tags["compilation"])
    tags["isrc"] = tags["isrc"] or ""
    texts = [tags[name] for name in _TEXTS]
    if SEPARATOR in "".join(texts):
        tags.update(
            (name, tuple(text.split(SEPARATOR)))
            for name, text in zip(_TEXTS, texts, strict=True)
            if SEPARATOR in text
        )
    cell, group, analyzed, origin, table, name = values[_OF_PLACE:_OF_USE]
    added, plays, skips, last_played, rating = values[_OF_USE:_OF_DESCRIPTORS]
    is_file = origin == "file"
    return Track(
        id=track_id,
        path=os.fsdecode(path) if is_file else "",
        size=size,
        mtime_ns=mtime_ns,
        tags=Tags(**tags),
        info=AudioInfo(*values[_OF_INFO:_OF_PLACE]),
        audio_hash=audio_hash,
        away=bool(away),
        descriptors=_descriptors(values[_OF_DESCRIPTORS:]) if analyzed else None,
        cell=cell,
        group=group,
        origin=origin,
        table=table,
        row="" if is_file else os.fsdecode(path),
        row_title="" if is_file else name,
        added=added,
        plays=plays,
        skips=skips,
        last_played=last_played,
        rating=rating,
    )


def sound_text(text: str) -> str:
    """Text that SQLite can hold: tags of broken files carry lone surrogates and NULs."""
    if text.isprintable():  # no surrogates, no NULs
        return text
    return text.encode("utf-8", "replace").decode("utf-8").replace("\0", " ").replace(SEPARATOR, " ")


def column(value: TagValue) -> str:
    """A field of tags as its column holds it."""
    if isinstance(value, str) and value.isprintable():
        return value
    return SEPARATOR.join(map(sound_text, value)) if isinstance(value, tuple) else sound_text(value)


def tag_key(tags: Tags) -> tuple[str, ...]:
    """All that tags say, as it is shown: the same for tags from a file and for those of its row, also of one
    that was stored when several values were one text."""
    tags = bounded(tags)
    return tuple(sound_text(tags.text(name)) for name in TEXTS)


def tag_values(path: str, tags: Tags) -> dict[str, object]:
    """The tags of a song as columns, and what it is called."""
    tags = bounded(tags)
    values: dict[str, object] = dict(zip(TEXTS, map(column, texts_of(tags)), strict=True))
    values["compilation"] = int(tags.compilation)
    values["display_title"] = sound_text(tags.text("title")) or printable(PurePath(path).stem)
    return values


def _descriptors(stored_values: tuple[object, ...]) -> Descriptors:
    values: dict[str, Any] = dict(zip(_DESCRIPTORS, stored_values, strict=True))
    for name in ("loudness_measured", "key_by_model"):
        values[name] = bool(values[name])
    values["tempo_alternatives"] = tuple(float(bpm) for bpm in values["tempo_alternatives"].split())
    return Descriptors(**values)
