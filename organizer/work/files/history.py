"""Undo, redo and history of all edits, of tags and of places, in the order in which they were made; and what
is put right after an interruption."""

from __future__ import annotations

import contextlib
import os
from collections.abc import Sequence
from dataclasses import replace

from organizer.base import leftovers
from organizer.base.errors import Cancelled, OrganizerError, UsageError
from organizer.base.language import tr
from organizer.base.model import Changes
from organizer.library import journal, tracks
from organizer.library.files import file_rows, moves
from organizer.library.files.edits import OPEN, HistoryEntry
from organizer.library.files.moves import MoveEntry
from organizer.library.files.scanner import described
from organizer.library.storage.database import Database
from organizer.work.files.places import folders, lists, placing
from organizer.work.files.places.running import Placed, Run, marks_of, seen
from organizer.work.jobs import JobContext
from organizer.work.tags import history as of_tags
from organizer.work.tags.history import Direction, Recovery, Step
from organizer.work.tags.writing import Diff, EditResult, alone, alone_or_not

#: The field of a step that moves files.
PLACE = "place"

_STATES = {"undo": ("done", "undoing", "undone"), "redo": ("undone", "redoing", "done")}


def history(db: Database, edit_id: int | None = None) -> list[HistoryEntry]:
    """All edits, or this one, the newest first."""
    both = [*journal.history(db, edit_id), *moves.history(db, edit_id)]
    return sorted(both, key=lambda entry: -entry.edit_id)


def next_edit(db: Database, direction: Direction) -> HistoryEntry | None:
    """The edit that undo or redo would be about."""
    tags = of_tags.next_edit(db, direction)
    number = _offered(db, direction)
    if number is None:
        return tags
    if tags is not None and (tags.edit_id > number) == (direction == "undo"):
        return tags
    return next(iter(moves.history(db, number)), None)


def next_step(db: Database, direction: Direction, edit_id: int | None = None) -> Step | None:
    """What undo or redo would do, to be shown first; None when there is nothing."""
    edit = next_edit(db, direction) if edit_id is None else next(iter(history(db, edit_id)), None)
    if edit is None or not edit.moves:
        return of_tags.next_step(db, direction, edit_id if edit is None else edit.edit_id)
    before = _STATES[direction][0]
    rows = [row for row in moves.read(db, edit.edit_id, states=(before,)) if row.kind in ("song", "beside")]
    if not rows:
        return None
    diffs = []
    for row in rows:
        here, there = (row.new, row.old) if direction == "undo" else (row.old, row.new)
        diffs.append(Diff(row.track_id, here, PLACE, here, there))
    tried = all(row.reason for row in rows)
    return Step(direction, edit.edit_id, edit.label, edit.created, len(rows), (PLACE,), tried, tuple(diffs))


def undo(
    context: JobContext, db: Database, edit_id: int | None = None, *, keep_links: bool = False
) -> EditResult | None:
    """Take this edit back, or the last one; None when there is none."""
    return _bring(context, db, "undo", edit_id, keep_links)


def redo(
    context: JobContext, db: Database, edit_id: int | None = None, *, keep_links: bool = False
) -> EditResult | None:
    """Bring this edit again, or the one that was undone last; None when there is none."""
    return _bring(context, db, "redo", edit_id, keep_links)


def recover(db: Database) -> Recovery:
    """At the start, and when files are back: what was being written or moved when the program ended is
    looked at, and the journal and the library are made to say what is."""
    moved = _recover_moves(db)
    tags = of_tags.recover(db)
    return Recovery(
        moved.edits + tags.edits,
        moved.written + tags.written,
        moved.untouched + tags.untouched,
        Changes(updated=tuple(dict.fromkeys((*moved.changes.updated, *tags.changes.updated)))),
        moved.open + tags.open,
        tags.damaged,
    )


def _bring(
    context: JobContext, db: Database, direction: Direction, edit_id: int | None, keep_links: bool
) -> EditResult | None:
    chosen = next_edit(db, direction) if edit_id is None else None
    edit = chosen if edit_id is None else next(iter(history(db, edit_id)), None)
    if edit is None or not edit.moves:
        bring = of_tags.undo if direction == "undo" else of_tags.redo
        return bring(context, db, edit_id if edit is None else edit.edit_id, keep_links=keep_links)
    with alone(db):
        looked = _look_again(db)
        result = _undo_or_redo(context, db, direction, edit)
    updated = dict.fromkeys((*looked.changes.updated, *result.changes.updated))
    return replace(result, changes=Changes(updated=tuple(updated)))


