"""What commands print that copy, rename and move files, or look after the library's own file."""

from __future__ import annotations

from collections.abc import Mapping

from organizer.api.schemas import FLAG, TEXT, WHOLE, Schema, having, or_none, several
from organizer.cli.schemas.shared import FAILED, MOMENT, PATH, Documents, about, one_of

_BYTES = about(WHOLE, "bytes")
_PLAN = having(
    {
        "folder": PATH,
        "songs": several(
            having(
                {
                    "source": PATH,
                    "action": one_of("new", "changed", "moved", "unchanged", "there", "edited", "refused"),
                    "path": or_none(PATH),
                    "convert": FLAG,
                    "size": _BYTES,
                    "reason": TEXT,
                }
            )
        ),
        "remove": several(PATH),
        "no_longer_wanted": several(PATH),
        "needed": _BYTES,
        "free": _BYTES,
        "fits": FLAG,
        "estimated": FLAG,
    }
)
_OUTCOME = having(
    {
        "state": one_of(
            "copied", "converted", "renamed", "unchanged", "there", "failed", "removed", "written"
        ),
        "path": PATH,
        "source": PATH,
        "size": _BYTES,
        "reason": TEXT,
    }
)
_DEVICE = having(
    {
        "name": TEXT,
        "folder": PATH,
        "sources": several(having({"kind": one_of("playlist", "query"), "text": TEXT})),
        "settings": having(
            {
                **dict.fromkeys(("convert", "template", "names", "lists"), TEXT),
                "rate": WHOLE,
                "accept": several(TEXT),
                **dict.fromkeys(("any_rate", "even_loudness", "flush", "verify"), FLAG),
            }
        ),
        "used": or_none(MOMENT),
    }
)
_MOVES: dict[str, Schema] = {
    "moves": several(having({"id": or_none(WHOLE), "old": PATH, "new": PATH, "notes": several(TEXT)})),
    "refused": several(FAILED),
    "unchanged": WHOLE,
    "lists": about(several(PATH), "playlist files that name them, rewritten"),
    "moved": WHOLE,
}
_EDIT: dict[str, Schema] = {"edit": WHOLE, "label": TEXT}
_DONE: dict[str, Schema] = {**_EDIT, "failed": several(FAILED)}
_CHANGES: Documents = {"--dry-run": having(_MOVES), "--yes": having({**_DONE, **_MOVES})}

_COPY = having({"path": PATH, "day": TEXT, "songs": WHOLE, "bytes": _BYTES})

SCHEMAS: Mapping[str, Documents] = {
    "copy": {
        "": having({"folder": PATH, "files": several(_OUTCOME), "copied": WHOLE, "failed": WHOLE}),
        "--dry-run": _PLAN,
        "--devices": several(_DEVICE),
        "--forget": having({"forgotten": TEXT}),
    },
    "rename": {
        **_CHANGES,
        "--undo --dry-run": having(
            {**_EDIT, "moves": several(having({"old": PATH, "new": PATH})), "moved": WHOLE}
        ),
        "--undo": having({**_DONE, "moved": WHOLE}),
    },
    "move": _CHANGES,
    "library": {
        "folders": several(
            having({"path": PATH, "songs": WHOLE, "away": WHOLE, "watched": FLAG, "there": FLAG})
        ),
        "check": having(
            {
                "path": PATH,
                "whole": FLAG,
                "findings": several(having({"what": TEXT, "made_anew": FLAG})),
                "copies": several(_COPY),
            }
        ),
        "copy": _COPY,
        "copies": several(_COPY),
        "restore": having({"path": PATH, "copy": _COPY, "kept": or_none(PATH)}),
    },
}
