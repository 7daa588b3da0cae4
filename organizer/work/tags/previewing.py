"""What an edit of tags would make of files, shown before anything is written; and edits from what a person
says, from groups and from what was analyzed."""

from __future__ import annotations

import os
from collections.abc import Iterable, Mapping

from organizer.base import tempo_and_key
from organizer.base.errors import OrganizerError, UsageError
from organizer.base.model import EDITABLE_FIELDS, TagEdit, Tags, TagValue, Track, values_of
from organizer.library import tracks
from organizer.library.storage.database import Database
from organizer.library.tags import tags
from organizer.library.tags.values import tempo
from organizer.work.jobs import JobContext
from organizer.work.tags.writing import Diff, reason_of


def preview(db: Database, edits: Iterable[TagEdit], context: JobContext | None = None) -> list[Diff]:
    """What would change, as each file will say it, and what a file cannot hold. Nothing is written.

    Songs that are known from a table alone are left out. Raises ``UsageError`` when all of them are, and for
    a tempo that is no number.
    """
    merged = _merged(edits)
    with_files = [edit for edit in merged if edit.path]  # songs of tables have none
    if merged and not with_files:
        raise UsageError(
            "what is known from a table alone has no file to write to",
            remedy="correct the table and import it again",
        )
    songs = {track.id: track for track in tracks.get_many(db, [edit.track_id for edit in with_files])}
    diffs = []
    for number, edit in enumerate(with_files):
        if context is not None:
            context.check_cancelled()
            context.report(number, len(with_files), os.path.basename(edit.path))
        _check_tempo(edit.values.get("bpm", ""))
        diffs += _diffs(edit, songs.get(edit.track_id))
    return diffs


def _diffs(edit: TagEdit, song: Track | None) -> list[Diff]:
    old, reason = song.tags if song is not None else Tags(), ""
    try:
        seen = tags.outlook(edit.path, edit.values)
        old, new = seen.old, seen.new
        refused = {name: reason_of(error) for name, error in seen.refused.items()}
    except OrganizerError as error:
        # one that is not there now may be back when it is written
        reason = reason_of(error) if os.path.exists(edit.path) else ""
        values = {name: tags.normal(name, value, getattr(old, name)) for name, value in edit.values.items()}
        new = {name: value for name, value in values.items() if value != getattr(old, name)}
        refused = dict.fromkeys(new, reason) if reason else {}
    return [
        Diff(
            edit.track_id,
            edit.path,
            name,
            getattr(old, name),
            new.get(name, edit.values[name]),
            refused.get(name, ""),
        )
        for name in edit.values
        if name in new or name in refused
    ]


def _check_tempo(value: TagValue) -> None:
    for text in filter(None, map(str.strip, values_of(value))):
        if tempo(text) is None:
            raise UsageError(f"“{text}” is no tempo", remedy="write a number, such as 120")


def edits_from_values(songs: Iterable[Track], values: Mapping[str, TagValue]) -> list[TagEdit]:
    """The same values for each song."""
    named = {_field(name): value for name, value in values.items()}
    return [TagEdit(song.id, song.path, named) for song in songs]


def parse_assignment(text: str) -> tuple[str, TagValue]:
    """ "FIELD=VALUE" of the command line; several values are separated by ";", nothing removes the field."""
    name, equals, value = text.partition("=")
    if not equals:
        raise UsageError(f"“{text}” is not FIELD=VALUE", remedy="for example genre=Jazz")
    field = _field(name)
    tags.normal(field, value)  # raises for what no tag can hold
    return field, value


def edits_from_groups(songs: Iterable[Track], names: Mapping[int, str], field: str) -> list[TagEdit]:
    """Write each song's group name (by track id) as ``field``, genre or grouping for example."""
    name = _field(field)
    return [TagEdit(s.id, s.path, {name: names[s.id]}) for s in songs if names.get(s.id)]


def edits_from_descriptors(songs: Iterable[Track], *, replace: bool = False) -> list[TagEdit]:
    """Write what was estimated: tempo as BPM, a whole number, and key as key.

    What tags tell stays, unless it is to be replaced; a BPM of 0, or a text that is no key, tells nothing.
    """
    edits = []
    for song in songs:
        values: dict[str, TagValue] = {}
        tempo, key = tempo_and_key.tempo(song), tempo_and_key.key(song)
        descriptors = song.descriptors
        if descriptors is not None and descriptors.tempo is not None and (replace or tempo.source != "tag"):
            values["bpm"] = str(round(descriptors.tempo))
        if descriptors is not None and descriptors.key and (replace or key.source != "tag"):
            values["key"] = descriptors.key
        if values:
            edits.append(TagEdit(song.id, song.path, values))
    return edits


def _merged(edits: Iterable[TagEdit]) -> list[TagEdit]:
    """One edit a file, later values winning."""
    edited: dict[str, TagEdit] = {}
    for edit in edits:
        before = edited.get(edit.path)
        values = {**before.values, **edit.values} if before else dict(edit.values)
        edited[edit.path] = TagEdit(edit.track_id, edit.path, values)
    return list(edited.values())


#: Names of fields that searches take, too.
_AS_IN_SEARCHES = {"albumartist": "album_artist", "year": "date"}


def _field(name: str) -> str:
    field = name.strip().lower().replace(" ", "_").replace("-", "_")
    field = _AS_IN_SEARCHES.get(field, field)
    if field not in EDITABLE_FIELDS:
        raise UsageError(f"there is no field “{name}”", remedy=f"one of {', '.join(EDITABLE_FIELDS)}")
    return field
