"""Undo, redo, and what is put right after an interruption: what the journal knows is brought to the files.

A file that cannot be written or looked at now keeps its row, and is offered again at any later time.
"""

from __future__ import annotations

import contextlib
import os
from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Literal

from organizer.base import leftovers
from organizer.base.errors import OrganizerError, UsageError
from organizer.base.fields.tag_names import in_order
from organizer.base.language import tr
from organizer.base.model import Changes, Track, joined
from organizer.library import journal, tracks
from organizer.library.files.edits import HistoryEntry
from organizer.library.journal import OPEN, Damaged, FileEntry
from organizer.library.storage.database import Database
from organizer.library.tags import tags
from organizer.work.jobs import JobContext
from organizer.work.tags import way_back
from organizer.work.tags.fitting import fitting, holds_edit
from organizer.work.tags.target import Targets
from organizer.work.tags.writing import (
    BATCH,
    Diff,
    EditResult,
    Fresh,
    Run,
    alone,
    alone_or_not,
    note_covers,
    reason_of,
    tags_now,
)

Direction = Literal["undo", "redo"]

#: Of files that an undo could not write, so many are looked at to see whether it would be of use now.
_LOOKED_AT = 200

_AWAY = tr("it is away or cannot be read now, and may hold the edit (it is looked at again at every start)")
_DAMAGED = tr("its row in the journal is damaged (edit its tags by hand)")


@dataclass(frozen=True, slots=True)
class Step:
    """What an undo or redo would do."""

    direction: Direction
    edit_id: int
    label: str
    created: float
    files: int
    fields: tuple[str, ...]
    rest: bool  #: only what an earlier undo or redo left
    diffs: tuple[Diff, ...]


@dataclass(frozen=True, slots=True)
class Recovery:
    """What was put right after the program was killed."""

    edits: int
    written: int  #: files that turned out to be written
    untouched: int  #: files that turned out to be as before
    changes: Changes
    open: int = 0  #: files that cannot be looked at now; the next start tries again
    damaged: tuple[Damaged, ...] = ()


def undo(
    context: JobContext, db: Database, edit_id: int | None = None, *, keep_links: bool = False
) -> EditResult | None:
    """Take this edit back, or the last one; None when there is none. Of an edit that was taken back in part,
    the files that still hold it."""
    return _bring(context, db, "undo", edit_id, keep_links)


def redo(
    context: JobContext, db: Database, edit_id: int | None = None, *, keep_links: bool = False
) -> EditResult | None:
    """Bring this edit again, or the one that was undone last; None when there is none."""
    return _bring(context, db, "redo", edit_id, keep_links)


def can_undo(db: Database) -> str | None:
    """The label of the edit that ``undo`` would take back."""
    return _label(db, _offered(db, "undo"))


def can_redo(db: Database) -> str | None:
    """The label of the edit that ``redo`` would bring again."""
    return _label(db, _offered(db, "redo"))


def next_edit(db: Database, direction: Direction) -> HistoryEntry | None:
    """The edit that undo or redo would be about."""
    number = _offered(db, direction)
    return None if number is None else next(iter(journal.history(db, number)), None)


def next_step(db: Database, direction: Direction, edit_id: int | None = None) -> Step | None:
    """What undo or redo would write, to be shown first; None when there is nothing."""
    number = _offered(db, direction) if edit_id is None else edit_id
    if number is None:
        return None
    edits = journal.history(db, number)
    before = _states(direction)[0]
    listed = journal.changes(db, number, states=(before,))
    if not edits or not listed:
        return None
    diffs = []
    for track_id, path, old, new in listed:
        was, will = (new, old) if direction == "undo" else (old, new)
        diffs += [Diff(track_id, path, name, was.get(name, ""), value) for name, value in will.items()]
    named = {diff.field for diff in diffs}
    fields = tuple(in_order(named))
    rest = not dict(journal.in_state(db, before)).get(number, False)
    edit = edits[0]
    return Step(direction, number, edit.label, edit.created, len(listed), fields, rest, tuple(diffs))


