"""The command line: which commands there are, and from the arguments to an exit code."""

from __future__ import annotations

import argparse
import importlib
import sys
from collections.abc import Sequence
from typing import Any, NamedTuple

from organizer.base.errors import printable
from organizer.base.language import tr, tr_as
from organizer.base.reporting.version import __version__
from organizer.cli import answer
from organizer.cli.arguments import Parser
from organizer.cli.command import Run
from organizer.cli.options import arranging, copying, files, moving, playlists, program, rules, songs


class Listed(NamedTuple):
    """A command as the help lists it: what it does, and the module below ``commands`` that has it."""

    summary: str
    module: str
    writes: bool = False  #: it changes the library: after it a day's copy is made


#: In the order of the help.
COMMANDS = {
    "gui": Listed(tr("open the window"), "program.gui"),
    "add": Listed(tr("scan folders and files, read tags, analyze what is new"), "add", writes=True),
    "analyze": Listed(tr("analyze the songs that are left"), "add", writes=True),
    "list": Listed(tr("list songs with their tags and what the analysis measured"), "list"),
    "worker": Listed(
        tr("analyze songs for other computers, in a cluster, until it is stopped"), "program.worker"
    ),
    "loudness": Listed(
        tr("measure the loudness of whole songs exactly, by EBU R 128"), "measure", writes=True
    ),
    "keys": Listed(tr("find keys by a key finder of your own, an ONNX file"), "measure", writes=True),
    "listening": Listed(
        tr("read play counts, skips and ratings out of the files, to be used as numbers"), "measure"
    ),
    "rate": Listed(tr("give songs 0 to 5 stars, in halves, or none"), "rate", writes=True),
    "plays": Listed(tr("what was played most, how often songs were played, skipped and rated"), "rate"),
    "map": Listed(tr("train the self-organizing map, store it, draw it"), "map", writes=True),
    "groups": Listed(tr("cluster the songs, store the groups, show them"), "groups", writes=True),
    "regions": Listed(
        tr("named regions of the map: their songs, and playlists that follow them"), "regions", writes=True
    ),
    "similar": Listed(tr("the nearest songs, with their distances, and why they are near"), "similar"),
    "evaluate": Listed(tr("measure how well songs that belong together lie together"), "evaluate"),
    "duplicates": Listed(
        tr("recordings that are there more than once; copies into the trash when asked"),
        "duplicates",
        writes=True,
    ),
    "playlist": Listed(
        tr("write a playlist; import and export those of other programs, with profiles for devices"),
        "playlists.playlist",
        writes=True,
    ),
    "copy": Listed(
        tr("copy songs and playlists to a stick, a phone or a folder, converted or as they are"),
        "files.copy",
        writes=True,
    ),
    "smart": Listed(
        tr("smart playlists: searches with a name, which stay up to date"), "playlists.smart", writes=True
    ),
    "playlist arrange": Listed(
        tr("put songs in order by rules, or choose a list by rules: time, tempo, keys, artists apart"),
        "playlists.arrange",
        writes=True,
    ),
    "radio": Listed(tr("songs like given ones, one after another, staying near or drifting away"), "radio"),
    "tag": Listed(tr("edit tags in the files: shows every change first"), "tags", writes=True),
    "cover": Listed(
        tr("covers inside songs and beside them: shown, set, made smaller, removed, taken out"),
        "tagging.cover",
        writes=True,
    ),
    "replaygain": Listed(
        tr("measure songs and albums, and write ReplayGain (R 128 for Opus): shows every change first"),
        "tagging.replaygain",
        writes=True,
    ),
    "suggest": Listed(
        tr("genre or mood for songs without one, from your own tags; writes when asked"), "tags", writes=True
    ),
    "tidy": Listed(
        tr("what is wrong in the library: spellings, gaps, covers, broken files; writes when asked"),
        "tidy",
        writes=True,
    ),
    "undo": Listed(
        tr("take an edit of tags or places back, or what is left of one taken back in part"),
        "tags",
        writes=True,
    ),
    "redo": Listed(tr("do an undone edit again"), "tags", writes=True),
    "history": Listed(tr("the edits of tags and places, newest first, and what each still holds"), "tags"),
    "rename": Listed(
        tr("name and file songs by a template: shows every change first, and can be taken back"),
        "files.moving",
        writes=True,
    ),
    "move": Listed(tr("move songs into a folder, with what lies beside them"), "files.moving", writes=True),
    "remove": Listed(
        tr("take songs out of the library; their files stay as they are"), "remove", writes=True
    ),
    "export": Listed(tr("write one row per song, analyzed or from a table, to a CSV or npz file"), "export"),
    "insight": Listed(tr("look at the data: pictures, numbers, and a report of one page"), "insight"),
    "import": Listed(tr("import a table of songs with audio features (CSV)"), "import_table", writes=True),
    "library": Listed(
        tr("list the folders; look after the library file: check it, copy it, bring a copy back"),
        "program.library",
    ),
    "pace": Listed(
        tr("when and how hard songs are analyzed: hours, share of the processors, only on mains power"),
        "program.pace",
        writes=True,
    ),
    "network": Listed(
        tr("get a trained network that listens beside the ear, or remove it"), "program.network"
    ),
    "structure": Listed(tr("find the parts of a recording: verse and chorus as A, B, C"), "structure"),
    "lesson": Listed(
        tr("guided walks through clustering, with questions that your songs answer"), "program.lesson"
    ),
    "serve": Listed(
        tr("answer other programs on this computer: similar songs, paths, groups, search, playlists (HTTP)"),
        "program.serve",
    ),
    "mcp": Listed(
        tr("answer assistants that speak the Model Context Protocol, on standard input and output"),
        "program.mcp",
    ),
    "proposals": Listed(
        tr("the changes of tags that other programs proposed: list, show or drop them"), "program.mcp"
    ),
    "schema": Listed(tr("what commands print with --json, as JSON Schema"), "program.schema"),
    "report": Listed(
        tr("versions, settings and the log, for those who look after the program"), "program.report"
    ),
    "about": Listed(tr("what this program is made of, and under which licences"), "program.about"),
    "demo": Listed(tr("make tagged demo songs, synthesized, in clearly different styles"), "program.demo"),
}


