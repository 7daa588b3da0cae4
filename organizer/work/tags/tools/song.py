"""What tools work on: a song as its fields and its path, and what a tool says about it."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import ClassVar, TypeAlias

from organizer.base.errors import UsageError
from organizer.base.fields.tag_names import NAMED_FIELDS, plain_name
from organizer.base.language import tr
from organizer.base.model import EDITABLE_FIELDS, TagValue, Track, values_of

#: Each value of a field; none where the field is not there.
Values: TypeAlias = tuple[str, ...]

#: Every field of a song that holds text, in the place of names.
EVERY = "*"

#: Fields that are no text for people: what changes the case of every field leaves them alone.
_NO_TEXT = frozenset({"compilation", "rating", "isrc", "bpm", "date", "original_date", "track", "disc"})
_NO_TEXT_PREFIXES = ("replaygain_", "musicbrainz_")

#: Songs between two looks at whether the job was cancelled.
BATCH = 200


@dataclass(frozen=True, slots=True)
class Song:
    """A song as tools see it: what each of its fields says, and where its file lies."""

    track_id: int
    path: str
    values: Mapping[str, Values]
    track: Track | None = None  #: what else the library knows of it

    def get(self, name: str) -> Values:
        """The values of a field; none where it is not there."""
        return self.values.get(name, ())

    def first(self, name: str) -> str:
        """The first value of a field, or an empty text."""
        values = self.values.get(name, ())
        return values[0] if values else ""


@dataclass(frozen=True, slots=True)
class Outcome:
    """What a tool makes of one song."""

    values: Mapping[str, Values] = field(default_factory=dict)  #: new values by field; () removes it
    misfit: str = ""  #: why the tool does not fit this song
    note: str = ""  #: what a person should know before agreeing
    sure: float | None = None  #: of proposals: how sure, from 0 to 1


#: A tool that does nothing to a song.
NOTHING = Outcome()


class Tool:
    """What all tools have in common. Each is a frozen dataclass of its parameters."""

    kind: ClassVar[str]  #: its name in files and on the command line
    label: ClassVar[str]
    about: ClassVar[str]

    def looks_at(self) -> Collection[str]:
        """Fields that it reads or writes beside those that its parameters name."""
        return ()

    def of(self, song: Song) -> Outcome:
        """What it makes of one song."""
        raise NotImplementedError

    def run(self, songs: Sequence[Song], check: Callable[[], object]) -> list[Outcome]:
        """What it makes of each song; ``check`` is called now and then, and raises to stop."""
        outcomes = []
        for number, song in enumerate(songs):
            if not number % BATCH:
                check()
            outcomes.append(self.of(song))
        return outcomes

    def problem(self) -> str:
        """What is missing or wrong in its parameters; empty where it can be run."""
        return ""


def song_of(track: Track, more: Mapping[str, TagValue] = {}) -> Song:
    """A song of the library as tools see it; ``more``: fields that no list shows."""
    values = {name: track.tags.values(name) for name in _LISTED}
    values |= {name: values_of(value) for name, value in (*track.tags.more, *more.items())}
    return Song(track.id, track.path, {name: value for name, value in values.items() if value}, track)


_LISTED = (*EDITABLE_FIELDS, "isrc")


def field_name(text: str) -> str:
    """The name of a field as a person writes it: one of ours, or the file's own, which has a colon or a slash
    or is in capitals. Raises ``UsageError`` where there is none of that name."""
    name = text.strip()
    if named := plain_name(name):
        return named
    if ":" in name or "/" in name or (name.isupper() and name.isascii()):
        return name
    raise UsageError(
        tr("there is no field “{name}”", name=name),
        remedy=tr("one of {names}", names=", ".join(NAMED_FIELDS)),
    )


def is_text(name: str) -> bool:
    """Whether a field holds text for people."""
    return name not in _NO_TEXT and not name.startswith(_NO_TEXT_PREFIXES)


def chosen(song: Song, names: Sequence[str]) -> Iterable[str]:
    """The fields of a song that are meant."""
    if EVERY in names:
        return [name for name in song.values if is_text(name)]
    return [name for name in names if song.values.get(name)]


def mapped(song: Song, names: Sequence[str], change: Callable[[str], str]) -> dict[str, Values]:
    """The fields of a song that change, each value by itself; values that become empty go."""
    new = {}
    for name in chosen(song, names):
        before = song.values[name]
        after = tuple(filter(None, map(change, before)))
        if after != before:
            new[name] = after
    return new
