"""What tidying up finds: values that travel to the window and the command line.

A finding says of some songs what is thought wrong and why, in a sentence. Its proposal has one option or
several, each with what would be written; the first is what most songs say, or all that there is.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

from organizer.base.language import plural, tr
from organizer.base.model import TagEdit, TagValue
from organizer.library import tracks
from organizer.library.storage.database import Database


class Kind(NamedTuple):
    """A kind of what can be wrong."""

    name: str  #: on the command line, and in the library
    title: str
    about: str  #: what is looked for


#: In the order in which they are shown.
KINDS = (
    Kind("missing-title", tr("No title"), tr("songs without a title")),
    Kind("missing-artist", tr("No artist"), tr("songs without an artist")),
    Kind("missing-album", tr("No album"), tr("songs without an album")),
    Kind("missing-date", tr("No date"), tr("songs without a date")),
    Kind("missing-genre", tr("No genre"), tr("songs without a genre")),
    Kind("missing-track", tr("No track number"), tr("songs of an album without a track number")),
    Kind(
        "artist-spelling", tr("Artists spelled two ways"), tr("one artist by two names that differ in little")
    ),
    Kind("album-spelling", tr("Albums spelled two ways"), tr("one album by two names that differ in little")),
    Kind("genre-spelling", tr("Genres spelled two ways"), tr("one genre by two names that differ in little")),
    Kind("disc-in-album", tr("Disc numbers in album names"), tr("albums that are called “… CD 1”")),
    Kind(
        "album-artist",
        tr("Album artists that disagree"),
        tr("albums whose songs name different album artists"),
    ),
    Kind(
        "compilation", tr("Compilations without album artist"), tr("albums of many artists that fall apart")
    ),
    Kind("years", tr("Years that disagree"), tr("albums in which a few songs have another year")),
    Kind("tracks-missing", tr("Tracks missing"), tr("albums with gaps among their track numbers")),
    Kind("tracks-doubled", tr("Track numbers twice"), tr("albums in which two songs have one number")),
    Kind("cover", tr("No cover"), tr("albums without a picture, in their files or beside them")),
    Kind("no-length", tr("No length"), tr("songs whose length is not known, or 0")),
    Kind(
        "lossy-source",
        tr("Lossless, but made from lossy"),
        tr("lossless files that went through a lossy encoder"),
    ),
    Kind("cut-off", tr("Cut off"), tr("files that end before they should")),
)
BY_NAME: Mapping[str, Kind] = {kind.name: kind for kind in KINDS}

#: Of one song: for each field what would be written.
Values = Mapping[str, TagValue]


@dataclass(frozen=True, slots=True)
class Option:
    """One way to put a finding right."""

    label: str
    changes: Mapping[int, Values]  #: by track id


@dataclass(frozen=True, slots=True)
class Finding:
    """Something that is thought wrong."""

    kind: str
    key: str  #: what tells it from others of its kind, the same at the next look
    subject: str  #: the album, the artist … as it is shown
    why: str  #: in a sentence
    ids: tuple[int, ...]  #: the songs that it is about
    options: tuple[Option, ...] = ()  #: none: there is nothing to write, only to look at
    state: str = field(init=False, default="")

    def __post_init__(self) -> None:
        # nothing of its words: they change with the language
        options = [
            sorted((song, sorted(new.items())) for song, new in one.changes.items()) for one in self.options
        ]
        told = repr((self.kind, self.key, sorted(self.ids), options)).encode("utf-8", "surrogatepass")
        object.__setattr__(self, "state", hashlib.blake2b(told, digest_size=12).hexdigest())


def edits(db: Database, chosen: Iterable[tuple[Finding, Option]]) -> list[TagEdit]:
    """What would be written for these findings: one edit for each song, of several changes of one field the
    later. An option that changes one of several values of a field keeps the others."""
    merged: dict[int, dict[str, TagValue]] = {}
    for _, option in chosen:
        for track_id, values in option.changes.items():
            merged.setdefault(track_id, {}).update(values)
    return [TagEdit(song.id, song.path, merged[song.id]) for song in tracks.get_many(db, list(merged))]


def label_of(chosen: Sequence[tuple[Finding, Option]]) -> str:
    """What the history calls these edits: "Tidied: Artists spelled two ways"."""
    kinds = list(dict.fromkeys(BY_NAME[finding.kind].title for finding, _ in chosen))
    if len(kinds) == 1:
        return tr("Tidied: {kind}", kind=kinds[0])
    return plural("Tidied {n} finding", "Tidied {n} findings", len(chosen))
