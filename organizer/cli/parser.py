"""The command line: which commands there are, and from the arguments to an exit code."""

from __future__ import annotations

import argparse
import importlib
import sys
from collections.abc import Sequence
from typing import Any, NamedTuple

from organizer import __version__
from organizer.base.errors import Cancelled, OrganizerError, printable
from organizer.cli.arguments import Parser
from organizer.cli.command import Run
from organizer.cli.options import arranging, files, program, songs


class Listed(NamedTuple):
    """A command as the help lists it: what it does, and the module in ``commands`` that has it."""

    summary: str
    module: str
    writes: bool = False  #: it changes the library: after it a day's copy is made


#: In the order of the help.
COMMANDS = {
    "gui": Listed("open the window", "gui"),
    "add": Listed("scan folders and files, read tags, analyze what is new", "add", writes=True),
    "analyze": Listed("analyze the songs that are left", "add", writes=True),
    "list": Listed("list songs with their tags and what the analysis measured", "list"),
    "worker": Listed("analyze songs for other computers, in a cluster, until it is stopped", "worker"),
    "loudness": Listed("measure the loudness of whole songs exactly, by EBU R 128", "measure", writes=True),
    "keys": Listed("find keys by a key finder of your own, an ONNX file", "measure", writes=True),
    "listening": Listed(
        "read play counts, skips and ratings out of the files, to be used as numbers", "measure"
    ),
    "map": Listed("train the self-organizing map, store it, draw it", "map", writes=True),
    "groups": Listed("cluster the songs, store the groups, show them", "groups", writes=True),
    "similar": Listed("the nearest songs, with their distances, and why they are near", "similar"),
    "evaluate": Listed("measure how well songs that belong together lie together", "evaluate"),
    "duplicates": Listed(
        "the recordings that are there more than once; deletes nothing", "duplicates", writes=True
    ),
    "playlist": Listed("write a playlist, or a list for other programs and services", "export"),
    "tag": Listed("edit tags in the files: shows every change first", "tags", writes=True),
    "suggest": Listed(
        "genre or mood for songs without one, from your own tags; writes when asked", "tags", writes=True
    ),
    "undo": Listed(
        "take a tag edit back, or what is left of one that was taken back in part", "tags", writes=True
    ),
    "redo": Listed("do an undone tag edit again", "tags", writes=True),
    "history": Listed("the tag edits, newest first, and what each still holds", "tags"),
    "remove": Listed("take songs out of the library; their files stay as they are", "remove", writes=True),
    "export": Listed("write one row per song, analyzed or from a table, to a CSV or npz file", "export"),
    "insight": Listed("look at the data: pictures, numbers, and a report of one page", "insight"),
    "import": Listed("import a table of songs with audio features (CSV)", "import_table", writes=True),
    "library": Listed("look after the library file: check it, copy it, bring a copy back", "library"),
    "network": Listed("get a trained network that listens beside the ear, or remove it", "network"),
    "structure": Listed("find the parts of a recording: verse and chorus as A, B, C", "structure"),
    "lesson": Listed("guided walks through clustering, with questions that your songs answer", "lesson"),
    "demo": Listed("make tagged demo songs, synthesized, in clearly different styles", "demo"),
}


#: The options of each command, known without loading what does it: help answers at once.
OPTIONS = songs.OPTIONS | arranging.OPTIONS | files.OPTIONS | program.OPTIONS


def load(name: str) -> Run:
    """What does a command, with all that its module imports. Only here: each waits for its own only."""
    module = importlib.import_module(f"organizer.cli.commands.{COMMANDS[name].module}")
    run: Run = module.COMMANDS[name]
    return run


class CommandParser(Parser):
    """The parser of one command, which gets its options when it is the one that was given."""

    def __init__(self, *, command: str, **settings: Any) -> None:
        super().__init__(**settings)
        self._name: str | None = command

    def parse_known_args(self, *arguments: Any, **settings: Any) -> Any:
        """As argparse does it, after the options were added."""
        if self._name is not None:
            name, self._name = self._name, None
            if name not in ("gui", "worker"):
                self.add_argument("--json", action="store_true", help="print one JSON document")
            OPTIONS[name](self)
        return super().parse_known_args(*arguments, **settings)


def build_parser() -> Parser:
    """The parser of the whole command line. ``command`` of what it reads is the one that was given."""
    parser = Parser(
        prog="organizer", description="Lay a music library out as a map. Without a command: open the window."
    )
    parser.add_argument("--version", action="version", version=f"organizer {__version__}")
    parser.add_argument("--library", metavar="FILE", help="the library file (default: in your data folder)")
    parser.add_argument("-v", "--verbose", action="store_true", help="log details to standard error")
    commands = parser.add_subparsers(dest="command", metavar="COMMAND", parser_class=CommandParser)
    for name, (summary, *_) in COMMANDS.items():
        sentence = summary[0].upper() + summary[1:] + "."
        commands.add_parser(name, command=name, help=summary, description=sentence)
    return parser


def run(arguments: Sequence[str]) -> int:
    """Do what the arguments ask for. 0: done; 1: could not; 2: wrong usage."""
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(errors="replace")
    options = build_parser().read(arguments)
    from organizer.base import leftovers, settings

    if problem := settings.mend():
        print(printable(f"organizer: {problem}"), file=sys.stderr)
    leftovers.keep_notes_in(settings.data_folder() / "unfinished")
    try:
        return _run(options)
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


def _run(options: argparse.Namespace) -> int:
    command = options.command or "gui"
    code = load(command)(options)
    if COMMANDS[command].writes:
        from organizer.cli.opening import copy_once_a_day, library_file

        copy_once_a_day(library_file(options))
    return code
