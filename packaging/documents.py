"""What is made of the command line's own help: the man page, and completions for shells.

    python packaging/documents.py FOLDER

writes organizer.1, organizer.bash, _organizer and organizer.fish. Needs shtab, for the completions.
"""

from __future__ import annotations

import argparse
import re
import sys
from collections.abc import Iterator
from pathlib import Path

from organizer import __version__
from organizer.cli.parser import CommandParser, build_parser

#: Shell → the name of the file in which it looks for the completions of a command.
SHELLS = {"bash": "organizer.bash", "zsh": "_organizer", "fish": "organizer.fish"}


def whole_parser() -> argparse.ArgumentParser:
    """The parser with the options of all commands."""
    parser = build_parser()
    for one in commands(parser).values():
        one.fill()
    return parser


def commands(parser: argparse.ArgumentParser) -> dict[str, CommandParser]:
    """The commands by name."""
    (found,) = (action for action in parser._actions if isinstance(action, argparse._SubParsersAction))
    return dict(found.choices)


def man_page(parser: argparse.ArgumentParser) -> str:
    """The manual page, section 1, in roff."""
    lines = [
        f'.TH ORGANIZER 1 "" "Organizer {__version__}" "User Commands"',
        ".SH NAME",
        r"organizer \- lay a music library out as a map that can be seen, heard and arranged",
        ".SH SYNOPSIS",
        r".B organizer",
        r"[\-\-library FILE] [\-v] [COMMAND] [ARGUMENTS]",
        ".SH DESCRIPTION",
        text(parser.description or ""),
        ".SH OPTIONS",
        *options(parser),
        ".SH COMMANDS",
    ]
    for name, one in commands(parser).items():
        lines += [f".SS organizer {text(name)}", text(one.description or ""), *options(one)]
    lines += [
        ".SH EXIT STATUS",
        "0: done; 1: it could not be done, and one line says why; 2: wrong usage.",
        ".SH FILES",
        "The library lies in the folder for data of applications, settings in that for configuration;",
        ".B organizer library folders",
        "tells where.",
    ]
    return "\n".join(lines) + "\n"


def options(parser: argparse.ArgumentParser) -> Iterator[str]:
    """The options and arguments of a parser, each as a paragraph."""
    formatter = parser._get_formatter()
    for action in parser._actions:
        if isinstance(action, argparse._SubParsersAction) or action.help == argparse.SUPPRESS:
            continue
        yield ".TP"
        yield f"\\fB{text(formatter._format_action_invocation(action))}\\fR"
        yield text(formatter._expand_help(action) if action.help else "") or r"\&"


def text(plain: str) -> str:
    """Text as roff takes it: nothing in it is an instruction."""
    plain = " ".join(plain.split()).replace("\\", r"\e").replace("-", r"\-")
    return re.sub(r"^(?=[.'])", r"\\&", plain)


def completions(parser: argparse.ArgumentParser, shell: str) -> str:
    """What lets a shell complete commands, options and names of files."""
    import shtab

    known = next(action for action in parser._actions if isinstance(action, argparse._SubParsersAction))
    for name in [name for name in known.choices if " " in name]:  # shells complete one word
        del known.choices[name]
        known._choices_actions = [one for one in known._choices_actions if one.dest != name]
    for one in (parser, *known.choices.values()):
        for action in one._actions:
            if re.search(r"FILE|FOLDER|PATH|SONG", " ".join(_words(action))):
                action.complete = shtab.FILE  # type: ignore[attr-defined]
    return shtab.complete(parser, shell)


def _words(action: argparse.Action) -> tuple[str, ...]:
    return action.metavar if isinstance(action.metavar, tuple) else (action.metavar or "",)


def main(folder: Path) -> None:
    """Write all of them."""
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "organizer.1").write_text(man_page(whole_parser()), "utf-8")
    for shell, name in SHELLS.items():
        (folder / name).write_text(completions(whole_parser(), shell), "utf-8")


if __name__ == "__main__":
    main(Path(sys.argv[1]))
