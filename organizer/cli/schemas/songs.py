"""What commands about songs print: into the library and out of it, lists, measures, likeness."""

from __future__ import annotations

from collections.abc import Mapping

from organizer.api.schemas import FLAG, NUMBER, TEXT, WHOLE, Schema, having, or_none, several
from organizer.cli.schemas.shared import (
    FAILED,
    FAILURE,
    PATH,
    SECONDS,
    SHARE,
    SHARES,
    SONG,
    Documents,
    about,
    by_name,
    row,
    with_more,
)

_COUNTS = having(
    {
        "all": WHOLE,
        "analyzed": WHOLE,
        "failed": WHOLE,
        "away": WHOLE,
        "waiting": WHOLE,
        "skipped": WHOLE,
        "told": about(WHOLE, "known from tables alone"),
    }
)
_ANALYZED: dict[str, Schema] = {
    "analysis": having(
        {
            **dict.fromkeys(("done", "failed", "left", "skipped"), WHOLE),
            "seconds": SECONDS,
            "other_network": about(FLAG, "the map was made with another network than the settings name"),
            "workers": about(several(row(TEXT, WHOLE)), "of a cluster, and the songs that each has done"),
            "refused": about(several(TEXT), "workers that get no songs, and why"),
            "away": about(WHOLE, "songs that were not found, and wait until they are there again"),
        }
    ),
    "arranged": having(
        {
            "steps": several(TEXT),
            "on_map": WHOLE,
            "groups": WHOLE,
            "topped": several(
                having(
                    {
                        "name": TEXT,
                        "added": WHOLE,
                        "ids": several(WHOLE),
                        "file": TEXT,
                        "problem": TEXT,
                        "stopped": FLAG,
                    }
                )
            ),
            "problem": TEXT,
            "proposed": TEXT,
        }
    ),
}
_END: dict[str, Schema] = {"library": _COUNTS, "failures": several(FAILURE)}
_ADDED = having(
    {
        **dict.fromkeys(("found", "added", "updated", "moved", "away", "failed", "merged"), WHOLE),
        "seconds": SECONDS,
        "skipped": several(FAILED),
        "left_out": several(having({"reason": TEXT, "count": WHOLE, "examples": several(PATH)})),
        "playlists": several(
            having(
                {
                    "path": PATH,
                    **dict.fromkeys(("songs", "missing", "ambiguous"), several(TEXT)),
                    **dict.fromkeys(("others", "streams", "lost", "unclear", "matched"), WHOLE),
                }
            )
        ),
        **_ANALYZED,
        **_END,
    },
    optional=tuple(_ANALYZED),
)
_LIKE: dict[str, Schema] = {"distance": about(NUMBER, "0 the same, 1 unlike"), "shares": SHARES}
_SIMILAR = with_more(SONG, _LIKE)

_RELIABILITY = having(
    {
        "field": TEXT,
        "values": WHOLE,
        **dict.fromkeys(
            ("every", "new_artists"), having(dict.fromkeys(("songs", "covered", "right"), WHOLE))
        ),
    }
)
_FOUND = having({"precision": SHARE, "accuracy": SHARE})
_OF_TWO = "neighbours clusters neighbours_songs clusters_songs neighbours_reach clusters_reach overlap"
_RECOMMENDERS = having({"groups": WHOLE, **dict.fromkeys(_OF_TWO.split(), NUMBER)})
_LABELS = having(
    {
        "kind": TEXT,
        **dict.fromkeys(("songs", "unlabelled", "unmatched", "labels", "scored", "asked"), WHOLE),
        "unreachable": several(TEXT),
        "plain": _FOUND,
        "shipped": _FOUND,
        **dict.fromkeys(("best", "chance", "agreement"), NUMBER),
        "grouped": about(row(WHOLE, WHOLE), "songs, and groups made of them"),
        "each": about(several(row(TEXT, WHOLE, NUMBER)), "label, songs, precision"),
        "recommenders": or_none(_RECOMMENDERS),
    }
)
_HUBS = "skewness orphans shipped_skewness shipped_orphans".split()
_TRUTH_COUNTS = "rows unmatched tempo_songs tempo_told key_songs key_told".split()
_WORD = having(
    {
        "word": TEXT,
        "source": TEXT,
        **dict.fromkeys(("songs", "so"), WHOLE),
        **dict.fromkeys(("auc", "precision", "recall"), NUMBER),
        "precision_of_search": or_none(NUMBER),
        "trusted": FLAG,
    }
)
_EVALUATION = having(
    {
        "songs": WHOLE,
        "dimensions": WHOLE,
        "same_artist": FLAG,
        "without_artist": WHOLE,
        "labels": or_none(_LABELS),
        "hubs": having({"songs": WHOLE, **dict.fromkeys(_HUBS, NUMBER)}),
        "map": or_none(
            having(
                {
                    "rows": WHOLE,
                    "columns": WHOLE,
                    "toroidal": FLAG,
                    "songs": WHOLE,
                    "quantization_error": NUMBER,
                    "topographic_error": SHARE,
                    "edge_share": NUMBER,
                    "overlap": NUMBER,
                }
            )
        ),
        "truth": or_none(
            having(
                {
                    **dict.fromkeys(_TRUTH_COUNTS, WHOLE),
                    **dict.fromkeys(("acc1", "acc2", "first_two", "key_score", "key_score_told"), NUMBER),
                }
            )
        ),
        "notes": several(TEXT),
        "features": several(TEXT),
        "words": several(_WORD),
        "suggestions": several(_RELIABILITY),
    }
)
#: How far suggestions can be trusted.
RELIABILITY = _RELIABILITY

