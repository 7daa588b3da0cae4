"""What commands print that edit tags, or take edits back."""

from __future__ import annotations

from collections.abc import Mapping

from organizer.api.schemas import FLAG, NUMBER, TEXT, WHOLE, Schema, having, or_none, several
from organizer.cli.schemas.shared import (
    FAILED,
    FAILURE,
    PATH,
    SHARE,
    TAG,
    Documents,
    about,
    by_name,
    one_of,
)
from organizer.cli.schemas.songs import RELIABILITY

_CHANGES: dict[str, Schema] = {
    "changes": several(having({"path": PATH, "field": TEXT, "before": TAG, "after": TAG})),
    "written": about(WHOLE, "files"),
}
_PREVIEW: dict[str, Schema] = {
    **_CHANGES,
    "refused": several(having({"path": PATH, "field": TEXT, "value": TAG, "reason": TEXT})),
    "files": about(WHOLE, "that would change"),
}
_STEP: dict[str, Schema] = {"edit": WHOLE, "label": TEXT, "failed": several(FAILED), "written": WHOLE}
_BY_TOOLS: dict[str, Schema] = {
    "misfits": several(having({"path": PATH, "step": WHOLE, "tool": TEXT, "reason": TEXT})),
    "notes": several(having({"path": PATH, "note": TEXT, "sure": FLAG})),
}
_LEFT: dict[str, Schema] = {"left_out": several(FAILED)}
_GAINS: dict[str, Schema] = {
    "albums": WHOLE,
    "albums_in_part": several(TEXT),
    "silent": several(PATH),
    "failures": several(FAILURE),
}


def _edits(more: Mapping[str, Schema] = {}) -> Documents:
    """An edit that is looked at, and one that is made; ``more``: what may be beside it."""
    return {
        "--dry-run, or nothing to write": having({**_PREVIEW, **more}, optional=tuple(more)),
        "--yes": having({**_STEP, **_CHANGES, **more}, optional=tuple(more)),
    }


_SHOWN: Schema = {
    "anyOf": [
        having(
            {
                "path": PATH,
                "fields": by_name(TAG),
                "lyrics_beside": or_none(having({"path": PATH, "text": TEXT})),
            }
        ),
        having({"path": PATH, "error": TEXT}),
    ]
}
_TOOL = having(
    {
        "tool": TEXT,
        "about": TEXT,
        "parameters": several(
            having(
                {"name": TEXT, "kind": TEXT, "about": TEXT, "default": {}, "choices": several(TEXT)},
                optional=("choices",),
            )
        ),
    }
)
_ACTION: Schema = {
    "anyOf": [
        having(
            {
                "organizer_action": about(WHOLE, "the form of the file that --export-action writes"),
                "name": TEXT,
                "steps": several({**having({"tool": TEXT}), "additionalProperties": True}),
            }
        ),
        having({"name": TEXT, "error": TEXT}),
    ]
}
_PICTURES = having(
    {
        "path": PATH,
        "pictures": several(
            having(
                {
                    "type": TEXT,
                    "format": TEXT,
                    "width": or_none(WHOLE),
                    "height": or_none(WHOLE),
                    "bytes": WHOLE,
                    "hash": TEXT,
                }
            )
        ),
        "beside": or_none(PATH),
        "error": TEXT,
    },
    optional=("error",),
)
_TAKEN_OUT = having(
    {
        "files": several(
            having(
                {
                    "path": or_none(PATH),
                    "picture": TEXT,
                    "songs": WHOLE,
                    "there_already": FLAG,
                    "left_out": or_none(TEXT),
                }
            )
        ),
        "written": WHOLE,
    }
)
_SUGGESTED = having(
    {
        "field": one_of("genre", "mood"),
        "suggestions": several(
            having(
                {
                    "path": PATH,
                    "field": TEXT,
                    "value": TEXT,
                    "confidence": SHARE,
                    "like": about(several(TEXT), "songs that it is from"),
                }
            )
        ),
        **dict.fromkeys(("tagged", "without", "not_analyzed"), WHOLE),
        "why": TEXT,
        "reliability": or_none(RELIABILITY),
    }
)
_FINDING = having(
    {
        **dict.fromkeys(("kind", "key", "subject", "why"), TEXT),
        "ids": several(WHOLE),
        "paths": several(PATH),
        "options": several(
            having(
                {
                    "label": TEXT,
                    "changes": several(having({"path": PATH, "id": WHOLE, "values": by_name(TAG)})),
                }
            )
        ),
    }
)
_TIDINESS = having(
    {
        **dict.fromkeys(("songs", "unchecked_lossless", "ignored"), WHOLE),
        "kinds": several(
            having(
                {**dict.fromkeys(("name", "title", "about"), TEXT), "findings": WHOLE, "ignored": FLAG},
            )
        ),
        "findings": several(_FINDING),
    }
)
_ENTRY = having(
    {
        "edit": WHOLE,
        "created": about(NUMBER, "seconds of Unix"),
        "label": TEXT,
        "state": one_of("done", "undone", "open", "void"),
        **dict.fromkeys(("done", "failed", "undone", "open", "damaged"), about(WHOLE, "files")),
        "in_part": FLAG,
        "moves": about(FLAG, "an edit of places, not of tags"),
    }
)

SCHEMAS: Mapping[str, Documents] = {
    "tag": {
        **_edits(_BY_TOOLS),
        "--show": several(_SHOWN),
        "--tools": several(_TOOL),
        "--actions": several(_ACTION),
        "--save-action, --import-action": having({"stored": TEXT, "steps": WHOLE}),
        "--export-action": having({"action": TEXT, "path": PATH}),
        "--forget-action": having({"forgotten": TEXT}),
    },
    "cover": {"": several(_PICTURES), "--extract, --to-folder": _TAKEN_OUT, **_edits(_LEFT)},
    "replaygain": _edits(_GAINS),
    "suggest": {"": _SUGGESTED, **_edits()},
    "tidy": {"": _TIDINESS, **_edits()},
    "undo": {"": having(_STEP)},
    "redo": {"": having(_STEP)},
    "history": {"": several(_ENTRY)},
}