def _undo_or_redo(context: JobContext, db: Database, direction: Direction, edit: HistoryEntry) -> EditResult:
    before, between, after = _STATES[direction]
    back = direction == "undo"
    rows = moves.read(db, edit.edit_id, states=("done", "undone"))
    files = [row for row in rows if row.kind in ("song", "beside") and row.state == before]
    if not files:
        what = (
            tr("there is nothing to undo of edit {number}", number=str(edit.edit_id))
            if back
            else tr("there is nothing to redo of edit {number}", number=str(edit.edit_id))
        )
        raise UsageError(what, remedy=tr("see “organizer history”"))
    run = Run(context, db, edit.edit_id, edit.label, len(files), back, before, after, between)
    ready: list[MoveEntry] = []
    marks: list[tuple[MoveEntry, str, str]] = []
    songs = {song.id: song for song in tracks.get_many(db, [row.track_id for row in files if row.track_id])}
    for row in files:
        here = run.ends(row)[0]
        song = songs.get(row.track_id)
        reason = ""
        if song is not None and song.path != here and not song.away:
            reason = tr("it was moved again since (take that back first)")
        try:
            row = replace(row, marks=marks_of(here))
        except OSError:
            reason = reason or tr("the file is not there now")
        if reason:
            marks.append((row, before, reason))
            run.fail(row, reason)
        else:
            ready.append(row)
    moves.mark(db, marks)
    named = [row for row in rows if row.kind == "list"]
    made = [row for row in rows if row.kind in ("made", "removed") and row.state == before]
    moves.mark(db, [(row, between, "") for row in (*named, *made)])
    try:
        run.take(ready)
    except Cancelled:
        moves.mark(db, [(row, before, "") for row in made])
        _forget_roots(db, edit, back)
        run.failed += lists.undo_or_redo(db, named, run.placed, back=back, whole=False)
        raise
    run.failed += lists.undo_or_redo(db, named, run.placed, back=back, whole=not run.failed)
    folders.undo_or_redo(db, made, back=back)
    _forget_roots(db, edit, back)
    return run.result()


def _forget_roots(db: Database, edit: HistoryEntry, back: bool) -> None:
    """A folder that became one of the library's because songs were moved there is none any more without."""
    if back:
        file_rows.forget_empty_roots(db, file_rows.roots(db, since=edit.created))


def _offered(db: Database, direction: Direction) -> int | None:
    """The edit of places that undo or redo is about: what was not tried yet, or could be done now."""
    state = _STATES[direction][0]
    for number, untried in moves.last(db, state, oldest=direction == "redo"):
        if untried or any(_is_possible(row, direction) for row in moves.read(db, number, states=(state,))):
            return number
    return None


def _is_possible(row: MoveEntry, direction: Direction) -> bool:
    if row.kind not in ("song", "beside"):
        return False
    here, there = (row.new, row.old) if direction == "undo" else (row.old, row.new)
    return os.path.lexists(here) and not os.path.lexists(there)


# -- after an interruption


def _recover_moves(db: Database) -> Recovery:
    if not moves.unfinished(db):
        return Recovery(0, 0, 0, Changes())
    if db.read_only:
        return Recovery(0, 0, 0, Changes(), open=len(moves.read(db, states=OPEN)))
    with alone_or_not(db) as mine:
        if not mine:  # another program is in the middle of an edit: nothing was interrupted
            return Recovery(0, 0, 0, Changes())
        return _look_again(db)


def _look_again(db: Database) -> Recovery:
    rows = moves.read(db, states=OPEN)
    files = [row for row in rows if row.kind in ("song", "beside")]
    settled = _Settling(db, files)
    settled.settle()
    for edit_id in dict.fromkeys(row.edit_id for row in rows):
        still = {row.sequence for row in settled.unclear}
        own = [row for row in rows if row.edit_id == edit_id]
        if any(row.sequence in still for row in own if row in files):
            continue  # lists and folders wait for the files
        _settle_lists(db, edit_id, [row for row in own if row.kind == "list"], settled.arrived)
        arrived = _places(db, edit_id, "done")
        made = sorted((row for row in own if row.kind in ("made", "removed")), key=lambda row: -len(row.new))
        folders.settle(db, made)
        if any(row.state == "pending" for row in own):
            left = {os.path.dirname(old) for old, _ in arrived}
            empty = folders.emptied(left, file_rows.roots(db))
            folders.remove(db, edit_id, moves.last_number(db, edit_id) + 1, empty)
            moves.finish(db, edit_id)
    return settled.recovery()


