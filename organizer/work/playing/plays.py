"""Plays and skips as they happen, stored by the sound of songs; and when a play is one."""

from __future__ import annotations

import logging
from collections.abc import Container, Sequence
from dataclasses import dataclass
from typing import Literal, TypeAlias

from organizer.base.errors import OrganizerError, printable
from organizer.base.language import tr
from organizer.base.model import Changes
from organizer.library import tracks
from organizer.library.plays import records
from organizer.library.storage.database import Database
from organizer.library.tags import payload
from organizer.work.jobs import JobContext

log = logging.getLogger(__name__)

Kind: TypeAlias = Literal["play", "skip"]

#: A song was played when so much of it was heard: this share, or so many seconds, whichever is less. As
#: programs count that send plays to services ("scrobble").
SHARE, SECONDS = 0.5, 240.0


@dataclass(frozen=True, slots=True)
class Act:
    """A song was played or skipped."""

    kind: Kind
    track_id: int
    at: float  #: seconds since 1970


def is_played(heard: float, duration: float) -> bool:
    """Whether so many seconds of a song of this length are a play; 0: its length is not known."""
    return heard >= (min(SHARE * duration, SECONDS) if duration > 0 else SECONDS)


def record(context: JobContext, db: Database, acts: Sequence[Act]) -> Changes:
    """Store these; where the sound of a song is not known yet it is hashed. The storing is not cancelled."""
    changes = []
    with db.write():
        for act in acts:
            if act.kind == "play":
                changes.append(records.record_play(db, act.track_id, at=act.at))
            else:
                changes.append(records.record_skip(db, act.track_id))
    changes.append(settle(context, db, only={act.track_id for act in acts}))
    return _together(changes)


def settle(context: JobContext, db: Database, *, only: Container[int] | None = None) -> Changes:
    """Hash the sound of songs whose plays or ratings wait for it, so that they belong to the sound: all of
    them, or ``only`` these. Files that cannot be read now wait on."""
    changes: list[Changes] = []
    waiting = [song for song in records.unsettled(db) if only is None or song[0] in only]
    for done, (track_id, path) in enumerate(waiting):
        if context.cancelled:
            break
        context.report(done, len(waiting), tr("Recognizing the sound of rated songs"))
        try:
            sound = payload.audio_hash(path)
        except (OrganizerError, OSError) as error:
            log.info("%s keeps its plays and rating by itself: %s", printable(path), error)
            continue
        changes.append(tracks.set_audio_hash(db, track_id, sound))
    return _together(changes)


def _together(changes: Sequence[Changes]) -> Changes:
    removed = tuple(dict.fromkeys(i for one in changes for i in one.removed))
    updated = dict.fromkeys(i for one in changes for i in one.updated)
    return Changes(updated=tuple(i for i in updated if i not in removed), removed=removed)
