"""What the tag editor does away from the GUI thread: reading songs, making edits of them, writing."""

from __future__ import annotations

import os
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from organizer.base.fields.tag_names import (
    LONG_FIELDS,
    MORE_FIELDS,
    MORE_LISTS,
    NAMED_FIELDS,
    in_language,
    in_order,
    in_sentence,
)
from organizer.base.language import listing, plural, tr
from organizer.base.model import EDITABLE_FIELDS, TagEdit, TagValue, Track, values_of
from organizer.base.musical_keys import Notation
from organizer.library import tracks
from organizer.library.lists import selections
from organizer.library.plays import stars
from organizer.library.storage.database import Database
from organizer.library.tags import tags
from organizer.library.tags.named import lyrics_file
from organizer.library.tags.values import line, split_line, whole_line
from organizer.work.jobs import JobContext
from organizer.work.tags import describing, tagging
from organizer.work.tags.estimates import Field
from organizer.work.tags.tagging import Diff, EditResult

#: The first song is among these, unless all of them have just left the library.
_PAGE = 100
#: To look through more songs than these is left until the window shows that they are selected.
_MANY = 1_000
#: All fields are read from at most so many files.
MOST_FILES = 500

#: What can be written into a field, one of ``describing.KINDS``.
_WRITTEN = {
    "energy": tr("Energy"),
    "danceability": tr("Danceability"),
    "valence": tr("Valence"),
    "mood-words": tr("Mood words"),
    "sound-words": tr("Sound words"),
    "group": tr("Group"),
    "region": tr("Region"),
}

Ids = tuple[int, ...]
Values = Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Common:
    """What some songs have in common: a text for each field, None where they differ."""

    ids: Ids
    first: Track | None
    values: Mapping[str, str | None]


@dataclass(frozen=True, slots=True)
class Preview:
    """What an edit would change, and how many of the files have other names (hard links)."""

    diffs: Sequence[Diff]
    linked: int


def label_of(reviewed: Mapping[Ids, Values]) -> str:
    """What the history calls these edits: "Set genre, mood of 12 songs"."""
    changed = {name for values in reviewed.values() for name in values}
    names = ", ".join(map(in_sentence, in_order(changed)))
    songs = {track_id for ids in reviewed for track_id in ids}
    return plural("Set {fields} of {n} song", "Set {fields} of {n} songs", len(songs), fields=names)


def label_of_groups(field: str, songs: int) -> str:
    """What the history calls it that songs get the name of their group."""
    return plural(
        "Group name as {field} of {n} song",
        "Group name as {field} of {n} songs",
        songs,
        field=in_sentence(field),
    )


def label_of_estimates(fields: Sequence[Field], songs: int) -> str:
    """What the history calls it that estimates are written."""
    names = listing([in_sentence(field) for field in fields])
    return plural("Estimated {fields} of {n} song", "Estimated {fields} of {n} songs", songs, fields=names)


def label_of_suggestions(field: str, songs: int) -> str:
    """What the history calls it that suggestions are written."""
    return plural(
        "Suggested {field} of {n} song", "Suggested {field} of {n} songs", songs, field=in_sentence(field)
    )


def label_of_field(what: describing.Wanted, songs: int) -> str:
    """What the history calls it that something is written into a field."""
    return plural(
        "{what} as {field} of {n} song",
        "{what} as {field} of {n} songs",
        songs,
        what=_WRITTEN[what.kind],
        field=in_sentence(what.field),
    )


def edits_of(db: Database, reviewed: Mapping[Ids, Values]) -> list[TagEdit]:
    """One edit for each song; where it has several unsaved changes, the later one counts."""
    merged: dict[int, dict[str, str]] = {}
    for ids, values in reviewed.items():
        for track_id in ids:
            merged.setdefault(track_id, {}).update(values)
    return [
        TagEdit(track.id, track.path, {name: _value(name, text) for name, text in merged[track.id].items()})
        for track in tracks.get_many(db, merged)
    ]


