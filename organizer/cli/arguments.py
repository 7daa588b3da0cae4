"""What the command line was given: searches that begin with a minus are none of its options."""

from __future__ import annotations

import argparse
import re
from collections.abc import Sequence
from typing import NoReturn

from organizer.base.errors import is_utf8, printable
from organizer.base.language import plural, tr
from organizer.cli.answer import WrongUsage

#: Commands that take a search as it stands, and options of others that do.
_SEARCHING = frozenset({"list", "loudness", "keys", "tag", "remove", "playlist arrange"})
_QUERY, _MOVE = ("--query", "--where"), "--move"

#: No argument of a program can hold it: it marks what is a search and no option.
_MARK = "\0"

#: A minus and more than one letter: "-n5" is an option, "-f" more likely a slip than a search.
_SEARCH = re.compile(r"-(?!-)(?!n\d+$)(?:[^\s].|[^a-zA-Z0-9])", re.DOTALL)

#: Long options written with one hyphen are a slip, too, and may be a grave one.
_SLIPS = frozenset(
    f"-{name}"
    for name in (
        "action actions all again dry-run failed from-analysis help json jobs library limit query set sort "
        "step tools verbose version yes"
    ).split()
)

#: Options that are text; others are paths, which may hold bytes that are none, or searches.
_TEXTS = (
    "sort",
    "features",
    "rename",
    "values",
    "name",
    "column",
    "separator",
    "encoding",
    "steps",
    "action",
    "save_action",
)


#: What argparse says, by what it looks up: the words of all versions of Python that we run on.
_WORDS = {
    "usage: ": tr("usage: "),
    "options": tr("options"),
    "positional arguments": tr("positional arguments"),
    "show this help message and exit": tr("show this help message and exit"),
    "%(prog)s: error: %(message)s\n": tr("%(prog)s: error: %(message)s") + "\n",
    "argument %(argument_name)s: %(message)s": tr("argument %(argument_name)s: %(message)s"),
    "the following arguments are required: %s": tr("the following arguments are required: %s"),
    "one of the arguments %s is required": tr("one of the arguments %s is required"),
    "unrecognized arguments: %s": tr("unrecognized arguments: %s"),
    "not allowed with argument %s": tr("not allowed with argument %s"),
    "ignored explicit argument %r": tr("ignored explicit argument %r"),
    "expected one argument": tr("expected one argument"),
    "expected at most one argument": tr("expected at most one argument"),
    "expected at least one argument": tr("expected at least one argument"),
    "ambiguous option: %(option)s could match %(matches)s": tr(
        "ambiguous option: %(option)s could match %(matches)s"
    ),
    "unexpected option string: %s": tr("unexpected option string: %s"),
    "unknown parser %(parser_name)r (choices: %(choices)s)": tr(
        "unknown parser %(parser_name)r (choices: %(choices)s)"
    ),
    "invalid %(type)s value: %(value)r": tr("invalid %(type)s value: %(value)r"),
    "invalid choice: %(value)r (choose from %(choices)s)": tr(
        "invalid choice: %(value)r (choose from %(choices)s)"
    ),
    "invalid choice: %(value)r, maybe you meant %(closest)r? (choose from %(choices)s)": tr(
        "invalid choice: %(value)r, maybe you meant %(closest)r? (choose from %(choices)s)"
    ),
}


def _word(message: str) -> str:
    return _WORDS.get(message, message)


def _count(one: str, many: str, number: int) -> str:
    """What argparse says of several; its only such text that a person gets to see."""
    if one == "expected %s argument":
        return plural("expected %s argument", "expected %s arguments", number)
    return one if number == 1 else many


# argparse looks its words up in the catalogue of the system's language, by these names; ours may be another
setattr(argparse, "_", _word)  # noqa: B010
setattr(argparse, "ngettext", _count)  # noqa: B010


class Parser(argparse.ArgumentParser):
    """Says what is wrong in text that a terminal can show."""

    _command = ""
    #: Commands of two words, such as "playlist arrange".
    two_words: frozenset[str] = frozenset()

    def error(self, message: str) -> NoReturn:
        """End with the message on one line, and with the way to write a search that begins with a hyphen."""
        message = printable(message.replace(_MARK, ""))
        unknown = _word("unrecognized arguments: %s").partition("%s")[0] + "-"
        if unknown in message and self._command in _SEARCHING:
            message = tr(
                "{message} (a search that begins with a hyphen goes last: organizer {command} -- -word)",
                message=message,
                command=self._command,
            )
        try:
            super().error(message)
        except SystemExit:
            raise WrongUsage(message) from None

    def read(self, arguments: Sequence[str]) -> argparse.Namespace:
        """The options that these arguments ask for; 2 as exit code where they make no sense."""
        options = self.parse_args(self._marked(self._joined(arguments)))
        for name, value in vars(options).items():
            setattr(options, name, _without_mark(value))
        for name in _TEXTS:
            self._check_text(getattr(options, name, None))
        return options

    def _joined(self, arguments: Sequence[str]) -> list[str]:
        """The arguments, with both words of a command as one."""
        for at in range(len(arguments) - 1):
            words = f"{arguments[at]} {arguments[at + 1]}"
            if words in self.two_words and (not at or arguments[at - 1] != "--library"):
                return [*arguments[:at], words, *arguments[at + 2 :]]
            if not arguments[at].startswith("-") and (not at or arguments[at - 1] != "--library"):
                break
        return list(arguments)

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
                    tr(
                        "“{one}” has one hyphen: write -{one} for the option, or “organizer {command} … "
                        "-- {one}” to leave out songs with that word",
                        one=one,
                        command=command,
                    )
                )
            marked[at] = _MARK + one
        return marked

    def _check_text(self, value: object) -> None:
        for text in value if isinstance(value, list) else [value]:
            if isinstance(text, str) and not is_utf8(text):
                self.error(tr("“{text}” holds bytes that are not UTF-8 text", text=text))


def _without_mark(value: object) -> object:
    if isinstance(value, str):
        return value.removeprefix(_MARK)
    return [_without_mark(one) for one in value] if isinstance(value, list) else value
