"""What commands about the map, groups, regions, radio and pictures print."""

from __future__ import annotations

from collections.abc import Mapping

from organizer.api.schemas import FLAG, NUMBER, TEXT, WHOLE, Schema, having, or_none, several
from organizer.cli.schemas.shared import (
    PATH,
    SECONDS,
    SHARE,
    SONG,
    SPACE,
    Documents,
    about,
    by_name,
    one_of,
    with_more,
)

_MAP = having(
    {
        "rows": WHOLE,
        "columns": WHOLE,
        "toroidal": FLAG,
        "space": SPACE,
        "seed": WHOLE,
        "songs": WHOLE,
        "quantization_error": NUMBER,
        "topographic_error": SHARE,
        "edge_share": about(NUMBER, "songs in the outermost cells over these cells' share: 1 by chance"),
        "cells": about(several(having({"row": WHOLE, "column": WHOLE, "name": TEXT})), "those with songs"),
        "image": or_none(PATH),
    }
)
_PIN = having(
    {
        "id": WHOLE,
        "path": TEXT,
        "label": TEXT,
        "row": or_none(WHOLE),
        "column": or_none(WHOLE),
        "off": or_none(about(NUMBER, "cells from where it is pinned")),
    }
)
_GROUP = having(
    {
        "number": WHOLE,
        "name": TEXT,
        "size": WHOLE,
        "named": about(FLAG, "a person gave the name"),
        "locked": FLAG,
        "playlist": TEXT,
        "sureness": or_none(SHARE),
        "typical": several(having({"path": TEXT, "label": TEXT})),
    }
)
_GROUPS = having(
    {
        "method": one_of("kmeans", "gmm", "ward", "hdbscan", "som"),
        "seed": WHOLE,
        "k": WHOLE,
        "songs": WHOLE,
        "space": SPACE,
        "quality": by_name(or_none(NUMBER)),
        "noise": or_none(SHARE),
        "advice": or_none(TEXT),
        "try": about(several(TEXT), "options that may help"),
        "groups": several(_GROUP),
        "sureness": or_none(about(by_name(SHARE), "song → how sure its group is")),
    }
)
_JUDGED = having(
    {
        "tried": about(several(WHOLE), "numbers of groups; the lists below go with them"),
        "proposal": WHOLE,
        **dict.fromkeys(("silhouette", "inertia", "davies_bouldin", "bic", "stability"), several(NUMBER)),
        "elbow": or_none(WHOLE),
        **dict.fromkeys(("songs", "judged", "compared", "locked"), WHOLE),
        "ranked": several(WHOLE),
        "current": or_none(WHOLE),
        "sample": TEXT,
        "note": TEXT,
    }
)
_SIDE = or_none(having({"number": WHOLE, "name": TEXT, "size": WHOLE}))
_CHANGE = having(
    {
        "summary": TEXT,
        **dict.fromkeys(("songs", "moved", "joined"), WHOLE),
        "groups": several(having({"before": _SIDE, "after": _SIDE, "text": TEXT})),
        "playlists": several(TEXT),
    }
)
#: Each label stands under the name of its kind ("genre"), beside these.
_LABEL: Schema = {
    **having(
        {
            "songs": WHOLE,
            "groups": several(
                having({"number": WHOLE, "songs": WHOLE, "of_label": SHARE, "of_group": SHARE})
            ),
        }
    ),
    "additionalProperties": TEXT,
}
_BY_LABEL = having(
    {
        "by": TEXT,
        "groups": several(having({"number": WHOLE, "name": TEXT})),
        "labels": several(_LABEL),
        "file": or_none(PATH),
    }
)
_REGION = having(
    {
        "name": TEXT,
        **dict.fromkeys(("songs", "chosen", "joined", "colour"), WHOLE),
        "playlist": or_none(TEXT),
    }
)
_CHANGED = with_more(_REGION, {"changed": WHOLE})
_MEMBERS = several(having({"id": WHOLE, "path": TEXT, "label": TEXT, "joined": FLAG}))
_INSIGHT = having(
    {
        "folder": PATH,
        "files": several(PATH),
        "songs": WHOLE,
        "by": TEXT,
        "features": several(TEXT),
        "kinds": several(TEXT),
        "correlation": several(several(or_none(NUMBER))),
        "explained": several(SHARE),
        "loadings": by_name(several(NUMBER)),
        "silhouette": or_none(NUMBER),
    }
)

SCHEMAS: Mapping[str, Documents] = {
    "map": {
        "": _MAP,
        "--pins": several(_PIN),
        "--pin, --unpin": having(dict.fromkeys(("pinned", "freed", "left_out"), WHOLE)),
        "--versions": several(
            having(
                {
                    "number": WHOLE,
                    "replaced": about(NUMBER, "seconds of Unix"),
                    "reason": TEXT,
                    "songs": WHOLE,
                }
            )
        ),
    },
    "groups": {
        "": _GROUPS,
        "--judge": _JUDGED,
        "--dry-run, --proposed": _CHANGE,
        "--by, --csv": _BY_LABEL,
    },
    "regions": {
        "list": several(_REGION),
        "show": with_more(_REGION, {"songs": _MEMBERS}),
        "make, add, take, rename": _CHANGED,
        "keep": _REGION,
        "remove": having({"removed": TEXT}),
    },
    "radio": {
        "": having({"name": TEXT, "duration": SECONDS, "remark": TEXT, "songs": several(SONG)}),
    },
    "insight": {"": _INSIGHT},
}