@dataclass(frozen=True, slots=True)
class Beside:
    """Lyrics in a file beside a song."""

    name: str
    text: str


@dataclass(frozen=True, slots=True)
class Every:
    """What no list shows of some songs: a text for each field, None where they differ."""

    ids: Ids
    values: Mapping[str, str | None]
    beside: Beside | None = None


def is_long(name: str) -> bool:
    """Whether a field has lines of text."""
    return name in LONG_FIELDS or in_language(name) is not None


def is_list(name: str) -> bool:
    """Whether each value of a field that no list shows has a line of its own."""
    return (
        not is_long(name) and name not in EDITABLE_FIELDS and (name in MORE_LISTS or name not in NAMED_FIELDS)
    )


def text_of(name: str, value: TagValue) -> str:
    """A field that no list shows as the text of an edit."""
    if name == "rating" and value:
        return stars.text(int(str(value)))
    return whole_line(values_of(value)) if is_list(name) else line(name, value)


def every_field(context: JobContext, db: Database, ids: Ids) -> Every:
    """What the files of these songs have in common in fields that no list shows."""
    texts: dict[str, set[str]] = {}
    songs = [song for song in tracks.get_many(db, ids) if song.available]
    for number, song in enumerate(songs):
        context.check_cancelled()
        said = tags.every_field(song.path)
        names = {*MORE_FIELDS, *dict(said.more)}
        own = {name: text_of(name, said.get(name)) for name in names if said.get(name)}
        for name in {*texts, *own}:
            texts.setdefault(name, {""} if number else set()).add(own.get(name, ""))
    values = {name: next(iter(seen)) if len(seen) == 1 else None for name, seen in texts.items()}
    lyrics = lyrics_file.beside(songs[0].path) if len(songs) == 1 else None
    beside = None if lyrics is None else Beside(os.path.basename(lyrics.path), lyrics.text)
    return Every(ids, values, beside)


def _value(name: str, text: str) -> TagValue:
    """The value that an edit gives to a field."""
    return split_line(text) if is_list(name) else text


def written_edits(db: Database, ids: Ids, what: describing.Wanted) -> list[TagEdit]:
    """What the analysis, groups or regions say of songs, for a field of choice."""
    edits = describing.edits(db, tracks.get_many(db, ids), what)
    if not edits:
        raise describing.nothing_known(what.kind)
    return edits


def estimated_edits(
    db: Database, ids: Ids, fields: Sequence[Field], *, replace: bool, notation: Notation
) -> list[TagEdit]:
    """What was estimated, these fields only; ``replace``: also where tags tell something."""
    songs = tracks.get_many(db, ids)
    return tagging.edits_from_descriptors(songs, fields=fields, replace=replace, notation=notation)


def common(context: JobContext, db: Database, ids: Ids) -> Common:
    """What the tags of these songs have in common."""
    if len(ids) > _MANY:
        context.give_way()
    shown = tracks.get_many(db, ids[:_PAGE])
    if not shown:
        return Common(ids, None, {})
    differ = selections.differing(db, ids, context.check_cancelled)
    first = shown[0]
    return Common(
        ids,
        first,
        {name: None if name in differ else line(name, getattr(first.tags, name)) for name in EDITABLE_FIELDS},
    )


def previewed(context: JobContext, db: Database, make: Callable[[Database], Sequence[TagEdit]]) -> Preview:
    """What these edits would change in files."""
    edits = make(db)
    context.check_cancelled()
    diffs = tagging.preview(db, edits, context)
    return Preview(diffs, tagging.linked_files(diff for diff in diffs if not diff.refused))


def applied(
    context: JobContext, db: Database, diffs: Sequence[Diff], label: str, keep_links: bool
) -> EditResult:
    """Write the changes of a preview into files."""
    return tagging.apply(context, db, diffs, label=label, keep_links=keep_links)