_LOUDNESS = having(
    {
        "id": WHOLE,
        "path": PATH,
        "integrated": or_none(about(NUMBER, "LUFS")),
        "loudness_range": or_none(about(NUMBER, "LU")),
        "true_peak": or_none(about(NUMBER, "dBTP")),
        "momentary": or_none(about(NUMBER, "LUFS, the loudest 0.4 s")),
        "short_term": or_none(about(NUMBER, "LUFS, the loudest 3 s")),
        "replay_gain": or_none(about(NUMBER, "dB")),
    }
)
_COPY = with_more(
    SONG,
    {
        "size": about(WHOLE, "bytes"),
        "likeness": SHARE,
        "later": about(SECONDS, "seconds by which it begins later than the best"),
    },
)
_DISCARDED = several(having({"path": PATH, "stays": PATH, "size": about(WHOLE, "bytes")}))
_COLUMN = having({"header": TEXT, "name": TEXT, "role": TEXT, "scale": NUMBER, "unit": TEXT, "decimal": TEXT})
_STORED: dict[str, Schema] = {"table": TEXT, **dict.fromkeys(("added", "joined", "gone", "unclear"), WHOLE)}
_TABLE = having(
    {
        "path": PATH,
        "encoding": TEXT,
        "separator": TEXT,
        "decimal": TEXT,
        "header_line": WHOLE,
        "songs": WHOLE,
        "columns": several(_COLUMN),
        "notes": several(having({"what": TEXT, "option": TEXT, "doubtful": FLAG})),
        "problems": several(having({"line": WHOLE, "what": TEXT, "left_out": FLAG, "count": WHOLE})),
        **_STORED,
    },
    optional=tuple(_STORED),
)
_STRUCTURE = having(
    {
        "path": PATH,
        "duration": SECONDS,
        "beats": about(FLAG, "parts begin on beats"),
        "parts": several(having({"part": TEXT, "start": SECONDS, "end": SECONDS})),
        **dict.fromkeys(("image", "cue", "labels"), about(PATH, "written")),
    },
    optional=("image", "cue", "labels"),
)

SCHEMAS: Mapping[str, Documents] = {
    "add": {"": _ADDED},
    "analyze": {"": having({**_ANALYZED, **_END})},
    "list": {
        "": several(with_more(SONG, {"words": or_none(by_name(SHARE))}, optional=("words",))),
        "--failed": several(FAILURE),
    },
    "loudness": {"": having({"songs": several(_LOUDNESS), "failures": several(FAILURE)})},
    "keys": {
        "": having({**dict.fromkeys(("listened", "without", "known"), WHOLE), "failures": several(FAILURE)}),
        "--forget": having({"forgotten": WHOLE}),
    },
    "listening": {
        "": having(
            {
                "files": WHOLE,
                "songs": WHOLE,
                "each": about(by_name(WHOLE), "number → songs that have it"),
                "failed": WHOLE,
            }
        )
    },
    "rate": {
        "": having(
            {
                "songs": several(
                    having({"id": WHOLE, "path": TEXT, "before": or_none(NUMBER), "rating": or_none(NUMBER)})
                ),
                "changed": WHOLE,
            }
        )
    },
    "plays": {
        "": having(
            {
                **dict.fromkeys(("songs", "played", "plays", "skips", "rated"), WHOLE),
                "ratings": about(by_name(WHOLE), "stars → songs"),
                "most_played": several(SONG),
            }
        )
    },
    "similar": {
        "": several(_SIMILAR),
        "of several songs": several(with_more(_SIMILAR, {"seed": TEXT, "score": NUMBER})),
        "--by both": having(
            {
                "song": SONG,
                "features": several(TEXT),
                "group": TEXT,
                "group_size": WHOLE,
                "stored": FLAG,
                "shared": WHOLE,
                "neighbours_in_group": WHOLE,
                "neighbours": several(_SIMILAR),
                "clusters": several(_SIMILAR),
            }
        ),
    },
    "evaluate": {"": _EVALUATION},
    "duplicates": {
        "": having(
            {
                **dict.fromkeys(("compared", "failed", "unheard"), WHOLE),
                "groups": several(
                    having(
                        {
                            "differs": about(by_name({"type": "array"}), "what differs → of each copy"),
                            "copies": about(several(_COPY), "the best first"),
                        }
                    )
                ),
            }
        ),
        "--trash": having(
            {"copies": _DISCARDED, "trashed": WHOLE, "failed": several(FAILED)}, optional=("failed",)
        ),
    },
    "structure": {"": _STRUCTURE},
    "import": {"": _TABLE},
    "export": {"": having({"path": PATH, "songs": WHOLE})},
    "remove": {
        "": having({"songs": several(having({"id": WHOLE, "path": TEXT})), "removed": WHOLE, "left": WHOLE}),
        "--undo": having({"back": WHOLE, "songs": WHOLE}),
    },
}