#: The options of each command, known without loading what does it: help answers at once.
OPTIONS = (
    songs.OPTIONS
    | arranging.OPTIONS
    | files.OPTIONS
    | copying.OPTIONS
    | moving.OPTIONS
    | playlists.OPTIONS
    | rules.OPTIONS
    | program.OPTIONS
)


def load(name: str) -> Run:
    """What does a command, with all that its module imports. Only here: each waits for its own only."""
    module = importlib.import_module(f"organizer.cli.commands.{COMMANDS[name].module}")
    run: Run = module.COMMANDS[name]
    return run


class CommandParser(Parser):
    """The parser of one command, which gets its options when it is the one that was given."""

    words_between_options = False

    def __init__(self, *, command: str, **settings: Any) -> None:
        super().__init__(**settings)
        self._name: str | None = command

    def parse_known_args(self, *arguments: Any, **settings: Any) -> Any:
        """As argparse does it, after the options were added. Words may stand between options where there are
        several (``words_between_options``)."""
        if self.fill() and self.words_between_options:
            return self.parse_known_intermixed_args(*arguments, **settings)
        return super().parse_known_args(*arguments, **settings)

    def fill(self) -> bool:
        """Add the command's options, once; False where they are there already."""
        if self._name is None:
            return False
        name, self._name = self._name, None
        if name not in ("gui", "worker", "mcp"):
            self.add_argument("--json", action="store_true", help=tr("print one JSON document"))
        OPTIONS[name](self)
        return True


def build_parser() -> Parser:
    """The parser of the whole command line. ``command`` of what it reads is the one that was given."""
    parser = Parser(
        prog="organizer",
        description=tr("Lay a music library out as a map. Without a command: open the window."),
    )
    parser.add_argument(
        "--version",
        action="version",
        version=f"organizer {__version__}",
        help=tr("show program's version number and exit"),
    )
    parser.add_argument(
        "--library", metavar="FILE", help=tr("the library file (default: in your data folder)")
    )
    parser.add_argument("-v", "--verbose", action="store_true", help=tr("log details to standard error"))
    commands = parser.add_subparsers(dest="command", metavar="COMMAND", parser_class=CommandParser)
    parser.two_words = frozenset(name for name in COMMANDS if " " in name)
    for name, (summary, *_) in COMMANDS.items():
        sentence = tr_as("end of a sentence", "{sentence}.", sentence=summary[:1].upper() + summary[1:])
        commands.add_parser(name, command=name, help=summary, description=sentence)
    return parser


def run(arguments: Sequence[str]) -> int:
    """Do what the arguments ask for. 0: done; 1: could not; 2: wrong usage."""
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(errors="replace")
    try:
        options = build_parser().read(arguments)
    except answer.WrongUsage as wrong:
        answer.finish(wrong, as_json="--json" in arguments)
        raise
    from organizer.base import leftovers, settings

    if mended := settings.mend():
        print(printable(f"organizer: {mended}"), file=sys.stderr)
    leftovers.keep_notes_in(settings.data_folder() / "unfinished")
    try:
        return _answered(options)
    except BrokenPipeError:
        sys.stderr.close()
        return 1


def _answered(options: argparse.Namespace) -> int:
    """Run the command, tell what went wrong, and give the document to a program."""
    wrong: BaseException | None = None
    try:
        return _run(options)
    except BrokenPipeError:
        raise
    except (Exception, KeyboardInterrupt, answer.WrongUsage) as error:
        wrong = error
        problem = answer.problem(error)
        if problem is None:
            raise
        if not isinstance(error, answer.WrongUsage):  # which was told where it was found
            print(f"organizer: {problem.line}", file=sys.stderr)
        return problem.exit_code
    finally:
        answer.finish(wrong, as_json=getattr(options, "json", False))


def _run(options: argparse.Namespace) -> int:
    command = options.command or "gui"
    code = load(command)(options)
    if COMMANDS[command].writes:
        from organizer.cli.opening import copy_once_a_day, library_file, write_smart_files

        copy_once_a_day(library_file(options))
        write_smart_files(library_file(options))
    return code