def recover(db: Database) -> Recovery:
    """At the start, and when files are back: look at each file that was being written when the program ended.

    Each is old or new, whole; the journal and the library are made to say which. Leftovers are removed. What
    cannot be looked at now stays open.
    """
    if not journal.unfinished(db):
        return Recovery(0, 0, 0, Changes())
    if db.read_only:
        return Recovery(0, 0, 0, Changes(), open=len(journal.files(db, states=OPEN)))
    with alone_or_not(db) as mine:
        if not mine:  # another program is in the middle of an edit: nothing was interrupted
            return Recovery(0, 0, 0, Changes())
        return _look_again(db)


def _look_again(db: Database) -> Recovery:
    entries, damaged = journal.read(db, states=OPEN)
    if damaged:
        journal.set_aside(db, damaged)
    edits: set[int] = set()
    updated: list[int] = []
    counts = {True: 0, False: 0}
    for start in range(0, len(entries), BATCH):
        marks: list[tuple[FileEntry, str, str]] = []
        fresh: list[Fresh] = []
        for entry in entries[start : start + BATCH]:
            place, holds = _seen(db, entry)
            current_tags = [] if holds is None else tags_now(db, place, None, back=not holds)
            if holds is None or not current_tags:
                continue
            undoing = entry.state == "undoing"
            state = "done" if holds else "dropped" if entry.state == "pending" else "undone"
            reason = "" if state != "dropped" else tr("the program ended before it was written")
            marks.append((place, state, reason))
            fresh += current_tags
            counts[holds != undoing] += 1
            edits.add(entry.edit_id)
        if marks:
            with db.write():
                journal.mark(db, marks)
                updated += tracks.update_tags(db, fresh).updated
                note_covers(db, [entry for entry, *_ in marks])
    resolved = counts[True] + counts[False]
    return Recovery(
        len(edits),
        counts[True],
        counts[False],
        Changes(updated=tuple(updated)),
        len(entries) - resolved,
        tuple(damaged),
    )


def _seen(db: Database, entry: FileEntry) -> tuple[FileEntry, bool | None]:
    """Where the file is now, and whether it holds the edit; None when that is unclear now."""
    for place, sure in _places(db, entry, _song(db, entry)):
        holds = holds_edit(place)
        if holds or (holds is False and sure):
            if place.path != entry.path:
                with contextlib.suppress(OSError):
                    leftovers.remove(entry.path, alone=True)
            return place, holds
    return entry, None


def _song(db: Database, entry: FileEntry) -> Track | None:
    return next(iter(tracks.get_many(db, [entry.track_id])), None)


def _places(db: Database, entry: FileEntry, song: Track | None) -> Iterator[tuple[FileEntry, bool]]:
    """Where the song of a row may be: where the library knows it, where it was, or where a song with the same
    sound is. With each, whether it is this file for sure, and no copy that was there before the edit."""
    paths = dict.fromkeys(([song.path] if song is not None and song.has_file else []) + [entry.path])
    there = [path for path in paths if os.path.lexists(path)]
    for path in there:
        number = entry.track_id
        if song is None or song.path != path:  # the song of this number went elsewhere, or is another
            number = tracks.ids_by_path(db, [path]).get(path, number if song is None else 0)
        yield replace(entry, path=path, track_id=number), True
    if not there:
        for path, track_id, since in journal.same_sound(db, entry):
            yield replace(entry, path=path, track_id=track_id), since


def _bring(
    context: JobContext, db: Database, direction: Direction, edit_id: int | None, keep_links: bool
) -> EditResult | None:
    before, between, after = _states(direction)
    going_back = direction == "undo"
    with alone(db):
        looked = _look_again(db)
        number = _offered(db, direction) if edit_id is None else edit_id
        if number is None:
            return None
        label = _label(db, number)
        if label is None:
            raise UsageError(
                tr("there is no edit number {number}", number=str(number)),
                remedy=tr("see “organizer history”"),
            )
        entries, damaged = journal.read(db, number, states=(before,))
        unknown = journal.read(db, number, states=OPEN)[0]
        if damaged:
            journal.set_aside(db, damaged)
        run = Run(
            context,
            db,
            number,
            label,
            len(entries) + len(damaged) + len(unknown),
            going_back=going_back,
            keep_links=keep_links,
            before=before,
            after=after,
        )
        for row in damaged:
            run.fail(row.path, _DAMAGED)
        for entry in unknown:
            run.fail(entry.path, _AWAY)
        with run:
            for start in range(0, len(entries), BATCH):
                ready, marks = _prepared(run, entries[start : start + BATCH])
                if marks:
                    journal.mark(db, marks)
                if ready:
                    journal.prepare(db, ready, between)
                    run.take(ready)
        result = run.result()
        updated = (*looked.changes.updated, *result.changes.updated)
        return replace(result, changes=Changes(updated=tuple(dict.fromkeys(updated))))


