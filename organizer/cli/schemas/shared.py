"""Parts of what commands print that several of them have. They load nothing: schemas are printed at once."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TypeAlias

from organizer.api.schemas import FLAG, NUMBER, TEXT, WHOLE, Schema, having, or_none, several

#: The documents of a command by how it is called: "" as it stands, else the options or the action.
Documents: TypeAlias = Mapping[str, Schema]


def about(schema: Schema, text: str) -> Schema:
    """A schema that says what the value means."""
    return {**schema, "description": text}


def one_of(*values: str) -> Schema:
    """A text that is one of these. Others may be added."""
    return {"type": "string", "examples": list(values)}


def by_name(values: Schema) -> Schema:
    """An object whose names are not known beforehand, and what each holds."""
    return {"type": "object", "additionalProperties": values}


def row(*values: Schema) -> Schema:
    """A list that has these values, in this order."""
    return {"type": "array", "prefixItems": list(values), "items": False, "minItems": len(values)}


def with_more(schema: Schema, more: Mapping[str, Schema], *, optional: tuple[str, ...] = ()) -> Schema:
    """An object with more in it, or with others in the place of its own."""
    required = list(dict.fromkeys((*schema["required"], *(name for name in more if name not in optional))))
    return {**schema, "properties": {**schema["properties"], **more}, "required": required}


#: A tag: a text, or several in their order.
TAG: Schema = {"type": ["string", "array"], "items": TEXT}
PATH = about(TEXT, "of a file; bytes that are not UTF-8 are escapes \\udcxx")
SECONDS = about(NUMBER, "seconds")
SHARE = about(NUMBER, "0 to 1")
MOMENT = about(TEXT, "ISO 8601, with the zone")

FAILURE = having(
    {
        "track_id": WHOLE,
        "path": PATH,
        "stage": one_of("tags", "analysis", "network", "skipped"),
        "reason": TEXT,
        "remedy": TEXT,
    }
)
#: Of a file that could not be done.
FAILED = having({"path": PATH, "reason": TEXT})

_TAGS = "artist album_artist album date track disc bpm key mood grouping comment isrc".split()
_SHARES = "dynamic_complexity percussiveness energy danceability acousticness valence speechiness".split()
_OF_TABLES = ("instrumentalness", "liveness")
_DESCRIPTORS: dict[str, Schema] = {
    "tempo": or_none(about(NUMBER, "beats per minute")),
    "tempo_confidence": SHARE,
    "tempo_alternatives": several(NUMBER),
    "key": or_none(TEXT),
    "key_confidence": SHARE,
    "camelot": or_none(TEXT),
    "key_by_model": about(FLAG, "a key finder of the person's own found it"),
    "loudness": or_none(about(NUMBER, "LUFS")),
    "loudness_range": or_none(about(NUMBER, "LU")),
    "true_peak": or_none(about(NUMBER, "dBTP")),
    "loudness_measured": about(FLAG, "on the whole song; else it is an estimate"),
    "brightness": or_none(about(NUMBER, "Hz")),
    "excerpt_start": or_none(about(NUMBER, "seconds; where the most telling part begins")),
    "replay_gain": or_none(about(NUMBER, "dB")),
    **{name: or_none(NUMBER) for name in (*_SHARES, *_OF_TABLES)},
}

#: All that is known of a song.
SONG = having(
    {
        "id": WHOLE,
        "path": about(TEXT, "of its file; empty for a song of a table"),
        "origin": one_of("file", "table"),
        "table": about(TEXT, "the table that it is from"),
        "reference": about(TEXT, "its path, or what a song of a table goes by"),
        "title": TAG,
        **dict.fromkeys(_TAGS, TAG),
        "genre": several(TEXT),
        "compilation": FLAG,
        "more": several(row(TEXT, TAG)),
        "info": having(
            {
                "format": TEXT,
                "duration": SECONDS,
                "bitrate": about(WHOLE, "bits per second"),
                "sample_rate": about(WHOLE, "Hz"),
                "channels": WHOLE,
            }
        ),
        "away": about(FLAG, "its file is not there"),
        "descriptors": or_none(having(_DESCRIPTORS, optional=_OF_TABLES)),
        "bpm_shown": or_none(about(NUMBER, "of the tags, else estimated")),
        "bpm_from": TEXT,
        "key_shown": TEXT,
        "key_from": TEXT,
        "cell": or_none(about(WHOLE, "of the map")),
        "group": or_none(WHOLE),
        "rating": or_none(about(NUMBER, "stars, 0 to 5 in halves")),
        "plays": WHOLE,
        "skips": WHOLE,
        "last_played": or_none(MOMENT),
        "added": or_none(MOMENT),
    }
)
#: What songs are compared by.
SPACE = having(
    {
        "features": about(several(TEXT), "numbers; empty: by ear"),
        "scale": one_of("standard", "minmax", "robust", "none"),
        "components": or_none(WHOLE),
        "weights": several(row(TEXT, NUMBER)),
        "query": TEXT,
    }
)
SHARES = by_name(SHARE)
