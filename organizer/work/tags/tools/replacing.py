"""Search and replace in fields: plain text or regular expressions."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import lru_cache

import regex

from organizer.base.errors import UsageError
from organizer.base.language import tr
from organizer.work.tags.tools.parameters import parameter
from organizer.work.tags.tools.song import NOTHING, Outcome, Song, Tool, mapped

#: Seconds that an expression may take on one value; one that takes longer may take for ever.
_LONGEST = 0.25
#: Songs on which an expression took too long, until it is given up on.
_TOO_OFTEN = 3

#: What says where a match of nothing is meant: “^” puts something in front, “\\b” between.
_PLACES = regex.compile(r"\\[AZbBGmM]|[$^]|\(\?<?[=!]")


@dataclass(frozen=True)
class Replace(Tool):
    """Search and replace."""

    kind = "replace"
    label = tr("Search and replace")
    about = tr("Puts one text in the place of another, in each value of the chosen fields.")

    fields: tuple[str, ...] = parameter(
        ("title",), tr("Fields"), "fields", tr("Where it looks; * is every field of text")
    )
    find: str = parameter("", tr("Search for"), "text", tr("What is replaced"))
    replacement: str = parameter(
        "", tr("Replace by"), "text", tr("Nothing removes it; \\1 is the first group of an expression")
    )
    regex: bool = parameter(
        False, tr("Regular expression"), "flag", tr("As Python’s: (\\d+) are digits, for \\1")
    )
    case: bool = parameter(
        False, tr("Upper and lower case differ"), "flag", tr("Otherwise “live” is “Live”, too")
    )
    whole: bool = parameter(
        False, tr("Whole values only"), "flag", tr("Only where a value is this and nothing else")
    )

    def problem(self) -> str:
        """What is wrong with what is searched for."""
        try:
            _changer(self.find, self.replacement, self.regex, self.case, self.whole)
        except UsageError as error:
            return f"{error.cause}: {error.remedy}" if error.remedy else error.cause
        return ""

    def of(self, song: Song) -> Outcome:
        """The fields with the replacement in them."""
        change = _changer(self.find, self.replacement, self.regex, self.case, self.whole)
        try:
            new = mapped(song, self.fields, change)
        except TimeoutError:
            return _ENDLESS
        return Outcome(new) if new else NOTHING

    def run(self, songs: Sequence[Song], check: Callable[[], object]) -> list[Outcome]:
        """What it makes of each song; an expression that never ends is given up on."""
        outcomes: list[Outcome] = []
        endless = 0
        for number, song in enumerate(songs):
            if not number % 50:
                check()
            outcome = _ENDLESS if endless >= _TOO_OFTEN else self.of(song)
            endless += outcome is _ENDLESS
            outcomes.append(outcome)
        return outcomes


_ENDLESS = Outcome(misfit=tr("the expression takes too long"))


@lru_cache(maxsize=32)
def _changer(find: str, replacement: str, as_regex: bool, case: bool, whole: bool) -> Callable[[str], str]:
    """What makes the new value of an old one. Raises ``UsageError`` for what is no expression."""
    if not find:
        raise UsageError(tr("there is nothing to search for"), remedy=tr("write what is to be replaced"))
    flags = regex.V0 | (0 if case else regex.IGNORECASE)
    try:
        pattern = regex.compile(find if as_regex else regex.escape(find, literal_spaces=True), flags)
        if as_regex:
            _check_groups(pattern, replacement)
    except regex.error as error:
        wrong = (
            tr("the expression is not right")
            if error.pos is None
            else tr("the expression is not right at place {place}", place=error.pos + 1)
        )
        raise UsageError(wrong, remedy=error.msg) from None
    except (OverflowError, RecursionError, MemoryError):
        raise UsageError(tr("the expression is too large"), remedy=tr("write a shorter one")) from None
    with_empty = bool(as_regex and _PLACES.search(find))

    def one(match: regex.Match[str]) -> str:
        if not match[0] and not with_empty:
            return ""
        return str(match.expand(replacement)) if as_regex else replacement

    def change(value: str) -> str:
        if whole:
            match = pattern.fullmatch(value, timeout=_LONGEST, concurrent=True)
            return one(match) if match is not None and (match[0] or with_empty) else value
        return str(pattern.sub(one, value, timeout=_LONGEST, concurrent=True))

    return change


def _check_groups(pattern: regex.Pattern[str], replacement: str) -> None:
    """Raise where a replacement cannot be understood, or names a group that is not there."""
    regex.compile(f"(?:{pattern.pattern})|", pattern.flags).sub(replacement, "")
