"""Options of the commands about songs: which there are, and what is in them."""

from __future__ import annotations

import argparse

from organizer.cli.options.shared import (
    BY,
    SOME_SONGS,
    SONGS,
    add_aspect_weights,
    add_cluster,
    add_jobs,
    add_scale,
    add_workers,
    add_yes,
    no_options,
    number_between,
    positive,
)


def _add_add(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("paths", nargs="+", metavar="PATH", help="also a playlist (M3U8): the songs it names")
    parser.add_argument("--no-analyze", action="store_true", help="only read the tags")
    parser.add_argument(
        "--reread", action="store_true", help="read all files again, also those that seem not to have changed"
    )
    _add_analysis(parser)
    add_jobs(parser)


def _add_analyze(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--retry", action="store_true", help="try failed songs again")
    _add_analysis(parser)
    add_jobs(parser)


def _add_analysis(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--whole", action="store_true", default=None, help="analyze all of long songs, not excerpts (setting)"
    )
    parser.add_argument(
        "--skip-longer",
        type=number_between(0.0, 100_000.0, "a number of minutes, 0 or more"),
        metavar="MINUTES",
        help="leave out songs longer than this; 0: none (setting)",
    )
    add_cluster(parser)


#: The grammar of searches, as ``list --help`` says it.
SEARCHES = """searches:
  blue night             songs with both words in title, artist, album or genre, from their beginnings
  "blue night"           the words in this order
  artist:hazel           in that field; artist:"hazel grey" with spaces
  genre:=Rock            exactly that value; genre:="Rock","Folk" any of them, artist:a|b too
  genre:"" bpm:""        songs without one
  bpm:90..120            a range; bpm:90.. and bpm:>90, date:1999-05..2001, duration:2:30..4:00
  sound:jazz             songs that a network takes for jazz; sound:jazz>0.4 by its number, 0–1
  key:Am  camelot:8A     in any spelling; key and bpm are the tag's, else the estimate (≈)
  tagged_bpm:""          the tag alone: tagged_bpm, tagged_key; the estimate alone: tempo, estimated_key
  -live  -genre:jazz     songs without it
  jazz or folk           either; also “|”
  (jazz or folk) -live   brackets, and -(live or demo)
  !!!                    signs are text; only an empty search means all
Case, accents and width do not matter. Put a search into single quotes, so that the shell leaves it alone."""


def _add_list(parser: argparse.ArgumentParser) -> None:
    parser.epilog = SEARCHES
    parser.formatter_class = argparse.RawDescriptionHelpFormatter
    parser.add_argument("query", nargs="*", metavar="QUERY", help=SONGS)
    parser.add_argument("--failed", action="store_true", help="the songs that failed, and why")
    parser.add_argument(
        "--sort", default="artist", metavar="FIELD", help="order (default: artist); sound:WORD too"
    )
    parser.add_argument("--descending", action="store_true", help="the largest first")
    parser.add_argument("-n", "--limit", type=positive, metavar="N", help="at most N songs")


def _add_loudness(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("query", nargs="+", metavar="QUERY", help=SONGS)
    parser.add_argument("--again", action="store_true", help="also what was measured before")
    add_workers(parser)


def _add_keys(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("query", nargs="*", metavar="QUERY", help=SONGS)
    parser.add_argument(
        "--key-network",
        metavar="FILE.onnx",
        help="a key finder such as S-KEY: sound in, 24 keys out; remembered (setting)",
    )
    parser.add_argument("--again", action="store_true", help="also songs that it listened to before")
    parser.add_argument(
        "--forget", action="store_true", help="drop what key finders said: the ear’s keys count again"
    )
    add_workers(parser)


def _add_remove(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("query", nargs="*", metavar="QUERY", help=SOME_SONGS)
    parser.add_argument(
        "--all", action="store_true", help="every song of the library: an empty query is refused"
    )
    parser.add_argument(
        "--undo", action="store_true", help="bring the songs of the last removal back, with all about them"
    )
    parser.add_argument("--dry-run", action="store_true", help="show the songs and stop")
    add_yes(parser)


def _add_similar(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "paths",
        nargs="+",
        metavar="SONG",
        help="its path, as “organizer list” shows it, or a search for it alone; several: songs like any",
    )
    parser.add_argument(
        "--not", dest="unlike", action="append", default=[], metavar="SONG", help="but not like this one"
    )
    parser.add_argument(
        "--seed-weights",
        type=_numbers,
        metavar="N,N",
        help="how much each song counts, in the order named, those of --not last (default: 1 each)",
    )
    parser.add_argument("-n", type=positive, default=10, metavar="N")
    parser.add_argument("--by", choices=["neighbours", "clusters", "both"], default="neighbours", help=BY)
    parser.add_argument(
        "--features",
        metavar="A,B",
        help="compare by these numbers, and --weights is of these (default: by ear; songs of tables by what "
        "tables tell)",
    )
    add_scale(parser)
    add_aspect_weights(parser, "default: as the map was made")


def _numbers(text: str) -> list[float]:
    try:
        numbers = [float(part) for part in text.split(",")]
    except ValueError:
        numbers = []
    if not numbers or not all(0 < number < float("inf") for number in numbers):
        raise argparse.ArgumentTypeError(f"“{text}” are no weights: write 2,1")
    return numbers


def _add_structure(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("file", metavar="FILE")
    parser.add_argument("--parts", type=positive, metavar="N", help="different parts (default: chosen)")
    parser.add_argument("--image", metavar="FILE.png", help="draw waveform and self-similarity")
    parser.add_argument("--cue", metavar="FILE.cue", help="write a cue sheet")
    parser.add_argument("--labels", metavar="FILE.txt", help="write a label track for Audacity")


#: The options of each command.
OPTIONS = {
    "add": _add_add,
    "analyze": _add_analyze,
    "list": _add_list,
    "loudness": _add_loudness,
    "keys": _add_keys,
    "listening": no_options,
    "remove": _add_remove,
    "duplicates": add_jobs,
    "similar": _add_similar,
    "structure": _add_structure,
}
