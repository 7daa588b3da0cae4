"""Songs of the library for tools, with the fields that the steps are about."""

from __future__ import annotations

import os
from collections.abc import Collection, Sequence
from dataclasses import replace

from organizer.base.errors import OrganizerError
from organizer.base.fields.tag_names import LONG_FIELDS, RELIED_FIELDS
from organizer.base.model import EDITABLE_FIELDS, Track
from organizer.library.lists import more_tags
from organizer.library.storage.database import Database
from organizer.library.tags import tags
from organizer.work.jobs import JobContext
from organizer.work.tags.tools import parameters
from organizer.work.tags.tools.actions import Step
from organizer.work.tags.tools.song import Song, song_of

#: Fields that the library knows of each song.
_KNOWN = frozenset({*EDITABLE_FIELDS, "isrc", "compilation", *RELIED_FIELDS - LONG_FIELDS})


def from_library(db: Database, tracks: Sequence[Track]) -> list[Song]:
    """Songs with the fields that the library knows."""
    more = more_tags.of(db, [track.id for track in tracks])
    return [song_of(track, more.get(track.id, {})) for track in tracks]


def fields_in_files(steps: Sequence[Step]) -> frozenset[str]:
    """The fields that the steps are about and that only the files tell."""
    names = (parameters.fields_of(step.tool) for step in steps if step.on)
    return frozenset().union(*names) - _KNOWN


def with_fields(context: JobContext, songs: Sequence[Song], names: Collection[str]) -> list[Song]:
    """The songs with what their files say in these fields. A file that cannot be read says nothing."""
    result = []
    for number, song in enumerate(songs):
        context.check_cancelled()
        context.report(number, len(songs), os.path.basename(song.path))
        try:
            told = tags.read(song.path, names=names)[0] if song.path else None
        except OrganizerError:  # the preview of the edit says what is wrong with it
            told = None
        if told is not None:
            values = {name: told.values(name) for name in names if told.values(name)}
            song = replace(song, values={**song.values, **values})
        result.append(song)
    return result
