"""What commands about playlists print."""

from __future__ import annotations

from collections.abc import Mapping

from organizer.api.schemas import FLAG, NUMBER, TEXT, WHOLE, Schema, having, or_none, several
from organizer.cli.schemas.shared import (
    PATH,
    SECONDS,
    SHARE,
    SONG,
    Documents,
    about,
    by_name,
    one_of,
    with_more,
)

_SAID: dict[str, Schema] = {
    "named": about(TEXT, "as the list names it"),
    **dict.fromkeys(("title", "artist", "album"), TEXT),
    "duration": or_none(SECONDS),
}
_LINE = having(
    {
        "line": WHOLE,
        "state": one_of("there", "moved", "unsure", "missing", "stream", "other"),
        "taken": FLAG,
        **_SAID,
        "song": about(TEXT, "the path of the song that it is taken for"),
        "by": about(TEXT, "what it was recognized by"),
        "sure": SHARE,
        "others": about(WHOLE, "songs that fit as well"),
    }
)
_MISSING = having({"missing": FLAG, **_SAID})
_IMPORTED = having(
    {"path": PATH, "name": TEXT, "saved": FLAG, "counts": by_name(WHOLE), "songs": several(_LINE)}
)
_EXPORTED = having(
    {
        "path": PATH,
        "written": FLAG,
        "playlists": several(TEXT),
        "format": TEXT,
        **dict.fromkeys(("songs", "missing", "away", "left_out", "with_cues"), WHOLE),
        "note": TEXT,
    }
)
_PROFILE = having(
    {
        "name": TEXT,
        "own": FLAG,
        **dict.fromkeys("format paths prefix base separators ending encoding unencodable".split(), TEXT),
        "fat_safe": FLAG,
        "line_end": TEXT,
        "note": TEXT,
    }
)
_FIGURES = having(
    {
        "songs": WHOLE,
        "seconds": SECONDS,
        "keys": having({**dict.fromkeys(("fit", "clash", "unknown"), WHOLE), "share": or_none(SHARE)}),
        "ramp_errors": by_name(having({"mean": or_none(NUMBER), "least": or_none(NUMBER), "unknown": WHOLE})),
        "too_near": by_name(having({"pairs": WHOLE, "closest": or_none(WHOLE)})),
        "mean_step": or_none(NUMBER),
    }
)
_ARRANGED = having(
    {
        "name": TEXT,
        "seed": WHOLE,
        "cost": NUMBER,
        "duration": SECONDS,
        "before": _FIGURES,
        "after": _FIGURES,
        "left_out": several(having({"why": TEXT, "songs": WHOLE})),
        "remarks": several(TEXT),
        "path": or_none(PATH),
        "saved": or_none(TEXT),
        "songs": several(SONG),
    }
)
_SMART = having(
    {
        "name": TEXT,
        "query": TEXT,
        "songs": about(or_none(WHOLE), "how many; null where the search is not understood any more"),
        "file": or_none(PATH),
        "problem": TEXT,
    },
    optional=("problem",),
)
_OF_SMART = with_more(_SMART, {"songs": several(SONG)})

SCHEMAS: Mapping[str, Documents] = {
    "playlist": {
        "": having({"path": PATH, "name": TEXT, "duration": SECONDS, "songs": several(SONG)}),
        "list": several(having({"name": TEXT, "songs": WHOLE, "missing": WHOLE, "tops_itself_up": FLAG})),
        "show": having(
            {
                "name": TEXT,
                "duration": SECONDS,
                "songs": {"type": "array", "items": {"anyOf": [SONG, _MISSING]}},
            }
        ),
        "import": several(_IMPORTED),
        "export": _EXPORTED,
        "missing": several(_LINE),
        "delete": having({"name": TEXT, "songs": WHOLE, "deleted": FLAG}),
        "formats": several(
            having({"format": TEXT, "ending": TEXT, "written": FLAG, "read": FLAG, "note": TEXT})
        ),
        "profiles": several(_PROFILE),
    },
    "playlist arrange": {"": _ARRANGED},
    "smart": {
        "list": several(_SMART),
        "save": _SMART,
        "show, save --dry-run": _OF_SMART,
        "export": with_more(_SMART, {"path": PATH, "kept": FLAG, "dry_run": FLAG}),
        "update": having({"written": several(PATH), "problems": several(TEXT), "dry_run": FLAG}),
        "release": having({"released": or_none(PATH), "dry_run": FLAG}),
        "delete": having({"deleted": TEXT, "dry_run": FLAG}),
    },
}
