"""Fields from the names of files and folders, by a pattern such as ``{artist} - {album}/{track} {title}``.

Each part between slashes stands for a folder, the last one for the file without its ending; as many folders
are looked at as the pattern has. ``{}`` and ``{skip}`` leave something out. A blank fits any run of blanks.
"""

from __future__ import annotations

import os
import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

from organizer.base.errors import UsageError, is_utf8
from organizer.base.language import tr
from organizer.work.tags.tools.parameters import parameter
from organizer.work.tags.tools.song import NOTHING, Outcome, Song, Tool, Values, field_name

#: Placeholders for what is left out.
_SKIPPED = frozenset({"", "skip"})

#: Parts of a number with a total: "3/12".
TOTALS = {"track_total": "track", "disc_total": "disc"}

#: What fields of numbers look like; all others fit any text.
_SHAPES = {
    "track": r"[0-9]{1,4}",
    "disc": r"[0-9]{1,3}",
    "track_total": r"[0-9]{1,4}",
    "disc_total": r"[0-9]{1,3}",
    "date": r"[0-9]{4}(?:-[0-9]{2}(?:-[0-9]{2})?)?",
    "original_date": r"[0-9]{4}(?:-[0-9]{2}(?:-[0-9]{2})?)?",
    "bpm": r"[0-9]{1,3}(?:\.[0-9]+)?",
}
#: “{disc}{track}” without anything between: 101, 215.
_CLOSE_SHAPES = {"disc": r"[0-9]", "track": r"[0-9]{2}"}

_PLACEHOLDER = re.compile(r"\{([^{}]*)\}")


@dataclass(frozen=True, slots=True)
class _Part:
    """A placeholder, or text between placeholders."""

    text: str
    name: str | None = None  #: of the field; "" is left out; None: this is text
    shape: str = ""

    def regex(self, *, greedy: bool) -> str:
        """What it fits."""
        if self.name is None:
            return _literal(self.text)
        if self.shape:
            return f"({self.shape})"
        return "(.+)" if greedy else "(.+?)"


@dataclass(frozen=True, slots=True)
class _Level:
    """One part of the path: how it is read, from the left and from the right."""

    parts: tuple[_Part, ...]
    shortest: re.Pattern[str]
    longest: re.Pattern[str]

    @property
    def names(self) -> tuple[str, ...]:
        """The fields in it, in order."""
        return tuple(part.name for part in self.parts if part.name is not None)


@dataclass(frozen=True)
class FromPath(Tool):
    """Fields from file and folder names."""

    kind = "from-path"
    label = tr("Fields from file names")
    about = tr("Reads the names of files and folders by a pattern; says which songs do not fit it, and why.")

    pattern: str = parameter(
        "{artist}/{album}/{track} {title}",
        tr("Pattern"),
        "text",
        tr("{field} for what is read, {{}} for what is left out, / between folders", field="{field}"),
        examples=(
            "{artist}/{album}/{track} {title}",
            "{artist} - {album}/{track}. {title}",
            "{artist} - {title}",
            "{track} - {artist} - {title}",
            "{artist}/{date} - {album}/{disc}-{track} {title}",
            "{} - {title}",
        ),
    )
    underscores: bool = parameter(
        False, tr("Underscores are blanks"), "flag", tr("Heart_of_Gold is Heart of Gold")
    )
    only_empty: bool = parameter(
        False, tr("Only fields that are empty"), "flag", tr("What tags say already stays as it is")
    )

    def problem(self) -> str:
        """What is wrong with the pattern."""
        try:
            _levels(self.pattern)
        except UsageError as error:
            return f"{error.cause}: {error.remedy}" if error.remedy else error.cause
        return ""

    def looks_at(self) -> tuple[str, ...]:
        """The fields of the pattern."""
        names = () if self.problem() else (name for level in _levels(self.pattern) for name in level.names)
        return tuple(TOTALS.get(name, name) for name in names if name not in _SKIPPED)

    def of(self, song: Song) -> Outcome:
        """What the path says, or why it does not fit."""
        levels = _levels(self.pattern)
        names = os.path.splitext(song.path)[0].split(os.sep)
        names = [name for name in names if name]
        if not song.path:
            return Outcome(misfit=tr("it has no file"))
        if len(names) < len(levels):
            return Outcome(
                misfit=tr("it lies in fewer folders than the pattern has ({n})", n=len(levels) - 1)
            )
        read: dict[str, str] = {}
        unclear = ""
        for level, name in zip(levels, names[-len(levels) :], strict=True):
            text = unicodedata.normalize("NFC", name)
            if not is_utf8(text):
                return Outcome(misfit=tr("its name holds bytes that are no text"))
            if self.underscores:
                text = text.replace("_", " ")
            text = text.strip()
            match = level.shortest.fullmatch(text)
            if match is None:
                return Outcome(misfit=_why(level, text))
            other = level.longest.fullmatch(text)
            for field, value in zip(level.names, match.groups(), strict=True):
                value = value.strip()
                if field in _SKIPPED:
                    continue
                if not value:
                    return Outcome(
                        misfit=tr("nothing is left for {{{field}}} in “{text}”", field=field, text=text)
                    )
                if read.get(field, value) != value:
                    return Outcome(
                        misfit=tr(
                            "“{one}” and “{other}” are both {{{field}}}",
                            one=read[field],
                            other=value,
                            field=field,
                        )
                    )
                read[field] = value
            if other is not None and other.groups() != match.groups():
                unclear = tr("“{text}” could be divided otherwise, too", text=text)
        values = self._values(song, read)
        return Outcome(values, note=unclear if values else "") if values or unclear else NOTHING

    def _values(self, song: Song, read: dict[str, str]) -> dict[str, Values]:
        """What was read as values of fields; a number keeps the total that tags have."""
        totals = {TOTALS[name]: read.pop(name) for name in [*read] if name in TOTALS}
        for field in totals:
            read.setdefault(field, song.first(field).partition("/")[0])
        new: dict[str, Values] = {}
        for field, value in read.items():
            before = song.get(field)
            if self.only_empty and before:
                continue
            if field in ("track", "disc"):
                if not value:
                    continue  # a total alone says nothing
                _, slash, total = song.first(field).partition("/")
                total = totals.get(field, total if slash else "")
                value = value.lstrip("0") or "0"
                value = f"{value}/{total.lstrip('0')}" if total.lstrip("0") else value
            if before != (value,):
                new[field] = (value,)
        return new