def _prepared(run: Run, entries: list[FileEntry]) -> tuple[list[FileEntry], list[tuple[FileEntry, str, str]]]:
    """The entries that can be written, each where its file is now, and the marks of the others."""
    ready, marks = [], []
    run.make_way(entry.path for entry in entries)
    targets = Targets(run.db, [entry.track_id for entry in entries])
    for entry in entries:
        run.context.check_cancelled()
        try:
            fit, to_write = _fit(run.db, entry, run.going_back, targets.songs.get(entry.track_id))
        except OrganizerError as error:
            marks.append((entry, run.before, reason_of(error)))
            run.fail(entry.path, reason_of(error))
            continue
        if to_write:
            ready.append(fit)
            _look(run, fit, targets)
        else:  # another program did it already
            marks.append((fit, run.after, ""))
            run.done += 1
            run.advance(fit.path)
    return ready, marks


def _look(run: Run, entry: FileEntry, targets: Targets) -> None:
    """Note what is known of a file that an edit will be taken back from, or brought to again."""
    with contextlib.suppress(OSError):
        seen = os.stat(entry.path)
        known = targets.look(entry.track_id, entry.path, seen)
        if known.sound == entry.audio_hash:
            run.seen[entry.sequence] = seen
        values, patch = (entry.old, entry.patch.inverse()) if run.going_back else (entry.new, entry.patch)
        # in older journals ";" may stand between several values
        if known.said is not None and not any(";" in joined(value) for value in values.values()):
            run.rows[entry.sequence] = tags.said_after(known.said, values, patch)


def _fit(db: Database, entry: FileEntry, going_back: bool, song: Track | None) -> tuple[FileEntry, bool]:
    """The entry at the first place where its patch, or a new one, fits; see ``fitting``."""
    problem: OrganizerError | None = None
    for place, sure in _places(db, entry, song):
        try:
            if sure or holds_edit(place) == going_back:
                if going_back and (exact := way_back.exact(db, place)) is not None:
                    return exact, True
                return fitting(place, back=going_back)
        except OrganizerError as error:
            problem = problem or error
    if problem is not None:
        raise problem
    return fitting(entry, back=going_back)  # says why it cannot be reached


def _offered(db: Database, direction: Direction) -> int | None:
    """The edit that undo or redo is about: what was not tried yet, or could be written now."""
    going_back = direction == "undo"
    state = _states(direction)[0]
    edits = journal.in_state(db, state)
    for number, untried in reversed(edits) if going_back else edits:
        if untried or any(
            _could_be_written(db, entry, going_back)
            for entry in journal.read(db, number, states=(state,), limit=_LOOKED_AT)[0]
        ):
            return number
    return None


def _could_be_written(db: Database, entry: FileEntry, going_back: bool) -> bool:
    with contextlib.suppress(OrganizerError):
        place, _ = _fit(db, entry, going_back, _song(db, entry))
        folder = os.path.dirname(os.path.realpath(place.path))
        return os.access(place.path, os.W_OK) and os.access(folder, os.W_OK)
    return False


def _states(direction: Direction) -> tuple[str, str, str]:
    """The states of a row before, while and after its file is written."""
    return ("done", "undoing", "undone") if direction == "undo" else ("undone", "redoing", "done")


def _label(db: Database, edit_id: int | None) -> str | None:
    edits = [] if edit_id is None else journal.history(db, edit_id)
    return edits[0].label if edits else None
