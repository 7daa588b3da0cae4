"""Songs, groups, regions and playlists as plain data: what becomes JSON, everywhere the same."""

from __future__ import annotations

import dataclasses
import math
import re
from collections.abc import Mapping
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

from organizer.base import tempo_and_key
from organizer.base.descriptors import OF_TABLES, Descriptors
from organizer.base.errors import is_utf8
from organizer.base.model import Track

if TYPE_CHECKING:
    from organizer.base.arrangement import Group
    from organizer.library.places.regions import Region
    from organizer.work.arranging.recommending import Similar

#: Halves of letters: in Python they stand for bytes that are none.
_NOT_TEXT = re.compile("[\ud800-\udfff]")

#: A JSON object.
Document = dict[str, object]


def moment(seconds: float | None) -> str:
    """A time as date and clock with its zone, as ISO 8601 has it; nothing where there is none."""
    return datetime.fromtimestamp(seconds).astimezone().isoformat(timespec="seconds") if seconds else ""


def plain(value: Any) -> object:
    """A dataclass or an array as what JSON knows; raises ``TypeError`` for anything else."""
    if dataclasses.is_dataclass(value) and not isinstance(value, type):
        return {f.name: getattr(value, f.name) for f in dataclasses.fields(value)}
    if hasattr(value, "tolist"):
        return value.tolist()
    raise TypeError(f"not for JSON: {type(value).__name__}")


def song(track: Track, **more: object) -> Document:
    """All of a song: path, tags, container, descriptors, cell, group; tempo and key as they are shown."""
    tempo, key = tempo_and_key.tempo(track), tempo_and_key.key(track)
    tags = {f.name: getattr(track.tags, f.name) for f in dataclasses.fields(track.tags)}
    return {
        "id": track.id,
        "path": track.path,
        "origin": track.origin,
        "table": track.table,
        "reference": track.reference,
        **{name: list(value) if isinstance(value, tuple) else value for name, value in tags.items()},
        "info": plain(track.info),
        "away": not track.available,
        "descriptors": _descriptors(track.descriptors) if track.descriptors else None,
        "bpm_shown": tempo.value,
        "bpm_from": tempo.source,
        "key_shown": tempo_and_key.bare(key),
        "key_from": key.source,
        "cell": track.cell,
        "group": track.group,
        "rating": None if track.rating is None else track.rating / 2,
        "plays": track.plays,
        "skips": track.skips,
        "last_played": moment(track.last_played) or None,
        "added": moment(track.added) or None,
        **more,
    }


def _descriptors(values: Descriptors) -> Document:
    fields = {f.name: getattr(values, f.name) for f in dataclasses.fields(values)}
    fields = {name: value for name, value in fields.items() if value is not None or name not in OF_TABLES}
    return {
        **fields,
        "tempo_alternatives": list(values.tempo_alternatives),
        "replay_gain": values.replay_gain,
    }


def brief(track: Track, **more: object) -> Document:
    """A song in a list: what names it, and what it is chosen by. ``uri`` names its file byte for byte."""
    tempo, key = tempo_and_key.tempo(track), tempo_and_key.key(track)
    return {
        "id": track.id,
        "title": track.title,
        "artist": track.artist,
        "album": track.album,
        "genre": list(track.tags.values("genre")),
        "date": track.tags.text("date"),
        "seconds": round(track.info.duration, 3),
        "bpm": tempo.value,
        "key": tempo_and_key.bare(key),
        "group": track.group,
        "rating": None if track.rating is None else track.rating / 2,
        "plays": track.plays,
        "available": track.available,
        "reference": track.reference,
        "uri": uri(track),
        **more,
    }


def uri(track: Track) -> str | None:
    """The address of a song's file: its bytes whatever they are; None for a song of a table."""
    return Path(track.path).absolute().as_uri() if track.has_file else None


def near(similar: Similar) -> Document:
    """What makes a song like another: distance, 0 the same and 1 unlike, and the share of each aspect."""
    return {
        "distance": round(similar.distance, 6),
        "shares": {aspect: round(share, 4) for aspect, share in similar.shares.items()},
    }


def group(one: Group) -> Document:
    """A group of songs that sound alike."""
    return {
        "number": one.number,
        "name": one.name,
        "size": one.size,
        "named": one.named,
        "locked": one.locked,
        "playlist": one.playlist or None,
    }


def region(one: Region) -> Document:
    """A region of the map."""
    return {
        "number": one.number,
        "name": one.name,
        "size": one.size,
        "joined": one.joined,
        "playlist": one.playlist or None,
    }


def as_json(value: Any) -> Any:
    """A document as any reader of JSON takes it: bytes of names that are not UTF-8 become replacement
    characters (``uri`` has them), and what is no number becomes null."""
    if isinstance(value, str):
        return value if is_utf8(value) else _NOT_TEXT.sub("\N{REPLACEMENT CHARACTER}", value)
    if isinstance(value, bool | int | None):
        return value
    if isinstance(value, float):
        return value if math.isfinite(value) else None
    if isinstance(value, Mapping):
        return {as_json(str(name)): as_json(one) for name, one in value.items()}
    if isinstance(value, list | tuple):
        return [as_json(one) for one in value]
    return as_json(plain(value))
