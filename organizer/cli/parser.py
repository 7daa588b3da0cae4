"""The command line: parse, call, print. Everything the window does, for scripts, servers and tests."""

from __future__ import annotations

import argparse
import math
import sys
from collections.abc import Sequence
from typing import Any

from organizer import __version__
from organizer.base.errors import Cancelled, OrganizerError, printable
from organizer.cli.arguments import Parser

#: Commands that change the library: after one of them a day's copy is made.
_WRITING = frozenset(
    {"add", "analyze", "loudness", "map", "groups", "duplicates", "tag", "undo", "redo", "remove", "import"}
)


def run(arguments: Sequence[str]) -> int:
    """Do what the arguments ask for. 0: done; 1: could not; 2: wrong usage."""
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(errors="replace")
    options = build_parser().read(arguments)
    from organizer.base import leftovers, settings
    from organizer.cli import commands

    if problem := settings.mend():
        print(printable(f"organizer: {problem}"), file=sys.stderr)
    leftovers.keep_notes_in(settings.data_folder() / "unfinished")
    name = options.command or "gui"
    try:
        code = int(commands.COMMANDS[name](options) or 0)
        if name in _WRITING:
            from organizer.cli import library

            library.keep_copy(commands.library_file(options))
        return code
    except OrganizerError as error:
        print(f"organizer: {error}", file=sys.stderr)
        return 1
    except (KeyboardInterrupt, Cancelled):
        print("organizer: stopped; what was finished is kept, run it again to go on", file=sys.stderr)
        return 1
    except BrokenPipeError:
        sys.stderr.close()
        return 1
    except OSError as error:
        where = f"{error.filename}: " if error.filename else ""
        print(printable(f"organizer: {where}{error.strerror or error}"), file=sys.stderr)
        return 1