def _settle_lists(
    db: Database, edit_id: int, named: Sequence[MoveEntry], settled: Sequence[tuple[MoveEntry, str, str]]
) -> None:
    """Lists brought after the files: those that were to be written when the program ended, and of files that
    were settled only now also those that were written without them."""
    states = ("done", "undone")
    written = [row for row in moves.read(db, edit_id, states=states) if row.kind == "list"]
    for undone in (True, False):
        places = [
            (source, target)
            for row, source, target in settled
            if row.edit_id == edit_id and (row.state == "undoing") == undone
        ]
        if places:
            lists.undo_or_redo(db, written, places, back=undone, whole=False)
    arrived = _places(db, edit_id, "done")
    lists.follow(db, [row for row in named if row.state == "pending"], arrived)
    back = [(new, old) for old, new in _places(db, edit_id, "undone")]
    turned = [replace(row, state="done") for row in named if row.state == "undoing"]
    lists.undo_or_redo(db, turned, back, back=True, whole=not arrived)
    again = [replace(row, state="undone") for row in named if row.state == "redoing"]
    lists.undo_or_redo(db, again, arrived, back=False, whole=not back)


def _places(db: Database, edit_id: int, state: str) -> list[tuple[str, str]]:
    """Old and new places of the files of an edit in this state."""
    rows = moves.read(db, edit_id, states=(state,))
    return [(row.old, row.new) for row in rows if row.kind in ("song", "beside")]


class _Settling:
    """Finds out where each file is that was on its way."""

    def __init__(self, db: Database, rows: Sequence[MoveEntry]) -> None:
        self._db, self._rows = db, rows
        self._at: dict[tuple[int, int], str | None] = {}
        self.unclear: list[MoveEntry] = []
        self.arrived: list[tuple[MoveEntry, str, str]] = []
        self._counts = {True: 0, False: 0}
        self._updated: list[int] = []
        self._edits: set[int] = set()

    def settle(self) -> None:
        """Look at all of them, bring those that are in between to an end, and close their rows."""
        for row in self._rows:
            source, target = _ends(row)
            for place in dict.fromkeys((target, row.via or target)):
                with contextlib.suppress(OSError):
                    leftovers.remove(place, alone=True)
            self._at[_key(row)] = seen(row, source, target)
        for row in self._rows:
            if row.via and self._at[_key(row)] == row.via:
                self._bring_home(row, set())
        marks: list[tuple[MoveEntry, str, str]] = []
        placed: list[Placed] = []
        for row in self._rows:
            self._close(row, marks, placed)
        with self._db.write():
            moves.mark(self._db, marks)
            moves.store_places(self._db, placed)

    def recovery(self) -> Recovery:
        """What was put right."""
        return Recovery(
            len(self._edits),
            self._counts[True],
            self._counts[False],
            Changes(updated=tuple(self._updated)),
            len(self.unclear),
        )

    def _close(self, row: MoveEntry, marks: list[tuple[MoveEntry, str, str]], placed: list[Placed]) -> None:
        source, target = _ends(row)
        at = self._at[_key(row)]
        going_back = row.state == "undoing"
        if at == target:
            try:
                placed.append((row, source, described(target, os.stat(target))))
            except OSError:
                self.unclear.append(row)
                return
            marks.append((replace(row, via=""), "undone" if going_back else "done", ""))
            self.arrived.append((row, source, target))
        elif at == source:
            before = {"pending": "dropped", "undoing": "done", "redoing": "undone"}[row.state]
            reason = tr("the program ended before it was moved") if before == "dropped" else ""
            marks.append((replace(row, via=""), before, reason))
        else:
            self.unclear.append(row)
            return
        self._counts[at == target] += 1
        self._edits.add(row.edit_id)
        if at == target and row.kind == "song":
            self._updated.append(row.track_id)

    def _bring_home(self, row: MoveEntry, asked: set[tuple[int, int]]) -> None:
        """A file that waits in between goes on, or back; where both places are taken, those that are in its
        way go on first."""
        source, target = _ends(row)
        for place in (target, source):
            if not os.path.lexists(place):
                with contextlib.suppress(OSError, OrganizerError):
                    placing.move(row.via, place, note_copy=lambda _status: None)
                    self._at[_key(row)] = place
                    return
        asked.add(_key(row))
        for other in self._rows:
            if _key(other) not in asked and self._at[_key(other)] == _ends(other)[0] == target:
                self._go_on(other, asked)
                if not os.path.lexists(target):
                    self._bring_home(row, asked)
                return

    def _go_on(self, row: MoveEntry, asked: set[tuple[int, int]]) -> None:
        source, target = _ends(row)
        asked.add(_key(row))
        if os.path.lexists(target):
            for other in self._rows:
                if _key(other) not in asked and self._at[_key(other)] == _ends(other)[0] == target:
                    self._go_on(other, asked)
        with contextlib.suppress(OSError, OrganizerError):
            placing.move(source, target, note_copy=lambda _status: None)
            self._at[_key(row)] = target


def _key(row: MoveEntry) -> tuple[int, int]:
    return row.edit_id, row.sequence


def _ends(row: MoveEntry) -> tuple[str, str]:
    return (row.new, row.old) if row.state == "undoing" else (row.old, row.new)
