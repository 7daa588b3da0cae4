"""Which estimates of tempo and key a person is to review."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal, TypeAlias

from organizer.base.language import tr
from organizer.library import tracks
from organizer.library.storage.database import Database
from organizer.work.jobs import JobContext
from organizer.work.tags.estimates import FIELDS, Estimate, Field, estimates_of

#: Which estimates: those that no tag tells, those that a tag contradicts, or all.
Which: TypeAlias = Literal["untagged", "differs", "all"]
WHICH: Mapping[str, Which] = {
    tr("Without a tag"): "untagged",
    tr("Tag says otherwise"): "differs",
    tr("All"): "all",
}
FIELDS_OF: Mapping[str, tuple[Field, ...]] = {
    tr("Tempo and key"): FIELDS,
    tr("Tempo"): ("bpm",),
    tr("Key"): ("key",),
}

#: Nobody goes through more at once, and the window sorts them within a frame or two.
_MOST = 5_000
_PAGE = 500

_WHY: Mapping[Which, str] = {
    "untagged": tr("Nothing to review: no analyzed song lacks it in its tags."),
    "differs": tr("Nothing to review: no tag says anything else than the estimate."),
    "all": tr("Nothing to review: no song has an estimate yet."),
}


@dataclass(frozen=True, slots=True)
class Listed:
    """What is listed."""

    rows: tuple[Estimate, ...]
    songs: int  #: how many songs they are of
    more: bool  #: there are others
    why: str  #: what is said where there are none
    settled: frozenset[tuple[int, Field]]  #: what was accepted, and is written


def listed(
    context: JobContext,
    db: Database,
    ids: tuple[int, ...] | None,
    fields: tuple[Field, ...],
    which: Which,
    done: Mapping[tuple[int, Field], str],
) -> Listed:
    """The estimates of these songs, None for all. What a person wanted to write is ``done``: where the tag
    says it, it is settled, and not listed as a tag that says otherwise."""
    wanted = tracks.query(db, "").tolist() if ids is None else list(ids)
    rows: list[Estimate] = []
    for start in range(0, len(wanted), _PAGE):
        context.check_cancelled()
        context.report(start, len(wanted), tr("Looking at songs"))
        for song in tracks.get_many(db, wanted[start : start + _PAGE]):
            rows += [
                row
                for row in estimates_of(song, fields)
                if which == "all"
                or (which == "untagged" and not row.tag)
                or (which == "differs" and row.differs and done.get((row.track_id, row.field)) != row.tag)
            ]
        if len(rows) > _MOST:
            break
    more = len(rows) > _MOST
    rows = rows[:_MOST]
    settled = frozenset(
        (row.track_id, row.field)
        for song in tracks.get_many(db, {track_id for track_id, _field in done})
        for row in estimates_of(song)
        if done.get((row.track_id, row.field)) == row.tag
    )
    return Listed(tuple(rows), len({row.track_id for row in rows}), more, _WHY[which], settled)
