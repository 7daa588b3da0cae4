"""The values that travel through the house: frozen, plain, comparable.

Paths are ``str`` as ``os.fsdecode`` gives them: a name that is not valid UTF-8 carries its bytes as
surrogates and comes back byte for byte with ``os.fsencode``. Show them with ``errors.printable``.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, fields, replace
from pathlib import PurePath
from typing import TYPE_CHECKING, Any, Literal, TypeAlias

from organizer.base.descriptors import Descriptors
from organizer.base.errors import printable
from organizer.base.language import plural, tr, tr_as

if TYPE_CHECKING:  # what has no arrays in its hands does without numpy: it takes a while to load
    import numpy as np
    import numpy.typing as npt

FloatArray: TypeAlias = "npt.NDArray[np.float32]"
IntArray: TypeAlias = "npt.NDArray[np.int64]"

#: One text, or several in their order.
TagValue: TypeAlias = "str | tuple[str, ...]"

#: The tags a person can edit, in the order in which they are shown.
EDITABLE_FIELDS = (
    "title",
    "artist",
    "album_artist",
    "album",
    "genre",
    "date",
    "track",
    "disc",
    "bpm",
    "key",
    "mood",
    "grouping",
    "comment",
)

#: Fields that are lists by their nature: ";" separates their values where they are typed.
LIST_FIELDS = frozenset({"artist", "album_artist", "genre", "mood", "grouping"})

#: What they are called, in a heading or on their own.
FIELD_LABELS: Mapping[str, str] = {
    "title": tr_as("of a song", "Title"),
    "artist": tr("Artist"),
    "album_artist": tr("Album artist"),
    "album": tr("Album"),
    "genre": tr("Genre"),
    "date": tr("Date"),
    "track": tr_as("of an album", "Track"),
    "disc": tr("Disc"),
    "bpm": tr("BPM"),
    "key": tr_as("of music", "Key"),
    "mood": tr("Mood"),
    "grouping": tr("Grouping"),
    "comment": tr("Comment"),
}


#: What a song of the library is: a file, or a row of an imported table that no file fits.
Origin: TypeAlias = Literal["file", "table"]


@dataclass(frozen=True, slots=True)
class Tags:
    """What a file says about itself. Text as it stands in the file; empty when it is not there.

    Any field may have several values and is a tuple then (``genre`` is one always): ``text`` gives a line to
    show, ``values`` each of them.
    """

    title: TagValue = ""
    artist: TagValue = ""
    album_artist: TagValue = ""
    album: TagValue = ""
    genre: tuple[str, ...] = ()
    date: TagValue = ""
    track: TagValue = ""  #: "3" or "3/12"
    disc: TagValue = ""
    bpm: TagValue = ""
    key: TagValue = ""
    mood: TagValue = ""
    grouping: TagValue = ""
    comment: TagValue = ""
    compilation: bool = False
    isrc: TagValue = ""  #: International Standard Recording Code
    #: Fields that no list shows, as far as they were asked for: names as in ``tag_names``, or the file's own.
    more: tuple[tuple[str, TagValue], ...] = ()

    def get(self, name: str) -> TagValue:
        """The field of this name, also one that no list shows."""
        if name == "compilation":
            return "1" if self.compilation else ""
        if name in _OWN:
            value: TagValue = getattr(self, name)
            return value
        return next((value for known, value in self.more if known == name), "")

    def text(self, name: str) -> str:
        """The field as one line of text; several values are joined by "; "."""
        return joined(self.get(name))

    def values(self, name: str) -> tuple[str, ...]:
        """Each value of the field; none when it is not there."""
        return values_of(self.get(name))

    def changed(self, values: Mapping[str, TagValue]) -> Tags:
        """These tags with other values."""
        own: dict[str, Any] = {name: value for name, value in values.items() if name in _OWN}
        if "compilation" in values:
            own["compilation"] = bool(values["compilation"])
        more = dict(self.more) | {name: value for name, value in values.items() if name not in own}
        return replace(self, **own, more=tuple((name, value) for name, value in more.items() if value))


_OWN = frozenset(field.name for field in fields(Tags)) - {"more", "compilation"}


def joined(value: TagValue) -> str:
    """A value as one line of text; several are joined by "; "."""
    return "; ".join(value) if isinstance(value, tuple) else str(value)


def values_of(value: TagValue) -> tuple[str, ...]:
    """Each of several values, or the one that there is."""
    return value if isinstance(value, tuple) else (value,) if value else ()


def field_value(name: str, values: Iterable[str]) -> TagValue:
    """Values as a field of ``Tags`` holds them: a text alone as text, except genres."""
    several = tuple(values)
    return several if name == "genre" or len(several) > 1 else several[0] if several else ""


@dataclass(frozen=True, slots=True)
class AudioInfo:
    """What the container says about the sound, before anything is decoded."""

    format: str = ""  #: "MP3", "FLAC", "Ogg Vorbis", "Opus", "MP4", "WAV", "AIFF", "WMA", …
    duration: float = 0.0  #: seconds; 0 when unknown
    bitrate: int = 0  #: bits per second
    sample_rate: int = 0  #: Hz
    channels: int = 0


@dataclass(frozen=True, slots=True)
class Track:
    """One song of the library: a file, its tags, and its descriptors; or a row of a table."""

    id: int
    path: str  #: of the file; empty for a song of a table
    size: int
    mtime_ns: int
    tags: Tags = Tags()
    info: AudioInfo = AudioInfo()
    audio_hash: str = ""  #: hash of the audio payload, hex; empty until it was computed
    away: bool = False  #: the file is not there now: its share is offline, it was moved or deleted
    descriptors: Descriptors | None = None  #: None until the song was analyzed
    cell: int | None = None  #: index of the map cell, row * columns + column
    group: int | None = None  #: number of the group
    origin: Origin = "file"
    table: str = ""  #: the table that a song of a table is a row of; empty for a file
    row: str = ""  #: what names that row: opaque, and unique in the library
    row_title: str = ""  #: what that row is called where it tells no title
    added: float = 0.0  #: when it came into the library, in seconds since 1970
    plays: int = 0
    skips: int = 0
    last_played: float | None = None  #: in seconds since 1970; None: never
    rating: int | None = None  #: half stars, 0–10; None: none

    @property
    def has_file(self) -> bool:
        """False for a song that is known from a table alone."""
        return self.origin == "file"

    @property
    def available(self) -> bool:
        """Whether it has a file, and that is there: it can be played, analyzed and edited."""
        return self.origin == "file" and not self.away

    @property
    def reference(self) -> str:
        """What names the song, and no other, on the command line and in exports: its path, or its row."""
        return self.path or self.row

    @property
    def title(self) -> str:
        """The title for display: the tag, else the file's name without its ending, or what its row has."""
        if not self.has_file:
            return self.tags.text("title") or self.row_title
        return self.tags.text("title") or printable(PurePath(self.path).stem)

    @property
    def artist(self) -> str:
        """The artist for display: artist, else album artist, else empty."""
        return self.tags.text("artist") or self.tags.text("album_artist")

    @property
    def album(self) -> str:
        """The album for display: the tag, else the name of the file's folder."""
        return self.tags.text("album") or (
            printable(PurePath(self.path).parent.name) if self.has_file else ""
        )

    @property
    def label(self) -> str:
        """ "Artist - Title", or the title alone."""
        return f"{self.artist} - {self.title}" if self.artist else self.title


