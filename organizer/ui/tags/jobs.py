"""What the tag editor does away from the GUI thread: reading songs, making edits of them, writing."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from organizer.base.model import EDITABLE_FIELDS, FIELD_LABELS, TagEdit, Track
from organizer.library import tracks
from organizer.library.lists import selections
from organizer.library.storage.database import Database
from organizer.library.tags.values import line
from organizer.ui.widgets.parts import count_of
from organizer.work.jobs import JobContext
from organizer.work.tags import tagging
from organizer.work.tags.tagging import Diff, EditResult

#: The first song is among these, unless all of them have just left the library.
_PAGE = 100
#: To look through more songs than these is left until the window shows that they are selected.
_MANY = 1_000

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
    names = ", ".join(
        FIELD_LABELS[name] if name == "bpm" else FIELD_LABELS[name].lower()
        for name in EDITABLE_FIELDS
        if name in changed
    )
    songs = {track_id for ids in reviewed for track_id in ids}
    return f"Set {names} of {count_of(len(songs), 'song')}"


def edits_of(db: Database, reviewed: Mapping[Ids, Values]) -> list[TagEdit]:
    """One edit for each song; where it has several unsaved changes, the later one counts."""
    merged: dict[int, dict[str, str]] = {}
    for ids, values in reviewed.items():
        for track_id in ids:
            merged.setdefault(track_id, {}).update(values)
    return [TagEdit(track.id, track.path, dict(merged[track.id])) for track in tracks.get_many(db, merged)]


def group_edits(db: Database, ids: Ids, field: str) -> list[TagEdit]:
    """The name of each song's group, as this field."""
    from organizer.library import maps

    grouping = maps.load_grouping(db)
    names = {group.number: group.name for group in grouping.groups} if grouping is not None else {}
    songs = tracks.get_many(db, ids)
    named = {song.id: names[song.group] for song in songs if song.group is not None and song.group in names}
    return tagging.edits_from_groups(songs, named, field)


def estimated_edits(db: Database, ids: Ids, fields: Sequence[str], *, replace: bool) -> list[TagEdit]:
    """What was estimated, these fields only; ``replace``: also where tags tell something."""
    edits = tagging.edits_from_descriptors(tracks.get_many(db, ids), replace=replace)
    edits = [
        TagEdit(edit.track_id, edit.path, {name: v for name, v in edit.values.items() if name in fields})
        for edit in edits
    ]
    return [edit for edit in edits if edit.values]


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
