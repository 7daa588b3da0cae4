"""What an edit of tags would make of files, shown before anything is written; and edits from what a person
says."""

from __future__ import annotations

import os
from collections.abc import Iterable, Mapping
from functools import partial

from organizer.base import settings
from organizer.base.errors import OrganizerError, UsageError
from organizer.base.language import tr
from organizer.base.model import TagEdit, Tags, TagValue, Track, values_of
from organizer.library.storage.database import Database
from organizer.library.tags import tags
from organizer.library.tags.values import tempo
from organizer.work.jobs import JobContext
from organizer.work.tags.assigning import field_named
from organizer.work.tags.target import Targets
from organizer.work.tags.writing import Diff, reason_of


def preview(
    db: Database, edits: Iterable[TagEdit], context: JobContext | None = None, *, upgrade: bool | None = None
) -> list[Diff]:
    """What would change, as each file will say it, and what a file cannot hold. Nothing is written.

    Songs that are known from a table alone are left out. Raises ``UsageError`` when all of them are, and for
    a tempo that is no number. ``upgrade``: older ID3 tags become ID3v2.4 (default: as the settings say).
    """
    upgrade = settings.load().upgrade_id3 if upgrade is None else upgrade
    merged = _merged(edits)
    with_files = [edit for edit in merged if edit.path]  # songs of tables have none
    if merged and not with_files:
        raise UsageError(
            tr("what is known from a table alone has no file to write to"),
            remedy=tr("correct the table and import it again"),
        )
    targets = Targets(db, [edit.track_id for edit in with_files])
    diffs = []
    for number, edit in enumerate(with_files):
        if context is not None:
            context.check_cancelled()
            context.report(number, len(with_files), os.path.basename(edit.path))
        _check_tempo(edit.values.get("bpm", ""))
        diffs += _diffs(edit, targets, upgrade)
    return diffs


def _diffs(edit: TagEdit, targets: Targets, upgrade: bool) -> list[Diff]:
    song = targets.songs.get(edit.track_id)
    old, reason = song.tags if song is not None else Tags(), ""
    try:
        look = partial(targets.look, edit.track_id, edit.path)
        seen = tags.outlook(edit.path, edit.values, upgrade=upgrade, look=look)
        old, new = seen.old, seen.new
        refused = {name: reason_of(error) for name, error in seen.refused.items()}
    except OrganizerError as error:
        # one that is not there now may be back when it is written
        reason = reason_of(error) if os.path.exists(edit.path) else ""
        values = {name: tags.normal(name, value, old.get(name)) for name, value in edit.values.items()}
        new = {name: value for name, value in values.items() if value != old.get(name)}
        refused = dict.fromkeys(new, reason) if reason else {}
    return [
        Diff(
            edit.track_id,
            edit.path,
            name,
            old.get(name),
            new.get(name, edit.values[name]),
            refused.get(name, ""),
        )
        for name in edit.values
        if name in new or name in refused
    ]


def _check_tempo(value: TagValue) -> None:
    for text in filter(None, map(str.strip, values_of(value))):
        if tempo(text) is None:
            raise UsageError(tr("“{text}” is no tempo", text=text), remedy=tr("write a number, such as 120"))


def edits_from_values(songs: Iterable[Track], values: Mapping[str, TagValue]) -> list[TagEdit]:
    """The same values for each song."""
    named = {field_named(name): value for name, value in values.items()}
    return [TagEdit(song.id, song.path, named) for song in songs]


def _merged(edits: Iterable[TagEdit]) -> list[TagEdit]:
    """One edit a file, later values winning."""
    edited: dict[str, TagEdit] = {}
    for edit in edits:
        before = edited.get(edit.path)
        values = {**before.values, **edit.values} if before else dict(edit.values)
        edited[edit.path] = TagEdit(edit.track_id, edit.path, values)
    return list(edited.values())