@dataclass(frozen=True, slots=True)
class Failure:
    """A song that could not be read or analyzed, and why."""

    track_id: int
    path: str
    stage: str  #: "tags", "analysis", or "skipped" for songs that are left out because they are too long
    reason: str
    remedy: str = ""


@dataclass(frozen=True, slots=True)
class Progress:
    """How far a job is. ``total`` is 0 while it is not known."""

    done: int
    total: int
    what: str = ""  #: the song or step at hand
    workers: tuple[tuple[str, int], ...] = ()  #: of a cluster: their names, and how many each has done
    waiting: str = ""  #: why it waits, and until when; "" while it goes on

    @property
    def shares(self) -> str:
        """ "alpha 12, beta 9": what each worker of a cluster has done; of many, how many there are."""
        if len(self.workers) > 3:
            return plural("{n} worker", "{n} workers", len(self.workers))
        return ", ".join(f"{name} {done:,}" for name, done in self.workers)


@dataclass(frozen=True, slots=True)
class GainTags:
    """What a file says of its loudness: gains in dB that bring it to −18 LUFS, and its largest sample, where
    1 is full scale (ReplayGain 2.0). None for what it does not say."""

    track: float | None = None
    track_peak: float | None = None
    album: float | None = None
    album_peak: float | None = None


@dataclass(frozen=True, slots=True)
class Changes:
    """What a change to the library touched; each view decides whether to refresh."""

    added: tuple[int, ...] = ()
    updated: tuple[int, ...] = ()
    removed: tuple[int, ...] = ()

    def __bool__(self) -> bool:
        return bool(self.added or self.updated or self.removed)


@dataclass(frozen=True, slots=True)
class TagEdit:
    """An edit of one file: for each named field its new value; empty text or () removes the field."""

    track_id: int
    path: str
    values: Mapping[str, TagValue]


def clock(seconds: float) -> str:
    """ "3:07" or "1:02:45"."""
    whole = round(seconds)
    hours, minutes = whole // 3600, whole // 60 % 60
    return f"{hours}:{minutes:02}:{whole % 60:02}" if hours else f"{minutes}:{whole % 60:02}"
