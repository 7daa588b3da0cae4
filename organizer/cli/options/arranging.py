"""Options of the commands for the map and the groups, and for looking at them."""

from __future__ import annotations

import argparse
import math

from organizer.base.language import tr
from organizer.cli.options.shared import (
    add_aspect_weights,
    add_query,
    add_scale,
    add_songs,
    add_space,
    positive,
)


def _add_map(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--rows", type=positive)
    parser.add_argument("--columns", type=positive)
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--plane", action="store_true", help=tr("a plane instead of a torus"))
    parser.add_argument("--afresh", action="store_true", help=tr("forget the places of the current map"))
    parser.add_argument(
        "--features",
        metavar="A,B",
        help=tr(
            "compare songs by these numbers, also of tables, and --weights is of these (default: by ear, in "
            "a library of tables by what they tell)"
        ),
    )
    add_scale(parser)
    parser.add_argument("--pca", type=positive, metavar="N", help=tr("keep N principal axes of the features"))
    add_aspect_weights(parser, tr("default: as in the settings"))
    add_query(parser)
    parser.add_argument("--image", metavar="FILE.png", help=tr("draw the map as a picture"))
    parser.add_argument(
        "--layer",
        metavar="islands|umatrix|density|groups|added|plays|rating|plane:NAME",
        default="islands",
        help=tr(
            "what the picture shows: islands, the U-matrix (borders between regions), where many songs are, "
            "the groups, when songs were added, how often they were played, their rating, or any number, "
            "as in "
            "plane:tempo or plane:sound:jazz"
        ),
    )
    parser.add_argument(
        "--dark", action="store_true", help=tr("draw it by night, as the dark window shows it")
    )
    parser.add_argument("--show", action="store_true", help=tr("take the current map, and train none"))

    parser.add_argument(
        "--versions",
        action="store_true",
        help=tr("list earlier maps: one is kept each time a map is replaced"),
    )
    parser.add_argument(
        "--restore",
        type=positive,
        metavar="N",
        help=tr("go back to version N; the current map becomes one, too"),
    )
    parser.add_argument(
        "--pin",
        metavar="QUERY",
        help=tr("pin the songs that fit to their places: they stay when the map is built"),
    )
    parser.add_argument(
        "--unpin", metavar="QUERY", help=tr("pin the songs that fit no more; all with pinned:yes")
    )
    parser.add_argument("--pins", action="store_true", help=tr("list the pinned songs, and train no map"))


def _add_groups(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--method",
        choices=["kmeans", "gmm", "hdbscan", "som", "ward"],
        help=tr(
            "KMeans (default), Gaussian mixture, HDBSCAN, regions of the map, or agglomerative (small "
            "libraries)"
        ),
    )
    parser.add_argument("--k", type=_count, metavar="N|auto", help=tr("number of groups (default: chosen)"))
    parser.add_argument("--seed", type=int, default=0)
    add_space(parser)
    add_query(parser)
    parser.add_argument(
        "--min-size",
        type=positive,
        metavar="N",
        help=tr("HDBSCAN: a group has at least N songs (default: chosen)"),
    )
    parser.add_argument(
        "--keep-unsorted", action="store_true", help=tr("leave out what HDBSCAN cannot place")
    )
    parser.add_argument("--judge", action="store_true", help=tr("how good each number of groups would be"))
    parser.add_argument("--show", action="store_true", help=tr("show the current groups"))
    parser.add_argument(
        "--dry-run",
        action="store_true",
        help=tr("show the groups before and after, and leave them as they are"),
    )
    parser.add_argument(
        "--proposed", action="store_true", help=tr("show the groups that wait to be taken or left")
    )
    parser.add_argument("--take", action="store_true", help=tr("let the groups that wait be the groups"))
    parser.add_argument("--leave", action="store_true", help=tr("do not want the groups that wait"))
    parser.add_argument(
        "--by",
        metavar="LABEL",
        help=tr("a table of labels by groups: genre, artist, album, decade, year, folder, key … or a number"),
    )
    parser.add_argument("--sort", metavar="songs|label|N", default="songs", help=tr("order of that table"))
    parser.add_argument("--csv", metavar="FILE.csv", help=tr("write that table (default: by genre)"))
    _add_corrections(parser)


def _add_corrections(parser: argparse.ArgumentParser) -> None:
    """What a person wants otherwise about the groups."""
    parser.add_argument("--rename", action="append", default=[], metavar="N=NAME")
    parser.add_argument(
        "--merge", type=_numbers, default=[], metavar="A,B", help=tr("make one group of several")
    )
    parser.add_argument(
        "--split", type=int, action="append", default=[], metavar="N", help=tr("in --k parts")
    )
    parser.add_argument(
        "--lock", type=int, action="append", default=[], metavar="N", help=tr("keep as it is")
    )
    parser.add_argument("--unlock", type=int, action="append", default=[], metavar="N")
    parser.add_argument(
        "--keep",
        action="append",
        default=[],
        metavar="N[=FILE.m3u8]",
        help=tr("keep the group as a playlist that tops itself up, and write it to a file"),
    )
    parser.add_argument("--stop-keeping", type=int, action="append", default=[], metavar="N")
    parser.add_argument("--top-up", action="store_true", help=tr("put new songs into groups and playlists"))
    parser.add_argument("--move", nargs=2, metavar=("N", "QUERY"), help=tr("put songs into a group"))


def _add_regions(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "action",
        choices=["list", "show", "make", "add", "take", "rename", "keep", "remove"],
        nargs="?",
        default="list",
        help=tr(
            "list: all regions; show: the songs of one; make: name the songs that fit; add, take: put songs "
            "in, or out for good; rename: NAME NEW; keep: as a playlist that tops itself up, NAME "
            "[FILE.m3u8]; "
            "remove: forget it, the songs stay"
        ),
    )
    parser.add_argument("name", nargs="?", metavar="NAME", help=tr("of the region"))
    add_songs(parser, changes=True)


def _count(text: str) -> int | None:
    return None if text == "auto" else positive(text)


def _numbers(text: str) -> list[int]:
    parts = [part.strip() for part in text.split(",")]
    if not all(part.isdigit() for part in parts):
        raise argparse.ArgumentTypeError(tr("“{text}” is not a list of groups: write 1,4", text=text))
    return [int(part) for part in parts]


def _add_evaluate(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--label",
        metavar="genre|artist|decade|…|FILE.csv",
        help=tr(
            "what belongs together: genre, artist, album, decade, folder, key …, a number, or a table with "
            "the columns file and label (default: genre)"
        ),
    )
    add_space(parser)
    add_query(parser)
    parser.add_argument(
        "--same-artist",
        choices=["include", "exclude"],
        default="include",
        help=tr("whether songs by one artist may be neighbours (default: include)"),
    )
    parser.add_argument(
        "--tempo-key",
        metavar="FILE.csv",
        help=tr("the true tempo and key: columns file, bpm, key (Am, or a)"),
    )


def _add_insight(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--out", required=True, metavar="FOLDER", help=tr("where PNG, CSV and HTML files go"))
    parser.add_argument("--features", metavar="A,B", help=tr("these numbers (default: all, at most twenty)"))
    parser.add_argument(
        "--by", choices=["group", "genre"], help=tr("colours (default: groups if there are any)")
    )
    parser.add_argument("--three", metavar="A,B,C", help=tr("the numbers of the cube (default: the first)"))
    parser.add_argument(
        "--angle",
        type=_angle,
        metavar="SIDE,ABOVE",
        help=tr("from where the cube is seen, in degrees (34,20)"),
    )
    add_query(parser)


def _angle(text: str) -> tuple[float, float]:
    side, _, above = text.partition(",")
    try:
        angle = float(side), float(above)
    except ValueError:
        angle = math.nan, math.nan
    if not (abs(angle[0]) <= 360 and abs(angle[1]) <= 90):
        raise argparse.ArgumentTypeError(
            tr("“{text}” is not an angle: write two numbers, as in 34,20", text=text)
        )
    return angle


#: The options of each command.
OPTIONS = {
    "map": _add_map,
    "groups": _add_groups,
    "regions": _add_regions,
    "evaluate": _add_evaluate,
    "insight": _add_insight,
}