@lru_cache(maxsize=64)
def _levels(pattern: str) -> tuple[_Level, ...]:
    """The parts of a pattern. Raises ``UsageError`` for one that says nothing or is not whole."""
    if not pattern.strip():
        raise UsageError(
            tr("the pattern is empty"), remedy=tr("write for example {pattern}", pattern="{artist} - {title}")
        )
    texts = pattern.strip().strip("/").split("/")
    levels = tuple(_level(text.strip()) for text in texts)
    if not any(name not in _SKIPPED for level in levels for name in level.names):
        raise UsageError(
            tr("the pattern has no field"),
            remedy=tr("write for example {pattern}", pattern="{artist} - {title}"),
        )
    return levels


def _level(text: str) -> _Level:
    parts: list[_Part] = []
    at = 0
    for placeholder in _PLACEHOLDER.finditer(text):
        if placeholder.start() > at:
            parts.append(_text(text[at : placeholder.start()]))
        name = placeholder[1].strip()
        if name.lower() not in _SKIPPED:
            plain = name.lower().replace(" ", "_").replace("-", "_")
            name = plain if plain in TOTALS else field_name(name)
        parts.append(
            _Part(placeholder[0], name.lower() if name.lower() in _SKIPPED else name, _SHAPES.get(name, ""))
        )
        at = placeholder.end()
    if at < len(text):
        parts.append(_text(text[at:]))
    if not parts:
        raise UsageError(
            tr("a part between slashes is empty"), remedy=tr("write {} for a folder that is left out")
        )
    parts = _close(parts)
    whole = [
        re.compile("".join(part.regex(greedy=greedy) for part in parts), re.IGNORECASE)
        for greedy in (False, True)
    ]
    return _Level(tuple(parts), whole[0], whole[1])


def _text(text: str) -> _Part:
    if "{" in text or "}" in text:
        raise UsageError(
            tr("a brace of the pattern has no partner"),
            remedy=tr("write fields as in {title}", title="{title}"),
        )
    return _Part(text)


def _close(parts: Sequence[_Part]) -> list[_Part]:
    """The parts, with neighbours without text between them told apart by their shapes."""
    changed = list(parts)
    for at in range(len(parts) - 1):
        first, second = changed[at], changed[at + 1]
        if first.name is None or second.name is None:
            continue
        if first.name == "disc" and second.name == "track":
            changed[at] = _Part(first.text, "disc", _CLOSE_SHAPES["disc"])
            changed[at + 1] = _Part(second.text, "track", _CLOSE_SHAPES["track"])
        elif not first.shape and not second.shape:
            raise UsageError(
                tr(
                    "between {first} and {second} nothing tells where one ends",
                    first=first.text,
                    second=second.text,
                ),
                remedy=tr("put something between them, as in {pattern}", pattern="{artist} - {title}"),
            )
    return changed


def _literal(text: str) -> str:
    """Text as it stands, with any run of blanks for a blank, and any dash for a dash between blanks."""
    text = unicodedata.normalize("NFC", text)
    escaped = "".join(
        r"\s+" if part.isspace() else re.escape(part) for part in re.split(r"(\s+)", text) if part
    )
    return escaped.replace(r"\s+\-\s+", r"\s+[-\u2010-\u2015]\s+")


def _why(level: _Level, text: str) -> str:
    """Why a name does not fit: the first part of the pattern that is not in it."""
    for count in range(len(level.parts), 0, -1):
        begun = "".join(part.regex(greedy=False) for part in level.parts[:count])
        if re.match(begun, text, re.IGNORECASE):
            break
    else:
        count = 0
    if count == len(level.parts):
        return tr("“{text}” has more in it than the pattern", text=text)
    part = level.parts[count]
    if part.name is None:
        sign, before = part.text.strip(), level.parts[count - 1].text if count else ""
        if sign and before:
            return tr("“{text}” has no “{sign}” behind {before}", text=text, sign=sign, before=before)
        if sign:
            return tr("“{text}” has no “{sign}” in front", text=text, sign=sign)
        if before:
            return tr("“{text}” has no blank behind {before}", text=text, before=before)
        return tr("“{text}” has no blank in front", text=text)
    if part.shape:
        return tr("“{text}” has nothing for {field}, which is a number", text=text, field=part.text)
    return tr("“{text}” has nothing for {field}", text=text, field=part.text)
