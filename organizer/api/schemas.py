"""What answers look like, as JSON Schema: served with the description of the server, and checked by tests."""

from __future__ import annotations

from typing import Any

Schema = dict[str, Any]

TEXT: Schema = {"type": "string"}
WHOLE: Schema = {"type": "integer"}
NUMBER: Schema = {"type": "number"}
FLAG: Schema = {"type": "boolean"}


def or_none(one: Schema) -> Schema:
    """This, or null."""
    return {**one, "type": [one["type"], "null"]}


def several(one: Schema) -> Schema:
    """A list of these."""
    return {"type": "array", "items": one}


def having(properties: dict[str, Schema], *, optional: tuple[str, ...] = ()) -> Schema:
    """An object with these; all of them but the optional ones are there. Others may be, in later versions."""
    return {
        "type": "object",
        "properties": properties,
        "required": [name for name in properties if name not in optional],
    }


_BRIEF: dict[str, Schema] = {
    "id": WHOLE,
    "title": TEXT,
    "artist": TEXT,
    "album": TEXT,
    "genre": several(TEXT),
    "date": TEXT,
    "seconds": NUMBER,
    "bpm": or_none(NUMBER),
    "key": or_none(TEXT),
    "group": or_none(WHOLE),
    "rating": or_none(NUMBER),
    "plays": WHOLE,
    "available": FLAG,
    "reference": TEXT,
    "uri": or_none(TEXT),
}

SONG = having(_BRIEF)
_SHARES: Schema = {"type": "object", "additionalProperties": NUMBER}
SIMILAR_SONG = having(
    {**_BRIEF, "distance": NUMBER, "shares": _SHARES, "like": WHOLE, "score": NUMBER},
    optional=("like", "score"),
)
SONG_OF_PATH = having({**_BRIEF, "distance": NUMBER, "stop": FLAG})

PAGE: dict[str, Schema] = {"total": WHOLE, "offset": WHOLE, "songs": several(SONG)}

ABOUT = having(
    {
        "program": TEXT,
        "version": TEXT,
        "api": WHOLE,
        "songs": WHOLE,
        "analyzed": WHOLE,
        "away": WHOLE,
        "from_tables": WHOLE,
        "has_map": FLAG,
        "has_groups": FLAG,
    }
)
SONGS = having({"query": TEXT, **PAGE})
#: All of a song is what “organizer list --json” has of it, and what is added here.
SONG_DETAILS = having(
    {
        "id": WHOLE,
        "label": TEXT,
        "path": TEXT,
        "uri": or_none(TEXT),
        "descriptors": or_none({"type": "object"}),
        "group_name": or_none(TEXT),
        "regions": several(TEXT),
        "words": or_none(_SHARES),
    }
)
SIMILAR = having({"like": several(WHOLE), "unlike": several(WHOLE), "songs": several(SIMILAR_SONG)})
PATH = having({"name": TEXT, "stops": several(WHOLE), "songs": several(SONG_OF_PATH)})

_GROUP: dict[str, Schema] = {
    "number": WHOLE,
    "name": TEXT,
    "size": WHOLE,
    "named": FLAG,
    "locked": FLAG,
    "playlist": or_none(TEXT),
}
GROUPS = having({"method": or_none(TEXT), "groups": several(having({**_GROUP, "typical": several(SONG)}))})
GROUP = having({**_GROUP, **PAGE})

_REGION: dict[str, Schema] = {
    "number": WHOLE,
    "name": TEXT,
    "size": WHOLE,
    "joined": WHOLE,
    "playlist": or_none(TEXT),
}
REGIONS = having({"regions": several(having(_REGION))})
REGION = having({**_REGION, **PAGE})

_PLAYLIST: dict[str, Schema] = {
    "name": TEXT,
    "kind": {"type": "string", "enum": ["saved", "smart"]},
    "query": or_none(TEXT),
}
PLAYLISTS = having({"playlists": several(having({**_PLAYLIST, "songs": or_none(WHOLE)}))})
PLAYLIST = having({**_PLAYLIST, **PAGE})

MAP = having(
    {
        "rows": WHOLE,
        "columns": WHOLE,
        "toroidal": FLAG,
        "cells": several(TEXT),
        "total": WHOLE,
        "offset": WHOLE,
        "ids": several(WHOLE),
        "x": several(NUMBER),
        "y": several(NUMBER),
        "cell": several(WHOLE),
    }
)

CHANGES = having(
    {
        "changes": several(
            having(
                {"song": WHOLE, "field": TEXT, "before": TEXT, "after": TEXT, "refused": or_none(TEXT)},
            )
        )
    }
)
PROPOSED = having({"proposal": WHOLE, "songs": WHOLE, "changes": WHOLE, "note": TEXT})
PROPOSALS = having(
    {
        "proposals": several(
            having(
                {
                    "proposal": WHOLE,
                    "created": TEXT,
                    "source": TEXT,
                    "reason": TEXT,
                    "songs": WHOLE,
                    "changes": WHOLE,
                }
            )
        )
    }
)

ERROR = having({"error": having({"code": TEXT, "message": TEXT, "parameter": TEXT}, optional=("parameter",))})
