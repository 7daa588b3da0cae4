"""Options of the commands that read and write files: playlists, tables, tags."""

from __future__ import annotations

import argparse
import textwrap

from organizer.base.fields.tag_names import NAMED_FIELDS
from organizer.base.language import tr
from organizer.cli.options.shared import (
    SOME_SONGS,
    add_songs,
    add_workers,
    add_writing,
    no_options,
    not_negative,
    number_between,
    positive,
)
from organizer.cli.options.tagging import add_cover, add_replaygain, add_tools


def _add_smart(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "action",
        choices=["list", "show", "save", "delete", "export", "release", "update"],
        nargs="?",
        default="list",
        help=tr(
            "list: all smart playlists; show: the songs of one; save: NAME QUERY; delete: forget it, the "
            "songs stay; export: NAME FILE, --keep to have it written again when the list changes; release: "
            "write its file no more; update: write the files of all lists that changed"
        ),
    )
    parser.add_argument("name", nargs="?", metavar="NAME", help=tr("of the smart playlist"))
    parser.add_argument(
        "query",
        nargs="*",
        metavar="QUERY|FILE",
        help=tr("{some_songs}; sort:plays, limit:25,90min; (a or b) -c", some_songs=SOME_SONGS),
    )
    parser.add_argument("--keep", action="store_true", help=tr("of export: keep the file up to date"))
    parser.add_argument("--dry-run", action="store_true", help=tr("show what would be done, and do nothing"))


