"""What commands about the program print: its parts, lessons, networks, and other programs."""

from __future__ import annotations

from collections.abc import Mapping

from organizer.api.schemas import FLAG, TEXT, WHOLE, Schema, having, or_none, several
from organizer.cli.schemas.shared import MOMENT, PATH, Documents, about, by_name, one_of, row, with_more

_LESSON = having(
    {
        "number": WHOLE,
        **dict.fromkeys(("name", "title", "about", "question"), TEXT),
        "steps": several(having({"do": TEXT, "see": TEXT, "command": TEXT})),
    }
)
_ANSWER = having({"text": TEXT, "reason": TEXT, "figures": about(several(row(TEXT, TEXT)), "name and value")})
_STATUS = having(
    {
        **dict.fromkeys(("installed", "problem", "in_use"), TEXT),
        **dict.fromkeys(("missing", "own", "undecided", "runtime"), FLAG),
        "model": PATH,
        "wheel": having(
            {**dict.fromkeys(("name", "version", "file", "sha256", "licence"), TEXT), "size": WHOLE}
        ),
        "licence_text": TEXT,
    }
)
_HOURS = having({"from": about(TEXT, "HH:MM"), "until": about(TEXT, "HH:MM")})
_PACE = having(
    {
        "hours": or_none(_HOURS),
        "share": about(WHOLE, "percent of all processors; 100: no limit"),
        "mains_only": FLAG,
        "now": having(
            {
                "workers": about(WHOLE, "processes that may analyze songs now; 0: it waits"),
                "waits_for": or_none(one_of("hours", "mains")),
                "until": or_none(MOMENT),
            }
        ),
    }
)
_PROPOSAL = having(
    {
        "proposal": WHOLE,
        "created": MOMENT,
        "source": TEXT,
        "reason": TEXT,
        "songs": WHOLE,
        "changes": WHOLE,
    }
)
_PROPOSED = having(
    {"proposal": WHOLE, "song": WHOLE, "path": PATH, "field": TEXT, "before": TEXT, "after": TEXT}
)
_PART = having({**dict.fromkeys(("part", "version", "licence", "inside"), TEXT), "texts": several(TEXT)})
_SCHEMA: Schema = {**having({"$schema": TEXT, "$id": TEXT, "title": TEXT}), "additionalProperties": True}

SCHEMAS: Mapping[str, Documents] = {
    "pace": {"": _PACE},
    "network": {
        "install": having({"path": PATH, "fetched": FLAG}),
        "status": _STATUS,
        "remove": having({"removed": FLAG, "in_use": TEXT}),
    },
    "lesson": {"": several(_LESSON), "LESSON": with_more(_LESSON, {"answer": or_none(_ANSWER)})},
    "serve": {
        "": having(
            {"address": TEXT, "api": TEXT, "token_file": PATH, "version": about(TEXT, "of the program")}
        )
    },
    "proposals": {
        "list": several(_PROPOSAL),
        "list NUMBER": several(_PROPOSED),
        "drop": having({"dropped": WHOLE}),
    },
    "report": {"": having({"report": TEXT})},
    "about": {"": having({"version": about(TEXT, "of the program"), "parts": several(_PART)})},
    "demo": {"": having({"folder": PATH, "songs": several(PATH), "styles": several(TEXT)})},
    "schema": {"": having({"commands": by_name(_SCHEMA)}), "COMMAND": _SCHEMA},
}
