"""Options of the command that puts songs in order by rules."""

from __future__ import annotations

import argparse

from organizer.base.language import tr
from organizer.cli.options.shared import add_songs, not_negative, number_between, positive

_PRESETS = "sound, peak, party, dinner, dj, running"


def _add_arrange(parser: argparse.ArgumentParser) -> None:
    add_songs(
        parser,
        changes=False,
        metavar="NAME|QUERY",
        about=tr("a saved playlist, or the songs that fit a search (default: all songs)"),
    )
    parser.add_argument(
        "--preset",
        metavar="NAME",
        help=tr("rules to begin with: {presets} (default: sound)", presets=_PRESETS),
    )
    parser.add_argument(
        "--rule",
        dest="rules",
        action="append",
        default=[],
        metavar="RULE",
        help=tr(
            "artist=5, album=3 (songs between two); copies=no; tempo=90..130, tempo=rising, falling, peak "
            "or any; energy as tempo, 0..1; keys=same, near, wide or any (near!: before sound); "
            "sound=little, "
            "normal or much; only=QUERY; never=QUERY; must=SONG, by its path"
        ),
    )
    parser.add_argument(
        "--minutes",
        type=number_between(1.0, 100_000.0, tr("a number of minutes from 1 to 100,000")),
        metavar="N",
        help=tr("choose songs that last so long together"),
    )
    parser.add_argument("-n", "--count", type=positive, metavar="N", help=tr("choose so many songs"))
    parser.add_argument("--first", metavar="SONG", help=tr("the song that it begins with"))
    parser.add_argument("--last", metavar="SONG", help=tr("the song that it ends with"))
    parser.add_argument(
        "--must", action="append", default=[], metavar="SONG", help=tr("a song that is in it, wherever")
    )
    parser.add_argument(
        "--seed",
        type=not_negative,
        default=0,
        metavar="N",
        help=tr("another number gives another list, as good"),
    )
    parser.add_argument("--save", metavar="NAME", help=tr("save it in the library"))
    parser.add_argument(
        "--replace", action="store_true", help=tr("in place of a saved playlist of that name")
    )
    parser.add_argument(
        "-o", "--output", metavar="FILE", help=tr("write it: .m3u8, .pls, .xspf, .csv or .txt")
    )
    parser.add_argument("--paths", choices=["relative", "absolute"], default="relative")
    parser.add_argument("--dry-run", action="store_true", help=tr("show it, and write and save nothing"))


#: The options of each command.
OPTIONS = {"playlist arrange": _add_arrange}
