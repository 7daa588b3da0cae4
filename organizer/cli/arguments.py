"""What the command line was given: searches that begin with a minus are none of its options."""

from __future__ import annotations

import argparse
import re
from collections.abc import Sequence
from typing import NoReturn

from organizer.base.errors import printable

#: Commands that take a search as it stands, and options of others that do.
_SEARCHING = frozenset({"list", "loudness", "keys", "tag", "remove"})
_QUERY, _MOVE = ("--query", "--where"), "--move"

#: No argument of a program can hold it: it marks what is a search and no option.
_MARK = "\0"

#: A minus and more than one letter: "-n5" is an option, "-f" more likely a slip than a search.
_SEARCH = re.compile(r"-(?!-)(?!n\d+$)(?:[^\s].|[^a-zA-Z0-9])", re.DOTALL)

#: Long options written with one hyphen are a slip, too, and may be a grave one.
_SLIPS = frozenset(
    f"-{name}"
    for name in (
        "all again dry-run failed from-analysis help json jobs library limit query set sort verbose version "
        "yes"
    ).split()
)

#: Options that are text; others are paths, which may hold bytes that are none, or searches.
_TEXTS = ("sort", "features", "rename", "values", "name", "column", "separator", "encoding")


class Parser(argparse.ArgumentParser):
    """Says what is wrong in text that a terminal can show."""

    _command = ""

    def error(self, message: str) -> NoReturn:
        """End with the message on one line, and with the way to write a search that begins with a hyphen."""
        message = printable(message.replace(_MARK, ""))
        if "unrecognized arguments: -" in message and self._command in _SEARCHING:
            message += f" (a search that begins with a hyphen goes last: organizer {self._command} -- -word)"
        super().error(message)

    def read(self, arguments: Sequence[str]) -> argparse.Namespace:
        """The options that these arguments ask for; 2 as exit code where they make no sense."""
        options = self.parse_args(self._marked(arguments))
        for name, value in vars(options).items():
            setattr(options, name, _without_mark(value))
        for name in _TEXTS:
            self._check_text(getattr(options, name, None))
        return options

    def _marked(self, arguments: Sequence[str]) -> list[str]:
        """The arguments, with searches such as "-live" marked as what they are."""
        marked = list(arguments)
        command = ""
        for at, one in enumerate(arguments):
            before = arguments[at - 1] if at else ""
            if one == "--":
                break
            if not command:
                command = self._command = "" if one.startswith("-") or before == "--library" else one
                continue
            moved = at > 1 and arguments[at - 2] == _MOVE
            if not (command in _SEARCHING or before in _QUERY or moved) or not _SEARCH.match(one):
                continue
            if one.lower() in _SLIPS:
                self.error(
                    f"“{one}” has one hyphen: write -{one} for the option, or “organizer {command} … "
                    f"-- {one}” to leave out songs with that word"
                )
            marked[at] = _MARK + one
        return marked

    def _check_text(self, value: object) -> None:
        for text in value if isinstance(value, list) else [value]:
            if isinstance(text, str) and not _is_text(text):
                self.error(f"“{text}” holds bytes that are not UTF-8 text")


def _without_mark(value: object) -> object:
    if isinstance(value, str):
        return value.removeprefix(_MARK)
    return [_without_mark(one) for one in value] if isinstance(value, list) else value


def _is_text(text: str) -> bool:
    try:
        text.encode("utf-8")
    except UnicodeEncodeError:
        return False
    return True