def _add_export(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("output", metavar="FILE.csv|FILE.npz")


def _add_import(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("table", metavar="TABLE.csv")
    parser.add_argument(
        "--name", metavar="NAME", help=tr("of the table in the library (default: its file's)")
    )
    parser.add_argument(
        "--column",
        action="append",
        default=[],
        metavar="HEADER=ROLE",
        help=tr("what a column is, where it is not recognized: title, artist, tempo, number, unused, …"),
    )
    parser.add_argument(
        "--separator", metavar="CHARACTER", help=tr("between cells: “;”, or comma, semicolon, tab, bar")
    )
    parser.add_argument(
        "--unit",
        action="append",
        default=[],
        metavar="HEADER=UNIT",
        help=tr("what the numbers of a column are in: s, ms, min, h, samples; share (0–1), percent"),
    )
    parser.add_argument("--encoding", metavar="NAME", help=tr("such as utf-8, cp1252 or shift_jis"))
    parser.add_argument(
        "--header-line",
        type=not_negative,
        metavar="N",
        help=tr("the line with the names of the columns (0: there is none)"),
    )
    parser.add_argument("--decimal", choices=[".", ","], help=tr("what stands before the decimals"))
    parser.add_argument("--dry-run", action="store_true", help=tr("show what is recognized and stop"))


def _fields() -> str:
    names = textwrap.fill(", ".join(NAMED_FIELDS), 100, initial_indent="  ", subsequent_indent="  ")
    return "\n".join(
        (
            tr("fields:"),
            names,
            "  "
            + tr(
                'comment:deu  lyrics:eng  in a language (ID3); performer="Name (role)"; rating in half '
                'stars, or "3.5 stars"'
            ),
            "  "
            + tr(
                "TXXX:Foo  WM/Foo  ----:com.apple.iTunes:Foo  foo    any other frame or item, by the file's "
                "own name"
            ),
        )
    )


def _add_tag(parser: argparse.ArgumentParser) -> None:
    parser.epilog = _fields()
    parser.formatter_class = argparse.RawDescriptionHelpFormatter
    parser.add_argument(
        "query",
        nargs="*",
        metavar="QUERY|FIELD=VALUE",
        help=tr("{some_songs}; and what to write, as with --set", some_songs=SOME_SONGS),
    )
    parser.add_argument(
        "--all",
        action="store_true",
        help=tr("every song of the library, as an empty query in quotes means too"),
    )
    parser.add_argument(
        "--show", action="store_true", help=tr("show every field of the files, and write nothing")
    )
    parser.add_argument(
        "--set",
        dest="values",
        action="append",
        metavar="FIELD=VALUE",
        default=[],
        help=tr("new value; empty removes the field; a field that is named again gets one more value"),
    )
    _add_from_analysis(parser)
    parser.add_argument("--dry-run", action="store_true", help=tr("show the changes and stop"))
    add_writing(parser)
    add_tools(parser)


def _add_from_analysis(parser: argparse.ArgumentParser) -> None:
    """What the analysis found, as tags."""
    parser.add_argument(
        "--from-analysis",
        metavar="WHAT",
        help=tr(
            "write results of the analysis: bpm-key, bpm or key where tags have none; energy, danceability, "
            "valence (1 to 10), mood-words, sound-words, group or region, with --into FIELD or as "
            "group-as-grouping"
        ),
    )
    parser.add_argument(
        "--replace",
        action="store_true",
        help=tr("with --from-analysis bpm-key, bpm or key: in place of what tags have, too"),
    )
    parser.add_argument(
        "--tempo-factor",
        metavar="FACTOR",
        help=tr("with bpm: the estimated tempo times 1/2, 2/3, 3/2 or 2 (0.5, 0.67, 1.5)"),
    )
    parser.add_argument(
        "--key-notation",
        choices=["classic", "camelot", "openkey"],
        help=tr("with key: F#m, 11A or 4m (default: as chosen in the window, else classic)"),
    )
    parser.add_argument(
        "--min",
        dest="least",
        type=number_between(0.0, 1.0, tr("a number between 0 and 1")),
        metavar="CONFIDENCE",
        help=tr("with bpm and key: only estimates that are so clear, from 0 to 1"),
    )
    parser.add_argument("--into", metavar="FIELD", help=tr("the field that --from-analysis writes"))
    parser.add_argument("--append", action="store_true", help=tr("with --into: behind what the field has"))


def _add_suggest(parser: argparse.ArgumentParser) -> None:
    add_songs(parser, changes=False)
    parser.add_argument("--field", choices=["genre", "mood"], default="genre", help=tr("(default: genre)"))
    parser.add_argument(
        "--min",
        dest="least",
        type=number_between(0.5, 1.0, tr("a share between 0.5 and 1")),
        metavar="SHARE",
        help=tr(
            "only what is right so often, as measured on your tagged songs (default: 0.5; with --apply 0.8)"
        ),
    )
    parser.add_argument(
        "--apply", action="store_true", help=tr("write the suggestions, after every change was shown")
    )
    parser.add_argument("--dry-run", action="store_true", help=tr("with --apply: show the changes and stop"))
    add_writing(parser)


def _add_tidy(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--kind",
        dest="kinds",
        action="append",
        default=[],
        metavar="KIND",
        help=tr("only this, as artist-spelling or years; several with commas (--json lists all)"),
    )
    parser.add_argument(
        "--check",
        action="store_true",
        help=tr(
            "before that, decode lossless files that were not checked yet: are they whole, were they lossy?"
        ),
    )
    parser.add_argument(
        "--propose",
        action="store_true",
        help=tr("write the first proposal of each finding, after it was shown"),
    )
    parser.add_argument("--ignore", action="store_true", help=tr("do not show what is listed again"))
    parser.add_argument("--all", action="store_true", help=tr("forget what is ignored"))
    parser.add_argument(
        "--dry-run",
        action="store_true",
        help=tr("with --propose or --ignore: show what would be done and stop"),
    )
    add_workers(parser)
    add_writing(parser)


def _add_undo(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "edit", nargs="?", type=positive, metavar="EDIT", help=tr("its number (default: the last)")
    )
    add_writing(parser)


def _add_redo(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "edit", nargs="?", type=positive, metavar="N", help=tr("its number (default: the one undone last)")
    )
    add_writing(parser)


#: The options of each command.
OPTIONS = {
    "smart": _add_smart,
    "export": _add_export,
    "import": _add_import,
    "tag": _add_tag,
    "cover": add_cover,
    "replaygain": add_replaygain,
    "suggest": _add_suggest,
    "tidy": _add_tidy,
    "undo": _add_undo,
    "redo": _add_redo,
    "history": no_options,
}
