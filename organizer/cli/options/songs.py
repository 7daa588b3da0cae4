"""Options of the commands about songs: which there are, and what is in them."""

from __future__ import annotations

import argparse

from organizer.base.language import tr
from organizer.cli.options.shared import (
    BY,
    SOME_SONGS,
    add_aspect_weights,
    add_cluster,
    add_jobs,
    add_scale,
    add_songs,
    add_workers,
    add_yes,
    no_options,
    not_negative,
    number_between,
    positive,
    typed,
)


def _add_add(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "paths", nargs="+", metavar="PATH", help=tr("also a playlist (M3U8): the songs it names")
    )
    parser.add_argument("--no-analyze", action="store_true", help=tr("only read the tags"))
    parser.add_argument(
        "--reread",
        action="store_true",
        help=tr("read all files again, also those that seem not to have changed"),
    )
    _add_analysis(parser)
    add_jobs(parser)


def _add_analyze(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--retry", action="store_true", help=tr("try failed songs again"))
    _add_analysis(parser)
    add_jobs(parser)


def _add_analysis(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--now",
        action="store_true",
        help=tr(
            "whatever the hours and the power are that the library's pace asks for (see: organizer pace)"
        ),
    )
    parser.add_argument(
        "--whole",
        action="store_true",
        default=None,
        help=tr("analyze all of long songs, not excerpts (setting)"),
    )
    parser.add_argument(
        "--skip-longer",
        type=number_between(0.0, 100_000.0, tr("a number of minutes, 0 or more")),
        metavar="MINUTES",
        help=tr("leave out songs longer than this; 0: none (setting)"),
    )
    add_cluster(parser)


#: The grammar of searches, as ``list --help`` says it.
SEARCHES = typed(
    tr("searches:"),
    (
        ("blue night", tr("songs with both words in title, artist, album or genre, from their beginnings")),
        ('"blue night"', tr("the words in this order")),
        ("artist:hazel", tr('in that field; artist:"hazel grey" with spaces')),
        ("genre:=Rock", tr('exactly that value; genre:="Rock","Folk" any of them, artist:a|b too')),
        ('genre:"" bpm:""', tr("songs without one")),
        ("bpm:90..120", tr("a range; bpm:90.. and bpm:>90, date:1999-05..2001, duration:2:30..4:00")),
        ("sound:jazz", tr("songs that a network takes for jazz; sound:jazz>0.4 by its number, 0–1")),
        ("key:Am  camelot:8A", tr("in any spelling; key and bpm are the tag's, else the estimate (≈)")),
        (
            'tagged_bpm:""',
            tr("the tag alone: tagged_bpm, tagged_key; the estimate alone: tempo, estimated_key"),
        ),
        (
            "rating:4..  plays:0",
            tr("by your stars, rating:none without; by how often they were played, or skips:2.."),
        ),
        ("lastplayed:30d", tr("within the last 30 days; lastplayed:..1y longer ago, lastplayed:never")),
        (
            "-lastplayed:6mo",
            tr("not in the last 6 months, with what was never played; lastplayed:>6mo without"),
        ),
        ("added:2026-01..", tr("when they came into the library; added:30d, added:today")),
        ("-live  -genre:jazz", tr("songs without it")),
        ("jazz or folk", tr("either; also “|”")),
        ("(jazz or folk) -live", tr("brackets, and -(live or demo)")),
        ('like:"artist - title"', tr('the 25 songs most like it; like:"…":40 so many, like:"…"<0.4 so near')),
        ('playlist:"late night"', tr("the songs of a playlist, or of a smart one")),
        (
            "sort:-rating,plays",
            tr("in this order, - the largest first; sort:random:7 by chance, always alike"),
        ),
        ("limit:25,90min", tr("so many songs, so long, so large (2GB), so many of each artist (2/artist)")),
        ("!!!", tr("signs are text; only an empty search means all")),
    ),
    22,
    tr(
        "Case, accents and width do not matter. Put a search into single quotes, so that the shell "
        "leaves it alone."
    ),
)


def _add_list(parser: argparse.ArgumentParser) -> None:
    parser.epilog = SEARCHES
    parser.formatter_class = argparse.RawDescriptionHelpFormatter
    add_songs(parser, changes=False)
    parser.add_argument("--failed", action="store_true", help=tr("the songs that failed, and why"))
    parser.add_argument(
        "--sort",
        "--order",
        metavar="FIELD",
        help=tr(
            "order (default: as the search asks, else by artist); sound:WORD too; rediscover: near what "
            "you play and rate highly, and not heard for long"
        ),
    )
    parser.add_argument("--descending", action="store_true", help=tr("the largest first"))
    parser.add_argument("-n", "--limit", type=positive, metavar="N", help=tr("at most N songs"))


def _add_loudness(parser: argparse.ArgumentParser) -> None:
    add_songs(parser, changes=True)
    parser.add_argument("--again", action="store_true", help=tr("also what was measured before"))
    add_workers(parser)


def _add_keys(parser: argparse.ArgumentParser) -> None:
    add_songs(parser, changes=False)
    parser.add_argument(
        "--key-network",
        metavar="FILE.onnx",
        help=tr("a key finder such as S-KEY: sound in, 24 keys out; remembered (setting)"),
    )
    parser.add_argument("--again", action="store_true", help=tr("also songs that it listened to before"))
    parser.add_argument(
        "--forget", action="store_true", help=tr("drop what key finders said: the ear’s keys count again")
    )
    add_workers(parser)


def _add_rate(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("query", nargs="*", metavar="QUERY", help=SOME_SONGS)
    parser.add_argument("stars", metavar="STARS", help=tr("0 to 5, with halves as 3.5, or none"))
    parser.add_argument("--all", action="store_true", help=tr("every song of the library"))
    parser.add_argument("--dry-run", action="store_true", help=tr("show the songs and stop"))


def _add_plays(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "-n", "--limit", type=positive, default=20, metavar="N", help=tr("so many songs (default: 20)")
    )


def _add_remove(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("query", nargs="*", metavar="QUERY", help=SOME_SONGS)
    parser.add_argument(
        "--all", action="store_true", help=tr("every song of the library: an empty query is refused")
    )
    parser.add_argument(
        "--undo",
        action="store_true",
        help=tr("bring the songs of the last removal back, with all about them"),
    )
    parser.add_argument("--dry-run", action="store_true", help=tr("show the songs and stop"))
    add_yes(parser)


def _add_similar(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "paths",
        nargs="+",
        metavar="SONG",
        help=tr("its path, as “organizer list” shows it, or a search for it alone; several: songs like any"),
    )
    parser.add_argument(
        "--not", dest="unlike", action="append", default=[], metavar="SONG", help=tr("but not like this one")
    )
    parser.add_argument(
        "--seed-weights",
        type=_numbers,
        metavar="N,N",
        help=tr("how much each song counts, in the order named, those of --not last (default: 1 each)"),
    )
    parser.add_argument("-n", type=positive, default=10, metavar="N")
    parser.add_argument("--by", choices=["neighbours", "clusters", "both"], default="neighbours", help=BY)
    parser.add_argument(
        "--features",
        metavar="A,B",
        help=tr(
            "compare by these numbers, and --weights is of these (default: by ear; songs of tables by what "
            "tables tell)"
        ),
    )
    add_scale(parser)
    add_aspect_weights(parser, tr("default: as the map was made"))


def _numbers(text: str) -> list[float]:
    try:
        numbers = [float(part) for part in text.split(",")]
    except ValueError:
        numbers = []
    if not numbers or not all(0 < number < float("inf") for number in numbers):
        raise argparse.ArgumentTypeError(tr("“{text}” are no weights: write 2,1", text=text))
    return numbers


def _add_radio(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "paths",
        nargs="*",
        metavar="SONG",
        help=tr(
            "to start from: its path, as “organizer list” shows it, or a search for it alone; several: "
            "songs like any of them"
        ),
    )
    parser.add_argument(
        "--query", metavar="Q", help=tr("to start from: all songs that a search finds, also group:2")
    )
    parser.add_argument("--playlist", metavar="NAME", help=tr("to start from: the songs of a saved playlist"))
    parser.add_argument(
        "-n", "--count", type=positive, default=30, metavar="N", help=tr("so many songs (default: 30)")
    )
    parser.add_argument(
        "--drift",
        type=number_between(0.0, 1.0, tr("a number from 0 to 1")),
        metavar="0–1",
        help=tr("0 stays near the songs named, 1 walks away from them (setting; 0.3)"),
    )
    parser.add_argument(
        "--artist-gap",
        type=not_negative,
        metavar="N",
        help=tr("songs between two by one artist, at least (setting; 5)"),
    )
    parser.add_argument("--seed", type=int, default=0, help=tr("another number, other songs"))
    parser.add_argument("--again", action="store_true", help=tr("also what the radio played within a day"))
    parser.add_argument("--paths", dest="written", choices=["relative", "absolute"], default="relative")
    parser.add_argument(
        "-o",
        "--output",
        metavar="FILE",
        help=tr("write them as .m3u8, .pls or .xspf for players, .csv, or .txt: “Artist - Title”"),
    )


def _add_structure(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("file", metavar="FILE")
    parser.add_argument("--parts", type=positive, metavar="N", help=tr("different parts (default: chosen)"))
    parser.add_argument("--image", metavar="FILE.png", help=tr("draw waveform and self-similarity"))
    parser.add_argument("--cue", metavar="FILE.cue", help=tr("write a cue sheet"))
    parser.add_argument("--labels", metavar="FILE.txt", help=tr("write a label track for Audacity"))


def _add_duplicates(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--trash",
        action="store_true",
        help=tr(
            "put all copies but the best of each recording into the system's trash, after they were shown"
        ),
    )
    parser.add_argument(
        "--only",
        metavar="QUERY",
        help=tr("of --trash: those of the copies that fit; one of each recording always stays"),
    )
    parser.add_argument("--dry-run", action="store_true", help=tr("of --trash: show what would go and stop"))
    add_yes(parser)
    add_jobs(parser)


#: The options of each command.
OPTIONS = {
    "add": _add_add,
    "analyze": _add_analyze,
    "list": _add_list,
    "loudness": _add_loudness,
    "keys": _add_keys,
    "listening": no_options,
    "rate": _add_rate,
    "plays": _add_plays,
    "remove": _add_remove,
    "duplicates": _add_duplicates,
    "similar": _add_similar,
    "radio": _add_radio,
    "structure": _add_structure,
}