def build_parser() -> Parser:
    parser = Parser(
        prog="organizer", description="Lay a music library out as a map. Without a command: open the window."
    )
    parser.add_argument("--version", action="version", version=f"organizer {__version__}")
    parser.add_argument("--library", metavar="FILE", help="the library file (default: in your data folder)")
    parser.add_argument("-v", "--verbose", action="store_true", help="log details to standard error")
    commands = parser.add_subparsers(dest="command", metavar="COMMAND", parser_class=Parser)

    def command(name: str, text: str, **more: Any) -> argparse.ArgumentParser:
        made = commands.add_parser(name, help=text, description=text[0].upper() + text[1:] + ".", **more)
        if name != "gui":
            made.add_argument("--json", action="store_true", help="print one JSON document")
        return made

    gui = command("gui", "open the window")
    gui.add_argument("paths", nargs="*", metavar="PATH", help="folders, files and playlists (M3U8) to add")

    add = command("add", "scan folders and files, read tags, analyze what is new")
    add.add_argument("paths", nargs="+", metavar="PATH", help="also a playlist (M3U8): the songs it names")
    add.add_argument("--no-analyze", action="store_true", help="only read the tags")
    add.add_argument(
        "--reread", action="store_true", help="read all files again, also those that seem not to have changed"
    )
    _hearing(add)
    _jobs(add)

    analyze = command("analyze", "analyze the songs that are left")
    analyze.add_argument("--retry", action="store_true", help="try failed songs again")
    _hearing(analyze)
    _jobs(analyze)

    listing = command(
        "list",
        "list songs with their tags and what was heard in them",
        epilog=SEARCHES,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    listing.add_argument("query", nargs="*", metavar="QUERY", help=_QUERY)
    listing.add_argument("--failed", action="store_true", help="the songs that failed, and why")
    listing.add_argument("--sort", default="artist", metavar="FIELD", help="order (default: artist)")
    listing.add_argument("-n", "--limit", type=_positive, metavar="N", help="at most N songs")

    loudness = command("loudness", "measure the loudness of whole songs exactly, by EBU R 128")
    loudness.add_argument("query", nargs="+", metavar="QUERY", help=_QUERY)
    loudness.add_argument("--again", action="store_true", help="also what was measured before")
    _jobs(loudness)

    command("listening", "read play counts, skips and ratings out of the files, to be used as numbers")

    mapping = command("map", "train the self-organizing map, store it, draw it")
    mapping.add_argument("--rows", type=_positive)
    mapping.add_argument("--columns", type=_positive)
    mapping.add_argument("--seed", type=int, default=0)
    mapping.add_argument("--plane", action="store_true", help="a plane instead of a torus")
    mapping.add_argument("--afresh", action="store_true", help="forget the places of the standing map")
    mapping.add_argument(
        "--features",
        metavar="A,B",
        help="compare songs by these numbers, also of tables, and --weights is of these (default: by ear, in "
        "a library of tables by what they tell)",
    )
    mapping.add_argument("--scale", choices=["standard", "minmax", "robust", "none"], default="standard")
    mapping.add_argument("--pca", type=_positive, metavar="N", help="keep N principal axes of the features")
    _weights_of(mapping, "default: as in the settings")
    _selection(mapping)
    mapping.add_argument("--image", metavar="FILE.png", help="draw the map as a picture")
    mapping.add_argument(
        "--layer",
        metavar="islands|umatrix|plane:NAME",
        default="islands",
        help="what the picture shows: islands, the U-matrix (borders between regions), or any number",
    )
    mapping.add_argument("--show", action="store_true", help="take the current map, and train none")

    groups = command("groups", "cluster the songs, store the groups, show them")
    groups.add_argument(
        "--method",
        choices=["kmeans", "gmm", "hdbscan", "som", "ward"],
        help="KMeans (default), Gaussian mixture, HDBSCAN, regions of the map, or agglomerative (small "
        "libraries)",
    )
    groups.add_argument("--k", type=_count, metavar="N|auto", help="number of groups (default: found)")
    groups.add_argument("--seed", type=int, default=0)
    _numbers_of(groups)
    _selection(groups)
    groups.add_argument(
        "--min-size",
        type=_positive,
        metavar="N",
        help="HDBSCAN: a group has at least N songs (default: found)",
    )
    groups.add_argument("--keep-unsorted", action="store_true", help="leave out what HDBSCAN cannot place")
    groups.add_argument("--judge", action="store_true", help="how good each number of groups would be")
    groups.add_argument("--show", action="store_true", help="show the standing groups")
    groups.add_argument(
        "--by",
        metavar="LABEL",
        help="a table of labels by groups: genre, artist, album, decade, year, folder, key … or a number",
    )
    groups.add_argument("--sort", metavar="songs|label|N", default="songs", help="order of that table")
    groups.add_argument("--csv", metavar="FILE.csv", help="write that table (default: by genre)")
    groups.add_argument("--rename", action="append", default=[], metavar="N=NAME")
    groups.add_argument("--merge", type=_numbers, default=[], metavar="A,B", help="make one group of several")
    groups.add_argument("--split", type=int, action="append", default=[], metavar="N", help="in --k parts")
    groups.add_argument("--lock", type=int, action="append", default=[], metavar="N", help="keep as it is")
    groups.add_argument("--unlock", type=int, action="append", default=[], metavar="N")
    groups.add_argument(
        "--keep",
        action="append",
        default=[],
        metavar="N[=FILE.m3u8]",
        help="keep the group as a playlist that tops itself up, and write it to a file",
    )
    groups.add_argument("--stop-keeping", type=int, action="append", default=[], metavar="N")
    groups.add_argument("--top-up", action="store_true", help="put new songs into groups and playlists")
    groups.add_argument("--move", nargs=2, metavar=("N", "QUERY"), help="put songs into a group")

    similar = command("similar", "the nearest songs, with their distances, and why they are near")
    similar.add_argument(
        "path", metavar="SONG", help="its path, as “organizer list” shows it, or a search that fits it alone"
    )
    similar.add_argument("-n", type=_positive, default=10, metavar="N")
    similar.add_argument("--by", choices=["neighbours", "clusters", "both"], default="neighbours", help=_BY)
    similar.add_argument(
        "--features",
        metavar="A,B",
        help="compare by these numbers, and --weights is of these (default: by ear; songs of tables by what "
        "tables tell)",
    )
    similar.add_argument("--scale", choices=["standard", "minmax", "robust", "none"], default="standard")
    _weights_of(similar, "default: as the map was made")

    evaluate = command("evaluate", "measure how well songs that belong together lie together")
    evaluate.add_argument(
        "--label",
        metavar="genre|artist|decade|…|FILE.csv",
        help="what belongs together: genre, artist, album, decade, folder, key …, a number, or a table with "
        "the columns file and label (default: genre)",
    )
    _numbers_of(evaluate)
    _selection(evaluate)
    evaluate.add_argument(
        "--same-artist",
        choices=["include", "exclude"],
        default="include",
        help="whether songs by one artist may be neighbours (default: include)",
    )
    evaluate.add_argument(
        "--tempo-key", metavar="FILE.csv", help="the true tempo and key: columns file, bpm, key (Am, or a)"
    )

    duplicates = command("duplicates", "the recordings that are there more than once; deletes nothing")
    _jobs(duplicates)

    playlist = command("playlist", "write a playlist, or a list for other programs and services")
    source = playlist.add_mutually_exclusive_group(required=True)
    source.add_argument("--cell", type=_cell, metavar="R,C", help="the songs of a map cell")
    source.add_argument("--group", type=int, metavar="N", help="the songs of a group")
    source.add_argument("--like", metavar="SONG", help="songs like this one")
    source.add_argument("--between", nargs=2, metavar="SONG", help="a way from one song to another")
    source.add_argument("--query", metavar="Q", help=_QUERY)
    playlist.add_argument(
        "--by", choices=["neighbours", "clusters"], default="neighbours", help=f"of --like: {_BY}"
    )
    playlist.add_argument("-n", type=_positive, metavar="N", help="at most N songs")
    playlist.add_argument("--paths", choices=["relative", "absolute"], default="relative")
    playlist.add_argument(
        "-o",
        "--output",
        required=True,
        metavar="FILE",
        help=".m3u8, .pls or .xspf for players, .csv, or .txt: “Artist - Title”, as services import it",
    )

    tag = command("tag", "edit tags in the files: shows every change first")
    tag.add_argument("query", nargs="*", metavar="QUERY", help=_SOME)
    tag.add_argument(
        "--all", action="store_true", help="every song of the library, as an empty query in quotes means too"
    )
    tag.add_argument(
        "--set",
        dest="values",
        action="append",
        metavar="FIELD=VALUE",
        default=[],
        help="new value; empty removes the field; several genres are separated by ';'",
    )
    tag.add_argument(
        "--from-analysis",
        choices=["bpm-key", "group-as-genre", "group-as-grouping"],
        help="write what was heard: tempo and key, or the name of the group",
    )
    tag.add_argument("--dry-run", action="store_true", help="show the changes and stop")
    _writing(tag)

    undo = command("undo", "take a tag edit back, or what is left of one that was taken back in part")
    undo.add_argument(
        "edit", nargs="?", type=_positive, metavar="EDIT", help="its number (default: the last)"
    )
    _writing(undo)
    redo = command("redo", "do an undone tag edit again")
    redo.add_argument(
        "edit", nargs="?", type=_positive, metavar="N", help="its number (default: the one undone last)"
    )
    _writing(redo)
    command("history", "the tag edits, newest first, and what each still holds")

    remove = command("remove", "take songs out of the library; their files stay as they are")
    remove.add_argument("query", nargs="*", metavar="QUERY", help=_SOME)
    remove.add_argument(
        "--all", action="store_true", help="every song of the library: an empty query is refused"
    )
    remove.add_argument(
        "--undo", action="store_true", help="bring the songs of the last removal back, with all about them"
    )
    remove.add_argument("--dry-run", action="store_true", help="show the songs and stop")
    remove.add_argument("--yes", action="store_true", help="do not ask")

    export = command("export", "write one row per song, analyzed or from a table, to a CSV or npz file")
    export.add_argument("output", metavar="FILE.csv|FILE.npz")

    looking = command("insight", "look at the data: pictures, numbers, and a report of one page")
    looking.add_argument("--out", required=True, metavar="FOLDER", help="where PNG, CSV and HTML files go")
    looking.add_argument("--features", metavar="A,B", help="these numbers (default: all, at most twenty)")
    looking.add_argument(
        "--by", choices=["group", "genre"], help="colours (default: groups if there are any)"
    )
    looking.add_argument("--three", metavar="A,B,C", help="the numbers of the cube (default: the first)")
    looking.add_argument(
        "--angle", type=_angle, metavar="SIDE,ABOVE", help="from where the cube is seen, in degrees (34,20)"
    )
    _selection(looking)

    table = command("import", "import a table of songs with audio features (CSV)")
    table.add_argument("table", metavar="TABLE.csv")
    table.add_argument("--name", metavar="NAME", help="of the table in the library (default: its file's)")
    table.add_argument(
        "--column",
        action="append",
        default=[],
        metavar="HEADER=ROLE",
        help="what a column is, where it is not recognized: title, artist, tempo, number, unused, …",
    )
    table.add_argument(
        "--separator", metavar="CHARACTER", help="between cells: “;”, or comma, semicolon, tab, bar"
    )
    table.add_argument(
        "--unit",
        action="append",
        default=[],
        metavar="HEADER=UNIT",
        help="what the numbers of a column are in: s, ms, min, h, samples; share (0–1), percent",
    )
    table.add_argument("--encoding", metavar="NAME", help="such as utf-8, cp1252 or shift_jis")
    table.add_argument(
        "--header-line",
        type=_not_negative,
        metavar="N",
        help="the line with the names of the columns (0: there is none)",
    )
    table.add_argument("--decimal", choices=[".", ","], help="what stands before the decimals")
    table.add_argument("--dry-run", action="store_true", help="show what is recognized and stop")

    keeping = command("library", "look after the library file: check it, copy it, bring a copy back")
    keeping.add_argument(
        "action",
        choices=["check", "copies", "copy", "restore"],
        help="check: whether it is whole; copies: list them (one a day is made, for a week); copy: make one "
        "now; restore: put one in the place of the library, whose file is kept under another name",
    )
    keeping.add_argument("copy", nargs="?", metavar="COPY", help="its number or day (default: the newest)")
    keeping.add_argument("--yes", action="store_true", help="do not ask")

    parts = command("structure", "find the parts of a recording: verse and chorus as A, B, C")
    parts.add_argument("file", metavar="FILE")
    parts.add_argument("--parts", type=_positive, metavar="N", help="different parts (default: found)")
    parts.add_argument("--image", metavar="FILE.png", help="draw waveform and self-similarity")
    parts.add_argument("--cue", metavar="FILE.cue", help="write a cue sheet")
    parts.add_argument("--labels", metavar="FILE.txt", help="write a label track for Audacity")

    lesson = command("lesson", "guided walks through clustering, with questions that your songs answer")
    lesson.add_argument("name", nargs="*", metavar="LESSON", help="its number or name (default: list them)")
    lesson.add_argument("--answer", action="store_true", help="answer its question from the library")
    lesson.add_argument("--song", metavar="SONG", help="the recording that lesson 5 looks at")

    demo = command("demo", "make tagged demo songs, synthesized, in clearly different styles")
    demo.add_argument("folder", metavar="FOLDER")
    demo.add_argument("--songs", type=_positive, default=60, metavar="N")
    demo.add_argument("--seconds", type=_seconds, default=30.0, metavar="S")
    demo.add_argument("--seed", type=int, default=0, metavar="K")
    return parser


_SOME = "words of title, artist, album or genre; field:value; bpm:90..120; -word (see: organizer list --help)"
_BY = "the nearest songs, or the most typical ones of its group"
_QUERY = f"{_SOME}; empty means all"

#: The grammar of searches, as ``list --help`` tells it.
SEARCHES = """searches:
  blue night             songs with both words in title, artist, album or genre, from their beginnings
  "blue night"           the words in this order
  artist:hazel           in that field; artist:"hazel grey" with spaces
  genre:=Rock            exactly that value; genre:="Rock","Folk" any of them, artist:a|b too
  genre:"" bpm:""        songs without one
  bpm:90..120            a range; bpm:90.. and bpm:>90, date:1999-05..2001, duration:2:30..4:00
  key:Am  camelot:8A     in any spelling, tagged or heard
  -live  -genre:jazz     songs without it
  jazz or folk           either; also “|”
  (jazz or folk) -live   brackets, and -(live or demo)
  !!!                    signs are text; only an empty search means all
Case, accents and width do not matter. Put a search into single quotes, so that the shell leaves it alone."""


def _numbers_of(parser: argparse.ArgumentParser) -> None:
    """What songs are compared by, where a person chooses numbers."""
    parser.add_argument(
        "--features",
        metavar="A,B",
        help="compare by these numbers (default: by ear, in a library of tables by what they tell)",
    )
    parser.add_argument("--scale", choices=["standard", "minmax", "robust", "none"], default="standard")
    parser.add_argument(
        "--pca",
        type=_positive,
        metavar="N",
        help="keep N principal axes of the features (of HDBSCAN: of the ear)",
    )
    parser.add_argument("--weights", metavar="A=2,B=0.5", help="weights of features")


def _selection(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--query", "--where", dest="query", default="", metavar="Q", help="only these songs: " + _QUERY
    )


def _writing(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--keep-hard-links",
        action="store_true",
        default=None,
        help="write files that have several names so that all of them get the edit (setting)",
    )
    parser.add_argument("--yes", action="store_true", help="do not ask")


def _hearing(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--whole", action="store_true", default=None, help="hear all of long songs, not excerpts (setting)"
    )
    parser.add_argument(
        "--skip-longer",
        type=_minutes,
        metavar="MINUTES",
        help="leave out songs longer than this; 0: none (setting)",
    )


def _jobs(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--network",
        metavar="FILE.onnx",
        help="an embedding model that hears along, or “none”; kept in the settings",
    )
    parser.add_argument(
        "--jobs", type=_positive, metavar="N", help="worker processes (default: cores but one)"
    )


def _weights_of(parser: argparse.ArgumentParser, default: str) -> None:
    parser.add_argument(
        "--weights",
        type=_weights,
        metavar="ASPECT=W,…",
        help="how much timbre, dynamics, rhythm and harmony count, "
        f"as in timbre=1.5,rhythm=0.5; 1 where none is given ({default})",
    )


def _weights(text: str) -> dict[str, float]:
    weights = {}
    for part in text.split(","):
        aspect, _, value = part.partition("=")
        try:
            weights[aspect.strip()] = float(value)
        except ValueError:
            raise argparse.ArgumentTypeError(
                f"“{part}” is not a weight: write it as in timbre=1.5,rhythm=0.5"
            ) from None
    return weights


def _angle(text: str) -> tuple[float, float]:
    side, _, above = text.partition(",")
    try:
        angle = float(side), float(above)
    except ValueError:
        angle = math.nan, math.nan
    if not (abs(angle[0]) <= 360 and abs(angle[1]) <= 90):
        raise argparse.ArgumentTypeError(f"“{text}” is not an angle: write two numbers, as in 34,20")
    return angle


def _positive(text: str) -> int:
    value = int(text) if text.isascii() and text.isdigit() else 0
    if value < 1:
        raise argparse.ArgumentTypeError(f"“{text}” is not a whole number of at least 1")
    return value


def _not_negative(text: str) -> int:
    if not (text.isascii() and text.isdigit() and len(text) < 10):
        raise argparse.ArgumentTypeError(f"“{text}” is not a whole number of at least 0")
    return int(text)


def _seconds(text: str) -> float:
    try:
        value = float(text)
    except ValueError:
        value = 0.0
    if not 0.5 <= value <= 36_000:
        raise argparse.ArgumentTypeError(f"“{text}” is not a number of seconds between 0.5 and 36000")
    return value


def _count(text: str) -> int | None:
    return None if text == "auto" else _positive(text)


def _numbers(text: str) -> list[int]:
    parts = [part.strip() for part in text.split(",")]
    if not all(part.isdigit() for part in parts):
        raise argparse.ArgumentTypeError(f"“{text}” is not a list of groups: write 1,4")
    return [int(part) for part in parts]


def _minutes(text: str) -> float:
    try:
        value = float(text)
    except ValueError:
        value = -1.0
    if not 0.0 <= value <= 100_000.0:
        raise argparse.ArgumentTypeError(f"“{text}” is not a number of minutes, 0 or more")
    return value


def _cell(text: str) -> tuple[int, int]:
    row, _, column = text.partition(",")
    if not (row.strip().isdigit() and column.strip().isdigit()):
        raise argparse.ArgumentTypeError(f"“{text}” is not a cell: write row,column, as in 3,12")
    return int(row), int(column)
